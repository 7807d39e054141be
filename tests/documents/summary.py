"""Summaries: what was read, as lines that a person can compare with the sheet."""

from __future__ import annotations

from jxdesk.documents.reading import ReadForm
from jxdesk.domain.records.filings import IndicatorLine, MoneyLine, TaskLine
from jxdesk.domain.values.quantities import decimal_text


def summary(form: ReadForm) -> list[str]:
    """One form: its head, money, indicators, totals, answers and findings."""
    content = form.content
    head = (content.project_name, content.project_code, content.office_name, content.department)
    lines = [
        f"form {content.form.value} {content.template_id}{'' if form.follows_template else ' (nearest)'}"
        f" {content.year}{f' to {content.period}' if content.period else ''} {content.money_unit.value}"
        f" execution {_points(content.execution_weight)}",
        f"title {content.title}",
        f"head {' | '.join((*head, content.implementing_unit))}",
    ]
    lines += [_money(line) for line in content.money_lines]
    lines += [_task(line) for line in content.task_lines]
    lines += [_indicator(line) for line in content.indicator_lines]
    lines.append(
        f"totals {content.printed_weights_total or '-'} {content.printed_total or '-'} {content.printed_grade or '-'}"
    )
    lines += [f"answer {name}={_one_line(text)}" for name, text in sorted(content.answers.items())]
    lines += [f"finding {found.severity.value} {found.code} {found.row or '-'}" for found in form.findings]
    return lines


def _money(line: MoneyLine) -> str:
    amounts = (line.original_budget_fen, line.revised_budget_fen, line.executed_fen)
    printed = (line.printed_weight, line.printed_rate, line.printed_score)
    fen = " ".join("-" if amount is None else str(amount) for amount in amounts)
    forecast = "" if line.forecast_fen is None else f" => {line.forecast_fen}"
    forecast += "" if line.mid_term_fen is None else f" of {line.mid_term_fen}"
    return (
        f"money {line.row} {line.key.value} {_one_line(line.label)}: {fen}{forecast}"
        f" | {' '.join(text or '-' for text in printed)}"
    )


def _task(line: TaskLine) -> str:
    amounts = (line.budget_fen, line.fiscal_fen, line.other_fen, line.executed_fen)
    fen = " ".join("-" if amount is None else str(amount) for amount in amounts)
    words = (line.tier, line.content, line.project_names, line.progress, line.reason)
    return f"task {line.row} {_one_line(line.name)}: {fen} | {' | '.join(_one_line(text) or '-' for text in words)}"


def _indicator(line: IndicatorLine) -> str:
    target = f"{line.comparator.value}{decimal_text(line.target)}"
    if line.target_high is not None:
        target += f"~{decimal_text(line.target_high)}"
    marks = [
        mark
        for mark, is_set in (
            ("core", line.is_core),
            ("part", line.is_part),
            ("merged", bool(line.merged_into)),
        )
        if is_set
    ]
    reason = f" ({_one_line(line.deviation_reason)})" if line.deviation_reason else ""
    value = f"{target} {line.unit}".strip() or f"“{line.target_text}”"
    return (
        f"line {line.row} {line.level1 or '-'}/{line.level2 or '-'}/{_one_line(line.name)}: {value}"
        f" <- {_one_line(line.actual_text) or '-'} | {_points(line.weight)} {line.printed_score or '-'}"
        f"{' ' if marks else ''}{' '.join(marks)}{reason}{_outlook(line)}"
        f"{f' of {line.mid_term_text}' if line.mid_term_text else ''}"
    )


def _outlook(line: IndicatorLine) -> str:
    """What a monitoring form says of the rest of the year."""
    said = (line.forecast_text, *(cause.value for cause in line.causes), line.likelihood.value, line.remark)
    parts = [part for part in said if part]
    return f" => {' '.join(parts)}" if parts else ""


def _points(number: object) -> str:
    return "-" if number is None else str(number)


def _one_line(text: str) -> str:
    return text.strip().replace("\n", "⏎")
