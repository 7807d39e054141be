"""The commands of the road beside receiving: inbox, review, receipt and publish."""

from __future__ import annotations

import argparse
from pathlib import Path

from jxdesk.cli.answers import print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError

Arguments = argparse.Namespace

_STATES = {
    "conflicts": "有冲突",
    "waiting": "待审核",
    "returned": "已退回，待重报",
    "unsent": "审核结果待送出",
    "done": "已办完",
    "older": "比已收到的旧，已存档",
    "undone": "已撤销",
}


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
                        "times": one.times,
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
        often = f"，看过 {file.times} 次" if file.times > 1 else ""
        print(f"没有收下  {file.file_name}：{file.title}（{file.code}）{file.facts}{often}")
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
