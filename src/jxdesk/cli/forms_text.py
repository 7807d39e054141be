"""Forms as text for people: what was read from a workbook, its scores and what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxdesk.domain.findings import Severity
from jxdesk.domain.values.money import format_fen

if TYPE_CHECKING:
    from jxdesk.actions.read import FileReading, ScoredForm

WEIGHTS = {Severity.ERROR: "必须改", Severity.WARNING: "请核实", Severity.ADVICE: "建议"}


def print_forms(reading: FileReading, *, with_scores: bool) -> None:
    """Prints every form of a file."""
    for number, scored in enumerate(reading.forms):
        if number:
            print()
        _print_form(scored, with_scores=with_scores)
    for sheet in reading.without:
        print(f"工作表“{sheet.sheet}”没有读：{sheet.reason}")


def _print_form(scored: ScoredForm, *, with_scores: bool) -> None:
    content, scorecard = scored.form.content, scored.scorecard
    print(f"{content.title or '（没有标题）'}  工作表“{scored.form.sheet}”  表样 {content.template_id}")
    print(
        f"  项目 {content.project_name or '（空）'}  年度 {content.year or '（没写）'}  单位 {content.money_unit.value}"
    )
    print(f"  主管部门 {content.department or '（空）'}  实施单位 {content.implementing_unit or '（空）'}")
    for money in content.money_lines:
        amounts = [
            format_fen(fen, content.money_unit) if fen is not None else "—"
            for fen in (money.original_budget_fen, money.revised_budget_fen, money.executed_fen)
        ]
        print(f"  {money.label or money.key}：年初 {amounts[0]}  全年 {amounts[1]}  执行 {amounts[2]}")
    if with_scores:
        print(f"  预算执行：{scorecard.execution.rule}")
    for line, one in zip(content.indicator_lines, scorecard.lines, strict=True):
        text = f"  {line.row or '':>3} {line.clean_name}  目标 {line.target_text or '（空）'}  完成 {line.actual_text or '（空）'}"
        if with_scores:
            computed = "—" if one.computed is None else str(one.computed)
            text += f"  填报 {line.printed_score or '—'} / 应得 {computed}  {one.rule}"
        print(text)
    if with_scores:
        total = (
            "算不出" if scorecard.computed_total is None else f"{scorecard.computed_total} {scorecard.grade}"
        )
        print(f"  总分：填报 {content.printed_total or '（没写）'} {content.printed_grade}  按规则 {total}")
    for finding in scored.findings:
        place = (
            f"第 {finding.row} 行："
            if finding.row and f"第{finding.row}行" not in finding.message.replace(" ", "")
            else ""
        )
        print(f"  [{WEIGHTS[finding.severity]}] {place}{finding.message}{finding.advice}")
