"""Checks of monitoring forms: amounts above the budget, missing forecasts and explanations, steps back. Used by checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from jxdesk.domain.checks.money import place_of
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.monitoring.standing import (
    budget_fen,
    executed_of,
    execution_rate,
    is_transfer,
    percent,
    period_words,
    progress_of,
    required_rate,
)
from jxdesk.domain.records.filings import (
    FilingContent,
    IndicatorLine,
    Likelihood,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.part_rows import with_parts_marked
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import says_nothing
from jxdesk.domain.values.money import format_fen

_MakeFinding = Callable[[Severity, str, str, str, str], Finding]
REST_OF_THE_ADVICE = "追加过预算的，先在项目里补上调整后的预算；没有的，改正填错的数。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a monitoring form: the project's tier, and the period before.

    Units: ``earlier_fen`` 分.
    """

    tier: str = ""
    earlier_period: int | None = None
    earlier_fen: int | None = None


def beside_of(content: FilingContent, known: Known) -> Beside:
    """What a monitoring form is held against, from what the desk knows."""
    before = [one for one in known.earlier if (one.content.period or 0) < (content.period or 0)]
    earlier = max(before, key=lambda one: one.content.period or 0, default=None)
    return Beside(
        tier=known.project.tier if known.project is not None else "",
        earlier_period=earlier.content.period if earlier is not None else None,
        earlier_fen=executed_of(earlier.content)[1] if earlier is not None else None,
    )


def check_monitoring(
    content: FilingContent,
    rules: RulePack,
    *,
    imported: bool = False,
    beside: Beside | None = None,
) -> Iterator[Finding]:
    """All findings that only monitoring forms have, in the order of the form."""
    for line in content.money_lines:
        yield from _check_row(content, line)
    yield from _check_total(content, rules, imported=imported, tier=beside.tier if beside else "")
    for task in content.task_lines:
        yield from _check_task(content, task)
    for line_ in with_parts_marked(content.indicator_lines):
        yield from _check_line(content, line_, rules, imported=imported)
    if not content.indicator_lines:
        yield Finding(
            severity=Severity.WARNING,
            code="no-target-lines",
            message="监控表上没有绩效指标。",
            advice="监控对照的是批复的绩效目标：请先填好目标，再从目标带入。",
            field="indicator_lines",
        )
    if beside is not None:
        yield from check_beside(content, beside)


# ---- money ------------------------------------------------------------------------------------------------------


def _check_row(content: FilingContent, line: MoneyLine) -> Iterator[Finding]:
    budget, unit = budget_fen(line), content.money_unit

    def shown(fen: int) -> str:
        return f"{format_fen(fen, unit, at_most=6)} {unit.value}"

    def finding(severity: Severity, code: str, field: str, message: str, advice: str) -> Finding:
        return Finding(
            severity=severity,
            code=code,
            message=f"{place_of(line)}的{message}",
            advice=advice,
            row=line.row,
            line_id=line.id,
            field=field,
        )

    which = "全年预算数" if line.revised_budget_fen is not None else "年初预算数"
    executed, forecast = line.executed_fen, line.forecast_fen
    done = f"{period_words(content.period)}执行数"
    if budget is not None and executed is not None and executed > max(budget, 0):
        yield finding(
            Severity.ERROR,
            "executed-above-budget",
            "executed",
            f"{done} {shown(executed)}大于{which} {shown(budget)}。",
            REST_OF_THE_ADVICE,
        )
    if budget is not None and forecast is not None and forecast > max(budget, 0):
        yield finding(
            Severity.ERROR,
            "forecast-above-budget",
            "forecast",
            f"全年预计执行数 {shown(forecast)}大于{which} {shown(budget)}。",
            REST_OF_THE_ADVICE,
        )
    if executed is not None and forecast is not None and forecast < executed:
        yield finding(
            Severity.WARNING,
            "forecast-below-executed",
            "forecast",
            f"全年预计执行数 {shown(forecast)}小于已经执行的 {shown(executed)}。",
            "全年预计数包括已经执行的数，请核对。",
        )


def _check_total(content: FilingContent, rules: RulePack, *, imported: bool, tier: str) -> Iterator[Finding]:
    total = content.total_line
    mild = Severity.WARNING if imported else Severity.ERROR
    if total is not None:
        for field, fen, words in (
            ("executed", total.executed_fen, f"{period_words(content.period)}执行数"),
            ("forecast", total.forecast_fen, "全年预计执行数"),
        ):
            if fen is None:
                yield Finding(
                    severity=mild,
                    code=f"{field}-blank",
                    message=f"{place_of(total)}的{words}没有填。",
                    advice="没有执行的填 0。",
                    row=total.row,
                    line_id=total.id,
                    field=field,
                )
    budget, executed = executed_of(content)
    rate = execution_rate(budget, executed)
    required = required_rate(content.period or 0, rules, passed_on=is_transfer(tier, rules))
    if rate is None or required is None or rate >= required[0]:
        return
    yield Finding(
        severity=Severity.WARNING,
        code="execution-behind",
        message=f"{period_words(content.period)}执行率 {percent(rate)}，{required[1]}。",
        advice="请加快执行，在备注里写明原因和措施；执行不了的尽早申请调减。",
        row=total.row if total else None,
        line_id=total.id if total else "",
        field="executed",
    )


def _check_task(content: FilingContent, task: TaskLine) -> Iterator[Finding]:
    if task.budget_fen is None or task.executed_fen is None or task.executed_fen <= max(task.budget_fen, 0):
        return
    unit = content.money_unit
    yield Finding(
        severity=Severity.ERROR,
        code="executed-above-budget",
        message=(
            f"任务“{task.name or '没有名称'}”的执行数 {format_fen(task.executed_fen, unit, at_most=6)} {unit.value}"
            f"大于预算 {format_fen(task.budget_fen, unit, at_most=6)} {unit.value}。"
        ),
        advice=REST_OF_THE_ADVICE,
        row=task.row,
        line_id=task.id,
        field="executed",
    )


# ---- indicators -------------------------------------------------------------------------------------------------


def _check_line(
    content: FilingContent, line: IndicatorLine, rules: RulePack, *, imported: bool
) -> Iterator[Finding]:
    is_unused = says_nothing(line.name + line.target_text + line.actual_text + line.forecast_text)
    if line.is_part or line.not_applicable or is_unused:
        return
    mild = Severity.WARNING if imported else Severity.ERROR
    name = line.clean_name or clean_name(line.name) or line.level2 or "没有名称的指标"
    place = f"第 {line.row} 行“{name}”" if line.row else f"“{name}”"

    def finding(severity: Severity, code: str, field: str, message: str, advice: str) -> Finding:
        return Finding(
            severity=severity,
            code=code,
            message=f"{place}{message}",
            advice=advice,
            row=line.row,
            line_id=line.id,
            field=field,
        )

    done = f"{period_words(content.period)}执行情况"
    if says_nothing(line.actual_text):
        yield finding(mild, "blank-actual", "actual", f"没有填{done}。", "还没有开始的填 0，定性的写一句话。")
    if says_nothing(line.forecast_text):
        yield finding(
            mild,
            "forecast-blank",
            "forecast",
            "没有填全年预计完成情况。",
            "按现在的进度估计到年底能做到多少。",
        )
    progress = progress_of(line, rules, year=content.year)
    has_words = not says_nothing(line.deviation_reason)
    if progress.owed:
        why = "，".join(progress.owed)
        if not line.causes:
            yield finding(
                mild,
                "deviation-without-cause",
                "cause_other",
                f"{why}，没有勾偏差原因。",
                "请至少勾一个原因。",
            )
        if not has_words:
            yield finding(
                mild,
                "deviation-without-reason",
                "deviation_reason",
                f"{why}，没有写原因说明。",
                "请写明具体原因和打算怎么办。",
            )
        if line.likelihood is Likelihood.UNSAID:
            yield finding(
                mild, "likelihood-blank", "likelihood", f"{why}，没有选完成目标可能性。", "请选一个。"
            )
    elif line.causes and not has_words:
        yield finding(
            mild,
            "cause-without-words",
            "deviation_reason",
            "勾了偏差原因，没有写原因说明。",
            "请写一句具体原因；没有偏差的，把勾去掉。",
        )
    if line.likelihood is Likelihood.CERTAIN and progress.misses:
        yield finding(
            Severity.WARNING,
            "likelihood-differs",
            "likelihood",
            "全年预计达不到目标，完成目标可能性却选了“确定能”。",
            "请改全年预计，或改完成目标可能性。",
        )
    yield from _check_progress(line, progress.reached, rules, finding)


def _check_progress(
    line: IndicatorLine, reached: Decimal | None, rules: RulePack, finding: _MakeFinding
) -> Iterator[Finding]:
    if reached is None:
        return
    if reached > 1:
        far = reached > rules.over_fulfilment.threshold
        yield finding(
            Severity.WARNING if far else Severity.ADVICE,
            "progress-above-target",
            "actual",
            f"已经完成年度指标值的 {percent(reached)}。",
            "请核对单位和口径；目标定低了的，在备注里说明。",
        )
    if line.forecast is not None and line.actual is not None and line.forecast < line.actual:
        yield finding(
            Severity.WARNING,
            "forecast-below-actual",
            "forecast",
            "的全年预计小于已经完成的数。",
            "全年预计包括已经完成的数，请核对。",
        )


# ---- what stands beside -----------------------------------------------------------------------------------------


def check_beside(content: FilingContent, beside: Beside) -> Iterator[Finding]:
    """What does not fit the earlier period."""
    total, unit = content.total_line, content.money_unit
    executed = executed_of(content)[1]
    if beside.earlier_fen is not None and executed is not None and executed < beside.earlier_fen:
        yield Finding(
            severity=Severity.WARNING,
            code="executed-below-earlier",
            message=(
                f"{period_words(content.period)}执行数 {format_fen(executed, unit, at_most=6)} {unit.value}，"
                f"比{period_words(beside.earlier_period)}的 {format_fen(beside.earlier_fen, unit, at_most=6)} {unit.value}还少。"
            ),
            advice="执行数从年初累计，请核对；收回过资金的，在备注里写明。",
            row=total.row if total else None,
            line_id=total.id if total else "",
            field="executed",
        )
