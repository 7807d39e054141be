"""The commands that bring a workspace back: undo, backups and restore."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from jxdesk.cli.answers import print_json
from jxdesk.domain.errors import ExitCode

if TYPE_CHECKING:
    from jxdesk.store.safety.backups import Backup

Arguments = argparse.Namespace


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
    from jxdesk.store.safety.folder import default_home

    home = arguments.home or default_home()
    contents = put_back(home, Path(arguments.file))
    print(f"已恢复到 {contents.at[:16].replace('T', ' ')} 的备份：{contents.state.projects} 个项目。")
    print("原来的数据库移到 aside 文件夹，没有删除。")
    return ExitCode.DONE


def backups(arguments: Arguments) -> ExitCode:
    """The backups of a data folder."""
    from jxdesk.actions.backup import backups as listed
    from jxdesk.store.safety.folder import default_home

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
