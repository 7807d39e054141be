"""Intake differences: cell by cell what a form that came back says otherwise, with a choice for each; used by the import of forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from jxdesk.actions.take_in import Intake, IntakeForm
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.intake_rows import cell_words, shown_value
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.round_trip.differences import Difference, Kind
from jxdesk.domain.templates.form_cells import Place

HEADINGS = ("取哪个", "在哪一行", "哪一栏", "发出时", "现在（本机）", "来件（文件里）")
WIDTHS = (7.5, 0, 7.5, 9, 11, 13)
PLACE_WORDS = {
    Place.HEAD: "表头",
    Place.ANSWERS: "文字说明",
    Place.MONEY: "资金",
    Place.INDICATORS: "指标",
    Place.TASKS: "任务",
}


class Choice(StrEnum):
    """What is stored of a cell: what the file says, what stands here; or it has still to be chosen."""

    TAKE = "take"
    KEEP = "keep"
    OPEN = "open"


CHOICES: dict[Choice, tuple[str, Tone]] = {
    Choice.TAKE: ("☑ 取来件", Tone.INFO),
    Choice.KEEP: ("☐ 留现在", Tone.PLAIN),
    Choice.OPEN: ("？请选一个", Tone.WARN),
}
_NEXT = {Choice.OPEN: Choice.TAKE, Choice.TAKE: Choice.KEEP, Choice.KEEP: Choice.TAKE}


class _DifferenceTable(ListTable):
    """The blank key changes the choice of a row, as Enter and a double click do."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The blank key works like Enter."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class DifferencesPanel(QWidget):
    """The cells of one form at a time; remembers the choices of every form of an import."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("differences_panel")
        self._choices: dict[str, dict[str, Choice]] = {}
        self._form: IntakeForm | None = None
        self.model = RowsModel(HEADINGS)
        self.table = _DifferenceTable(self.model, WIDTHS, name="difference_table", meaning="逐格取数")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.opened.connect(self._on_opened)
        self.words = label(role="strong", name="difference_words")
        self.hint = label("空格键换一个", role="second")
        self.take_all_button = self._button("全取来件", "take_all", Choice.TAKE)
        self.keep_all_button = self._button("全留现在", "keep_all", Choice.KEEP)
        self.take_column_button = self._button("这一栏都取", "take_column", Choice.TAKE, column=True)
        self.keep_column_button = self._button("这一栏都留", "keep_column", Choice.KEEP, column=True)
        self.setLayout(
            down(
                across(
                    self.words,
                    self.hint,
                    None,
                    self.take_all_button,
                    self.keep_all_button,
                    self.take_column_button,
                    self.keep_column_button,
                    spacing=8,
                ),
                self.table,
                spacing=6,
            )
        )
        self.table.setMinimumHeight(150)

    def _button(self, words: str, name: str, choice: Choice, *, column: bool = False) -> QPushButton:
        return button(words, lambda: self._choose_many(choice, column=column), name=name)

    def start(self, intake: Intake) -> None:
        """Begins with the choices that an import would make by itself: everything but what was changed on both sides."""
        self._choices = {
            form.filing.id: {
                one.key: Choice.OPEN if one.is_conflict else Choice.TAKE for one in form.differences
            }
            for form in intake.forms
            if form.comparison is not None and form.filing is not None
        }
        self.show_form(None)

    def show_form(self, form: IntakeForm | None) -> None:
        """Shows the cells of a form; nothing for one that is taken or left as a whole."""
        known = form is not None and form.filing is not None and form.filing.id in self._choices
        self._form = form if known else None
        self.setVisible(known)
        if known:
            self._show()
            self.table.selectRow(0)

    @property
    def open_count(self) -> int:
        """How many cells were changed on both sides and wait for a choice."""
        return Counter(choice for one in self._choices.values() for choice in one.values())[Choice.OPEN]

    def waits_for(self, form: IntakeForm) -> bool:
        """Whether a form has a cell that waits for a choice."""
        return form.filing is not None and Choice.OPEN in self._choices.get(form.filing.id, {}).values()

    def applied(self, intake: Intake) -> Intake:
        """The import with what was chosen."""
        return replace(intake, forms=tuple(map(self._applied, intake.forms)))

    def _applied(self, form: IntakeForm) -> IntakeForm:
        choices = self._choices.get(form.filing.id) if form.filing is not None else None
        if choices is None:
            return form
        return form.with_taken({key for key, choice in choices.items() if choice is Choice.TAKE})

    # ---- choosing ----------------------------------------------------------------------------------------------

    @property
    def _current(self) -> dict[str, Choice]:
        assert self._form is not None
        assert self._form.filing is not None
        return self._choices[self._form.filing.id]

    def _on_opened(self, position: int) -> None:
        if self._form is None:
            return
        key = self._form.differences[position].key
        self._choose({key: _NEXT[self._current[key]]})

    def _choose_many(self, choice: Choice, *, column: bool) -> None:
        if self._form is None:
            return
        found: Iterable[Difference] = self._form.differences
        if column and self.table.currentIndex().isValid():
            like = self._form.differences[self.table.currentIndex().row()]
            found = [one for one in found if (one.place, one.field) == (like.place, like.field)]
        self._choose({one.key: choice for one in found})

    def _choose(self, choices: dict[str, Choice]) -> None:
        self._current.update(choices)
        row = self.table.currentIndex().row()
        self._show()
        self.table.selectRow(max(0, row))
        self.changed.emit()

    def _show(self) -> None:
        assert self._form is not None
        choices, found = self._current, self._form.differences
        taken = sum(choice is Choice.TAKE for choice in choices.values())
        waiting = sum(choice is Choice.OPEN for choice in choices.values())
        words = f"逐格取数：{len(found)} 处不同，取来件 {taken} 处"
        self.words.setText(words + (f"，{waiting} 处两边都改了，请选" if waiting else ""))
        self.model.show_rows(
            [_row(one, choices[one.key]) for one in found], [CHOICES[choices[one.key]][1] for one in found]
        )


def _row(one: Difference, choice: Choice) -> tuple[str, ...]:
    where = f"{PLACE_WORDS[one.place]}：{one.line}" if one.line else PLACE_WORDS[one.place]
    match one.kind:
        case Kind.ADDED:
            was_deleted = one.is_conflict
            return (
                CHOICES[choice][0],
                where,
                "整行",
                "有" if was_deleted else "—",
                "这里已删除" if was_deleted else "—",
                "改过的一行" if was_deleted else "新增一行",
            )
        case Kind.REMOVED:
            now = "有，这里改过" if one.is_conflict else "有"
            return CHOICES[choice][0], where, "整行", "有", now, "删去了这一行"
        case Kind.VALUE:
            values = [shown_value(one.field, text) or "（空）" for text in (one.sent, one.old, one.new)]
            return CHOICES[choice][0], where, cell_words(one), *values
