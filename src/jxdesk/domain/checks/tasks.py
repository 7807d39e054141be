"""Task checks: what does not fit in the tasks of an office and in the projects that hang on them; used by the checks of an office as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jxdesk.domain.departments.beside import DepartmentBeside, Making, OfficeProject, listed
from jxdesk.domain.departments.task_sums import names_of, task_amount, task_rate
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import SELF_EVALUATIONS, MoneyKey, TaskLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.parts import TaskField
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import decimal_text

# ---- one task -----------------------------------------------------------------------------------------------------


def check_task(made: Making, line: TaskLine, rules: RulePack) -> Iterator[Finding]:
    """What one task says by itself: its name, its amounts and, in a self-evaluation, what it spent."""
    if says_nothing(line.name):
        yield made.finding(
            Severity.ERROR,
            "task-name-blank",
            "有一项任务没有名称。",
            "请写任务名称，或删去这一行。",
            line=line,
            field="name",
        )
    amounts = (
        ("budget", line.budget_fen),
        ("fiscal", line.fiscal_fen),
        ("other", line.other_fen),
        ("executed", line.executed_fen),
    )
    for field, fen in amounts:
        if fen is not None and fen < 0:
            yield made.finding(
                Severity.ERROR,
                "negative-amount",
                f"任务“{line.name}”的金额 {made.amount(fen)} 小于 0。",
                "请改成不小于 0 的金额。",
                line=line,
                field=field,
            )
        if fen is None and not says_nothing(getattr(line, f"{field}_text")):
            yield made.finding(
                Severity.ERROR,
                "value-unreadable",
                f"任务“{line.name}”的金额“{getattr(line, f'{field}_text')}”读不成数。",
                "请只填数字。",
                line=line,
                field=field,
            )
    parts = [fen for fen in (line.fiscal_fen, line.other_fen) if fen is not None]
    if line.budget_fen is not None and line.fiscal_fen is not None and sum(parts) != line.budget_fen:
        yield made.finding(
            Severity.WARNING,
            "task-parts-differ",
            f"任务“{line.name}”总额 {made.amount(line.budget_fen)}，财政拨款加其他资金是 {made.amount(sum(parts))}。",
            "请核对三个数。",
            line=line,
            field="budget",
        )
    if made.content.form in SELF_EVALUATIONS:
        yield from _check_spending(made, line, rules)


def _check_spending(made: Making, line: TaskLine, rules: RulePack) -> Iterator[Finding]:
    rate = task_rate(line)
    if line.budget_fen is not None and line.executed_fen is not None and line.executed_fen > line.budget_fen:
        yield made.finding(
            Severity.WARNING,
            "task-executed-above-budget",
            f"任务“{line.name}”实际支出 {made.amount(line.executed_fen)}，超过批复金额 {made.amount(line.budget_fen)}。",
            "年中追加过预算的，批复金额填调整后的数；没有的，请核对支出。",
            line=line,
            field="executed",
        )
    below = rules.execution.reason_below
    if rate is not None and rate < below and says_nothing(line.reason):
        yield made.finding(
            Severity.WARNING,
            "task-unspent-without-reason",
            f"任务“{line.name}”执行率 {decimal_text(round(rate * 100, 2))}%，低于 {decimal_text(below * 100)}%，没有写原因。",
            "请写预算执行偏低的原因及改进措施。",
            line=line,
            field="reason",
        )


# ---- projects on tasks --------------------------------------------------------------------------------------------


def check_hanging(made: Making, beside: DepartmentBeside, rules: RulePack) -> Iterator[Finding]:
    """Every project hangs on one task of its office. Source: 云南省部门整体绩效目标的要求（项目应对应到任务）。"""
    by_id = {one.id: one for one in beside.projects}
    seen: dict[str, TaskLine] = {}
    for line in made.content.task_lines:
        for project_id in line.project_ids:
            first = seen.setdefault(project_id, line)
            if first is not line and project_id in by_id:
                yield made.finding(
                    Severity.ERROR,
                    "project-on-two-tasks",
                    f"项目“{by_id[project_id].name}”既挂在“{first.name}”，又挂在“{line.name}”。",
                    "一个项目只对应一项任务，请从一处取下。",
                    line=line,
                    field="projects",
                )
            if project_id not in by_id:
                yield _gone(made, line, beside.withdrawn.get(project_id, ""))
        yield from _check_projects_of(made, line, by_id, rules)
    loose = [one.name for one in beside.projects if one.id not in seen]
    if loose:
        yield made.finding(
            Severity.ERROR,
            "project-without-task",
            f"{len(loose)} 个项目没有挂到任务上：{listed(loose)}。",
            "每个项目都要对应到一项重点工作任务；挂不上的项目不能申报。",
        )
    yield from _check_projects_total(made, beside)


def _gone(made: Making, line: TaskLine, name: str) -> Finding:
    what = f"项目“{name}”已经撤销" if name else "有一个项目已不在本单位今年的项目里（删除、移交或年度不同）"
    return made.finding(
        Severity.ERROR,
        "project-gone",
        f"任务“{line.name}”挂着的{what}。",
        "请从这项任务取下；移到别的单位的，由那个单位挂到它的任务上。",
        line=line,
        field="projects",
    )


def _check_projects_of(
    made: Making, line: TaskLine, by_id: Mapping[str, OfficeProject], rules: RulePack
) -> Iterator[Finding]:
    hanging = [by_id[one] for one in line.project_ids if one in by_id]
    if not hanging and not line.project_ids and not _is_basic(line, rules):
        yield made.finding(
            Severity.WARNING,
            "task-without-projects",
            f"任务“{line.name}”没有对应的项目。",
            "请把支撑这项任务的项目挂上；只用基本支出的，在主要内容里写明。",
            line=line,
            field="projects",
        )
    added = sum(one.budget_fen or 0 for one in hanging)
    stated = task_amount(line, TaskField.BUDGET)
    if stated is not None and added > stated:
        yield made.finding(
            Severity.WARNING,
            "task-below-projects",
            f"任务“{line.name}”总额 {made.amount(stated)}，挂着的 {len(hanging)} 个项目预算合计 {made.amount(added)}，多出 {made.amount(added - stated)}。",
            "任务金额应不小于它的项目预算合计，请改任务金额或核对项目预算。",
            line=line,
            field="budget",
        )
    printed = {fold(name) for name in names_of(line)}
    if hanging and printed and printed != {fold(one.name) for one in hanging}:
        yield made.finding(
            Severity.WARNING,
            "task-project-names-differ",
            f"任务“{line.name}”印出的对应项目，和挂着的 {len(hanging)} 个项目名称不一致。",
            "项目改过名的，请重新填对应项目的名称。",
            line=line,
            field="projects",
        )


def _is_basic(line: TaskLine, rules: RulePack) -> bool:
    words = fold(line.name) + fold(line.content)
    return any(word in words for word in rules.department.basic_words)


def _check_projects_total(made: Making, beside: DepartmentBeside) -> Iterator[Finding]:
    row = next((line for line in made.content.money_lines if line.key is MoneyKey.PROJECTS), None)
    known = [one.budget_fen for one in beside.projects if one.budget_fen is not None]
    if row is None or not known:
        return
    possible = {row.original_budget_fen, row.revised_budget_fen} - {None}
    if not possible or sum(known) in possible or beside.classified:
        return
    stated = row.revised_budget_fen if row.revised_budget_fen is not None else row.original_budget_fen
    yield made.finding(
        Severity.WARNING,
        "projects-differ",
        f"项目支出填的是 {made.amount(stated)}，本单位 {len(known)} 个项目的预算合计是 {made.amount(sum(known))}。",
        "请核对项目支出，或补上还没有录入的项目。",
        line_id=row.id,
        field="revised_budget" if row.revised_budget_fen is not None else "original_budget",
    )
