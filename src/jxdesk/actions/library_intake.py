"""Taking libraries in: a preview of what a library file would bring beside what is there, and storing it as one import that can be undone."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from jxdesk.actions.workspace import NoWorkspace, Workspace
from jxdesk.documents.reading.libraries import LibrarySheet, read_library_workbook
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.library.entries import Library, Origin
from jxdesk.domain.library.files import library_from_mapping
from jxdesk.domain.library.texts import entries_from_texts
from jxdesk.domain.library.versions import UNCHANGED, VersionDifference, as_version, difference, newest_of
from jxdesk.domain.progress import Progress
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import imports, libraries


class LibraryOutcome(StrEnum):
    """What storing a library would do; the value is the word of the JSON answer."""

    NEW_LIBRARY = "new_library"
    NEW_VERSION = "new_version"
    SAME = "same"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLibrary:
    """One library of a file with what storing it would do; ``difference`` is against the version that is there."""

    path: Path
    library: Library | None
    outcome: LibraryOutcome
    difference: VersionDifference = UNCHANGED
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it would be stored."""
        return self.outcome in (LibraryOutcome.NEW_LIBRARY, LibraryOutcome.NEW_VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryIntake:
    """What library files would add: the preview, which ``commit`` stores."""

    libraries: tuple[IntakeLibrary, ...]

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to store."""
        return any(one.is_taken for one in self.libraries)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many libraries and entries would be stored, and how many are passed over."""
        found = Counter(one.outcome.value for one in self.libraries)
        entries = sum(len(one.library.entries) for one in self.libraries if one.library and one.is_taken)
        return dict(found) | {"library_entries": entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryImport:
    """An import that was stored; ``id`` is what ``undo`` takes, empty where there was nothing to store."""

    id: str
    counts: Mapping[str, int]


def preview(workspace: Workspace, files: Sequence[Path]) -> LibraryIntake:
    """Reads library files and compares them with the shelf; changes nothing.

    Raises: NoWorkspace where the folder belongs to no office yet.
    """
    if workspace.facts.office is None:
        raise NoWorkspace("还没有设定本单位，不能导入。", advice="请先新建本单位。")
    read = [one for path in files for one in _read(path)]

    def job(tx: Transaction) -> tuple[IntakeLibrary, ...]:
        known = list(libraries.shelf(tx).libraries)
        placed = []
        for one in read:
            placed.append(_placed(one, known))
            taken = placed[-1].library
            if taken is not None and placed[-1].is_taken:
                known.append(taken)
        return tuple(placed)

    return LibraryIntake(libraries=workspace.read(job))


def commit(workspace: Workspace, intake: LibraryIntake, progress: Progress | None = None) -> LibraryImport:
    """Stores a preview in one transaction, after a backup that is its restore point.

    Raises: StaleVersion where such a library came meanwhile; DiskFull.
    """
    if not intake.changes_something:
        return LibraryImport(id="", counts=intake.counts)
    taken = [one for one in intake.libraries if one.is_taken]
    batch = imports.begin(
        workspace.opened,
        who=workspace.facts.person,
        sources=tuple(sorted({one.path.name for one in taken})),
        counts=intake.counts,
        progress=progress or Progress(),
    )

    def job(tx: Transaction) -> None:
        present = {library.id for library in libraries.shelf(tx).libraries}
        for one in taken:
            assert one.library is not None
            if one.library.id in present:
                raise StaleVersion(
                    "预览之后已经有了这个版本的指标库，没有导入。",
                    facts=one.library.name,
                    advice="请重新预览，再导入。",
                )
            libraries.add_library(tx, one.library)
        imports.finish(tx, batch)

    workspace.transact(job, errand="library_import")
    return LibraryImport(id=batch.id, counts=intake.counts)


# ---- reading -----------------------------------------------------------------------------------------------------


def _read(path: Path) -> list[IntakeLibrary]:
    try:
        if path.suffix.lower() == ".toml":
            return [_of(path, library_from_mapping(_declared(path), origin=Origin.IMPORTED))]
        sheets = read_library_workbook(path)
    except JxError as fault:
        return [_refused(path, str(fault))]
    if not any(sheet.entries for sheet in sheets):
        return [
            _refused(path, "没有找到指标库的表头：要有一级指标、三级指标，以及指标解释、设定依据或数据来源。")
        ]
    return [_from_sheet(path, sheet, alone=len(sheets) == 1) for sheet in sheets if sheet.entries]


def _declared(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise DeclarationError(
            "这个指标库文件读不懂，没有使用它。",
            facts=f"{path.name}：{fault}",
            advice="请向下发这个文件的单位重新要一份。",
        ) from fault
    except OSError as fault:
        raise DeclarationError(
            "打不开这个文件。", facts=f"{path.name}：{fault.strerror}", advice="请看文件是不是还在。"
        ) from fault


def _from_sheet(path: Path, sheet: LibrarySheet, *, alone: bool) -> IntakeLibrary:
    """A library of a sheet; a workbook tells no version, so the file's name stands for the library."""
    name = path.stem if alone else f"{path.stem} {sheet.name}"
    library_id = f"table-{hashlib.sha256(name.encode()).hexdigest()[:8]}@1"
    entries, findings = entries_from_texts(library_id, sheet.entries)
    if sheet.unknown:
        findings = (
            *findings,
            Finding(
                severity=Severity.ADVICE,
                code="library-columns-unknown",
                message=f"有 {len(sheet.unknown)} 列没有用：{'、'.join(sheet.unknown[:8])}。",
                advice="要用的话，把表头改成指标库常用的叫法再导入。",
            ),
        )
    library = Library(
        id=library_id, name=name, version="1", source=path.name, origin=Origin.IMPORTED, entries=entries
    )
    return replace(_of(path, library), findings=findings)


def _of(path: Path, library: Library) -> IntakeLibrary:
    return IntakeLibrary(path=path, library=library, outcome=LibraryOutcome.NEW_LIBRARY)


def _refused(path: Path, reason: str) -> IntakeLibrary:
    return IntakeLibrary(path=path, library=None, outcome=LibraryOutcome.NOT_TAKEN, reason=reason)


# ---- comparing ---------------------------------------------------------------------------------------------------


def _placed(one: IntakeLibrary, known: Sequence[Library]) -> IntakeLibrary:
    library = one.library
    if library is None:
        return one
    same_version = next((other for other in known if other.id == library.id), None)
    newest = newest_of(library.family, known)
    if newest is None:
        return replace(one, difference=difference(None, library))
    found = difference(same_version or newest, library)
    if library.family.startswith("table-"):
        found = difference(newest, library)
        if found.is_nothing:
            return replace(one, outcome=LibraryOutcome.SAME, reason=f"与已有的“{newest.name}”一样")
        following = as_version(library, str(int(newest.version) + 1))
        return replace(one, library=following, outcome=LibraryOutcome.NEW_VERSION, difference=found)
    if same_version is None:
        return replace(one, outcome=LibraryOutcome.NEW_VERSION, difference=found)
    if found.is_nothing:
        return replace(one, outcome=LibraryOutcome.SAME, reason=f"已有{library.version}版，内容一样")
    return replace(
        one,
        outcome=LibraryOutcome.NOT_TAKEN,
        difference=found,
        reason=f"已有{library.version}版，内容却不同；请下发单位换一个版本号再导入",
    )
