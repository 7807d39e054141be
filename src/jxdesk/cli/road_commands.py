"""The commands of the road: receive, inbox, review, receipt and publish."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jxdesk.cli.answers import print_error, print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError

if TYPE_CHECKING:
    from jxdesk.actions.receiving.arrival import Arrival
    from jxdesk.actions.receiving.receive import Received
    from jxdesk.actions.workspace import Workspace

Arguments = argparse.Namespace

_STATES = {
    "conflicts": "有冲突",
    "waiting": "待审核",
    "unsent": "审核结果待送出",
    "done": "已办完",
    "older": "比已收到的旧，已存档",
    "undone": "已撤销",
}


def receive(arguments: Arguments) -> ExitCode:
    """Verifies packages, shows what they would change, and takes them in."""
    from jxdesk.actions.workspace import Workspace

    answers: list[dict[str, Any]] = []
    worst = ExitCode.DONE
    with Workspace.open_existing(arguments.home) as workspace:
        key = passphrase(arguments)
        for name in arguments.packages:
            try:
                answer = _receive_one(workspace, Path(name), key, arguments)
            except JxError as error:
                answer = {
                    "file": name,
                    "code": error.code,
                    "message": error.title,
                    "facts": error.facts,
                    "advice": error.advice,
                }
                worst = max(worst, error.exit_code)
                print_error(error, as_json=False)
            else:
                worst = max(worst, ExitCode(answer.pop("exit")))
            answers.append(answer)
    if arguments.json:
        print_json({"packages": answers})
    return worst


def _receive_one(workspace: Workspace, file: Path, key: str, arguments: Arguments) -> dict[str, Any]:
    from jxdesk.actions.receiving import receive as errand

    arrival = errand.look(workspace, file, keep_refused=not arguments.dry_run)
    if arguments.dry_run:
        errand.drop(workspace, arrival)
        if not arguments.json:
            _print_look(arrival)
        return {**_look_json(arrival), "exit": ExitCode.REFUSED if arrival.is_older else ExitCode.DONE}
    try:
        done = errand.commit(workspace, arrival, passphrase=key)
    except JxError:
        errand.drop(workspace, arrival)
        raise
    if not arguments.json:
        _print_look(arrival)
        _print_done(done)
    return {
        **_look_json(arrival),
        "code": "JX-OLDER" if done.package.status.value == "older" else "JX-OK",
        "duplicate": done.is_duplicate,
        "import": done.package.import_id,
        "receipt": str(done.receipt) if done.receipt is not None else None,
        "receipt_fault": done.not_written,
        "phone_code": done.phone_code,
        "exit": done.exit_code,
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


def inbox(arguments: Arguments) -> ExitCode:
    """What came to this desk and what waits in it."""
    from jxdesk.actions.inbox import inbox as look
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        found = look(workspace)
    if arguments.json:
        print_json(
            {
                "packages": [one.as_json() for one in found.packages],
                "refused": [
                    {
                        "id": one.id,
                        "at": one.at,
                        "file": one.file_name,
                        "code": one.code,
                        "message": one.title,
                        "facts": one.facts,
                        "digest": one.package_id or None,
                    }
                    for one in found.refused
                ],
            }
        )
        return ExitCode.DONE
    for one in found.packages:
        package = one.package
        print(
            f"{_STATES[one.state]}  {package.sender_name} 第 {package.position.seq} 号  {package.file_name}"
            f"  {one.filings} 张，待审 {one.waiting}，冲突 {one.open}"
        )
    for file in found.refused:
        print(f"没有收下  {file.file_name}：{file.title}（{file.code}）{file.facts}")
    if not found.packages and not found.refused:
        print("收件箱是空的。")
    return ExitCode.DONE


def review(arguments: Arguments) -> ExitCode:
    """Decides on the filings of a package and writes the decisions into a return package."""
    from jxdesk.actions.inbox import filings_of
    from jxdesk.actions.reviewing.decide import Decision, decide
    from jxdesk.actions.reviewing.decisions_file import read_decisions
    from jxdesk.actions.reviewing.send_down import send_down
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.road.outcomes import Outcome

    with Workspace.open_existing(arguments.home) as workspace:
        by = arguments.by
        if arguments.accept_all:
            decisions = tuple(
                Decision(filing_id=one, outcome=Outcome.ACCEPTED)
                for one in filings_of(workspace, arguments.package)
            )
        else:
            named, decisions = read_decisions(workspace, Path(arguments.decisions))
            by = by or named
        done = decide(workspace, decisions, by=by)
        sent = send_down(
            workspace, arguments.package, to=Path(arguments.to), passphrase=passphrase(arguments)
        )
    if arguments.json:
        print_json(
            {
                "file": str(sent.path),
                "digest": sent.cover.digest,
                "decided": len(done.reviews),
                "outcomes": {
                    outcome.value: sum(one.outcome is outcome for one in done.reviews) for outcome in Outcome
                },
                "warnings": [one.message for one in done.warnings],
            }
        )
        return ExitCode.DONE
    print(
        f"已审 {len(done.reviews)} 张：{'，'.join(f'{words} {n} 张' for words, n in sent.counts.items() if n)}"
    )
    for finding in done.warnings:
        print(f"  请核实：{finding.message}")
    print(f"审核结果：{sent.path}")
    return ExitCode.DONE


def receipt(arguments: Arguments) -> ExitCode:
    """Takes a receipt in, from a file or as a code from the phone."""
    from jxdesk.actions import receipts
    from jxdesk.actions.workspace import Workspace

    named = Path(arguments.receipt)
    with Workspace.open_existing(arguments.home) as workspace:
        told = (
            receipts.take_file(workspace, named)
            if named.exists()
            else receipts.take_code(workspace, arguments.receipt)
        )
    if arguments.json:
        print_json(
            {
                "digest": told.package.digest,
                "seq": told.package.position.seq,
                "status": told.status.value,
                "new": told.is_new,
                "signed": told.is_proof,
            }
        )
    else:
        print(told.words if told.is_new else f"{told.words}（早已收过）")
    return ExitCode.DONE


def publish(arguments: Arguments) -> ExitCode:
    """Writes what goes down into a folder: approvals for each office, anything else for all of them."""
    from jxdesk.actions.publishing.approved import publish_approvals
    from jxdesk.actions.publishing.texts import publish_texts
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.records.filings import Form
    from jxdesk.domain.records.packages import Task
    from jxdesk.domain.sending.publications import PublicationKind

    if arguments.kind == "approval" and not (arguments.form and arguments.year):
        raise JxError(
            "下发批复要写明哪种表、哪一年。",
            advice="例如 --form project_target --year 2026。",
            code="JX-USAGE",
            exit_code=ExitCode.USAGE,
        )
    to, key = Path(arguments.to), passphrase(arguments)
    with Workspace.open_existing(arguments.home) as workspace:
        if arguments.kind == "approval":
            task = Task(form=Form(arguments.form), year=arguments.year, period=arguments.period)
            written = publish_approvals(
                workspace, task, to=to, project_code=arguments.project or "", passphrase=key
            )
        else:
            kind = PublicationKind(arguments.kind)
            written = (publish_texts(workspace, kind, to=to, year=arguments.year, passphrase=key),)
    if arguments.json:
        print_json(
            {
                "packages": [
                    {
                        "file": str(one.path),
                        "digest": one.digest,
                        "recipient": one.recipient,
                        "count": one.count,
                    }
                    for one in written
                ]
            }
        )
        return ExitCode.DONE
    for one in written:
        print(f"下发 {one.count} 项给 {one.recipient}：{one.path}")
    return ExitCode.DONE
