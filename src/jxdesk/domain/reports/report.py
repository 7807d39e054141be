"""Reports: a narrative put together from its outline and the figures of a filing, with its counts checked against each other. Used by the errand.

Figures come with their provenance, missing ones stay to be filled in, and what is praise or reason is the clerk's to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from jxdesk.domain.departments.task_sums import task_rate
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, Scorecard
from jxdesk.domain.records.known import Known
from jxdesk.domain.reports.figures import (
    UNIT,
    EvaluatedProject,
    ReportFigure,
    evaluated_projects,
    figures_of,
    in_report,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.report_outlines import FIELD, Outline, OutlinePart, ReportTable
from jxdesk.domain.values.quantities import decimal_text

MISSING = "[待填]"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph; a missing figure or a hint to the clerk is marked."""

    text: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading of level 1 to 3, or a paragraph of the body with level 0."""

    level: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A table: its title, headings and rows of texts."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A narrative ready to be written; ``sources`` lists each figure with its value and where it comes from."""

    title: str
    blocks: tuple[Paragraph | ReportRows, ...]
    sources: ReportRows
    findings: tuple[Finding, ...]
    is_practice: bool = False

    @property
    def missing(self) -> int:
        """How many places still have to be filled in."""
        return sum(run.is_missing for one in self.blocks if isinstance(one, Paragraph) for run in one.runs)


def draw_up(
    outline: Outline,
    content: FilingContent,
    scorecard: Scorecard,
    known: Known,
    rules: RulePack,
    *,
    is_practice: bool = False,
) -> Report:
    """The narrative of a self-evaluation."""
    figures = figures_of(content, scorecard, known, rules)
    projects = evaluated_projects(content, known, rules)
    blocks: list[Paragraph | ReportRows] = []
    used: dict[str, ReportFigure] = {}
    for part in outline.parts:
        blocks.append(Paragraph(part.level, (Run(part.heading),)))
        blocks += _body(part, figures, used)
        if part.table is not None:
            rows = _table(part.table, content, scorecard, projects)
            blocks += [rows] if rows.rows else []
    title = FIELD.sub(lambda found: figures[found.group(1)].text or MISSING, outline.title)
    return Report(
        title=title,
        blocks=tuple(blocks),
        sources=_sources(used),
        findings=tuple(_check_counts(content, figures, projects)),
        is_practice=is_practice,
    )


def _body(
    part: OutlinePart, figures: Mapping[str, ReportFigure], used: dict[str, ReportFigure]
) -> Iterator[Paragraph]:
    names = FIELD.findall(part.text)
    used.update({name: figures[name] for name in names})
    lines = part.text.split("\n") if part.text else []
    for line in lines:
        whole = FIELD.fullmatch(line)
        if whole is not None:
            texts = figures[whole.group(1)].text.split("\n")
            yield from (Paragraph(0, (Run(text or MISSING, is_missing=not text),)) for text in texts)
        else:
            yield Paragraph(0, tuple(_runs(line, figures)))
    if part.write:
        yield Paragraph(0, (Run(f"{MISSING[:-1]}：{part.write}]", is_missing=True),))


def _runs(line: str, figures: Mapping[str, ReportFigure]) -> Iterator[Run]:
    end = 0
    for found in FIELD.finditer(line):
        if found.start() > end:
            yield Run(line[end : found.start()])
        text = figures[found.group(1)].text
        yield Run(text or MISSING, is_missing=not text)
        end = found.end()
    if end < len(line):
        yield Run(line[end:])


# ---- tables -------------------------------------------------------------------------------------------------------


def _table(
    wanted: ReportTable, content: FilingContent, scorecard: Scorecard, projects: Sequence[EvaluatedProject]
) -> ReportRows:
    match wanted:
        case ReportTable.TASKS:
            rows = tuple(
                (task.name, in_report(task.budget_fen), in_report(task.executed_fen), _rate(task_rate(task)))
                for task in content.task_lines
            )
            return ReportRows(
                f"重点工作任务支出（{UNIT.value}）", ("任务名称", "批复金额", "实际支出", "执行率"), rows
            )
        case ReportTable.PROJECTS:
            rows_ = tuple(
                (
                    one.name,
                    in_report(one.budget_fen),
                    in_report(one.executed_fen),
                    "" if one.total is None else str(one.total),
                    one.grade,
                )
                for one in projects
            )
            headings = ("项目名称", "全年预算数", "全年执行数", "自评得分", "等级")
            return ReportRows(f"项目自评情况（{UNIT.value}）", headings, rows_)
        case ReportTable.INDICATORS:
            scores = {one.line_id: one.effective for one in scorecard.lines}
            lines = tuple(
                (
                    line.clean_name or line.name,
                    line.target_text,
                    line.actual_text,
                    decimal_text(line.weight) if line.weight is not None else "",
                    "" if scores.get(line.id) is None else str(scores[line.id]),
                )
                for line in content.indicator_lines
                if line.name.strip()
            )
            headings = ("三级指标", "年度指标值", "实际完成值", "分值", "得分")
            return ReportRows("绩效指标完成情况", headings, lines)
        case _:
            assert_never(wanted)


def _rate(rate: Decimal | None) -> str:
    return "" if rate is None else f"{decimal_text((rate * 100).quantize(Decimal('0.01')))}%"


def _sources(used: Mapping[str, ReportFigure]) -> ReportRows:
    """Where each figure comes from; long texts are the clerk's own and not listed."""
    rows = tuple(
        (one.text or MISSING, one.source)
        for name, one in used.items()
        if name not in ("year", "unit", "office") and len(one.text) <= 24
    )
    return ReportRows("数据来源（定稿后可以删去）", ("数字", "来自"), rows)


# ---- counts -------------------------------------------------------------------------------------------------------


def _check_counts(
    content: FilingContent, figures: Mapping[str, ReportFigure], projects: Sequence[EvaluatedProject]
) -> Iterator[Finding]:
    """Counts that stand beside each other in the text must agree: projects as stated, by task and by grade."""
    if not projects:
        return
    hanging = [one for line in content.task_lines for one in line.project_ids]
    if content.task_lines and (len(hanging) != len(projects) or len(set(hanging)) != len(hanging)):
        yield _finding(
            "report-counts-differ",
            f"正文说项目 {len(projects)} 个，按任务列的是 {len(hanging)} 个。",
            "请把每个项目挂到一项任务上再生成，或在文档里改到一致。",
        )
    evaluated = sum(one.total is not None for one in projects)
    if evaluated < len(projects):
        yield _finding(
            "report-evaluations-missing",
            f"项目 {len(projects)} 个，算得出总分的自评只有 {evaluated} 个，还差 {len(projects) - evaluated} 个。",
            "请先把项目自评填完，再生成自评情况。",
        )
    graded = sum(
        int(figures[name].text or 0) for name in ("excellent_count", "good_count", "fair_count", "poor_count")
    )
    if graded != evaluated:
        yield _finding(
            "report-counts-differ",
            f"完成自评 {evaluated} 个，各等级相加是 {graded} 个。",
            "请核对项目自评表的得分和等级。",
        )
    spent = [one.executed_fen for one in projects if one.executed_fen is not None]
    row = figures["projects_executed"].text
    if spent and row and row != in_report(sum(spent)):
        yield _finding(
            "report-amounts-differ",
            f"项目支出执行 {row}，各项目自评相加是 {in_report(sum(spent))} {UNIT.value}。",
            "请核对部门整体自评表的项目支出和各项目的执行数。",
        )


def _finding(code: str, message: str, advice: str) -> Finding:
    return Finding(severity=Severity.WARNING, code=code, message=message, advice=advice, field="task_lines")
