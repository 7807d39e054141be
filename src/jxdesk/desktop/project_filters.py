"""The filters above the project list: state as chips, unit, money and execution as choices, and the height of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from jxdesk.actions.look import ProjectQuery, YearFacts
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.furniture import across, button
from jxdesk.domain.records.projects import BudgetBook
from jxdesk.store.views.list_stages import TARGET

CHIPS = (
    ("", "全部", "all"),
    ("none", "待填", "none"),
    ("draft", "填写中", "draft"),
    ("problem", "有问题", "problem"),
    ("finished", "已填好", "finished"),
    ("sealed", "已封装", "sealed"),
    ("approved", "已批复", "approved"),
    ("unsent", "没送出", "unsent"),
)
RARE = frozenset({"approved", "unsent"})
"""In sight only where it counts: where some targets are approved, and where a deadline led to the list."""
BOOKS = {
    BudgetBook.GENERAL: "一般公共预算",
    BudgetBook.GOVERNMENT_FUNDS: "政府性基金",
    BudgetBook.STATE_CAPITAL: "国有资本经营",
    BudgetBook.SOCIAL_INSURANCE: "社会保险基金",
    BudgetBook.OUTSIDE: "预算外资金",
}
RATES = (
    ("", "执行率：全部"),
    ("low", "低于50%"),
    ("middle", "50%—80%"),
    ("high", "80%—100%"),
    ("full", "100%及以上"),
    ("none", "没有执行率"),
)


class ProjectFilters(QWidget):
    """One row of filters; ``changed`` tells that somebody chose another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("project_filters")
        self.state = ""
        self.chips = QButtonGroup(self)
        self.chips.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        for number, (state, word, _) in enumerate(CHIPS):
            chip = button(word, kind="chip", name=f"chip_{state or 'all'}")
            chip.setCheckable(True)
            chip.setChecked(not state)
            chip.clicked.connect(lambda _=False, state=state: self._on_chip_clicked(state))
            self.chips.addButton(chip, number)
            row.addWidget(chip)
            if state in RARE:
                chip.hide()
        row.addStretch(1)
        self.unit_choice = self._combo("unit_choice", "单位", 150)
        self.book_choice = self._combo("book_choice", "资金性质", 150)
        self.rate_choice = self._combo("rate_choice", "执行率", 130)
        for value, word in RATES:
            self.rate_choice.addItem(word, value)
        right = across(self.unit_choice, self.book_choice, self.rate_choice, spacing=8)
        right.addLayout(self._make_density())
        row.addLayout(right)

    def _combo(self, name: str, meaning: str, width: int) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setFixedWidth(theme.scaled(width))
        made.setMaxVisibleItems(18)
        made.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        made.currentIndexChanged.connect(lambda _: self.changed.emit())
        return made

    def _make_density(self) -> QHBoxLayout:
        self.standard = button("标准", kind="segment", name="density_standard")
        self.compact = button("紧凑", kind="segment", name="density_compact")
        self.standard.setProperty("edge", "left")
        self.compact.setProperty("edge", "right")
        density = QButtonGroup(self)
        for one in (self.standard, self.compact):
            one.setCheckable(True)
            density.addButton(one)
        (self.compact if preferences.COMPACT.get() else self.standard).setChecked(True)
        return across(self.standard, self.compact, spacing=0)

    def _on_chip_clicked(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    def apply_to(self, query: ProjectQuery) -> ProjectQuery:
        """The query with what is chosen here."""
        return query._replace(
            state=self.state,
            unit=self.unit_choice.currentData() or "",
            book=self.book_choice.currentData() or "",
            rate=self.rate_choice.currentData() or "",
            rate_below=None,
        )

    def show_query(self, query: ProjectQuery) -> None:
        """Puts the widgets in step with a query."""
        self.state = query.state
        for number, (state, _, _) in enumerate(CHIPS):
            if state == query.state:
                self.chips.button(number).setChecked(True)
        for choice, value in (
            (self.unit_choice, query.unit),
            (self.book_choice, query.book),
            (self.rate_choice, query.rate),
        ):
            with QSignalBlocker(choice):
                choice.setCurrentIndex(max(0, choice.findData(value)))

    def show_facts(self, query: ProjectQuery, facts: YearFacts) -> None:
        """Shows the counts of the year, and what can be chosen."""
        for number, (_, word, key) in enumerate(CHIPS):
            count = _unsent(facts.counts) if key == "unsent" else facts.counts.get(key, 0)
            chip = self.chips.button(number)
            chip.setText(f"{word} {count}")
            chip.setVisible(key not in RARE or (key == "approved" and count > 0) or query.state == key)
        self.rate_choice.setVisible(facts.stage != TARGET)
        _fill(self.unit_choice, "单位：全部", [(name, name) for name in facts.units], query.unit)
        books = [(book, BOOKS.get(BudgetBook(book), book)) for book in facts.books]
        _fill(self.book_choice, "资金性质：全部", books, query.book)


def _unsent(counts: Mapping[str, int]) -> int:
    return counts.get("all", 0) - counts.get("sealed", 0) - counts.get("approved", 0)


def _fill(choice: QComboBox, everything: str, items: Sequence[tuple[str, str]], chosen: str) -> None:
    wanted = ["", *(value for value, _ in items)]
    present = [choice.itemData(index) for index in range(choice.count())]
    with QSignalBlocker(choice):
        if wanted != present:
            choice.clear()
            choice.addItem(everything, "")
            for value, word in items:
                choice.addItem(word, value)
                choice.setItemData(choice.count() - 1, word, Qt.ItemDataRole.ToolTipRole)
            choice.view().setMinimumWidth(min(360, choice.view().sizeHintForColumn(0) + 40))
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
    choice.setVisible(len(items) > 1)
