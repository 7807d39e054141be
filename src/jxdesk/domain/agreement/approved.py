"""Agreement with the approved budget: what an office's target gives its tasks against the budget that was approved for the office.

The approved figures are typed from the budget document; where nobody has them, the budgets of the office's projects are the least that
its tasks must cost together. A sum that printing has rounded agrees.
"""

from __future__ import annotations

from collections.abc import Iterator

from jxdesk.domain.agreement.disagreement import Disagreement, OfficeYear, Seat, of_office, seat
from jxdesk.domain.agreement.money import unit_words, wan
from jxdesk.domain.records.accounts import ITEM_WORDS, KIND_WORDS, AccountItem, AccountKind
from jxdesk.domain.records.budgets import standing
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.records.projects import BudgetStage
from jxdesk.domain.values.money import half_a_printed_place

_PARTS = (AccountItem.BASIC, AccountItem.PROJECTS)
_BOOK = KIND_WORDS[AccountKind.BUDGET]


def budget_disagreements(year: OfficeYear) -> Iterator[Disagreement]:
    """The sum of the tasks of an office's target against what was approved, to the last place that is printed."""
    target = year.target
    tasks = [task for task in target.content.task_lines if task.budget_fen is not None] if target else []
    if target is None or not tasks:
        return
    added = sum(task.budget_fen or 0 for task in tasks)
    allowed = sum(
        half_a_printed_place(task.budget_text, target.content.money_unit)
        for task in tasks
        if target.imported_from
    )
    whole = _approved(year)
    least = _least(year)
    if whole is not None and abs(added - whole[1]) > allowed:
        yield _differs(year, target, added, whole, "应当等于")
    elif whole is None and least is not None and least[1] - added > allowed:
        yield _differs(year, target, added, least, "不应少于")


def _approved(year: OfficeYear) -> tuple[str, int] | None:
    """The whole budget of the office as approved: stated, or the sum of its two parts."""
    whole = year.approved_fen(AccountItem.TOTAL)
    if whole is not None:
        return f"{_BOOK}的{ITEM_WORDS[AccountItem.TOTAL]}", whole
    parts = [fen for item in _PARTS if (fen := year.approved_fen(item)) is not None]
    words = "加".join(ITEM_WORDS[item] for item in _PARTS)
    return (f"{_BOOK}的{words}", sum(parts)) if len(parts) == len(_PARTS) else None


def _least(year: OfficeYear) -> tuple[str, int] | None:
    """The budget of the projects alone, which the tasks of the office cannot cost less than together."""
    stated = year.approved_fen(AccountItem.PROJECTS)
    if stated is not None:
        return f"{_BOOK}的{ITEM_WORDS[AccountItem.PROJECTS]}", stated
    budgets = [standing(one.project.budgets, BudgetStage.ORIGINAL) for one in year.projects]
    known = [fen for fen in budgets if fen is not None]
    return (f"本单位 {len(known)} 个项目的年初预算合计", sum(known)) if known else None


def _differs(
    year: OfficeYear, target: Filing, added: int, other: tuple[str, int], should: str
) -> Disagreement:
    words, fen = other
    count = len(target.content.task_lines)
    return of_office(
        year,
        "tasks-off-budget",
        f"{heading_of(target.content)}里 {count} 项任务的金额合计 {wan(added)}，{should}{words} {wan(fen)}，"
        f"相差 {wan(abs(added - fen))}。{unit_words(added, fen)}",
        "请看哪项任务的金额填错、漏了任务，或预算批复以后没有改过来；批复以后调整过的，办目标调整。",
        here=seat(target, wan(added), field="task_lines", words="任务合计"),
        there=Seat(words=words, value=wan(fen)),
    )
