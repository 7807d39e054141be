"""Whether a folder is free for a new workspace: not there yet, empty, or holding nothing but an unfinished beginning."""

from __future__ import annotations

from pathlib import Path

from jxdesk.store.faults import FolderUnfit, ReadOnly
from jxdesk.store.safety.folder import DataFolder

_BESIDE_THE_FOLDERS = frozenset({"installation.json", "jxdesk.db-wal", "jxdesk.db-journal"})


def refuse_occupied(root: Path) -> None:
    """Keeps a new workspace out of a folder with other files in it.

    A database may be there: an interrupted beginning left it, and whether it belongs to somebody is asked after
    opening it.
    Raises: FolderUnfit, ReadOnly.
    """
    folder = DataFolder(root)
    own = {
        place.name
        for place in (
            folder.database,
            folder.attachments,
            folder.packages,
            folder.keys,
            folder.backups,
            folder.journal,
            folder.moved_aside,
            folder.lock_file,
            folder.ballast,
            folder.places,
        )
    }
    try:
        strangers = sorted(entry.name for entry in root.iterdir() if not _is_own(entry.name, own))
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise FolderUnfit(
            "这是一个文件，不是文件夹。", facts=str(root), advice="请换一个文件夹的名字。"
        ) from error
    except (OSError, ValueError) as error:
        raise ReadOnly("这个文件夹打不开。", facts=str(root), advice="请换一个文件夹。") from error
    if strangers:
        some = "、".join(strangers[:3]) + ("…" if len(strangers) > 3 else "")
        raise FolderUnfit(
            "这个文件夹里已经有别的文件，没有在这里新建。",
            facts=f"{root}：{some}",
            advice="请换一个空文件夹，或写一个还没有的文件夹名字。",
        )


def _is_own(name: str, own: set[str]) -> bool:
    return name in own or name in _BESIDE_THE_FOLDERS or name.startswith(".echo-")
