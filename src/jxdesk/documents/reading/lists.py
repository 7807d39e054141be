"""Lists: sheets on which one head stands over the indicators of many projects, each project a block of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import unreadable
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.indicator_rows import read_indicator_rows
from jxdesk.documents.reading.money_rows import unit_in
from jxdesk.documents.reading.particulars import Particulars, read_caption
from jxdesk.documents.reading.read_form import ReadForm
from jxdesk.documents.reading.recognise import kind_of, page_unit, template_of, year_of
from jxdesk.documents.reading.sheets import GridCell
from jxdesk.domain.filings import FilingContent, Form, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.findings import Finding
from jxdesk.domain.identity import new_id
from jxdesk.domain.lettering import says_nothing
from jxdesk.domain.money import AmountState, parse_amount

PROJECT = "list.project_name"


def is_list(head: TableHead) -> bool:
    """Whether the head has a column of projects."""
    return PROJECT in head.columns


@dataclass(slots=True)
class _Block:
    """The rows of one project."""

    name: str
    office: str
    first: int
    last: int


def read_list(area: FormArea, path: Path) -> list[ReadForm]:
    """The forms of a list, one for each project that has indicators."""
    head = area.heads[0]
    found = Particulars()
    read_caption(area, head.top - 1, found)
    title = found.texts.get("title", "")
    captions = [cell.text for row in range(area.top, head.top) for cell in area.grid.own_row(row)]
    year = year_of([title, *captions, path.stem.replace("_", "-")])
    form = kind_of(area, title)
    recognised = template_of(area, form, title=title, year=year)
    page = page_unit(area)
    budget = head.columns.get("list.budget")
    unit = (unit_in(budget.label) if budget is not None else None) or (
        page[0] if page else recognised.money_unit
    )
    forms = []
    for block in _blocks(area, head):
        part = FormArea(area.grid, block.first, block.last, (_head_above(head, block.first),))
        rows = read_indicator_rows(part, part.heads[0], block.last)
        if not rows.lines:
            continue
        money, findings = _money(part, head, unit, form)
        content = FilingContent(
            form=form,
            template_id=recognised.template_id,
            year=year,
            title=title,
            project_name=block.name,
            project_code=_first(part, head, "list.project_code"),
            office_name=block.office,
            department=_first(part, head, "list.department"),
            implementing_unit=block.office,
            money_unit=unit,
            money_lines=money,
            indicator_lines=tuple(rows.lines),
            answers=_goal(part, head),
        )
        forms.append(
            ReadForm(
                content=content,
                sheet=area.grid.name,
                first_row=block.first,
                last_row=block.last,
                findings=(*findings, *rows.findings),
                follows_template=recognised.exact,
            )
        )
    return forms


def _blocks(area: FormArea, head: TableHead) -> Iterator[_Block]:
    """The rows of each project: as far as its name is merged, repeated or not followed by another."""
    current: _Block | None = None
    cell_of_current: GridCell | None = None
    office = ""
    for row in range(head.bottom + 1, area.bottom + 1):
        named = head.text(area.grid, row, "list.office_name")
        office = office if says_nothing(named) else named
        cells = head.columns[PROJECT].cells(area.grid, row)
        cell = next((found for found in cells if found.row > head.bottom and found.text.strip()), None)
        starts = cell is not None and cell is not cell_of_current
        if starts and cell is not None and (current is None or cell.text.strip() != current.name):
            if current is not None:
                yield current
            current, cell_of_current = _Block(cell.text.strip(), office, row, row), cell
        elif current is not None:
            current.last = row
            cell_of_current = cell or cell_of_current
    if current is not None:
        yield current


def _head_above(head: TableHead, first: int) -> TableHead:
    return TableHead(first - 1, first - 1, head.columns, head.others)


def _first(area: FormArea, head: TableHead, role: str) -> str:
    """The first text that the project has in the column."""
    if role not in head.columns:
        return ""
    texts = (head.text(area.grid, row, role) for row in range(area.top, area.bottom + 1))
    return next((text for text in texts if not says_nothing(text)), "")


def _goal(area: FormArea, head: TableHead) -> dict[str, str]:
    goal = _first(area, head, "list.expected_goal")
    return {"expected_goal": goal} if goal else {}


def _money(
    area: FormArea, head: TableHead, unit: MoneyUnit, form: Form
) -> tuple[tuple[MoneyLine, ...], list[Finding]]:
    texts = {name: _first(area, head, f"list.{name}") for name in ("budget", "executed")}
    if not any(texts.values()):
        return (), []
    amounts = {name: parse_amount(text, unit) for name, text in texts.items()}
    line_id = new_id()
    findings = [
        unreadable(amount.text, name, row=area.top, line_id=line_id)
        for name, amount in amounts.items()
        if amount.state is AmountState.UNREADABLE
    ]
    is_target = form in (Form.PROJECT_TARGET, Form.DEPARTMENT_TARGET)
    budget, budget_text = amounts["budget"].fen, texts["budget"]
    line = MoneyLine(
        id=line_id,
        key=MoneyKey.TOTAL,
        label=head.columns["list.budget"].label.strip() if "list.budget" in head.columns else "",
        original_budget_fen=budget if is_target else None,
        original_budget_text=budget_text if is_target else "",
        revised_budget_fen=None if is_target else budget,
        revised_budget_text="" if is_target else budget_text,
        executed_fen=amounts["executed"].fen,
        executed_text=texts["executed"],
        row=area.top,
    )
    return (line,), findings
