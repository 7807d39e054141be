"""Lists: sheets on which one head stands over the indicators of many projects, each project a block of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import unreadable
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.indicator_rows import IndicatorRows, read_indicator_rows
from jxdesk.documents.reading.left_over import left_over, left_over_answer, left_over_findings
from jxdesk.documents.reading.particulars import Particulars, read_caption, read_particulars, take_furniture
from jxdesk.documents.reading.plausibility import fiscal_year, hidden_findings
from jxdesk.documents.reading.read_form import ReadForm
from jxdesk.documents.reading.recognise import kind_of, page_unit, template_of
from jxdesk.documents.reading.row_kinds import is_numbering
from jxdesk.documents.reading.sheets import GridCell
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingContent, Form, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import AmountState, parse_amount
from jxdesk.domain.values.money_words import unit_in

PROJECT = "list.project_name"
_DEPARTMENT = re.compile(r"(?:预算|主管)?部门(?:名称)?\s*:(?P<name>[^:]+)")


def is_list(head: TableHead) -> bool:
    """Whether the head has a column of projects."""
    return PROJECT in head.columns


@dataclass(slots=True)
class _Block:
    """The rows of one project; ``offices`` are those named since the project before, the last one nearest."""

    name: str
    offices: tuple[str, ...]
    first: int
    last: int


@dataclass(slots=True)
class _Offices:
    """The offices that the rows named last: the one above, where there is one, and the one that files."""

    names: list[str] = field(default_factory=list)
    has_projects: bool = False

    def note(self, named: str) -> None:
        """Keeps an office; one behind projects stands in place of the one that filed them."""
        if says_nothing(named) or named in self.names:
            return
        if self.has_projects:
            del self.names[-1:]
        self.names.append(named)
        del self.names[:-2]
        self.has_projects = False


def read_list(area: FormArea, path: Path) -> list[ReadForm]:
    """The forms of a list, one for each project that has indicators."""
    head = area.heads[0]
    found = Particulars()
    read_caption(area, head.top - 1, found)
    read_particulars(area, range(area.top, head.top), found)
    title = found.texts.get("title", "")
    captions = [cell.text for row in range(area.top, head.top) for cell in area.grid.own_row(row)]
    form = kind_of(area, title)
    year, findings = fiscal_year([title, *captions], path, row=area.top)
    recognised = template_of(area, form, title=title, year=year)
    budget = head.columns.get("list.budget")
    in_heading = None if budget is None else unit_in(budget.label)
    unit = in_heading or page_unit(area) or recognised.money_unit
    shell = FilingContent(
        form=form,
        template_id=recognised.template_id,
        year=year,
        title=title,
        office_name=found.texts.get("office_name", ""),
        department=_department_in(captions),
        money_unit=unit,
    )
    forms = []
    for block in _blocks(area, head):
        part = FormArea(area.grid, block.first, block.last, (_head_above(head, block.first),))
        rows = read_indicator_rows(part, part.heads[0], block.last)
        if rows.lines:
            forms.append(_project_form(part, head, shell, block, rows, follows=recognised.exact))
    return [replace(one, findings=(*findings, *one.findings)) for one in forms]


def _department_in(captions: Iterable[str]) -> str:
    """The department that a caption over the whole list names as such."""
    found = (_DEPARTMENT.match(fold(text)) for text in captions)
    return next((match["name"].strip() for match in found if match), "")


def _project_form(
    part: FormArea,
    head: TableHead,
    shell: FilingContent,
    block: _Block,
    rows: IndicatorRows,
    *,
    follows: bool,
) -> ReadForm:
    money, findings = _money(part, head, shell.money_unit, shell.form)
    office = block.offices[-1] if block.offices else shell.office_name
    department = _first(part, head, "list.department") or shell.department
    department = department or (block.offices[0] if len(block.offices) > 1 else "")
    for row in range(part.top, part.bottom + 1):
        for role, column in head.columns.items():
            if role.startswith("list."):
                part.take(*column.cells(part.grid, row))
    take_furniture(part)
    unplaced = left_over(part)
    content = replace(
        shell,
        project_name=block.name,
        project_code=_first(part, head, "list.project_code"),
        office_name=office,
        department=department,
        implementing_unit=office,
        money_lines=money,
        indicator_lines=tuple(rows.lines),
        answers=_goal(part, head) | left_over_answer(unplaced),
    )
    return ReadForm(
        content=content,
        sheet=part.grid.name,
        first_row=block.first,
        last_row=block.last,
        findings=(*findings, *rows.findings, *hidden_findings(part), *left_over_findings(unplaced)),
        unplaced=unplaced,
        follows_template=follows,
    )


def _blocks(area: FormArea, head: TableHead) -> Iterator[_Block]:
    """The rows of each project: as far as its name is merged, repeated or not followed by another.

    A name without indicators is an office, as is what stands in the column of offices.
    """
    current: _Block | None = None
    cell_of_current: GridCell | None = None
    offices = _Offices()
    has_lines = False
    for row in range(head.bottom + 1, area.bottom + 1):
        if is_numbering(area.grid.own_row(row)):
            continue
        cell = _own_name(area, head, row)
        starts = cell is not None and cell is not cell_of_current
        if cell is not None and starts and (current is None or cell.text.strip() != current.name):
            if current is not None and has_lines:
                yield current
                offices.has_projects = True
            elif current is not None:
                offices.note(current.name)
            _note_office(area, head, row, offices)
            current, cell_of_current = _Block(cell.text.strip(), tuple(offices.names), row, row), cell
            has_lines = False
        elif current is not None:
            _note_office(area, head, row, offices)
            current.last = row
            cell_of_current = cell or cell_of_current
        else:
            _note_office(area, head, row, offices)
        has_lines = has_lines or not says_nothing(head.text(area.grid, row, "name"))
    if current is not None:
        yield current


def _own_name(area: FormArea, head: TableHead, row: int) -> GridCell | None:
    cells = head.columns[PROJECT].cells(area.grid, row)
    return next((found for found in cells if found.row > head.bottom and found.text.strip()), None)


def _note_office(area: FormArea, head: TableHead, row: int, offices: _Offices) -> None:
    offices.note(head.text(area.grid, row, "list.office_name"))


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
