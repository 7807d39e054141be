"""Intake kinds: tells of each file that is to be taken in what it holds, so that every door sends it to the errand that knows it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.reading.areas import form_areas
from jxdesk.documents.reading.folder import PassedOver, find_forms
from jxdesk.documents.reading.identities import has_marks
from jxdesk.documents.reading.libraries import libraries_of
from jxdesk.documents.reading.table_words import table_words
from jxdesk.documents.reading.tables import open_grids, tables_of
from jxdesk.documents.reading.task_rows import has_tasks
from jxdesk.domain.errors import JxError
from jxdesk.domain.library.files import is_library
from jxdesk.domain.lists.matching import kind_of as table_kind_of
from jxdesk.domain.lists.matching import signature
from jxdesk.domain.lists.table_words import TableKind
from jxdesk.domain.progress import Progress
from jxdesk.store.records import matchings


class IntakeKind(StrEnum):
    """What a file holds."""

    FORM = "form"
    PROJECT_LIST = "project_list"
    TREASURY = "treasury"
    LIBRARY = "library"
    UNKNOWN = "unknown"


LOOKED_AT = 600
"""So many rows of a sheet tell what it holds."""
_OF_TABLES = {
    TableKind.PROJECT_LIST: IntakeKind.PROJECT_LIST,
    TableKind.TREASURY_FIGURES: IntakeKind.TREASURY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedFiles:
    """Files by what they hold, folders opened up, each list in its order; ``passed_over`` are files of folders that hold no table."""

    by_kind: Mapping[IntakeKind, tuple[Path, ...]]
    passed_over: tuple[PassedOver, ...] = field(default=())

    def of(self, *kinds: IntakeKind) -> tuple[Path, ...]:
        """The files of some kinds."""
        return tuple(path for kind in kinds for path in self.by_kind.get(kind, ()))

    @property
    def forms(self) -> tuple[Path, ...]:
        """What the intake of forms is given: forms, and files of which it can say why they are none."""
        return self.of(IntakeKind.FORM, IntakeKind.UNKNOWN)

    @property
    def libraries(self) -> tuple[Path, ...]:
        """The libraries of indicators."""
        return self.of(IntakeKind.LIBRARY)

    @property
    def lists(self) -> tuple[Path, ...]:
        """The project lists first, so that a treasury export of the same import finds its projects."""
        return self.of(IntakeKind.PROJECT_LIST, IntakeKind.TREASURY)


def kind_of(path: Path, known_sources: Mapping[str, str] | None = None) -> IntakeKind:
    """What one file holds; a source whose columns somebody has matched before is known by its headings.

    A file that cannot be read at all is unknown: the errand that opens it says why.
    """
    if path.suffix.lower() == ".toml":
        return IntakeKind.LIBRARY if _declares_library(path) else IntakeKind.UNKNOWN
    try:
        grids = [grid.beginning(LOOKED_AT) for grid in open_grids(path)]
    except JxError:
        return IntakeKind.UNKNOWN
    if any(has_marks(grid) or has_tasks(grid) for grid in grids):
        return IntakeKind.FORM  # though its columns of explanations would make a library of it
    if any(sheet.entries for sheet in libraries_of(grids)):
        return IntakeKind.LIBRARY
    if any(form_areas(grid) for grid in grids):
        return IntakeKind.FORM
    kinds = {kind.value: kind for kind in TableKind}
    for table in tables_of(grids, path)[0]:
        matched = kinds.get((known_sources or {}).get(signature(table.headings), ""))
        kind = matched or table_kind_of(table, table_words())
        if kind is not None:
            return _OF_TABLES[kind]
    return IntakeKind.UNKNOWN


def sort_files(workspace: Workspace, files: Sequence[Path], progress: Progress | None = None) -> SortedFiles:
    """Which files hold what; whole folders are opened up.

    Raises: Cancelled.
    """
    progress = progress or Progress()
    known = workspace.read(matchings.kinds)
    paths: list[Path] = []
    passed_over: list[PassedOver] = []
    for path in files:
        if path.is_dir():
            listing = find_forms(path)
            paths += listing.candidates
            passed_over += listing.passed_over
        else:
            paths.append(path)
    found: dict[IntakeKind, list[Path]] = {}
    progress.start("看文件里是什么", len(paths))
    for path in dict.fromkeys(paths):
        progress.label = path.name
        found.setdefault(kind_of(path, known), []).append(path)
        progress.step()
    return SortedFiles(
        by_kind={kind: tuple(listed) for kind, listed in found.items()}, passed_over=tuple(passed_over)
    )


def _declares_library(path: Path) -> bool:
    """Whether a declared file is a library, or meant to be one: what is wrong in it is told when it is read."""
    try:
        return is_library(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except tomllib.TOMLDecodeError:
        return True
    except (OSError, UnicodeDecodeError):
        return False
