"""The command ``receive``: packages and whole folders, verified, compared and taken in, each with its answer, as text or as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jxdesk.cli.answers import print_error, print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.progress import Progress

if TYPE_CHECKING:
    from jxdesk.actions.receipts import Told
    from jxdesk.actions.receiving.arrival import Arrival
    from jxdesk.actions.receiving.finding import FoundFiles
    from jxdesk.actions.receiving.many import OneOfMany
    from jxdesk.actions.receiving.receive import Received
    from jxdesk.actions.workspace import Workspace

    Receipts = Mapping[Path, Told | JxError | None]

NAMED = 6
"""So many packages for others are named; of more it is said how many."""


class ToldProgress(Progress):
    """Says on the error stream which file is done, where there are several; standard output is for the answer alone."""

    def step(self, count: int = 1) -> None:
        """Counts a file and says so."""
        super().step(count)
        if self.total > 1:
            print(f"{self.done}/{self.total}　{self.label}", file=sys.stderr)


def receive(arguments: argparse.Namespace) -> ExitCode:
    """Verifies packages, shows what they would change, and takes them in; of a folder all that is for this office."""
    from jxdesk.actions.receiving.finding import find_files
    from jxdesk.actions.workspace import Workspace

    given = [Path(name) for name in arguments.packages]
    with Workspace.open_existing(arguments.home) as workspace:
        key = passphrase(arguments)
        found = find_files(workspace, given)
        rows = go_through(workspace, found.packages, key, dry_run=arguments.dry_run)
        receipts = _take_receipts(workspace, found, given, dry_run=arguments.dry_run)
    order = {file: place for place, file in enumerate(given)}
    rows = sorted(rows, key=lambda one: order.get(one.file, len(given)))
    print_faults(rows, receipts)
    if arguments.json:
        print_json(
            {
                "packages": [package_json(one) for one in rows],
                "receipts": [receipt_json(file, one) for file, one in receipts.items()],
                "for_others": [
                    {"file": str(one.file), "sender": one.sender, "recipients": list(one.recipients)}
                    for one in found.for_others
                ],
            }
        )
    else:
        print_all(rows, receipts, found)
    return max([ExitCode.DONE, *map(exit_code_of, rows), *(_receipt_code(one) for one in receipts.values())])


def go_through(workspace: Workspace, files: Sequence[Path], key: str, *, dry_run: bool) -> list[OneOfMany]:
    """What became of each file; where nothing could go on, the rest was not taken for the same reason."""
    from jxdesk.actions.receiving.many import ManyReceived, OneOfMany, look_many, receive_many

    progress = ToldProgress()
    try:
        if dry_run:
            answer = look_many(workspace, files, progress=progress)
        else:
            answer = receive_many(workspace, files, passphrase=key, progress=progress)
    except JxError as fault:
        answer = ManyReceived(files=(), fault=fault)
    rest = files[len(answer.files) :] if answer.fault is not None else ()
    return [*answer.files, *(OneOfMany(file=file, fault=answer.fault) for file in rest)]


def _take_receipts(
    workspace: Workspace, found: FoundFiles, given: Sequence[Path], *, dry_run: bool
) -> Receipts:
    """What each receipt said that was given by itself or says something new, or why it was not taken; None where it is only seen."""
    from jxdesk.actions import receipts, sent_ledger

    told: dict[Path, Told | JxError | None] = {}
    unread = sent_ledger.unread_receipts(workspace, found.receipts)
    for file in found.receipts:
        if file not in given and file not in unread:
            continue
        try:
            told[file] = None if dry_run else receipts.take_file(workspace, file)
        except JxError as fault:
            told[file] = fault
    return told


def exit_code_of(one: OneOfMany) -> ExitCode:
    """The exit code that one file asks for."""
    if one.fault is not None:
        return one.fault.exit_code
    if one.done is not None:
        return one.done.exit_code
    is_older = one.arrival is not None and one.arrival.is_older
    return ExitCode.REFUSED if is_older else ExitCode.DONE


def _receipt_code(one: Told | JxError | None) -> ExitCode:
    return one.exit_code if isinstance(one, JxError) else ExitCode.DONE


# ---- as JSON ---------------------------------------------------------------------------------------------------------


def _fault_json(file: Path, fault: JxError) -> dict[str, Any]:
    return {
        "file": str(file),
        "code": fault.code,
        "message": fault.title,
        "facts": fault.facts,
        "advice": fault.advice,
    }


def receipt_json(file: Path, one: Told | JxError | None) -> dict[str, Any]:
    """What became of a receipt."""
    if isinstance(one, JxError):
        return _fault_json(file, one)
    if one is None:
        return {"file": str(file), "code": "JX-OK"}
    return {
        "file": str(file),
        "code": "JX-OK",
        "digest": one.package.digest,
        "seq": one.package.position.seq,
        "status": one.status.value,
        "new": one.is_new,
    }


def package_json(one: OneOfMany) -> dict[str, Any]:
    """What became of a package; keys are a promise and grow only by addition."""
    if one.fault is not None:
        return _fault_json(one.file, one.fault)
    assert one.arrival is not None, "either seen to be whole or refused"
    done = one.done
    if done is None:
        return _look_json(one.arrival)
    return {
        **_look_json(one.arrival),
        "code": "JX-OLDER" if done.exit_code is ExitCode.REFUSED else "JX-OK",
        "duplicate": done.is_duplicate,
        "import": done.package.import_id,
        "receipt": str(done.receipt) if done.receipt is not None else None,
        "receipt_fault": done.not_written,
        "phone_code": done.phone_code,
    }


def _look_json(arrival: Arrival) -> dict[str, Any]:
    manifest = arrival.manifest
    return {
        "file": str(arrival.source),
        "code": "JX-OLDER" if arrival.is_older else "JX-OK",
        "digest": arrival.digest,
        "kind": manifest.kind.value,
        "sender": {"name": manifest.sender_name, "org": manifest.sender_org},
        "dataset": {"form": manifest.form, "year": manifest.year, "period": manifest.period},
        "seq": manifest.chain.seq,
        "verdict": arrival.placed.verdict.value,
        "missing": list(arrival.placed.missing),
        "counts": arrival.counts,
        "filings": [
            {
                "id": one.id,
                "name": one.name,
                "office": one.office_name,
                "take": one.take.value,
                "round": one.round,
                "reason": one.reason,
                "differences": [
                    {
                        "line": each.line,
                        "field": each.field,
                        "kind": each.kind.value,
                        "here": each.old,
                        "came": each.new,
                    }
                    for each in one.differences
                ],
            }
            for one in arrival.filings
        ],
        "publications": [
            {
                "kind": one.publication.kind.value,
                "name": one.publication.name,
                "version": one.publication.version,
                "handing": one.handing.value,
                "changes": list(one.changes),
                "reason": one.reason,
            }
            for one in arrival.publications
        ],
        "projects": [
            {"name": one.name, "field": one.field, "here": one.here, "came": one.came}
            for one in arrival.project_differences
        ],
    }


# ---- in words --------------------------------------------------------------------------------------------------------


def print_faults(rows: Sequence[OneOfMany], receipts: Receipts) -> None:
    """On the error stream which files were not taken and why, a reason that holds for several of them once."""
    files: dict[JxError, list[str]] = {}
    for one in rows:
        if one.fault is not None:
            files.setdefault(one.fault, []).append(one.file.name)
    for file, told in receipts.items():
        if isinstance(told, JxError):
            files.setdefault(told, []).append(file.name)
    for fault, names in files.items():
        print(f"没有收下：{'、'.join(names)}", file=sys.stderr)
        print_error(fault, as_json=False)


def print_all(rows: Sequence[OneOfMany], receipts: Receipts, found: FoundFiles) -> None:
    """In words what would be taken in and what was, and what lies beside for others."""
    for one in rows:
        if one.arrival is not None and one.fault is None:
            _print_look(one.arrival)
        if one.done is not None:
            _print_done(one.done)
    for told in receipts.values():
        if told is not None and not isinstance(told, JxError):
            print(f"回执　{told.words}")
    if seen := sum(told is None for told in receipts.values()):
        print(f"另有 {seen} 份没收过的回执，是给本单位的。")
    others = found.for_others
    if others:
        named = "、".join(one.file.name for one in others[:NAMED])
        more = " 等" if len(others) > NAMED else ""
        print(f"另有给别的单位的 {len(others)} 个，没有动：{named}{more}")
    if not rows and not receipts:
        print("没有找到给本单位的数据包和回执。")


def _print_look(arrival: Arrival) -> None:
    from jxdesk.domain.sending.receipts import gap_words, gaps_of

    manifest, counts = arrival.manifest, arrival.counts
    print(f"{manifest.sender_name}（{manifest.sender_org}）第 {manifest.chain.seq} 号：{arrival.source.name}")
    print(
        f"  新增 {counts['new']} 张，改动 {counts['changed']} 张，相同 {counts['same']} 张，"
        f"要选 {counts['conflict'] + counts['twin']} 张，不改 {counts['frozen'] + counts['older']} 张；"
        f"新项目 {counts['new_projects']} 个"
    )
    for published in arrival.publications:
        title = published.publication.title or published.publication.name
        print(f"  {title}：{'；'.join(published.changes) or published.reason or '和已有的一样'}")
    if arrival.placed.missing:
        print(f"  还缺：{gap_words(gaps_of(arrival.placed.missing))}")
    for one in arrival.filings:
        for each in one.differences:
            print(
                f"  {one.name} / {each.line or '表头'} {each.field}：{each.old or '（空）'} → {each.new or '（空）'}"
            )
        if one.reason:
            print(f"  {one.name}：{one.reason}")


def _print_done(done: Received) -> None:
    if done.is_duplicate:
        print("  这个包以前已经装入，没有重复装入。")
    elif done.package.status.value == "older":
        print("  这个包比已收到的旧，已存档，没有改动已有的内容。（JX-OLDER）")
    else:
        print(f"  已装入，编号 {done.package.import_id[:8]}（要撤销：undo）")
    if done.receipt is not None:
        print(f"  回执：{done.receipt}")
    elif done.not_written:
        print(f"  包已经装入，回执没有写出：{done.not_written}")
        print("  再 receive 一次这个包，会再写一份回执；也可以在程序的“收件”里点“再写一份回执”。")
    if done.phone_code and done.package.receipt:
        from jxdesk.exchange.phone_codes import grouped

        print(f"  电话码：{grouped(done.phone_code)}")
