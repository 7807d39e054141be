"""Table words: the closed vocabulary of what a column of a free table can mean, with its synonyms as validated data. Used by matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.declarations import Table, Word
from jxdesk.domain.lists.headings import bare_key, heading_key
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, ProjectClass


class TableKind(StrEnum):
    """What a free table lists."""

    PROJECT_LIST = "project_list"
    TREASURY_FIGURES = "treasury_figures"


class CellShape(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    FLAG = "flag"


class TableField(StrEnum):
    """What a column can mean."""

    NAME = "name"
    CODE = "code"
    DEPARTMENT = "department"
    UNIT = "unit"
    PROJECT_CLASS = "project_class"
    TIER = "tier"
    SECTOR = "sector"
    CONTINUITY = "continuity"
    RECURRENCE = "recurrence"
    LEADER = "leader"
    PHONE = "phone"
    FUNCTION_CODE = "function_code"
    YEAR = "year"
    REQUESTED = "requested"
    REVIEWED = "reviewed"
    ORIGINAL = "original"
    ADJUSTED = "adjusted"
    REVISED = "revised"
    FUNDING_SOURCE = "funding_source"
    BOOK = "book"
    FUNDING_AMOUNT = "funding_amount"
    DOCUMENT_NUMBER = "document_number"
    DATED = "dated"
    CLASSIFIED = "classified"
    EXECUTED = "executed"
    PAYMENT_AMOUNT = "payment_amount"
    PAYMENT_DATE = "payment_date"
    MONTH = "month"
    PAYMENT_STATE = "payment_state"
    REMARK = "remark"


BUDGET_FIELDS = {
    TableField.REQUESTED: BudgetStage.REQUESTED,
    TableField.REVIEWED: BudgetStage.REVIEWED,
    TableField.ORIGINAL: BudgetStage.ORIGINAL,
    TableField.ADJUSTED: BudgetStage.ADJUSTED,
    TableField.REVISED: BudgetStage.REVISED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWords:
    """One field of a kind of table, and the headings that stand for it."""

    field: TableField
    label: str
    shape: CellShape
    many: bool
    words: frozenset[str]
    group: frozenset[str]
    contains: tuple[str, ...]
    without: tuple[str, ...]
    titles: tuple[str, ...]

    def is_called(self, key: str) -> bool:
        """Whether the heading is one of the field's own, with or without what stands in brackets."""
        return not self._is_something_else(key) and (key in self.words or bare_key(key) in self.words)

    def is_part_of(self, key: str) -> bool:
        """Whether the heading has a part that points to the field."""
        return not self._is_something_else(key) and any(part in bare_key(key) for part in self.contains)

    def _is_something_else(self, key: str) -> bool:
        return any(part in key for part in self.without)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """One kind of table: its fields in their order, and what a table of the kind must have.

    ``needs`` must all be there, of each group of ``needs_one_of`` one; ``telling`` fields and ``titles`` decide for the kind where
    the columns fit several. ``default_unit`` is the unit of amounts where a table of the kind declares none.
    """

    kind: TableKind
    label: str
    titles: tuple[str, ...]
    fields: Mapping[TableField, FieldWords]
    needs: tuple[TableField, ...]
    needs_one_of: tuple[tuple[TableField, ...], ...]
    telling: tuple[TableField, ...]
    default_unit: MoneyUnit | None = None

    def label_of(self, field: TableField) -> str:
        """What the window calls a field."""
        known = self.fields.get(field)
        return field.value if known is None else known.label


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWords:
    """All kinds of free tables, and the spellings of values that are stored as a fixed word."""

    version: str
    kinds: Mapping[TableKind, KindWords]
    classes: Mapping[str, ProjectClass]
    books: Mapping[str, BudgetBook]
    unpaid: frozenset[str]
    yes: frozenset[str]
    totals: frozenset[str]
    subtotals: frozenset[str]
    subtotal_ends: tuple[str, ...]

    @classmethod
    def from_mapping(cls, declared: Mapping[str, Any]) -> TableWords:
        """The words of a declared file.

        Raises: DeclarationError.
        """
        top = Table(declared, where="tables")
        values = _below(top, "values")
        subtotal = _below(values, "subtotal")
        made = cls(
            version=top.text("version"),
            kinds={kind: _kind(kind, _below(top, kind.value)) for kind in TableKind},
            classes=_spellings(_below(values, "project_class"), ProjectClass),
            books=_spellings(_below(values, "book"), BudgetBook),
            unpaid=_words(_below(values, "unpaid")),
            yes=_words(_below(values, "yes")),
            totals=_words(_below(values, "total")),
            subtotals=_keys(subtotal.texts("words")),
            subtotal_ends=subtotal.texts("ends"),
        )
        subtotal.finish()
        top.text("own_choice")
        values.finish()
        top.finish()
        return made


def _kind(kind: TableKind, table: Table) -> KindWords:
    fields_table = _below(table, "fields")
    fields: dict[TableField, FieldWords] = {}
    for field in TableField:
        declared = fields_table.table(field.value)
        if declared is not None:
            fields[field] = _field(field, declared)
    fields_table.finish()
    made = KindWords(
        kind=kind,
        label=table.text("label"),
        titles=table.texts("titles"),
        fields=fields,
        needs=table.words("needs", TableField),
        needs_one_of=_groups(table),
        telling=table.words("telling", TableField),
        default_unit=table.word("default_unit", MoneyUnit) if table.has("default_unit") else None,
    )
    table.finish()
    asked = {*made.needs, *made.telling, *(field for group in made.needs_one_of for field in group)}
    unknown = sorted(asked - set(fields))
    if unknown:
        raise table.refuse("needs", f"没有这一列的字样：{unknown[0].value}")
    return made


def _groups(table: Table) -> tuple[tuple[TableField, ...], ...]:
    groups = []
    for group in table.tables("needs_one_of"):
        groups.append(group.words("fields", TableField))
        group.finish()
    return tuple(groups)


def _field(field: TableField, table: Table) -> FieldWords:
    made = FieldWords(
        field=field,
        label=table.text("label"),
        shape=table.word("shape", CellShape),
        many=table.flag("many"),
        words=_keys(table.texts("words")),
        group=_keys(table.texts("group")),
        contains=table.texts("contains"),
        without=table.texts("without"),
        titles=table.texts("titles"),
    )
    table.finish()
    if not made.words:
        raise table.refuse("words", "缺少这一项")
    return made


def _spellings(table: Table, words: type[Word]) -> dict[str, Word]:
    found = {heading_key(text): word for word in words for text in table.texts(word.value)}
    table.finish()
    return found


def _words(table: Table) -> frozenset[str]:
    found = _keys(table.texts("words"))
    table.finish()
    return found


def _keys(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(heading_key(text) for text in texts)


def _below(table: Table, key: str) -> Table:
    found = table.table(key)
    if found is None:
        raise table.refuse(key, "缺少这一项")
    return found
