"""The commands of the wire: outbox, upload and fetch; what was fetched is looked at and taken in as from a stick."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jxdesk.cli import receive_command
from jxdesk.cli.answers import print_error, print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.progress import Progress

if TYPE_CHECKING:
    from jxdesk.actions.fetch import Fetched
    from jxdesk.actions.outbox import Outbox, OutboxItem
    from jxdesk.actions.receiving.many import OneOfMany
    from jxdesk.actions.upload import OneUpload, Uploaded
    from jxdesk.actions.workspace import Workspace

Arguments = argparse.Namespace

_WORTH_TELLING = 4 * 1024 * 1024
"""Of so many bytes it is told how far they are."""


def outbox(arguments: Arguments) -> ExitCode:
    """What waits, what was sent and what was received; with ``--hub`` and the like it first keeps how the service is reached."""
    from jxdesk.actions.outbox import outbox as look
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        _keep(workspace, arguments)
        found = look(workspace)
    if arguments.json:
        wire = found.wire
        print_json(
            {
                "hub": wire.address,
                "own_authority": bool(wire.authority),
                "proxy": wire.proxy,
                "automatic": wire.is_automatic,
                "packages": [_item_json(one) for one in found.items],
                "answers": found.answers,
            }
        )
        return ExitCode.DONE
    _print_outbox(found)
    return ExitCode.DONE


def upload(arguments: Arguments) -> ExitCode:
    """Sends what waits, and leaves the receipts of this desk."""
    from jxdesk.actions.upload import upload as send
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        done = send(workspace, hub=arguments.hub, progress=_Percent())
    if arguments.json:
        print_json(_uploaded_json(done))
    else:
        _print_uploaded(done)
    _print_ending(done.fault)
    return done.exit_code


def fetch(arguments: Arguments) -> ExitCode:
    """Brings what lies ready, takes in what asks nothing of a person, and leaves the receipts for it."""
    from jxdesk.actions.fetch import fetch as bring
    from jxdesk.actions.upload import Uploaded
    from jxdesk.actions.upload import upload as send
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        key = passphrase(arguments)
        came = bring(workspace, hub=arguments.hub, passphrase=key, progress=_Percent())
        rows, to_choose = _take_in(workspace, came, key, dry_run=arguments.dry_run)
        left = Uploaded()
        if came.fault is None and not arguments.dry_run and any(one.done is not None for one in rows):
            left = send(workspace, (), hub=arguments.hub)
    if arguments.json:
        print_json(_fetched_json(came, rows, to_choose, left))
    else:
        _print_fetched(came, rows, to_choose, left)
    for fault in (came.fault, left.fault):
        _print_ending(fault)
    return max([came.exit_code, left.exit_code, *map(receive_command.exit_code_of, rows)])


class _Percent(Progress):
    """Says on the error stream how far the bytes of a package are, now and then; standard output is for the answer alone."""

    def __init__(self) -> None:
        super().__init__()
        self._told = 0

    def start(self, label: str, total: int) -> None:
        """Begins with another package."""
        self._told = 0
        super().start(label, total)

    def check(self) -> None:
        """Is called between pieces, and tells each tenth."""
        tenth = self.done * 10 // self.total if self.total > _WORTH_TELLING else 0
        if tenth > self._told:
            self._told = tenth
            print(f"{self.label}　{tenth * 10}%", file=sys.stderr)
        super().check()


def _keep(workspace: Workspace, arguments: Arguments) -> None:
    """Keeps what was said of how the service is reached; what was not said stays."""
    from dataclasses import replace

    from jxdesk.actions.outbox import authority_from, set_wire, wire

    said: dict[str, Any] = {}
    if arguments.hub is not None:
        said["address"] = arguments.hub
    if arguments.hub_ca is not None:
        said["authority"] = authority_from(Path(arguments.hub_ca)) if arguments.hub_ca else ""
    if arguments.proxy is not None:
        said["proxy"] = arguments.proxy
    if arguments.automatic is not None:
        said["is_automatic"] = arguments.automatic == "on"
    if said:
        set_wire(workspace, replace(wire(workspace), **said))


def _take_in(
    workspace: Workspace, came: Fetched, key: str, *, dry_run: bool
) -> tuple[list[OneOfMany], list[OneOfMany]]:
    """What became of what was fetched, and what waits for a person's choice; that is left as it lies."""
    from jxdesk.actions.receiving.finding import find_files

    found = find_files(workspace, came.lying)
    looked = receive_command.go_through(workspace, found.packages, key, dry_run=True)
    to_choose = [one for one in looked if one.arrival is not None and one.arrival.open_choices]
    if dry_run:
        return looked, to_choose
    left = {one.file for one in to_choose}
    files = [file for file in found.packages if file not in left]
    return receive_command.go_through(workspace, files, key, dry_run=False), to_choose


# ---- as JSON ---------------------------------------------------------------------------------------------------------


def _item_json(one: OutboxItem) -> dict[str, Any]:
    package, entry = one.package, one.entry
    return {
        "digest": package.digest,
        "seq": package.position.seq,
        "kind": package.kind.value,
        "file": package.file_name,
        "size": package.size_bytes,
        "sealed_at": package.sealed_at,
        "recipients": list(package.facts.get("recipients", ())),
        "state": one.state.value,
        "waiting": one.is_waiting,
        "kept": one.is_kept,
        "copies": entry.copies,
        "sent_bytes": entry.sent_bytes,
        "tries": entry.tries,
        "next_try_at": entry.next_try_at or None,
        "trouble": None
        if entry.trouble is None
        else {
            "code": entry.trouble.code,
            "message": entry.trouble.title,
            "facts": entry.trouble.facts,
            "advice": entry.trouble.advice,
        },
    }


def _fault_json(fault: JxError | None) -> dict[str, str] | None:
    if fault is None:
        return None
    return {"code": fault.code, "message": fault.title, "facts": fault.facts, "advice": fault.advice}


def _sent_json(one: OneUpload) -> dict[str, Any]:
    return {
        "digest": one.package.digest,
        "seq": one.package.position.seq,
        "file": one.package.file_name,
        "state": one.entry.state.value,
        "status": one.told.status.value if one.told is not None else None,
        "fault": _fault_json(one.fault),
    }


def _uploaded_json(done: Uploaded) -> dict[str, Any]:
    return {
        "hub": done.hub_name,
        "packages": [_sent_json(one) for one in done.packages],
        "answers": done.answers,
        "fault": _fault_json(done.fault),
        "retry_seconds": round(done.retry_seconds),
        "clock_ok": not done.is_clock_doubtful,
    }


def _fetched_json(
    came: Fetched, rows: list[OneOfMany], to_choose: list[OneOfMany], left: Uploaded
) -> dict[str, Any]:
    return {
        "hub": came.hub_name,
        "new": came.new,
        "packages": [receive_command.package_json(one) for one in rows],
        "receipts": [
            {
                "digest": one.package.digest,
                "seq": one.package.position.seq,
                "status": one.status.value,
            }
            for one in came.receipts
        ],
        "not_taken": [{"id": one.id, **(_fault_json(one.fault) or {})} for one in came.not_taken],
        "to_choose": [str(one.file) for one in to_choose],
        "elsewhere": came.elsewhere,
        "answers": left.answers,
        "fault": _fault_json(came.fault or left.fault),
    }


# ---- in words --------------------------------------------------------------------------------------------------------


def _print_outbox(found: Outbox) -> None:
    for one in found.items:
        to = "、".join(found.names.get(path, path) for path in one.package.facts.get("recipients", ()))
        copies = f"，写出过 {one.entry.copies} 份" if one.entry.copies else ""
        print(f"{one.words}  第 {one.package.position.seq} 号  {one.package.file_name}  给 {to}{copies}")
        if one.is_waiting and one.entry.trouble is not None:
            print(f"  {one.entry.trouble.title}（{one.entry.trouble.code}）{one.entry.trouble.facts}")
            print(f"  {one.entry.trouble.advice}")
    if not found.items:
        print("发件箱是空的。")
    print(f"等签名回执的 {len(found.waiting)} 个；还没有交到接收服务的回执 {found.answers} 份。")
    print(f"接收服务：{found.wire.address or '没有写地址，只用 U 盘'}")


def _print_uploaded(done: Uploaded) -> None:
    for one in done.packages:
        if one.told is not None:
            print(one.told.words)
        elif one.fault is None:
            print(f"第 {one.package.position.seq} 号 {one.package.file_name}：已送达")
        else:
            print(f"第 {one.package.position.seq} 号没有送成：{one.package.file_name}", file=sys.stderr)
            print_error(one.fault, as_json=False)
    if done.answers:
        print(f"交出回执 {done.answers} 份。")
    if not done.packages and not done.answers and done.fault is None:
        print("没有要上传的。")
    _print_clock(done)


def _print_clock(done: Uploaded) -> None:
    if done.is_clock_doubtful:
        ahead = "快" if done.hours_apart > 0 else "慢"
        print(
            f"本机日期可能不对：比接收服务{ahead} {abs(done.hours_apart) / 24:.0f} 天，请核对。",
            file=sys.stderr,
        )


def _print_fetched(came: Fetched, rows: list[OneOfMany], to_choose: list[OneOfMany], left: Uploaded) -> None:
    from jxdesk.actions.receiving.finding import FoundFiles

    print(f"取回数据包 {came.new} 个，回执 {len(came.receipts)} 份。")
    receive_command.print_faults(rows, {})
    if rows:
        receive_command.print_all(rows, {}, FoundFiles())
    for told in came.receipts:
        print(f"回执　{told.words}")
    for one in came.not_taken:
        print_error(one.fault, as_json=False)
    for choice in to_choose:
        print(f"要逐项选用，没有装入：{choice.file}（请在程序的“收件”里打开）")
    if came.elsewhere:
        print(f"另有 {came.elsewhere} 件是给本单位另一台电脑的，没有动。")
    if left.answers:
        print(f"交出回执 {left.answers} 份。")


def _print_ending(fault: JxError | None) -> None:
    if fault is not None:
        print_error(fault, as_json=False)
