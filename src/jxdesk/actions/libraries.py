"""Libraries: what the shelf holds, own entries, and what may be changed of shared ones; used by the library page, the picker and scripts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.lists import ListColumn, ListValue, write_list
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.findings import Finding, has_errors
from jxdesk.domain.library.checks import entry_findings
from jxdesk.domain.library.entries import (
    OWN_LIBRARY,
    Attribute,
    LibraryEntry,
    NotAllowed,
    Sector,
    guess_sector,
    may_change_shared,
)
from jxdesk.domain.library.search import Uses
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.library.worked_filings import WorkedFiling
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import Refused
from jxdesk.store.records import libraries, projects
from jxdesk.store.safety import atomic
from jxdesk.store.shipped import libraries as shipped_libraries

Changer = Callable[[LibraryEntry], LibraryEntry]

SUGGESTION_COLUMNS = (
    ListColumn("行业", 12),
    ListColumn("一级指标", 12),
    ListColumn("二级指标", 18),
    ListColumn("三级指标", 30),
    ListColumn("指标性质", 10),
    ListColumn("指标值", 10),
    ListColumn("度量单位", 12),
    ListColumn("指标属性", 12),
    ListColumn("指标解释", 44),
    ListColumn("计算公式", 36),
    ListColumn("评分标准", 36),
    ListColumn("设定依据", 30),
    ListColumn("数据来源", 30),
    ListColumn("取值方式", 14),
    ListColumn("好例子", 40),
    ListColumn("反例", 40),
)
"""The headings by which such a table is read back in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDesk:
    """What the library page and the picker work with.

    ``sector`` is the sector guessed for the project that is being filled, empty without one.
    """

    shelf: Shelf
    uses: Uses
    sector: str
    may_change_shared: bool
    worked: tuple[WorkedFiling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryChange:
    """What an errand changed; undoing ``errand_id`` takes it back."""

    entry_id: str
    errand_id: str


def open_desk(
    workspace: Workspace, *, project_id: str = "", year: int | None = None, sector: str = ""
) -> LibraryDesk:
    """Everything on the shelf, with how often it was used; for a project also by it last year and by its kind here.

    A ``sector`` that the clerk chose stands before the one guessed from the project's name.
    """
    level = _level(workspace)

    def job(tx: Transaction) -> LibraryDesk:
        shelf = libraries.shelf(tx)
        project = projects.get(tx, project_id) if project_id else None
        guessed = sector
        if not guessed and project is not None:
            guessed = guess_sector(project.name, shelf.sectors, said=project.sector)
        uses = libraries.uses(
            tx,
            shelf.sectors,
            project_id=project_id,
            office_id=project.office_id if project is not None else "",
            year=year,
            sector=guessed,
        )
        return LibraryDesk(
            shelf=shelf,
            uses=uses,
            sector=guessed,
            may_change_shared=may_change_shared(level),
            worked=shipped_libraries.worked_filings(),
        )

    return workspace.read(job)


def sectors(workspace: Workspace) -> tuple[Sector, ...]:
    """The sectors that a project can be of, in the order of the shelf."""
    return workspace.read(lambda tx: libraries.shelf(tx).sectors)


def findings_of(shelf: Shelf, entry: LibraryEntry) -> tuple[Finding, ...]:
    """What does not fit in an entry that is being typed."""
    return entry_findings(entry, shelf.offered())


def add_own(workspace: Workspace, entry: LibraryEntry) -> LibraryChange:
    """Adds an own entry under a new identity.

    Raises: Refused where something has to be mended first.
    """
    own = replace(entry, id=new_id(), library_id=OWN_LIBRARY, code="", replaces_id="", source="")
    _refuse_errors(own)

    def job(tx: Transaction) -> LibraryChange:
        libraries.add_own(tx, own)
        return LibraryChange(entry_id=own.id, errand_id=tx.errand_id)

    return workspace.transact(job, errand="library_add")


def save(workspace: Workspace, entry: LibraryEntry) -> LibraryChange:
    """Keeps an edited entry: an own one as it is, a shared one as this desk's change of it.

    Raises: NotAllowed below the county for shared entries; NotFound; Refused where something has to be mended first.
    """
    _refuse_errors(entry)
    return _change(workspace, entry.id, lambda _: entry, errand="library_edit")


def suggest(workspace: Workspace, entry_id: str, *, is_suggested: bool) -> LibraryChange:
    """Marks an own entry 建议入库, or takes the mark away.

    Raises: NotFound; Refused for a shared entry, which is in a library already.
    """

    def marked(entry: LibraryEntry) -> LibraryEntry:
        if not entry.is_own:
            raise Refused("这条已经在指标库里，不用再建议入库。", facts=entry.name)
        return replace(entry, is_suggested=is_suggested)

    return _change(workspace, entry_id, marked, errand="library_suggest")


def retire(workspace: Workspace, entry_id: str) -> LibraryChange:
    """Takes an entry out of the offer from today on; what was filled with it keeps it.

    Raises: NotAllowed below the county for shared entries; NotFound; Refused when it is retired already.
    """
    level = _level(workspace)

    def job(tx: Transaction) -> LibraryChange:
        entry = _may_change(tx, entry_id, level)
        _refuse_retired(entry)
        libraries.save(tx, replace(entry, retired_on=tx.now()[:10], merged_into=""))
        return LibraryChange(entry_id=entry_id, errand_id=tx.errand_id)

    return workspace.transact(job, errand="library_retire")


def bring_back(workspace: Workspace, entry_id: str) -> LibraryChange:
    """Offers a retired entry again.

    Raises: NotAllowed below the county for shared entries; NotFound.
    """

    def offered(entry: LibraryEntry) -> LibraryEntry:
        return replace(entry, retired_on="", merged_into="")

    return _change(workspace, entry_id, offered, errand="library_bring_back")


def merge(workspace: Workspace, entry_id: str, into_id: str) -> LibraryChange:
    """Retires an entry in favour of another one, which is named wherever the old one is used.

    Raises: NotAllowed below the county for shared entries; NotFound; Refused for an entry that cannot take its place.
    """
    level = _level(workspace)

    def job(tx: Transaction) -> LibraryChange:
        entry, into = _may_change(tx, entry_id, level), libraries.get(tx, into_id)
        _refuse_retired(entry)
        if into.id == entry.id or into.is_retired:
            raise Refused(
                "不能并到这一条。",
                facts=f"{entry.name} → {into.name}",
                advice="请选另一条在用的指标。",
                code="JX-LIBRARY-MERGE",
            )
        if into.kind is not entry.kind or into.attribute is not entry.attribute:
            raise Refused(
                "两条指标不是一类，不能合并。",
                facts=f"{entry.name}（{entry.attribute.value}）→ {into.name}（{into.attribute.value}）",
                advice="项目的只能并到项目的，定量的只能并到定量的。",
                code="JX-LIBRARY-MERGE",
            )
        libraries.save(tx, replace(entry, retired_on=tx.now()[:10], merged_into=into.id))
        return LibraryChange(entry_id=entry_id, errand_id=tx.errand_id)

    return workspace.transact(job, errand="library_merge")


def delete_own(workspace: Workspace, entry_id: str) -> LibraryChange:
    """Deletes an own entry that no form uses.

    Raises: NotFound; Refused for a shared entry and for one in use, which can be retired instead.
    """

    def job(tx: Transaction) -> LibraryChange:
        entry = libraries.get(tx, entry_id)
        if not entry.is_own or libraries.is_used(tx, entry_id):
            raise Refused(
                "不能删除这条指标。",
                facts=f"{entry.name}：{'已经有表用了它' if entry.is_own else '它是共享的指标'}",
                advice="可以停用：以后不再列出来，用过的表照旧。",
                code="JX-LIBRARY-DELETE",
            )
        libraries.delete_own(tx, entry_id)
        return LibraryChange(entry_id=entry_id, errand_id=tx.errand_id)

    return workspace.transact(job, errand="library_delete")


def suggestions(shelf: Shelf) -> tuple[LibraryEntry, ...]:
    """The own entries that are marked 建议入库."""
    return tuple(entry for entry in shelf.offered() if entry.is_own and entry.is_suggested)


def export_suggestions(workspace: Workspace, path: Path) -> int:
    """Writes the suggested own entries as a workbook that can be taken in above; answers how many there are.

    Raises: Refused where none is marked; OSError.
    """
    entries = suggestions(workspace.read(libraries.shelf))
    if not entries:
        raise Refused(
            "还没有标为“建议入库”的指标。",
            advice="在指标库里打开自有指标，点“建议入库”，再导出。",
            code="JX-LIBRARY-NONE",
        )
    buffer = io.BytesIO()
    write_suggestions(entries, buffer)
    atomic.write_whole(path, buffer.getvalue())
    entry = journal.Entry(event="export", text=f"{path.name}：建议入库 {len(entries)} 条")
    workspace.transact(lambda tx: journal.record(tx, entry), errand="export")
    return len(entries)


def write_suggestions(entries: Sequence[LibraryEntry], target: BinaryIO) -> None:
    """Writes entries under the headings by which they are read back."""
    write_list("建议入库的指标", SUGGESTION_COLUMNS, map(_row, entries), target)


def _row(entry: LibraryEntry) -> tuple[ListValue, ...]:
    is_words = entry.attribute is Attribute.QUALITATIVE
    level1, level2 = entry.headings(GoalStyle.OLD)
    return (
        entry.sector,
        level1,
        level2,
        entry.name,
        "定性" if is_words else SIGNS[entry.comparator],
        entry.target_text,
        entry.unit,
        entry.attribute.value,
        entry.definition,
        entry.formula,
        entry.scoring_rule,
        entry.value_basis,
        entry.data_source,
        entry.value_method,
        entry.good_example,
        entry.bad_example,
    )


def _change(workspace: Workspace, entry_id: str, changed: Changer, *, errand: str) -> LibraryChange:
    level = _level(workspace)

    def job(tx: Transaction) -> LibraryChange:
        libraries.save(tx, changed(_may_change(tx, entry_id, level)))
        return LibraryChange(entry_id=entry_id, errand_id=tx.errand_id)

    return workspace.transact(job, errand=errand)


def _level(workspace: Workspace) -> OfficeLevel | None:
    office = workspace.facts.office
    return office.level if office is not None else None


def _may_change(tx: Transaction, entry_id: str, level: OfficeLevel | None) -> LibraryEntry:
    """The entry, when this office may change it.

    Raises: NotAllowed; NotFound.
    """
    entry = libraries.get(tx, entry_id)
    if not entry.is_own and not may_change_shared(level):
        raise NotAllowed(
            "共享的指标由县级及以上财政部门改。",
            facts=entry.name,
            advice="可以新增一条自有指标，标为“建议入库”，导出交给县财政局。",
        )
    return entry


def _refuse_errors(entry: LibraryEntry) -> None:
    found = entry_findings(entry)
    if has_errors(found):
        raise Refused(found[0].message, facts=entry.name, advice=found[0].advice, code="JX-LIBRARY-ENTRY")


def _refuse_retired(entry: LibraryEntry) -> None:
    if entry.is_retired:
        raise Refused(
            "这条指标已经停用了。", facts=f"{entry.name}：{entry.retired_on}", code="JX-LIBRARY-RETIRED"
        )
