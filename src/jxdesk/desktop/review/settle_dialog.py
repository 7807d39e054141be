"""审定: the value that is accepted in a cell in the place of the one that was filed, with the reason that goes down beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from jxdesk.actions.reviewing.remarks import Remark, change_remark, remark, try_value
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import amounts
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import across, label
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.review.reasoned_dialog import ReasonedDialog
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX
from jxdesk.domain.filling.typed_cells import INDICATOR_FLAGS
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing, MoneyUnit
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.settling import is_amount
from jxdesk.domain.road.side_by_side import CellBeside
from jxdesk.domain.templates.form_cells import Place
from jxdesk.domain.values.money import AmountState, exact_text, parse_amount

LONG = 24
"""A text of more signs than this is edited in several lines."""
TICKS = "打勾写 √，不打的留空"


class SettleDialog(ReasonedDialog):
    """Sets a cell, or sets one anew that was set before; what would not fit any more is shown while it is typed."""

    def __init__(
        self,
        context: Context,
        filing: Filing,
        cell: CellBeside,
        on_written: Callable[[], object],
        *,
        known: Comment | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            filing,
            cell,
            title="审定",
            heading="审定{where}",
            go="记下审定",
            name="settle",
            known=known,
            parent=parent,
        )
        self._on_written = on_written
        self._form_unit = filing.content.money_unit
        self.has_amount = is_amount(cell.place, cell.field)
        self.leave.setText("不改了")
        self.show_seen(f"报送的（{self._form_unit.value}）" if self.has_amount else "报送的")
        self._unit = MoneyUnit(amounts.unit())
        self.value = self._value_field(cell.now if cell.settled is None else cell.settled)
        self.reason = self.reason_field()
        self.words = self.words_field("为什么改", "例如：按 10 月末国库支付数审定；填报单位看得到这句话")
        context.refresh.changed.connect(self._on_changes)

    def _value_field(self, said: str) -> QLineEdit | QPlainTextEdit:
        cell = self.cell
        if not self.has_amount and (cell.place is Place.ANSWERS or len(said) > LONG):
            many = self.text_field("审定为", "settle_value")
            many.setPlainText(said)
            return many
        is_tick = cell.field in INDICATOR_FLAGS or cell.field.startswith(CAUSE_PREFIX)
        if not self.has_amount:
            one = self.line_field("审定为", "settle_value", TICKS if is_tick else "", text=said)
            one.selectAll()
            return one
        field = QLineEdit(_in_unit(said, self._form_unit, self._unit))
        field.setObjectName("settle_value")
        field.setAccessibleName("审定为")
        field.textChanged.connect(self.touched)
        field.selectAll()
        self.unit_label = label(self._unit.value)
        self.switch = UnitSwitch(self.context, name="settle_unit")
        row = QWidget()
        row.setLayout(across(field, self.unit_label, self.switch.button, spacing=8))
        self.add_field("审定为", row, "settle_row")
        return field

    def _on_changes(self, changes: Changes) -> None:
        """The unit of amounts was switched: what is typed is written in the other one."""
        unit = MoneyUnit(amounts.unit())
        if self.has_amount and changes.touches(Part.PREFERENCES) and unit is not self._unit:
            said, before = self._said(), self._unit
            self._unit = unit
            self.unit_label.setText(unit.value)
            self.switch.show_unit()
            assert isinstance(self.value, QLineEdit)
            self.value.setText(_in_unit(said, before, unit))

    def _said(self) -> str:
        field = self.value
        return (field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()).strip()

    # ---- what the form dialog asks ---------------------------------------------------------------------------

    def typed(self) -> Remark | None:
        """The value with its reason; None while the cell says what was filed."""
        said = self._said()
        value = _in_unit(said, self._unit, self._form_unit) if self.has_amount else said
        if value == self.cell.now:
            return None
        return Remark(
            line_id=self.cell.line_id,
            field=self.cell.field,
            label=self.empty.line_name,
            reason_code=str(self.reason.currentData() or ""),
            text=self.words.toPlainText().strip(),
            value=value,
        )

    def missing(self) -> Finding:
        """What is said before anything else was typed than what was filed."""
        return Finding(
            severity=Severity.ERROR,
            code="nothing-set",
            message="审定的和报送的一样。",
            advice="改了“审定为”再按下面的按钮；不用改的，按“不改了”。",
        )

    def check(self, workspace: Workspace, typed: Remark) -> Sequence[Finding]:
        """What the form would say, and what would not fit any more; that can be mended in other cells, so that it only asks."""
        tried = try_value(workspace, self.filing.id, typed)
        found = [
            one
            if one.severity is not Severity.ERROR
            else replace(
                one,
                severity=Severity.WARNING,
                advice=f"{one.advice}审定以前，把有关的格子一起改好。",
            )
            for one in tried.findings
        ]
        if self.has_amount:
            written = f"表里写作 {tried.value or '（空）'}（{self._form_unit.value}）。"
            found.append(Finding(severity=Severity.ADVICE, code="amount-written", message=written))
        return found

    def carry_out(self, workspace: Workspace, typed: Remark) -> Comment:
        """Writes it down."""
        if self.known is not None:
            return change_remark(workspace, self.known.id, typed)
        return remark(workspace, self.filing.id, typed)

    def on_done(self, answer: Comment) -> None:
        """Hears that it is written."""
        self._on_written()


def _in_unit(text: str, unit: MoneyUnit, wanted: MoneyUnit) -> str:
    """An amount that is typed in one unit, in another; what is no amount stays as it is and is refused where it is read."""
    read = parse_amount(text, unit)
    return exact_text(read.fen, wanted) if read.state is AmountState.READ else text
