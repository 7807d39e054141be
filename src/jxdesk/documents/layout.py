"""Layout: puts the content of a filing on the grid of its template; both painters draw what comes out of here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jxdesk.documents import printed
from jxdesk.documents.printed import BLANK, NOT_APPLICABLE, Shown
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.errors import JxError
from jxdesk.domain.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine, Scorecard
from jxdesk.domain.quantities import decimal_text
from jxdesk.domain.rules import RulePack
from jxdesk.domain.template_parts import (
    Align,
    FormCell,
    FormRow,
    IndicatorColumn,
    IndicatorField,
    MoneyColumn,
    MoneyField,
    MoneyRow,
    Part,
    Span,
)
from jxdesk.domain.templates import FormTemplate


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
    if template.reading_only:
        raise ReadingOnlyError(
            f"“{template.name}”只能读入，还不能打印或导出。",
            facts=template.id,
            advice="请先在自评里把表样换成全国样式或本省样式，再导出。",
        )
    return _Layout(content, template, scorecard, rules, is_practice).sheet()


class _Layout:
    """One form in the making: rows are added from top to bottom."""

    def __init__(
        self,
        content: FilingContent,
        template: FormTemplate,
        scorecard: Scorecard | None,
        rules: RulePack | None,
        is_practice: bool,
    ) -> None:
        self.content = content
        self.template = template
        self.scorecard = scorecard
        self.rules = rules
        self.is_practice = is_practice
        self.cells: list[Cell] = []
        self.heights: list[float] = []
        self.headings = (0, -1)
        self.last_headed = -1
        self.words = {
            "unit": content.money_unit.value,
            "year": str(content.year or "    "),
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
            first_heading=self.headings[0],
            last_heading=self.headings[1],
            last_headed=self.last_headed,
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
        """A label with its words put in; only the three words that templates know."""
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
        first = len(self.heights)
        if block.with_headings:
            row = self._new_row()
            self._label(row, block.row_span, "")
            for column in block.columns:
                self._label(row, column.span, column.label)
        rest = list(self.content.money_lines)
        for form_row in block.rows:
            line = next((line for line in rest if line.key is form_row.key), None)
            if line is not None:
                rest.remove(line)
            self._money_row(form_row, line)
        # Rows that the form does not know (an extra source, a second 其他) are printed below: nothing is dropped.
        for line in rest:
            self._money_row(MoneyRow(key=line.key, label=line.label or "其他"), line)
        rows = len(self.heights) - first
        self.cells.append(
            Cell(
                first,
                block.label_span.first,
                self._fill(block.label),
                rows,
                block.label_span.width,
                is_label=True,
            )
        )

    def _money_row(self, form_row: MoneyRow, line: MoneyLine | None) -> None:
        block = self.template.money
        assert block is not None
        row = self._new_row()
        self._label(row, block.row_span, form_row.label)
        for column in block.columns:
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
                shown = printed.rate(line)
            case MoneyField.REASON:
                shown = Shown(line.reason)
            case _:
                shown = self._amount(line, column.field)
        return shown if shown.text else empty

    def _amount(self, line: MoneyLine, field: MoneyField) -> Shown:
        fen: int | None = getattr(line, f"{field.value}_fen")
        return printed.money(fen, getattr(line, f"{field.value}_text"), self.content.money_unit)

    # ---- indicators ---------------------------------------------------------------------------------------------

    def _indicators(self) -> None:
        block = self.template.indicators
        first = self._new_row()
        columns = block.printed
        depth = 2 if block.has_groups else 1
        if depth == 2:
            self._new_row()
        self._headings(columns, first, depth)
        self.headings = (first, first + depth - 1)
        lines = self.content.indicator_lines or tuple(
            IndicatorLine(id="") for _ in range(max(1, block.blank_rows))
        )
        merges = _merges(lines)
        for number, line in enumerate(lines):
            row = self._new_row()
            for column in columns:
                self._indicator_cell(row, column, line, merges.get((number, column.field), 1))
        self.last_headed = len(self.heights) - 1
        if block.label_span is not None:
            self._label(first, block.label_span, block.label, rows=len(self.heights) - first)

    def _headings(self, columns: Sequence[IndicatorColumn], first: int, depth: int) -> None:
        previous = ""
        for number, column in enumerate(columns):
            assert column.span is not None
            if not column.group:
                self._label(first, column.span, column.label, rows=depth)
            else:
                self._label(first + 1, column.span, column.label)
                if column.group != previous:
                    last = column.span.last
                    for after in columns[number:]:
                        if after.group != column.group or after.span is None:
                            break
                        last = after.span.last
                    self._label(first, Span(column.span.first, last), column.group)
            previous = column.group

    def _indicator_cell(self, row: int, column: IndicatorColumn, line: IndicatorLine, rows: int) -> None:
        if rows == 0 or column.span is None:
            return
        field = column.field
        if field in _WORDS:
            shown = Shown(getattr(line, field))
        elif field is IndicatorField.SCORE:
            shown = self.line_scores.get(line.id, BLANK)
        else:
            shown = _VALUES[field](line) if field in _VALUES else BLANK
        self.cells.append(
            Cell(
                row,
                column.span.first,
                shown.text,
                rows,
                column.span.width,
                column.align,
                shown.number,
                shown.number_format,
                line_id=line.id,
                field=field.value,
            )
        )


_WORDS = frozenset(
    {
        IndicatorField.LEVEL1,
        IndicatorField.LEVEL2,
        IndicatorField.NAME,
        IndicatorField.DEVIATION_REASON,
        IndicatorField.DESCRIPTION,
    }
)
_VALUES: Mapping[IndicatorField, Callable[[IndicatorLine], Shown]] = {
    IndicatorField.TARGET_TEXT: lambda line: printed.as_typed(line.target_text.strip()),
    IndicatorField.COMPARATOR: lambda line: Shown(printed.target_parts(line).sign),
    IndicatorField.TARGET: lambda line: printed.as_typed(printed.target_parts(line).value),
    IndicatorField.UNIT: lambda line: Shown(printed.target_parts(line).unit),
    IndicatorField.ACTUAL: lambda line: printed.as_typed(line.actual_text.strip()),
    IndicatorField.WEIGHT: lambda line: BLANK if line.merged_into else printed.weight(line),
    IndicatorField.IS_CORE: lambda line: Shown("是" if line.is_core else "否"),
}


def _notes(content: FilingContent, template: FormTemplate) -> tuple[str, ...]:
    """The notes below the table: those that came with an imported form, else the template's, under 备注."""
    imported = content.answers.get("printed_notes", "").strip()
    if imported:
        return (imported,)
    if not template.notes or template.notes[0].startswith(("备注", "注")):
        return template.notes
    return (f"备注：{template.notes[0]}", *template.notes[1:])


_AMOUNTS = (MoneyField.ORIGINAL_BUDGET, MoneyField.REVISED_BUDGET, MoneyField.EXECUTED)


def _merges(lines: Sequence[IndicatorLine]) -> dict[tuple[int, IndicatorField], int]:
    """How many rows the level cells (and weights or scores merged over several rows) cover; 0 = covered from above."""
    merges: dict[tuple[int, IndicatorField], int] = {}
    starts = {
        IndicatorField.LEVEL1: 0,
        IndicatorField.LEVEL2: 0,
        IndicatorField.WEIGHT: 0,
        IndicatorField.SCORE: 0,
    }
    for number, line in enumerate(lines):
        if number == 0:
            continue
        above = lines[number - 1]
        same1 = bool(line.level1) and line.level1 == above.level1
        same2 = same1 and bool(line.level2) and line.level2 == above.level2
        one_score = bool(line.merged_into)
        for field, same in (
            (IndicatorField.LEVEL1, same1),
            (IndicatorField.LEVEL2, same2),
            (IndicatorField.WEIGHT, one_score and not line.printed_weight),
            (IndicatorField.SCORE, one_score and not line.printed_score),
        ):
            if same:
                merges[number, field] = 0
                start = starts[field]
                merges[start, field] = number - start + 1
            else:
                starts[field] = number
    return merges
