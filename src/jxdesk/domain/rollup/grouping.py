"""Grouping: by what a roll-up is divided, and what its parts are called; a part that nobody named is a part all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.records.project_words import TIERS
from jxdesk.domain.records.projects import BudgetBook
from jxdesk.domain.rollup.tally import Tally, total


class By(StrEnum):
    """By what sums are divided; the value is the word of the command line."""

    OFFICE = "office"
    BUDGET = "budget"
    SOURCE = "source"
    TIER = "tier"
    SECTOR = "sector"
    GRADE = "grade"


BY_WORDS = {
    By.OFFICE: "单位",
    By.BUDGET: "四本预算",
    By.SOURCE: "资金来源",
    By.TIER: "项目级次",
    By.SECTOR: "行业",
    By.GRADE: "自评等级",
}
BY_MONEY = frozenset({By.BUDGET, By.SOURCE})
"""Where a project stands in several parts: its budget is divided among them, and only amounts add up to the whole."""
BOOK_WORDS: Mapping[str, str] = {
    BudgetBook.GENERAL: "一般公共预算",
    BudgetBook.GOVERNMENT_FUNDS: "政府性基金预算",
    BudgetBook.STATE_CAPITAL: "国有资本经营预算",
    BudgetBook.SOCIAL_INSURANCE: "社会保险基金预算",
    BudgetBook.OUTSIDE: "四本预算以外",
}
UNNAMED = {
    By.BUDGET: "没有写明哪本预算",
    By.SOURCE: "没有写明来源",
    By.TIER: "没有写明级次",
    By.SECTOR: "没有写明行业",
    By.GRADE: "没有等级",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a roll-up; ``key`` is an office's id, or the word that the projects carry, empty where they carry none.

    ``opens`` says whether a row of offices leads further down; the part of an office's own things does not.
    """

    key: str
    label: str
    tally: Tally
    opens: bool = False


def parts_of(by: By, tallies: Mapping[str, Tally], grades: Sequence[str] = ()) -> tuple[Part, ...]:
    """The parts in the order in which people look for them: known words in theirs, others by their money, the unnamed last."""
    known = _known(by, grades)

    def order(key: str) -> tuple[bool, int, int, str]:
        place = known.index(key) if key in known else len(known)
        return not key, place, -tallies[key].budget_fen, key

    return tuple(
        Part(key=key, label=label_of(by, key), tally=tallies[key]) for key in sorted(tallies, key=order)
    )


def label_of(by: By, key: str) -> str:
    """What a part is called."""
    if not key:
        return UNNAMED.get(by, "")
    return BOOK_WORDS.get(key, key) if by is By.BUDGET else key


def by_key(cells: Iterable[tuple[str, str, Tally]]) -> dict[str, Tally]:
    """Cells of office, key and tally added up over the offices."""
    found: dict[str, list[Tally]] = {}
    for _, key, tally in cells:
        found.setdefault(key, []).append(tally)
    return {key: total(tallies) for key, tallies in found.items()}


def _known(by: By, grades: Sequence[str]) -> Sequence[str]:
    """The words that have an order of their own."""
    match by:
        case By.BUDGET:
            return tuple(book.value for book in BudgetBook)
        case By.TIER:
            return TIERS
        case By.GRADE:
            return grades
        case By.OFFICE | By.SOURCE | By.SECTOR:
            return ()
        case _:
            assert_never(by)
