"""Agreement of money: budgets against the versions of the budget, spending month by month, treasury and final accounts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jxdesk.domain.agreement.disagreement import (
    Disagreement,
    OfficeYear,
    ProjectYear,
    Seat,
    disagreement,
    of_office,
    seat,
)
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.budgets import off_by_unit, standing
from jxdesk.domain.records.filings import Filing, Form, MoneyLine, MoneyUnit
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.records.projects import BudgetStage
from jxdesk.domain.values.money import format_fen, half_a_printed_place

YEAR_END = 12
_LAST_SHOWN = 10_000
"""The last place of an amount in 万元 with two decimals. Units: 分."""
STAGES = {
    "original_budget": (BudgetStage.ORIGINAL, "年初预算数"),
    "revised_budget": (BudgetStage.REVISED, "全年预算数"),
}


def money_disagreements(year: ProjectYear) -> Iterator[Disagreement]:
    """Everything about money that does not agree in a project's year."""
    for filing in year.filings:
        yield from _against_budget(year, filing)
    yield from _spending_over_time(year)
    yield from _against_treasury(year)
    yield from _against_accounts(year)


def wan(fen: int | None) -> str:
    """An amount in 万元 with its unit, to the last 分 where two places cut it off: two amounts that differ must not look alike."""
    if fen is not None and fen % _LAST_SHOWN:
        return f"{format_fen(fen, MoneyUnit.WAN, at_most=6)} 万元"
    return f"{format_fen(fen, MoneyUnit.WAN)} 万元"


def same_amount(line: MoneyLine, field: str, other_fen: int, unit: MoneyUnit) -> bool:
    """Whether an amount of a form is another one, but for what its printing cut off."""
    fen = getattr(line, f"{field}_fen")
    allowed = half_a_printed_place(getattr(line, f"{field}_text"), unit)
    return fen is None or abs(fen - other_fen) <= allowed


def _against_budget(year: ProjectYear, filing: Filing) -> Iterator[Disagreement]:
    total = filing.content.total_line
    if total is None:
        return
    for field, (stage, words) in STAGES.items():
        version = standing(year.project.budgets, stage)
        stated = getattr(total, f"{field}_fen")
        if version is None or stated is None:
            continue
        if filing.content.form is Form.PROJECT_TARGET and _was_budget(year, stated):
            # A target is filed with the budget as it then was; a later version does not make it wrong.
            continue
        if same_amount(total, field, version, filing.content.money_unit):
            continue
        yield disagreement(
            year,
            Severity.WARNING,
            "budget-versions-differ",
            f"{heading_of(filing.content)}的{words}是 {wan(stated)}，项目的{words}是 {wan(version)}。"
            + unit_words(stated, version),
            "请看哪一个对：项目里的预算改了的，把表改过来；表上对的，在项目里补一个预算版本（写明日期和文号）。",
            here=seat(filing, wan(stated), line_id=total.id, field=field, words=words),
            there=Seat(words=f"项目的{words}", value=wan(version), project_id=year.project.id),
        )


def _was_budget(year: ProjectYear, stated_fen: int) -> bool:
    return any(version.amount_fen == stated_fen for version in year.project.budgets)


def unit_words(one_fen: int, other_fen: int) -> str:
    """What to say where two amounts look like one in 元 and 万元; else nothing."""
    return "两个数相差一万倍，像是元和万元弄混了。" if off_by_unit(one_fen, other_fen) else ""


def _spending_over_time(year: ProjectYear) -> Iterator[Disagreement]:
    """What was spent up to a month can only grow until the year is over."""
    spent = [
        (filing, total)
        for filing in (*year.monitorings, *([year.result] if year.result else ()))
        if (total := filing.content.total_line) is not None and total.executed_fen is not None
    ]
    for (before, less), (after, more) in pairwise(spent):
        assert less.executed_fen is not None
        assert more.executed_fen is not None
        if less.executed_fen <= more.executed_fen or same_amount(
            more, "executed", less.executed_fen, after.content.money_unit
        ):
            continue
        yield disagreement(
            year,
            Severity.ERROR,
            "executed-shrinks",
            f"{heading_of(before.content)}的执行数是 {wan(less.executed_fen)}，到 {heading_of(after.content)}反而是"
            f" {wan(more.executed_fen)}。{unit_words(less.executed_fen, more.executed_fen)}",
            "累计执行数只会增加；请核对两张表，有退回资金的写明原因。",
            here=seat(after, wan(more.executed_fen), line_id=more.id, field="executed", words="执行数"),
            there=seat(before, wan(less.executed_fen), line_id=less.id, field="executed", words="执行数"),
        )


def _against_treasury(year: ProjectYear) -> Iterator[Disagreement]:
    for figure in year.treasury:
        form = year.result if figure.period == YEAR_END else None
        same_month = (one for one in year.monitorings if one.content.period == figure.period)
        filing = next(same_month, form)
        total = filing.content.total_line if filing is not None else None
        if filing is None or total is None or total.executed_fen is None:
            continue
        if same_amount(total, "executed", figure.executed_fen, filing.content.money_unit):
            continue
        yield disagreement(
            year,
            Severity.WARNING,
            "treasury-differs",
            f"{heading_of(filing.content)}的执行数是 {wan(total.executed_fen)}，国库到 {figure.period} 月支付"
            f" {wan(figure.executed_fen)}。{unit_words(total.executed_fen, figure.executed_fen)}",
            "请看是哪一笔没有入账，选定一个数；不一样的原因写在说明里。",
            here=seat(filing, wan(total.executed_fen), line_id=total.id, field="executed", words="执行数"),
            there=Seat(
                words=f"国库支付（{figure.source_name or '导入的表'}）", value=wan(figure.executed_fen)
            ),
        )


def _against_accounts(year: ProjectYear) -> Iterator[Disagreement]:
    result, accounts = year.result, year.final_accounts_fen
    total = result.content.total_line if result is not None else None
    if result is None or total is None or total.executed_fen is None or accounts is None:
        return
    if same_amount(total, "executed", accounts, result.content.money_unit):
        return
    yield disagreement(
        year,
        Severity.WARNING,
        "final-accounts-differ",
        f"自评的全年执行数是 {wan(total.executed_fen)}，部门决算里本项目是 {wan(accounts)}。"
        + unit_words(total.executed_fen, accounts),
        "自评和决算一起公开，数要一致；请核对后改过来，确实不同口径的写明原因。",
        here=seat(result, wan(total.executed_fen), line_id=total.id, field="executed", words="全年执行数"),
        there=Seat(words="部门决算", value=wan(accounts), project_id=year.project.id),
    )


def task_disagreements(year: OfficeYear) -> Iterator[Disagreement]:
    """The tasks of an office's own forms against the projects that hang on them."""
    for filing, words in ((year.target, "批复金额"), (year.result, "实际支出")):
        if filing is not None:
            yield from _tasks_against_projects(year, filing, words)


def _tasks_against_projects(year: OfficeYear, filing: Filing, words: str) -> Iterator[Disagreement]:
    """The projects that hang on a task against what the task says it costs, or cost."""
    is_result = filing.content.form is Form.DEPARTMENT_SELF_EVALUATION
    by_id = {one.project.id: one for one in year.projects}
    for task in filing.content.task_lines:
        stated = task.executed_fen if is_result else task.budget_fen
        parts = [_amount_of(by_id[one], is_result=is_result) for one in task.project_ids if one in by_id]
        known = [part for part in parts if part is not None]
        if stated is None or len(known) < len(task.project_ids) or not known or sum(known) <= stated:
            continue
        field = "executed" if is_result else "budget"
        yield of_office(
            year,
            "task-below-projects",
            f"任务“{task.name}”的{words}是 {wan(stated)}，挂在它下面的 {len(known)} 个项目合计 {wan(sum(known))}。",
            "请核对任务的金额和挂接的项目。",
            here=seat(filing, wan(stated), line_id=task.id, field=field, words=f"任务“{task.name}”"),
            there=Seat(words="项目合计", value=wan(sum(known))),
        )


def _amount_of(year: ProjectYear, *, is_result: bool) -> int | None:
    filing = year.result if is_result else year.target
    total = filing.content.total_line if filing is not None else None
    if total is not None:
        return total.executed_fen if is_result else total.original_budget_fen
    return None if is_result else standing(year.project.budgets, BudgetStage.ORIGINAL)
