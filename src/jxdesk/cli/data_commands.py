"""The commands that change a workspace or bring it back: import, undo, backups and restore."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from jxdesk.cli.answers import print_json
from jxdesk.cli.forms_text import WEIGHTS
from jxdesk.domain.errors import ExitCode

if TYPE_CHECKING:
    from jxdesk.actions.take_in import Intake, IntakeForm
    from jxdesk.store.backups import Backup

Arguments = argparse.Namespace

OUTCOMES = {
    "new_project": "新项目",
    "new_filing": "新表",
    "changed": "有改动",
    "same": "和库里一样",
    "not_taken": "没有收",
}


def take_in(arguments: Arguments) -> ExitCode:
    """Takes in forms, or shows what would change."""
    from jxdesk.actions.take_in import commit, preview
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        intake = preview(workspace, [Path(name) for name in arguments.files])
        result = None if arguments.dry_run else commit(workspace, intake)
    if arguments.json:
        print_json(
            {
                "import": result.id if result else None,
                "dry_run": bool(arguments.dry_run),
                "counts": dict(intake.counts),
                "forms": [_form_json(form) for form in intake.forms],
                "not_read": [
                    {"file": one.path.name, "sheet": one.sheet, "reason": one.reason}
                    for one in intake.not_read
                ],
            }
        )
    else:
        _print_intake(intake)
        if result is None:
            print("只是预览，什么都没有存。")
        elif result.id:
            print(f"已导入，编号 {result.id}；要撤销用 undo {result.id}")
        else:
            print("没有新的内容，什么都没有改。")
    taken_nothing = not intake.forms or all(form.outcome.value == "not_taken" for form in intake.forms)
    return ExitCode.REFUSED if taken_nothing else ExitCode.DONE


def undo(arguments: Arguments) -> ExitCode:
    """Takes an import back."""
    from jxdesk.actions.undo import undo_import
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        undone = undo_import(workspace, arguments.import_id)
    if arguments.json:
        print_json({"undone": arguments.import_id, "changes": undone.changes})
    else:
        print(f"已撤销这次导入，退回 {undone.changes} 处。")
    return ExitCode.DONE


def backup(arguments: Arguments) -> ExitCode:
    """Makes a verified backup."""
    from jxdesk.actions.backup import backup as make
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        made = make(workspace, to=Path(arguments.to) if arguments.to else None)
    print(f"已备份并核对：{made.path}")
    print(_backup_text(made))
    return ExitCode.DONE


def restore(arguments: Arguments) -> ExitCode:
    """Puts a backup in the place of the live database."""
    from jxdesk.actions.backup import restore as put_back
    from jxdesk.store.folder import default_home

    home = arguments.home or default_home()
    contents = put_back(home, Path(arguments.file))
    print(f"已恢复到 {contents.at[:16].replace('T', ' ')} 的备份：{contents.state.projects} 个项目。")
    print("原来的数据库移到 aside 文件夹，没有删除。")
    return ExitCode.DONE


def backups(arguments: Arguments) -> ExitCode:
    """The backups of a data folder."""
    from jxdesk.actions.backup import backups as listed
    from jxdesk.store.folder import default_home

    found = listed(arguments.home or default_home())
    if arguments.json:
        print_json(
            {
                "backups": [
                    {
                        "file": str(one.path),
                        "at": one.contents.at,
                        "reason": one.contents.reason,
                        "projects": one.contents.state.projects,
                        "total_fen": one.contents.state.total_fen,
                        "size": one.size_bytes,
                    }
                    for one in found
                ]
            }
        )
    else:
        for one in found:
            print(f"{one.path.name}  {_backup_text(one)}")
        if not found:
            print("还没有备份。")
    return ExitCode.DONE


def _backup_text(one: Backup) -> str:
    return f"{one.at:%Y-%m-%d %H:%M}  {one.contents.state.projects} 个项目  {one.size_bytes / 2**20:.1f} MB"


def _form_json(form: IntakeForm) -> dict[str, object]:
    content = form.form.content
    return {
        "file": form.path.name,
        "sheet": form.form.sheet,
        "outcome": form.outcome.value,
        "form": content.form.value,
        "template": content.template_id,
        "year": content.year,
        "project_name": content.project_name,
        "filing": form.filing.id if form.filing else None,
        "reason": form.reason,
        "differences": [
            {"line": one.line, "field": one.field, "old": one.old, "new": one.new} for one in form.differences
        ],
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "row": finding.row,
                "field": finding.field,
                "message": finding.message,
                "advice": finding.advice,
            }
            for finding in form.findings
        ],
    }


def _print_intake(intake: Intake) -> None:
    for form in intake.forms:
        content = form.form.content
        print(
            f"{form.path.name}［{form.form.sheet}］{content.year or '（没写年度）'} {content.project_name or '（没写项目）'}："
            f"{OUTCOMES[form.outcome.value]}{'，' + form.reason if form.reason else ''}"
        )
        for one in form.differences:
            print(f"    {one.line or '表头'} {one.field}：{one.old or '（空）'} → {one.new or '（空）'}")
        for finding in form.findings:
            print(f"    [{WEIGHTS[finding.severity]}] {finding.message}")
    for missing in intake.not_read:
        print(
            f"{missing.path.name}{'［' + missing.sheet + '］' if missing.sheet else ''} 没有读：{missing.reason}"
        )
