"""Money grid: the money block of a form, with the execution rate and its points worked out beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from jxdesk.desktop.wizard.cells import CellModel
from jxdesk.desktop.wizard.columns import Column, Kind, plain_label
from jxdesk.desktop.wizard.grid import CellGrid
from jxdesk.desktop.wizard.grid_cells import Index
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.documents import printed
from jxdesk.domain.filling.editing import Cell, Change, Edit, EditKind, InsertLine, text_of
from jxdesk.domain.monitoring.standing import is_rate_of_original
from jxdesk.domain.records.filings import MoneyKey, MoneyLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.templates.parts import MoneyField
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, money_row_is_dashed
from jxdesk.domain.values.quantities import decimal_text

RIGHT = Qt.AlignmentFlag.AlignRight
LABEL = "label"
EXECUTION_WEIGHT = "execution_weight"
SHAPES = {
    MoneyField.ORIGINAL_BUDGET: (Kind.NUMBER, 130, 2),
    MoneyField.REVISED_BUDGET: (Kind.NUMBER, 130, 2),
    MoneyField.EXECUTED: (Kind.NUMBER, 130, 2),
    MoneyField.WEIGHT: (Kind.NUMBER, 70, 0),
    MoneyField.RATE: (Kind.FIXED, 118, 1),
    MoneyField.SCORE: (Kind.FIXED, 80, 1),
    MoneyField.REASON: (Kind.LONG, 120, 2),
    MoneyField.FORECAST: (Kind.NUMBER, 130, 2),
    MoneyField.MID_TERM: (Kind.NUMBER, 130, 2),
    MoneyField.DOCUMENT_NUMBER: (Kind.TEXT, 150, 2),
}


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One row: what the form calls it, and its line where the filing has one yet."""

    key: MoneyKey
    label: str
    line: MoneyLine | None


def money_columns(session: FilingSession) -> tuple[Column, ...]:
    """The columns that this form shows, with the row's name in front; the unit stands once for all in the title of the grid."""
    block = session.template.money
    columns = [Column(field=LABEL, label="资金", kind=Kind.FIXED, width=170, stretch=2, is_words=True)]
    for declared in block.columns if block else ():
        kind, width, stretch = SHAPES[declared.field]
        label = plain_label(declared.label, session.content)
        align = Qt.AlignmentFlag.AlignLeft if kind in (Kind.LONG, Kind.TEXT) else RIGHT
        columns.append(
            Column(
                field=declared.field.value,
                label=label,
                kind=kind,
                width=width,
                stretch=stretch,
                align=align,
                hint=declared.hint,
            )
        )
    return tuple(columns)


class MoneyModel(CellModel):
    """The money rows as a table: the rows of the form, then what a filing has beyond them."""

    kind = EditKind.MONEY
    page = WizardPage.MONEY

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session, self.columns_of(session))

    def columns_of(self, session: FilingSession) -> tuple[Column, ...]:
        """The columns that this form shows."""
        return money_columns(session)

    def rows(self) -> tuple[MoneyRow, ...]:
        """The rows from top to bottom."""
        rest = list(self.session.content.money_lines)
        rows = []
        for declared in self.session.template.money.rows if self.session.template.money else ():
            line = next((line for line in rest if line.key is declared.key), None)
            if line is not None:
                rest.remove(line)
            rows.append(MoneyRow(declared.key, declared.label, line))
        return (*rows, *(MoneyRow(line.key, line.label or "其他", line) for line in rest))

    def line_ids(self) -> tuple[str, ...]:
        """The line of each row; empty where the filing has none yet."""
        return tuple(row.line.id if row.line else "" for row in self.rows())

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows())

    def cell_at(self, row: int, column: int) -> Cell:
        """The line and field; the points of the total row are a field of the filing itself."""
        if self.columns[column].field == MoneyField.WEIGHT.value and self.rows()[row].key is MoneyKey.TOTAL:
            return "", EXECUTION_WEIGHT
        return super().cell_at(row, column)

    def place(self, index: Index) -> Place:
        """The place of a cell, always by its line."""
        line_id = self.line_id(index.row())
        return Place(page=self.page, line_id=line_id, field=self.columns[index.column()].field)

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        money = self.rows()[row]
        content = self.session.content
        if column.field == LABEL:
            return (
                money.label.replace("：", "").strip() if not money.label.startswith("其中") else money.label
            )
        field = MoneyField(column.field)
        if money_row_is_dashed(self.session.template, money.key, field):
            return "—"
        is_total = money.key is MoneyKey.TOTAL
        if field is MoneyField.WEIGHT:
            if is_total:
                return decimal_text(content.execution_weight)
            return money.line.printed_weight if money.line else ""
        if money.line is None:
            return ""
        match field:
            case MoneyField.SCORE:
                score = self.session.scorecard.execution if is_total else None
                return printed.execution_score(money.line, score).text
            case MoneyField.RATE:
                of_original = is_rate_of_original(self.session.template)
                return printed.rate(money.line, of_original=of_original).text
            case MoneyField.REASON:
                return money.line.reason
            case MoneyField.DOCUMENT_NUMBER:
                return money.line.document_number
            case _:
                fen = getattr(money.line, f"{field.value}_fen")
                text = getattr(money.line, f"{field.value}_text")
                return printed.money(fen, text, content.money_unit).text

    def edit_text(self, row: int, column: Column) -> str:
        """What an editor starts with."""
        if column.field == MoneyField.WEIGHT.value:
            return decimal_text(self.session.content.execution_weight)
        line_id = self.line_id(row)
        refused = self.session.refused.get((line_id, column.field))
        if refused:
            return refused[0]
        return text_of(self.session.content, self.kind, line_id, column.field) if line_id else ""

    def is_typed(self, row: int, column: Column) -> bool:
        """Points are typed in the total row only."""
        if not column.is_typed:
            return False
        money = self.rows()[row]
        if column.field == MoneyField.WEIGHT.value:
            return money.key is MoneyKey.TOTAL
        return not money_row_is_dashed(self.session.template, money.key, MoneyField(column.field))

    def changes_for(self, row: int, column: Column, text: str) -> tuple[Change, ...]:
        """A typed amount; a row that the filing does not have yet is made first."""
        if column.field == MoneyField.WEIGHT.value:
            return (Edit(kind=EditKind.HEADER, field=EXECUTION_WEIGHT, text=text),)
        rows = self.rows()
        money = rows[row]
        if money.line is not None:
            return super().changes_for(row, column, text)
        if not text.strip():
            return ()
        made = MoneyLine(id=new_id(), key=money.key, label=money.label)
        index = sum(1 for before in rows[:row] if before.line is not None)
        insert = InsertLine(line=made, index=index)
        return insert, Edit(kind=self.kind, line_id=made.id, field=column.field, text=text)


class MoneyGrid(CellGrid):
    """The grid of money; as high as its rows."""

    def __init__(self, session: FilingSession) -> None:
        self.model_ = self.make_model(session)
        super().__init__(self.model_, name="money_grid")
        self.setAccessibleName("资金")
        self.verticalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit_height()
        self.model_.modelReset.connect(self._fit_height)

    def make_model(self, session: FilingSession) -> MoneyModel:
        """The table behind the grid."""
        return MoneyModel(session)

    def _fit_height(self) -> None:
        rows = self.model_.rowCount()
        height = self.horizontalHeader().height() + rows * self.verticalHeader().defaultSectionSize() + 2
        self.setFixedHeight(height)
