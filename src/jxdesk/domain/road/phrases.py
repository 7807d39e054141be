"""Review book: reason codes, common phrases 常用意见, and how long a work order runs, read from ``resources/reviews``.

Used by reviewing, which offers the phrases of a cell, and by work orders. The texts are this program's own; none of them is a
regulation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import Form
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis, required
from jxdesk.domain.templates.cell_words import leading_cell
from jxdesk.domain.templates.form_cells import Place
from jxdesk.domain.values.working_days import DayKind

OTHER = "other"
"""The reason that says nothing by itself; every book has it."""
_LINE, _SEEN = "{line}", "{seen}"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class CellKind(StrEnum):
    """What sort of cell a remark is about, so that only phrases that fit it are offered."""

    WHOLE = "whole"
    AMOUNT = "amount"
    EXECUTED = "executed"
    FORECAST = "forecast"
    NAME = "name"
    TARGET = "target"
    ACTUAL = "actual"
    WEIGHT = "weight"
    SCORE = "score"
    REASON = "reason"
    LIKELIHOOD = "likelihood"
    SOURCE = "source"
    TEXT = "text"
    HEAD = "head"


_KINDS: Mapping[str, CellKind] = {
    "executed_fen": CellKind.EXECUTED,
    "printed_rate": CellKind.EXECUTED,
    "forecast_fen": CellKind.FORECAST,
    "forecast_text": CellKind.FORECAST,
    "name": CellKind.NAME,
    "label": CellKind.NAME,
    "level1": CellKind.NAME,
    "level2": CellKind.NAME,
    "target_text": CellKind.TARGET,
    "mid_term_text": CellKind.TARGET,
    "actual_text": CellKind.ACTUAL,
    "progress": CellKind.ACTUAL,
    "weight": CellKind.WEIGHT,
    "printed_weight": CellKind.WEIGHT,
    "execution_weight": CellKind.WEIGHT,
    "printed_weights_total": CellKind.WEIGHT,
    "printed_score": CellKind.SCORE,
    "printed_total": CellKind.SCORE,
    "printed_grade": CellKind.SCORE,
    "deviation_reason": CellKind.REASON,
    "reason": CellKind.REASON,
    "causes": CellKind.REASON,
    "likelihood": CellKind.LIKELIHOOD,
    "value_basis": CellKind.SOURCE,
    "data_source": CellKind.SOURCE,
    "value_method": CellKind.SOURCE,
    "document_number": CellKind.SOURCE,
    "scoring_rule": CellKind.SOURCE,
    "formula": CellKind.SOURCE,
}


def kind_of(place: Place, field: str) -> CellKind:
    """The sort of a cell."""
    if not field:
        return CellKind.WHOLE
    if place is Place.ANSWERS:
        return CellKind.TEXT
    cell = leading_cell(place, field)
    if cell in _KINDS:
        return _KINDS[cell]
    if cell.endswith("_fen"):
        return CellKind.AMOUNT
    return CellKind.HEAD if place is Place.HEAD else CellKind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """How many days an office has to answer, counted from the day after the return came."""

    days: int
    kind: DayKind
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a cell is sent back. ``ask`` says what the reviewer should write; ``days`` is its own time, None for the general one."""

    code: str
    name: str
    ask: str
    needs_text: bool = False
    days: DayRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One ready opinion; empty ``forms`` or ``kinds`` fit all. ``{line}`` takes the row's name, ``{seen}`` what the cell says."""

    reason: str
    text: str
    forms: tuple[Form, ...] = ()
    kinds: tuple[CellKind, ...] = ()

    def fits(self, form: Form, kind: CellKind, *, line: str = "", seen: str = "") -> bool:
        """Whether it can be said of such a cell, with what is known of it."""
        if (self.forms and form not in self.forms) or (self.kinds and kind not in self.kinds):
            return False
        return bool(line or _LINE not in self.text) and bool(seen or _SEEN not in self.text)

    def said(self, *, line: str = "", seen: str = "") -> str:
        """The words, with the row and the value in their places."""
        return self.text.replace(_LINE, line).replace(_SEEN, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortestWords:
    """How many characters an explanation, and the opinion of a rejection, have at least."""

    explanation: int
    opinion: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBook:
    """All that reviewers pick from, and how long a work order runs."""

    id: str
    name: str
    version: str
    basis: Basis
    shortest: ShortestWords
    work_order: DayRule
    reasons: tuple[Reason, ...]
    phrases: tuple[Phrase, ...]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> ReviewBook:
        """A book from the mapping of its file.

        Raises: DeclarationError.
        """
        table = Table(mapping, where=f"审核意见 {mapping.get('id', '')}")
        reasons = tuple(_reason(row) for row in table.tables("reasons"))
        codes = [reason.code for reason in reasons]
        if len(set(codes)) < len(codes) or OTHER not in codes:
            raise table.refuse("reasons", f"代码不能重复，并且要有 {OTHER!r}")
        book = cls(
            id=table.text("id"),
            name=table.text("name"),
            version=table.text("version"),
            basis=basis(table),
            shortest=_shortest(required(table, "shortest")),
            work_order=_day_rule(required(table, "work_order")),
            reasons=reasons,
            phrases=tuple(_phrase(row, codes) for row in table.tables("phrases")),
        )
        table.finish()
        return book

    def reason(self, code: str) -> Reason | None:
        """The reason of this code; None for one that only a newer book knows."""
        return next((reason for reason in self.reasons if reason.code == code), None)

    def reason_name(self, code: str) -> str:
        """The name of a reason; an unknown code stays readable."""
        reason = self.reason(code)
        return reason.name if reason is not None else code

    def days_of(self, code: str) -> DayRule:
        """How long an office has to answer a remark of this reason."""
        reason = self.reason(code)
        return reason.days if reason is not None and reason.days is not None else self.work_order

    def offered(
        self, form: Form, kind: CellKind, *, reason: str = "", line: str = "", seen: str = ""
    ) -> tuple[Phrase, ...]:
        """The phrases that fit a cell, the most particular first, in the order of the book among their like."""
        fitting = [
            one
            for one in self.phrases
            if (not reason or one.reason == reason) and one.fits(form, kind, line=line, seen=seen)
        ]
        return tuple(sorted(fitting, key=lambda one: (not one.kinds, not one.forms)))


def _reason(table: Table) -> Reason:
    reason = Reason(
        code=table.text("code"),
        name=table.text("name"),
        ask=table.text("ask"),
        needs_text=table.flag("needs_text"),
        days=_day_rule(table, is_own_table=False) if table.has("days") else None,
    )
    table.finish()
    return reason


def _phrase(table: Table, codes: list[str]) -> Phrase:
    phrase = Phrase(
        reason=table.text("reason"),
        text=table.text("text"),
        forms=table.words("forms", Form),
        kinds=table.words("cells", CellKind),
    )
    table.finish()
    if phrase.reason not in codes:
        raise table.refuse("reason", f"没有代码为 {phrase.reason!r} 的原因")
    unknown = set(_PLACEHOLDER.findall(phrase.text)) - {_LINE, _SEEN}
    if unknown or not phrase.text.strip():
        raise table.refuse("text", f"要写一句话，里面只能用 {_LINE} 和 {_SEEN}")
    return phrase


def _day_rule(table: Table, *, is_own_table: bool = True) -> DayRule:
    rule = DayRule(days=table.whole("days"), kind=table.word("kind", DayKind), basis=basis(table))
    if rule.days < 1:
        raise table.refuse("days", "至少一天")
    if is_own_table:
        table.finish()
    return rule


def _shortest(table: Table) -> ShortestWords:
    words = ShortestWords(
        explanation=table.whole("explanation"), opinion=table.whole("opinion"), basis=basis(table)
    )
    table.finish()
    return words
