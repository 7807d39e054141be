"""Layout: puts the content of a filing on the grid of its template; both painters draw what comes out of here."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.documents import printed
from jxdesk.documents.indicator_cells import heading_cells, line_cells
from jxdesk.documents.list_layout import list_cells
from jxdesk.documents.printed import BLANK, NOT_APPLICABLE, Shown
from jxdesk.documents.sheet import Cell, Headed, Sheet
from jxdesk.documents.task_layout import section_cell, task_cells
from jxdesk.domain.errors import JxError
from jxdesk.domain.monitoring.standing import is_rate_of_original
from jxdesk.domain.records.filings import (
    MONITORINGS,
    FilingContent,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    Scorecard,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import (
    Align,
    FormCell,
    FormRow,
    ListBlock,
    MoneyBlock,
    MoneyColumn,
    MoneyField,
    MoneyRow,
    Part,
    Span,
)
from jxdesk.domain.values.periods import mid_term_words
from jxdesk.domain.values.quantities import decimal_text


class ReadingOnlyError(JxError):
    """A template that is read and not printed."""

    code = "JX-READING-ONLY"


def form_sheet(
    content: FilingContent,
    template: FormTemplate,
    *,
    scorecard: Scorecard | None = None,
    rules: RulePack | None = None,
    is_practice: bool = False,
) -> Sheet:
    """The form as a neutral sheet.

    Raises: ReadingOnlyError.
    """
    _refuse_reading_only(template)
    return _Layout((content,), template.printed_for(content), scorecard, rules, is_practice).sheet()


def list_sheet(
    contents: Sequence[FilingContent],
    template: FormTemplate,
    *,
    rules: RulePack | None = None,
    is_practice: bool = False,
) -> Sheet:
    """Several projects on one sheet of a list form, in the order given; the captions are those of the first.

    Raises: ReadingOnlyError; ValueError: the form is no list.
    """
    if template.list_block is None:
        raise ValueError(template.id)
    _refuse_reading_only(template)
    return _Layout(tuple(contents), template, None, rules, is_practice).sheet()


def _refuse_reading_only(template: FormTemplate) -> None:
    if template.reading_only:
        raise ReadingOnlyError(
            f"“{template.name}”只能读入，还不能打印或导出。",
            facts=template.id,
            advice="请先把表样换成全国样式或本省样式，再导出。",
        )


class _Layout:
    """One form in the making: rows are added from top to bottom."""

    def __init__(
        self,
        contents: tuple[FilingContent, ...],
        template: FormTemplate,
        scorecard: Scorecard | None,
        rules: RulePack | None,
        is_practice: bool,
    ) -> None:
        self.contents = contents
        self.content = content = contents[0]
        self.template = template
        self.scorecard = scorecard
        self.rules = rules
        self.is_practice = is_practice
        self.cells: list[Cell] = []
        self.heights: list[float] = []
        self.headed: list[Headed] = []
        self.words = {
            "unit": content.money_unit.value,
            "year": str(content.year or "    "),
            "next_year": str(content.year + 1) if content.year else "    ",
            "third_year": str(content.year + 2) if content.year else "    ",
            "period": _period_words(content),
            "execution_weight": decimal_text(content.execution_weight or template.execution_weight),
        }
        scored = {} if scorecard is None else {line.line_id: line for line in scorecard.lines}
        self.line_scores: dict[str, Shown] = {
            line.id: printed.line_score(line, scored.get(line.id)) for line in content.indicator_lines
        }
        self.execution = self._execution_score()
        shown = (self.execution, *self.line_scores.values())
        self.total = printed.total(content, scorecard, shown)

    def sheet(self) -> Sheet:
        """All parts in the order that the template gives."""
        self._rows(self.template.caption)
        for part in self.template.parts:
            match part:
                case Part.HEADER:
                    self._rows(self.template.header)
                case Part.MONEY:
                    self._money()
                case Part.GOALS:
                    self._rows(self.template.goals)
                case Part.TASKS:
                    self._tasks()
                case Part.INDICATORS:
                    self._indicators()
                case Part.TAIL:
                    self._rows(self.template.tail)
        content, template = self.content, self.template
        return Sheet(
            name=content.project_name or content.office_name or template.name,
            title=self._fill(template.title),
            subtitle=self._fill(template.subtitle),
            orientation=template.orientation,
            widths=tuple(float(width) for width in template.widths),
            row_heights=tuple(self.heights),
            cells=tuple(self.cells),
            headed=tuple(self.headed),
            signatures=tuple(
                (signature.label, content.answers.get(signature.field, ""))
                for signature in template.signatures
            ),
            notes=_notes(content, template),
            footer=self._footer(),
            subject=" ".join(
                filter(None, (content.implementing_unit or content.office_name, content.project_name))
            ),
            is_practice=self.is_practice,
        )

    def _footer(self) -> str:
        parts = [f"表样 {self.template.id}（{self.template.version}版）"]
        if self.rules is not None:
            parts.append(f"规则 {self.rules.id}（{self.rules.version}版）")
        if self.is_practice:
            parts.append("练习数据，不得报送")
        return "  ".join(parts)

    def _fill(self, text: str) -> str:
        """A label with its words put in; only the words that templates know."""
        if "{" not in text:
            return text
        for word, value in self.words.items():
            text = text.replace("{" + word + "}", value)
        return text

    def _execution_score(self) -> Shown:
        line = self.content.total_line
        if line is None:
            return BLANK
        return printed.execution_score(line, self.scorecard.execution if self.scorecard is not None else None)

    def _new_row(self, height: float = 0.0) -> int:
        self.heights.append(height)
        return len(self.heights) - 1

    def _label(self, row: int, span: Span, text: str, *, rows: int = 1) -> None:
        cell = Cell(row, span.first, self._fill(text), rows, span.width, is_label=True)
        self.cells.append(cell)

    # ---- rows of single cells -----------------------------------------------------------------------------------

    def _rows(self, rows: Sequence[FormRow]) -> None:
        for row in rows:
            number = self._new_row(float(row.height or 0))
            for cell in row.cells:
                self._form_cell(number, cell)

    def _form_cell(self, row: int, cell: FormCell) -> None:
        shown = self._field(cell.field) if cell.field else BLANK
        label = self._fill(cell.label)
        if label and cell.field:
            shown = Shown(label + shown.text)
        elif label:
            shown = Shown(label)
        self.cells.append(
            Cell(
                row,
                cell.span.first,
                shown.text,
                cell.rows,
                cell.span.width,
                cell.align or Align.CENTRE,
                shown.number,
                shown.number_format,
                is_label=not cell.field,
                is_bordered=cell.bordered,
                field=cell.field,
            )
        )

    def _field(self, name: str) -> Shown:
        """A field of the filing itself, or one of its answers."""
        content = self.content
        match name:
            case "project_name" | "project_code" | "office_name" | "department" | "implementing_unit":
                return Shown(str(getattr(content, name)))
            case "weights_total":
                return printed.weights_total(content)
            case "total":
                return self.total
            case "grade":
                return Shown(printed.grade(content, self.total, self.rules))
            case "original_budget":
                line = content.total_line
                return BLANK if line is None else self._amount(line, MoneyField.ORIGINAL_BUDGET)
            case _:
                return Shown(content.answers.get(name, ""))

    # ---- money --------------------------------------------------------------------------------------------------

    def _money(self) -> None:
        block = self.template.money
        if block is None:
            return
        if block.label_span is None or block.row_span is None:
            return
        first = len(self.heights)
        if block.with_headings:
            row = self._new_row()
            self._label(row, block.row_span, "")
            for column in block.printed:
                self._label(row, column.span or block.row_span, column.label)
        rest = list(self.content.money_lines)
        for form_row in block.rows:
            line = next((line for line in rest if line.key is form_row.key), None)
            if line is not None:
                rest.remove(line)
            if not form_row.screen_only:
                self._money_row(block, form_row, line)
        # Rows that the form does not know (an extra source, a second 其他) are printed below: nothing is dropped.
        for line in rest:
            self._money_row(block, MoneyRow(key=line.key, label=line.label or "其他"), line)
        self._label(first, block.label_span, block.label, rows=len(self.heights) - first)

    def _money_row(self, block: MoneyBlock, form_row: MoneyRow, line: MoneyLine | None) -> None:
        row = self._new_row()
        label_span = block.row_span
        for column in block.printed:
            label_span = column.label_span or label_span
            if label_span is not None:
                is_mid_term = column.field is MoneyField.MID_TERM and bool(form_row.mid_term_label)
                self._label(row, label_span, form_row.mid_term_label if is_mid_term else form_row.label)
                label_span = None
            assert column.span is not None
            shown = self._money_value(column, form_row, line)
            self.cells.append(
                Cell(
                    row,
                    column.span.first,
                    shown.text,
                    1,
                    column.span.width,
                    Align.RIGHT if shown.number is not None and column.field in _AMOUNTS else Align.CENTRE,
                    shown.number,
                    shown.number_format,
                    line_id="" if line is None else line.id,
                    field=column.field.value,
                )
            )

    def _money_value(self, column: MoneyColumn, form_row: MoneyRow, line: MoneyLine | None) -> Shown:
        empty = NOT_APPLICABLE if column.field in form_row.dashes else BLANK
        if line is None:
            if column.field is MoneyField.WEIGHT and form_row.key is MoneyKey.TOTAL:
                return printed.points(self.content.execution_weight, places=None)
            return empty
        is_total = form_row.key is MoneyKey.TOTAL
        match column.field:
            case MoneyField.WEIGHT:
                shown = printed.as_typed(line.printed_weight.strip())
                if is_total and self.content.execution_weight is not None and not shown.text:
                    shown = printed.points(self.content.execution_weight, places=None)
            case MoneyField.SCORE:
                shown = self.execution if is_total else printed.as_typed(line.printed_score.strip())
            case MoneyField.RATE:
                shown = printed.rate(line, of_original=is_rate_of_original(self.template))
            case MoneyField.REASON:
                shown = Shown(line.reason)
            case MoneyField.DOCUMENT_NUMBER:
                shown = Shown(line.document_number)
            case _:
                shown = self._amount(line, column.field)
        return shown if shown.text else empty

    def _amount(self, line: MoneyLine, field: MoneyField) -> Shown:
        fen: int | None = getattr(line, f"{field.value}_fen")
        return printed.money(fen, getattr(line, f"{field.value}_text"), self.content.money_unit)

    # ---- tasks and indicators -----------------------------------------------------------------------------------

    def _tasks(self) -> None:
        block = self.template.tasks
        if block is None:
            return
        first = len(self.heights)
        found = task_cells(
            block,
            self.content,
            first=first,
            last_column=len(self.template.widths) - 1,
            fill=self._fill,
        )
        self.cells += found.cells
        for _ in range(found.rows):
            self._new_row()
        self.headed.append(Headed(*found.headings, len(self.heights) - 1))

    def _list(self, block: ListBlock) -> None:
        found = list_cells(block, self.template.indicators.printed, self.contents, len(self.heights))
        self.cells += found.cells
        for _ in range(found.rows):
            self._new_row()
        self.headed.append(Headed(*found.headings, len(self.heights) - 1))

    def _indicators(self) -> None:
        block = self.template.indicators
        if self.template.list_block is not None:
            self._list(self.template.list_block)
            return
        if block.label and block.label_span is None:
            label = self._fill(block.label)
            self.cells.append(section_cell(self._new_row(), label, len(self.template.widths) - 1))
        first = self._new_row()
        columns = block.printed
        depth = 2 if block.has_groups else 1
        if depth == 2:
            self._new_row()
        headings = heading_cells(columns, first, depth)
        self.cells += [
            cell._replace(text=self._fill(cell.text)) if "{" in cell.text else cell for cell in headings
        ]
        lines = self.content.indicator_lines or tuple(
            IndicatorLine(id="") for _ in range(max(1, block.blank_rows))
        )
        self.cells += line_cells(columns, lines, len(self.heights), self.line_scores)
        for _ in lines:
            self._new_row()
        self.headed.append(Headed(first, first + depth - 1, len(self.heights) - 1))
        if block.label_span is not None:
            self._label(first, block.label_span, block.label, rows=len(self.heights) - first)


def _period_words(content: FilingContent) -> str:
    """What a form's headings call its period: the cut-off month of a monitoring form, else the years of the whole project."""
    return str(content.period or "  ") if content.form in MONITORINGS else mid_term_words(content)


def _notes(content: FilingContent, template: FormTemplate) -> tuple[str, ...]:
    """The notes below the table: those that came with an imported form, else the template's, under 备注."""
    imported = content.answers.get("printed_notes", "").strip()
    if imported:
        return (imported,)
    if not template.notes or template.notes[0].startswith(("备注", "注")):
        return template.notes
    return (f"备注：{template.notes[0]}", *template.notes[1:])


_AMOUNTS = (
    MoneyField.ORIGINAL_BUDGET,
    MoneyField.REVISED_BUDGET,
    MoneyField.EXECUTED,
    MoneyField.MID_TERM,
    MoneyField.FORECAST,
)
