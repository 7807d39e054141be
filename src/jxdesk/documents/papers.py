"""Papers: what a paper layout and its values make as a neutral sheet; both painters draw it like any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jxdesk.documents.sheet import Cell, Headed, Sheet
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.domain.templates.parts import Align, FormCell, FormRow


def paper_sheet(
    layout: PaperLayout,
    values: Mapping[str, str],
    rows: Sequence[Mapping[str, str]] = (),
    *,
    is_practice: bool = False,
    subject: str = "",
) -> Sheet:
    """The paper with these values; ``rows`` fill its table, and blank rows follow where the layout wants more."""
    made = _Paper(layout, values)
    for row in layout.head:
        made.add_row(row)
    first = len(made.heights)
    if layout.columns:
        made.add_headings()
        for values_of_row in [*rows, *({} for _ in range(layout.least_rows - len(rows)))]:
            made.add_line(values_of_row)
    last = len(made.heights) - 1
    for row in layout.tail:
        made.add_row(row)
    return Sheet(
        name=made.fill(layout.name),
        is_paper=True,
        title=made.fill(layout.title),
        subtitle=made.fill(layout.subtitle),
        orientation=layout.orientation,
        widths=layout.widths,
        row_heights=tuple(made.heights),
        cells=tuple(made.cells),
        headed=(Headed(first, first, last),) if layout.columns else (),
        signatures=tuple((one.label, values.get(one.field, "")) for one in layout.signatures),
        notes=tuple(made.fill(note) for note in layout.notes),
        footer=_footer(layout, is_practice=is_practice),
        subject=subject or made.fill(layout.title or layout.name),
        is_practice=is_practice,
    )


def _footer(layout: PaperLayout, *, is_practice: bool) -> str:
    """Which layout it is, and that it is no official form where it is none."""
    parts = [f"样式 {layout.id}（{layout.version}版）"]
    if layout.basis.own_choice:
        parts.append("本程序建议的样式，不是规定的表样")
    if is_practice:
        parts.append("练习数据，不得报送")
    return "  ".join(parts)


class _Paper:
    """The rows of a paper from top to bottom."""

    def __init__(self, layout: PaperLayout, values: Mapping[str, str]) -> None:
        self.layout = layout
        self.values = values
        self.cells: list[Cell] = []
        self.heights: list[float] = []

    def fill(self, text: str) -> str:
        """A label with the values of the fields that it names in braces."""
        if "{" not in text:
            return text
        for name in self.layout.fields:
            text = text.replace("{" + name + "}", self.values.get(name, ""))
        return text

    def add_row(self, row: FormRow) -> None:
        """A row above or below the table."""
        number = self._new(float(row.height or 0))
        for cell in row.cells:
            self.cells.append(self._form_cell(number, cell))

    def _form_cell(self, row: int, cell: FormCell) -> Cell:
        value = self.values.get(cell.field, "") if cell.field else ""
        return Cell(
            row,
            cell.span.first,
            self.fill(cell.label) + value,
            cell.rows,
            cell.span.width,
            cell.align or Align.CENTRE,
            is_label=not cell.field,
            is_bordered=cell.bordered and self.layout.bordered,
            field=cell.field,
        )

    def add_headings(self) -> None:
        """The headings of the table."""
        row = self._new(0)
        self.cells += [
            Cell(
                row,
                column.span.first,
                self.fill(column.label),
                1,
                column.span.width,
                is_label=True,
                is_bordered=self.layout.bordered,
            )
            for column in self.layout.columns
        ]

    def add_line(self, values: Mapping[str, str]) -> None:
        """One row of the table."""
        row = self._new(self.layout.row_height)
        self.cells += [
            Cell(
                row,
                column.span.first,
                values.get(column.field, ""),
                1,
                column.span.width,
                column.align,
                is_bordered=self.layout.bordered,
            )
            for column in self.layout.columns
        ]

    def _new(self, height: float) -> int:
        self.heights.append(height)
        return len(self.heights) - 1
