"""Report figures: what a narrative says in numbers, each with the place it comes from; a missing one is blank and never 0. Used by reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jxdesk.domain.departments.beside import department_beside
from jxdesk.domain.departments.figures import figure_value, formula_of, rate_of
from jxdesk.domain.departments.task_sums import task_rate
from jxdesk.domain.records.filings import (
    Filing,
    FilingContent,
    Form,
    LineScore,
    MoneyKey,
    MoneyUnit,
    Scorecard,
)
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.execution import execution_amounts
from jxdesk.domain.scoring.score import score
from jxdesk.domain.values.lettering import says_nothing
from jxdesk.domain.values.money import format_fen
from jxdesk.domain.values.quantities import decimal_text

UNIT = MoneyUnit.WAN
"""Narratives speak of 万元, whatever the form's own unit is."""
_GRADES = {"优": "excellent_count", "良": "good_count", "中": "fair_count", "差": "poor_count"}


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A figure or text with its provenance; an empty ``text`` is missing."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class EvaluatedProject:
    """A project of the office with the result of its own self-evaluation, where it has one.

    Units: ``*_fen`` 分.
    """

    name: str
    budget_fen: int | None
    executed_fen: int | None
    total: Decimal | None
    grade: str
    task: str


def in_report(fen: int | None) -> str:
    """An amount as a narrative writes it; empty for none."""
    return format_fen(fen, UNIT, at_most=6)


def figures_of(
    content: FilingContent, scorecard: Scorecard, known: Known, rules: RulePack
) -> Mapping[str, ReportFigure]:
    """Everything that an outline may ask for, by its name."""
    form = "部门整体自评表" if content.form is Form.DEPARTMENT_SELF_EVALUATION else "项目自评表"
    found = dict(_words(content, known, form))
    found |= _amounts(content, form)
    found |= _results(content, scorecard, form)
    found |= _office(content, known, rules)
    return found


def _words(content: FilingContent, known: Known, form: str) -> Iterator[tuple[str, ReportFigure]]:
    project = known.project
    yield "office", ReportFigure(content.office_name or known.office.name, form)
    yield "year", ReportFigure(str(content.year or ""), form)
    yield "unit", ReportFigure(UNIT.value, form)
    yield "project", ReportFigure(content.project_name, form)
    yield "department", ReportFigure(content.department, form)
    yield "implementing_unit", ReportFigure(content.implementing_unit, form)
    yield "basis", ReportFigure(_sentence(project.basis if project else ""), "项目信息：立项依据")
    yield "overview", ReportFigure(_sentence(project.overview if project else ""), "项目信息：项目概况")
    names = ("duties", "overall_goal", "expected_goal", "actual_goal", "improvement", "other_notes")
    for name in names:
        yield name, ReportFigure(_sentence(content.answers.get(name, "")), f"{form}的文字")


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text}。" if text and text[-1] not in "。！？；" else text


def _amounts(content: FilingContent, form: str) -> dict[str, ReportFigure]:
    rows = {line.key: line for line in content.money_lines}
    amounts, total = execution_amounts(content), content.total_line

    def money(fen: int | None, place: str) -> ReportFigure:
        return ReportFigure(in_report(fen), f"{form}资金：{place}")

    found = {
        "original_budget": money(total.original_budget_fen if total else None, "年初预算数"),
        "revised_budget": money(amounts.budget_fen, "全年预算数"),
        "executed": money(amounts.executed_fen, "全年执行数"),
        "rate": ReportFigure(_percent(amounts.rate), "全年执行数 ÷ 全年预算数"),
    }
    received = rows.get(MoneyKey.RECEIVED)
    found["received"] = money(received.revised_budget_fen if received else None, "资金到位")
    for name, key, words in (
        ("basic", MoneyKey.BASIC, "基本支出"),
        ("projects", MoneyKey.PROJECTS, "项目支出"),
    ):
        row = rows.get(key)
        found[f"{name}_revised"] = money(row.revised_budget_fen if row else None, f"{words}全年预算数")
        found[f"{name}_executed"] = money(row.executed_fen if row else None, f"{words}全年执行数")
    for figure in ("three_public_budget", "three_public_actual", "three_public_last"):
        value = figure_value(content, figure)
        text = "" if value is None else in_report(int(value))
        found[figure] = ReportFigure(text, "基础数据：三公经费")
    for named, field in (
        ("三公经费控制率", "three_public_control"),
        ("三公经费变动率", "three_public_change"),
    ):
        formula = formula_of(named)
        assert formula is not None
        rate = rate_of(formula, content)
        text = "不适用" if rate.inapplicable else rate.text
        found[field] = ReportFigure(text, f"按公式：{formula.words}")
    return found


def _percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{decimal_text((rate * 100).quantize(Decimal('0.01')))}%"


def _results(content: FilingContent, scorecard: Scorecard, form: str) -> dict[str, ReportFigure]:
    scores = {one.line_id: one for one in scorecard.lines}
    counted = [
        line
        for line in content.indicator_lines
        if line.name.strip() and not line.is_part and not line.not_applicable
    ]
    missed = [line for line in counted if _is_missed(scores.get(line.id), line.weight)]
    judged = [
        line for line in counted if (one := scores.get(line.id)) is not None and one.effective is not None
    ]
    is_known = len(judged) == len(counted) and bool(counted)
    total, execution = scorecard.computed_total, scorecard.execution.computed
    source = f"{form}指标逐行计分"

    def number(value: object, place: str) -> ReportFigure:
        return ReportFigure("" if value is None else str(value), place)

    reasons = [
        f"{line.clean_name or line.name}：{line.deviation_reason.strip()}"
        for line in missed
        if not says_nothing(line.deviation_reason)
    ]
    for task in content.task_lines:
        rate = task_rate(task)
        if rate is not None and rate < 1 and not says_nothing(task.reason):
            reasons.append(f"{task.name}预算执行率{_percent(rate)}：{task.reason.strip()}")
    return {
        "indicator_count": number(len(counted) or None, f"{form}指标行数"),
        "met_count": number(len(counted) - len(missed) if is_known else None, source),
        "missed_count": number(len(missed) if is_known else None, source),
        "score": number(total, "按规则计分的总分"),
        "grade": ReportFigure(scorecard.grade, "按总分定等级"),
        "execution_score": number(execution, "预算执行计分"),
        "shortfalls": ReportFigure("\n".join(_sentence(one) for one in reasons), f"{form}的偏差原因"),
        "task_count": number(len(content.task_lines) or None, "部门整体自评表的重点工作任务"),
    }


def _is_missed(scored: LineScore | None, weight: Decimal | None) -> bool:
    return (
        scored is not None
        and scored.effective is not None
        and weight is not None
        and scored.effective < weight
    )


def _office(content: FilingContent, known: Known, rules: RulePack) -> dict[str, ReportFigure]:
    """How many projects the office has and how they were graded; nothing is said of an office without projects here."""
    projects = evaluated_projects(content, known, rules)
    evaluated = [one for one in projects if one.total is not None]
    grades = Counter(one.grade for one in evaluated)

    def number(count: int, source: str) -> ReportFigure:
        return ReportFigure(str(count) if projects else "", source)

    found = {
        "project_count": number(len(projects), "本单位今年的项目（不含涉密和撤销的）"),
        "evaluated_count": number(len(evaluated), "算得出总分的项目自评表"),
    }
    for grade, name in _GRADES.items():
        found[name] = number(grades[grade], f"项目自评表按规则定为“{grade}”的")
    return found


def evaluated_projects(content: FilingContent, known: Known, rules: RulePack) -> Sequence[EvaluatedProject]:
    """The projects of the office, each with its task and the result of its self-evaluation."""
    filings: Mapping[str, Filing] = {one.project_id: one for one in known.of_projects}
    tasks = {one: line.name for line in content.task_lines for one in line.project_ids}
    found = []
    for project in department_beside(known, content.form).projects:
        filing = filings.get(project.id)
        scorecard = score(filing.content, rules) if filing is not None else None
        amounts = execution_amounts(filing.content) if filing is not None else None
        found.append(
            EvaluatedProject(
                name=project.name,
                budget_fen=amounts.budget_fen
                if amounts and amounts.budget_fen is not None
                else project.budget_fen,
                executed_fen=amounts.executed_fen if amounts else None,
                total=scorecard.computed_total if scorecard else None,
                grade=scorecard.grade if scorecard else "",
                task=tasks.get(project.id, ""),
            )
        )
    return tuple(found)
