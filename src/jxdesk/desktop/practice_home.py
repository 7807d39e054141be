"""Practice home: where the practice county lies on this machine, and making it anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from jxdesk.desktop.context import Move
from jxdesk.domain.progress import Progress
from jxdesk.store.safety.folder import DataFolder, user_folder


def practice_home() -> Path:
    """The data folder of the practice county of this user."""
    return user_folder() / "practice"


def exists() -> bool:
    """Whether the practice county was made already."""
    return DataFolder(practice_home()).database.exists()


def opening(*, anew: bool, large: bool) -> Move:
    """Going to the practice county: made where it is not there, from the beginning where that is asked for.

    ``large`` is the county of real size (96 offices, 99 projects), else 12 offices and 24 projects.
    """
    home = practice_home()

    def make(progress: Progress) -> None:
        from jxdesk.actions.demo import make_practice_county
        from jxdesk.domain.practice import Scale

        if anew and home.exists():
            shutil.rmtree(home)
        if not exists():
            make_practice_county(home, Scale.WUDING if large else Scale.SMALL, progress=progress)

    return Move(home=home, before=make, words="正在准备练习县")
