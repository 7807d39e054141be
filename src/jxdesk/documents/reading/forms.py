"""Forms: puts together what the parts of one form area say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from jxdesk.documents.reading.areas import FormArea, form_areas
from jxdesk.documents.reading.heads import TableHead, is_long_term
from jxdesk.documents.reading.indicator_rows import IndicatorRows, drop_subtotals, read_indicator_rows
from jxdesk.documents.reading.left_over import left_over, left_over_answer, left_over_findings
from jxdesk.documents.reading.lists import is_list, read_list
from jxdesk.documents.reading.mid_term import with_whole_period
from jxdesk.documents.reading.money_block import MoneyRows
from jxdesk.documents.reading.money_rows import money_head_of, read_money
from jxdesk.documents.reading.monitoring_columns import read_period
from jxdesk.documents.reading.office_rows import read_management, read_office
from jxdesk.documents.reading.particulars import (
    Particulars,
    read_bare_office,
    read_caption,
    read_goals,
    read_particulars,
    read_tail,
    read_tail_inline,
    take_furniture,
)
from jxdesk.documents.reading.plausibility import (
    code_findings,
    fiscal_year,
    hidden_findings,
    money_findings,
    unread_finding,
)
from jxdesk.documents.reading.read_form import ReadForm, SheetWithoutForm, Unplaced
from jxdesk.documents.reading.recognise import kind_of, page_unit, template_of
from jxdesk.documents.reading.score_columns import choose_score
from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.task_rows import find_tasks, read_tasks
from jxdesk.documents.reading.totals import Totals, read_totals
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import MONITORINGS, OF_THE_OFFICE, FilingContent, Form, IndicatorLine
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import read_points

_TARGETS = (Form.PROJECT_TARGET, Form.DEPARTMENT_TARGET)
_NOT_ANSWERS = frozenset(
    {
        "project_name",
        "project_code",
        "office_name",
        "department",
        "implementing_unit",
        "title",
        "total",
        "grade",
        "year_line",
        "budget_year",
    }
)


def read_sheet(grid: Grid, path: Path) -> tuple[list[ReadForm], list[SheetWithoutForm]]:
    """The forms on one sheet, or why there is none."""
    if not grid.cells:
        return [], []
    areas = form_areas(grid)
    if not areas:
        return [], [
            SheetWithoutForm(sheet=grid.name, reason="没有找到“一级指标、三级指标、指标值”这样的表头")
        ]
    forms: list[ReadForm] = []
    for area in areas:
        if area.heads and is_list(area.heads[0]):
            forms.extend(read_list(area, path))
        else:
            forms.append(read_area(area, path))
    if forms:
        forms[-1] = replace(forms[-1], findings=(*forms[-1].findings, *unread_finding(grid)))
    return forms, []


def read_area(area: FormArea, path: Path) -> ReadForm:
    """One form: caption, money, targets, indicators and what stands below them."""
    task_table = find_tasks(area)
    found = _read_head(area)
    title = found.texts.get("title", "")
    form = kind_of(area, title)
    year, findings = _year(area, found, path)
    period = read_period(area) if form in MONITORINGS else None
    recognised = template_of(area, form, title=title, year=year)
    page_says = page_unit(area)
    page = page_says or recognised.money_unit
    tasks = read_tasks(area, task_table, page)
    money = read_money(area, page, is_target=form in _TARGETS)
    _read_parts_of_its_kind(area, form, year, found)
    _read_targets_and_more(area, found)
    rows, totals = _indicators(area, money)
    _read_foot(area, rows.tail_rows, found)
    findings += [*code_findings(found), *money.findings, *tasks.findings, *rows.findings]
    findings += hidden_findings(area)
    take_furniture(area)
    unplaced = left_over(area)
    content = FilingContent(
        form=form,
        template_id=recognised.template_id,
        year=year,
        period=period,
        title=title,
        project_name=_said(found, "project_name"),
        project_code=_said(found, "project_code") or _code_in_name(found.texts.get("project_name", "")),
        office_name=_said(found, "office_name"),
        department=_said(found, "department"),
        implementing_unit=_said(found, "implementing_unit"),
        money_unit=money.heading_unit or tasks.heading_unit or page,
        execution_weight=money.execution_weight,
        money_lines=tuple(money.lines),
        indicator_lines=tuple(rows.lines),
        task_lines=tuple(tasks.lines),
        answers=_answers(found, unplaced),
        printed_weights_total=totals.weights_total,
        printed_total=totals.total or _said(found, "total"),
        printed_grade=totals.grade or _said(found, "grade"),
    )
    findings += money_findings(content, page_unit=page_says, heading_unit=money.heading_unit)
    findings += left_over_findings(unplaced)
    return ReadForm(
        content=content,
        sheet=area.grid.name,
        first_row=area.top,
        last_row=area.bottom,
        findings=tuple(findings),
        unplaced=unplaced,
        follows_template=recognised.exact,
    )


def _read_head(area: FormArea) -> Particulars:
    """Title, captions and the labelled fields above the money."""
    found = Particulars()
    money_head = money_head_of(area)
    above = range(area.top, money_head.top if money_head is not None else area.first_head_row)
    read_caption(area, area.last_caption_row, found)
    read_particulars(area, above, found)
    return found


def _read_parts_of_its_kind(area: FormArea, form: Form, year: int | None, found: Particulars) -> None:
    """What only forms of whole offices and of transfers print."""
    if form in OF_THE_OFFICE:
        read_office(area, year, found)
    elif form is Form.TRANSFER_SELF_EVALUATION:
        read_management(area, found)


def _read_targets_and_more(area: FormArea, found: Particulars) -> None:
    """The overall targets, fields that stand below the money, and an office without a label."""
    above_indicators = range(area.top, area.first_head_row)
    read_goals(area, above_indicators, found)
    read_particulars(area, above_indicators, found)
    read_bare_office(area, area.last_caption_row, found)


def _read_foot(area: FormArea, rows: list[int], found: Particulars) -> None:
    """What stands below the indicators."""
    below = range(min(rows, default=area.bottom + 1), area.bottom + 1)
    read_goals(area, below, found)
    read_tail(area, rows, found)
    read_tail_inline(area, rows, found)
    read_particulars(area, below, found)


def _indicators(area: FormArea, money: MoneyRows) -> tuple[IndicatorRows, Totals]:
    """The rows of all indicator tables of the form as one, and its totals."""
    whole, totals = IndicatorRows(), Totals()
    of_whole_period: list[IndicatorLine] = []
    for number, head in enumerate(area.heads):
        last = area.heads[number + 1].top - 1 if number + 1 < len(area.heads) else area.bottom
        if _is_of_whole_period(area, head):
            of_whole_period += read_indicator_rows(area, head, last).lines
            _take_head(area, head)
            continue
        rows = read_indicator_rows(area, head, last)
        area_totals = read_totals(area, head, rows.total_rows)
        if not (whole.total_rows and number + 1 < len(area.heads)):
            totals = Totals(
                area_totals.weights_total or totals.weights_total,
                area_totals.total or totals.total,
                area_totals.grade or totals.grade,
            )
        _settle_scores(rows, money, totals)
        drop_subtotals(rows)
        whole.lines += rows.lines
        whole.findings += rows.findings
        whole.total_rows += rows.total_rows
        whole.tail_rows += rows.tail_rows
        _take_head(area, head)
    if of_whole_period:
        whole.lines = list(with_whole_period(whole.lines, of_whole_period))
    return whole, totals


def _is_of_whole_period(area: FormArea, head: TableHead) -> bool:
    """Whether the table is that of the whole period, and another one is that of the year."""

    def beside(one: TableHead) -> str:
        cells = area.grid.row(one.bottom)
        return " ".join(cell.text for cell in cells if cell.column < one.first_column)

    return is_long_term(beside(head)) and any(not is_long_term(beside(other)) for other in area.heads)


def _settle_scores(rows: IndicatorRows, money: MoneyRows, totals: Totals) -> None:
    execution = next((read_points(line.printed_score) for line in money.lines if line.printed_score), None)
    choose_score(rows, printed_total=read_points(totals.total), execution_score=execution)


def _take_head(area: FormArea, head: TableHead) -> None:
    for row in range(head.top, head.bottom + 1):
        area.take_row(row)
    for row in range(head.bottom + 1, area.bottom + 1):
        area.take(
            *(
                cell
                for cell in area.grid.own_row(row)
                if cell.column < head.first_column and _is_tall(area, cell.row, cell.column)
            )
        )


def _is_tall(area: FormArea, row: int, column: int) -> bool:
    span = area.grid.span(row, column)
    return span.bottom > span.top


def _code_in_name(name: str) -> str:
    """The project code in front of a name (``51000021R000000019951-工资性支出``); empty for none."""
    match = re.match(r"(\d{8}[0-9A-Z]\d{12})(?=\D|$)", fold(name))
    return match.group(1) if match else ""


def _said(found: Particulars, name: str) -> str:
    text = found.texts.get(name, "")
    return "" if says_nothing(text) else text


def _year(area: FormArea, found: Particulars, path: Path) -> tuple[int | None, list[Finding]]:
    captions = [
        cell.text for row in range(area.top, area.last_caption_row + 1) for cell in area.grid.own_row(row)
    ]
    named = [found.texts.get(name, "") for name in ("title", "year_line", "budget_year")]
    texts = [*named[:2], *captions, *named[2:]]
    return fiscal_year(texts, path, row=area.top)


def _answers(found: Particulars, unplaced: tuple[Unplaced, ...]) -> dict[str, str]:
    answers = {name: text for name, text in found.texts.items() if name not in _NOT_ANSWERS and text}
    return answers | left_over_answer(unplaced)
