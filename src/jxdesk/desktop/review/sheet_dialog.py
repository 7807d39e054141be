"""审核表: the questions of a review sheet, with the total and what follows from it while it is filled in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import assert_never

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDoubleSpinBox, QGridLayout, QLineEdit, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.dialogs.manners import SCREEN_EDGE, in_reading_order
from jxdesk.desktop.furniture import Bar, across, button, down, label, scrolled
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding
from jxdesk.domain.road.outcomes import OUTCOME_WORDS
from jxdesk.domain.road.review_checks import SheetCase, basis_words
from jxdesk.domain.road.review_sheet import FilledSheet, Mark, check_sheet, default_score, verdict
from jxdesk.domain.rules.reviewing import PassMode, PassRule, Sheet, SheetPoint
from jxdesk.domain.values.quantities import decimal_text

UNMARKED = "（没评）"
WIDTH, HIGH, LOW, GRADE_WIDTH = 920, 820, 400, 104
"""Units: px in the normal size; a sheet with points is as high as the screen lets it."""


class SheetDialog(QDialog):
    """Hands the filled sheet to ``on_filled``; it goes with the decision. ``on_way`` asks for another way to pass.

    Without ``on_filled`` the sheet is only looked at: the filing was decided with it.
    """

    def __init__(
        self,
        name: str,
        sheet: Sheet,
        case: SheetCase,
        known: FilledSheet | None,
        on_filled: Callable[[FilledSheet], object] | None,
        *,
        on_way: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sheet, self.case = sheet, case
        self._on_filled = on_filled
        self.grades: dict[str, QComboBox] = {}
        self.scores: dict[str, QDoubleSpinBox] = {}
        self.notes: dict[str, QLineEdit] = {}
        self.setObjectName("sheet_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("审核表")
        room = self.screen().availableGeometry().height() - SCREEN_EDGE
        self.resize(theme.scaled(WIDTH), min(room, theme.scaled(HIGH if sheet.is_scored else LOW)))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(0, 1)
        for dimension in sheet.dimensions:
            self._add_dimension(dimension.name, dimension.weight if sheet.is_scored else None)
            for point in dimension.points:
                self._add_point(point, known)
        body = QWidget()
        body.setLayout(down(self.grid, None, margins=(0, 0, 10, 0)))
        self.basis = label(role="second", wrap=True, name="sheet_basis")
        self.way = label(role="second", wrap=True, name="sheet_way")
        self.way_button = button("换办法…", on_way, kind="link", name="sheet_way_change")
        self._asks_way = sheet.is_scored and on_way is not None and on_filled is not None
        way_row = across(spacing=8)
        way_row.addWidget(self.way, 1)
        way_row.addWidget(self.way_button, 0, Qt.AlignmentFlag.AlignTop)
        self.verdict = Bar(Tone.INFO, name="sheet_verdict")
        self.go = button("用这张审核表", self._on_go, kind="primary", icon="check", name="sheet_go")
        self.go.setDefault(True)
        leave = button("不填了" if on_filled is not None else "关上", self.reject, name="sheet_leave")
        self.setLayout(
            down(
                label(f"{sheet.name}：{name}", role="block_title", wrap=True, name="sheet_heading"),
                self.basis,
                scrolled(body, name="sheet_body"),
                way_row,
                self.verdict,
                across(None, leave, self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        in_reading_order(self)
        self.show_case(case)
        if on_filled is None:
            self._only_show()

    def show_case(self, case: SheetCase) -> None:
        """Takes another way to pass, or a batch in which more have their points."""
        self.case = case
        book, way = case.book, case.book.passing
        origin = f"规则包“{book.pack_name}”{book.version} 版。"
        self.basis.setText(f"{origin}{basis_words(self.sheet.basis)}")
        fixed = "规则包定的，不能换。" if book.is_fixed and self._on_filled is not None else ""
        self.way.setText(f"通过办法：{way.name}{_line_words(way)}。{fixed}{basis_words(way.basis)}")
        self.way.setVisible(self.sheet.is_scored)
        self.way_button.setVisible(self._asks_way and not book.is_fixed)
        self._show_verdict()

    def _only_show(self) -> None:
        """Nothing can be changed any more."""
        for one in (*self.grades.values(), *self.scores.values(), *self.notes.values()):
            one.setEnabled(False)
        self.go.hide()

    def _add_dimension(self, name: str, weight: Decimal | None) -> None:
        words = name if weight is None else f"{name}（{decimal_text(weight)} 分）"
        self.grid.addWidget(label(words, role="strong"), self.grid.rowCount(), 0, 1, 4)

    def _add_point(self, point: SheetPoint, known: FilledSheet | None) -> None:
        row = self.grid.rowCount()
        mark = known.mark(point.key) if known is not None else Mark(point=point.key)
        self.grid.addWidget(label(f"{point.name}：{point.question}", wrap=True), row, 0)
        grade = self.grades[point.key] = QComboBox()
        grade.setObjectName(f"sheet_grade_{point.key}")
        grade.setAccessibleName(f"{point.name}的等次")
        grade.setMinimumWidth(theme.scaled(GRADE_WIDTH))
        grade.addItem(UNMARKED, "")
        for band in self.sheet.marks:
            grade.addItem(band.grade, band.grade)
        grade.setCurrentIndex(max(0, grade.findData(mark.grade)))
        grade.currentIndexChanged.connect(lambda _, asked=point: self._on_grade(asked))
        self.grid.addWidget(grade, row, 1)
        if self.sheet.is_scored:
            score = self.scores[point.key] = QDoubleSpinBox()
            score.setObjectName(f"sheet_score_{point.key}")
            score.setAccessibleName(f"{point.name}的得分")
            score.setDecimals(1)
            score.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
            score.setRange(0, float(point.weight or 0))
            score.setSuffix(f" / {decimal_text(point.weight)} 分")
            score.setValue(float(mark.score or 0))
            score.setEnabled(bool(mark.grade))
            score.valueChanged.connect(self._show_verdict)
            self.grid.addWidget(score, row, 2)
        note = self.notes[point.key] = QLineEdit(mark.note)
        note.setObjectName(f"sheet_note_{point.key}")
        note.setAccessibleName(f"{point.name}的说明")
        note.setPlaceholderText("说明（可以不写）")
        note.setMinimumWidth(170)
        self.grid.addWidget(note, row, 3)

    def _on_grade(self, point: SheetPoint) -> None:
        """A grade brings its points; they can still be changed within the grade."""
        grade = str(self.grades[point.key].currentData() or "")
        field = self.scores.get(point.key)
        if field is not None:
            with QSignalBlocker(field):
                field.setValue(float(default_score(self.sheet, point, grade) or 0))
            field.setEnabled(bool(grade))
        self._show_verdict()

    def filled(self) -> FilledSheet:
        """The sheet as it is filled in now."""
        marks = []
        for point in self.sheet.points:
            grade = str(self.grades[point.key].currentData() or "")
            field = self.scores.get(point.key)
            score = Decimal(field.cleanText().split("/")[0].strip()) if field is not None and grade else None
            marks.append(
                Mark(point=point.key, grade=grade, score=score, note=self.notes[point.key].text().strip())
            )
        return FilledSheet(sheet_id=self.sheet.id, version=self.case.book.edition.text, marks=tuple(marks))

    def problems(self) -> list[Finding]:
        """What does not fit yet."""
        return list(check_sheet(self.sheet, self.filled()))

    def _show_verdict(self, *_: object) -> None:
        filled, problems = self.filled(), self.problems()
        opened = sum(not mark.grade for mark in filled.marks)
        self.go.setEnabled(not problems)
        if opened:
            done = len(filled.marks) - opened
            self.verdict.say(Tone.INFO, f"评了 {done} 项，还有 {opened} 项没评。")
        elif problems:
            self.verdict.say(Tone.ERROR, f"{problems[0].message}{problems[0].advice}")
        else:
            found = verdict(self.sheet, filled, self.case.book.passing, batch=self.case.batch)
            if not self.sheet.is_scored:
                self.verdict.say(Tone.OK, "评完了。这张审核表不打分，通过不通过由审核人定。")
                return
            follows = f"一般是“{OUTCOME_WORDS[found.follows]}”。" if found.follows is not None else ""
            tone = {True: Tone.OK, False: Tone.WARN, None: Tone.INFO}[found.passes]
            self.verdict.say(tone, f"{found.words}{follows}")

    def _on_go(self) -> None:
        filled = self.filled()
        self.accept()
        if self._on_filled is not None:
            self._on_filled(filled)


def _line_words(way: PassRule) -> str:
    """What a way asks for, behind its name."""
    match way.mode:
        case PassMode.FIXED:
            return f" {decimal_text(way.score)} 分"
        case PassMode.GRADE:
            return f"（“{'”“'.join(way.grades)}”通过）"
        case PassMode.AVERAGE:
            return ""
        case _:
            assert_never(way.mode)
