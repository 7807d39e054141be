"""Matching columns: opens the tables of a file, guesses or remembers what their columns mean, and keeps what a person chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.reading.table_words import table_words
from jxdesk.documents.reading.tables import SheetWithoutTable, read_tables, year_named
from jxdesk.domain.lists.free_tables import FreeTable
from jxdesk.domain.lists.list_cells import last_month_in
from jxdesk.domain.lists.matching import (
    ColumnGuess,
    Confidence,
    Guess,
    MatchedTable,
    Matching,
    as_remembered,
    from_remembered,
    guess,
    has_money,
    kind_of,
    missing,
    signature,
)
from jxdesk.domain.lists.table_words import KindWords, TableField, TableKind
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import matchings
from jxdesk.store.records.matchings import KeptMatching


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTable:
    """One table with what its columns are taken for.

    ``guess`` is what headings and cells say, ``matching`` what holds: the guess, what was remembered, or what a person chose.
    ``period`` is the cut-off month of a treasury table, None for the last one that it names; ``unit_is_chosen`` tells that a
    person has said the unit, now or for an earlier table of the source.
    """

    path: Path
    table: FreeTable
    guess: Guess
    matching: Matching
    is_remembered: bool = False
    unit_is_chosen: bool = False
    year: int | None = None
    period: int | None = None

    @property
    def kind(self) -> TableKind:
        """What the table lists."""
        return self.matching.kind

    @property
    def words(self) -> KindWords:
        """The fields that a table of this kind can have."""
        return table_words().kinds[self.kind]

    @property
    def columns(self) -> tuple[ColumnGuess, ...]:
        """What each column is taken for now, and how sure that is."""
        found = []
        for column, field in zip(self.guess.columns, self.matching.fields, strict=True):
            if self.is_remembered or field is not column.field:
                state = Confidence.CHOSEN if field is not None or self.is_remembered else Confidence.NONE
                column = replace(column, field=field, confidence=state)
            found.append(column)
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTables:
    """The tables of a file, and the sheets that have none."""

    tables: tuple[OpenedTable, ...]
    without: tuple[SheetWithoutTable, ...] = ()


def open_tables(workspace: Workspace, path: Path, kind: TableKind | None = None) -> OpenedTables:
    """The tables of a file as tables of a kind; without one the kind is told by the columns, and what was chosen before holds.

    Raises: WorkbookError.
    """
    tables, without = read_tables(path)

    def job(tx: Transaction) -> tuple[OpenedTable, ...]:
        return tuple(_opened(tx, path, table, kind) for table in tables)

    return OpenedTables(tables=workspace.read(job), without=without)


def as_kind(workspace: Workspace, opened: OpenedTable, kind: TableKind) -> OpenedTable:
    """The same table taken for another kind."""
    return workspace.read(lambda tx: _opened(tx, opened.path, opened.table, kind))


def doubts(opened: OpenedTable, *, decided: Collection[int] = ()) -> tuple[str, ...]:
    """Why the rows cannot be read yet, in words that name the columns; ``decided`` are the places of those a person has looked at."""
    words, found = opened.words, []
    unclear = () if opened.is_remembered else opened.guess.unclear
    for column in (one for one in unclear if one.place not in decided):
        could = "、".join(words.label_of(field) for field in column.candidates)
        found.append(f"“{column.heading}”一列可能是{could}，要人来定")
    for group in missing(opened.matching, words):
        labels = "或".join(f"“{words.label_of(field)}”" for field in group)
        found.append(f"没有找到{labels}一列")
    if has_money(opened.matching, words) and opened.matching.unit is None:
        found.append("没有写金额单位（元还是万元）")
    return (*found, *_undated(opened))


def _undated(opened: OpenedTable) -> list[str]:
    """What is not known of the time that the amounts are of: neither the table nor anybody has said it."""
    chosen, found = set(opened.matching.fields), []
    is_treasury = opened.kind is TableKind.TREASURY_FIGURES
    if opened.year is None and not chosen & {TableField.YEAR, TableField.PAYMENT_DATE}:
        found.append("没有写年度")
    if is_treasury and opened.period is None and not chosen & {TableField.PAYMENT_DATE, TableField.MONTH}:
        found.append("没有写截止到几月")
    return found


def matched(opened: OpenedTable) -> MatchedTable:
    """The table with its columns known, ready to be previewed."""
    return MatchedTable(
        table=opened.table,
        matching=opened.matching,
        words=table_words(),
        year=opened.year,
        period=opened.period,
        unit_is_declared=opened.guess.unit_is_declared or opened.unit_is_chosen,
    )


def remember(workspace: Workspace, opened: OpenedTable) -> None:
    """Keeps what the columns of this source mean, for its next table; an errand of its own, which no undo takes back."""
    unit = opened.matching.unit
    kept = KeptMatching(
        kind=opened.kind.value,
        signature=signature(opened.table.headings),
        source_name=opened.table.name,
        mapping=as_remembered(opened.matching, opened.table.headings),
        money_unit="" if unit is None or opened.guess.unit_is_declared else unit.value,
    )
    workspace.transact(lambda tx: matchings.keep(tx, kept), errand="match_columns")


def _opened(tx: Transaction, path: Path, table: FreeTable, kind: TableKind | None) -> OpenedTable:
    words = table_words()
    source = signature(table.headings)
    kept = matchings.of_source(tx, source, kind=kind.value if kind else "")
    known = {one.value: one for one in TableKind}
    wanted = kind or (known.get(kept.kind) if kept else None) or kind_of(table, words)
    found = guess(table, wanted or TableKind.PROJECT_LIST, words)
    matching, kept_unit = found.matching, None
    if kept is not None and kept.kind == found.kind.value:
        kept_unit = None if found.unit_is_declared else _unit(kept.money_unit)
        unit = kept_unit or found.unit
        matching = from_remembered(_texts(kept.mapping), table.headings, found.kind, unit)
    return OpenedTable(
        path=path,
        table=table,
        guess=found,
        matching=matching,
        is_remembered=kept is not None and kept.kind == found.kind.value,
        unit_is_chosen=kept_unit is not None,
        year=year_named(table, path),
        period=last_month_in(table.captions) if found.kind is TableKind.TREASURY_FIGURES else None,
    )


def _texts(mapping: Mapping[str, object]) -> dict[str, str]:
    return {str(place): str(field) for place, field in mapping.items()}


def _unit(text: str) -> MoneyUnit | None:
    return next((unit for unit in MoneyUnit if unit.value == text), None)
