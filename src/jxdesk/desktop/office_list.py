"""The office list: offices with how each stands, filtered by chips and found by name, path or first letters; used where an office looks at those below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import EmptyState, across, button, search_field
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.store.shipped.first_letters import found_by_letters

ALL = "全部"
SEARCH_WIDTH = 240
"""Units: px."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLine:
    """One office of the list; ``path`` tells it from all others, ``state`` under which chips it stands."""

    path: str
    name: str
    state: str
    tone: Tone
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of the list, the pill first; ``right`` are those of numbers.

    Units: ``widths`` in 字.
    """

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()


class OfficeList(QStackedWidget):
    """The table, or what is said where it is empty; ``head`` are the chips and the search, to be put above it.

    ``filters`` name for each chip the states that stand under it; a chip for all of them stands before. ``looked_at`` when
    another office is chosen or the list was shown anew: the office that was chosen before stays so.
    """

    looked_at = Signal()
    opened = Signal(str)

    def __init__(
        self,
        name: str,
        meaning: str,
        columns: Columns,
        filters: Mapping[str, frozenset[str]],
        empty: EmptyState,
    ) -> None:
        super().__init__()
        self.lines: Sequence[OfficeLine] = ()
        self.shown: Sequence[OfficeLine] = ()
        self._filters = dict(filters)
        self._letters: dict[str, str] = {}
        self._wanted = ""
        self.chips = QButtonGroup(self)
        for number, word in enumerate((ALL, *self._filters)):
            chip = button(word, kind="chip", name=f"{name}_chip_{number}")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self.chips.addButton(chip, number)
        self.chips.idClicked.connect(lambda _: self._show_lines())
        self.search = search_field(f"{name}_search", "查找单位", "名称或路径，可用拼音首字母")
        self.search.setFixedWidth(theme.scaled(SEARCH_WIDTH))
        self.search.textChanged.connect(lambda _: self._show_lines())
        self.head = across(*self.chips.buttons(), None, self.search, spacing=14)
        self.model = RowsModel(columns.headings, right=columns.right)
        self.table = ListTable(self.model, columns.widths, name=f"{name}_table", meaning=meaning)
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=columns.right)
        )
        self.table.chosen.connect(lambda _: self.looked_at.emit())
        self.table.opened.connect(lambda row: self.opened.emit(self.shown[row].path))
        self.nothing = EmptyState(
            "search", "没有符合条件的单位", f"换个词，或者点“{ALL}”。", name=f"no_{name}_found"
        )
        self.empty = empty
        for one in (self.table, self.nothing, self.empty):
            self.addWidget(one)

    def show_lines(self, lines: Sequence[OfficeLine]) -> None:
        """Shows the offices in the order in which they are given."""
        self.lines = lines
        for one in lines:
            if one.name not in self._letters:
                self._letters[one.name] = found_by_letters(one.name)
        for number, (word, states) in enumerate(self._filters.items(), start=1):
            count = sum(one.state in states for one in lines)
            self.chips.button(number).setText(f"{word} {count}")
        self.chips.button(0).setText(f"{ALL} {len(lines)}")
        self._show_lines()

    def choose(self, path: str) -> None:
        """Chooses an office as soon as it is in the list, whatever is filtered."""
        self._wanted = path
        self.search.clear()
        self.chips.button(0).setChecked(True)
        self._show_lines()

    def current(self) -> str:
        """The path of the office that is chosen; empty where none is."""
        row = self.table.currentIndex().row()
        return self.shown[row].path if 0 <= row < len(self.shown) else ""

    def _show_lines(self) -> None:
        chosen = self._wanted or self.current()
        number = max(0, self.chips.checkedId())
        states = None if number == 0 else list(self._filters.values())[number - 1]
        words = self.search.text().strip().lower()
        self.shown = [
            one for one in self.lines if (states is None or one.state in states) and self._has(one, words)
        ]
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_rows([one.texts for one in self.shown], [one.tone for one in self.shown])
        self.setCurrentWidget(self.table if self.shown else (self.nothing if self.lines else self.empty))
        if self.shown:
            place = next((place for place, one in enumerate(self.shown) if one.path == chosen), -1)
            self.table.selectRow(max(0, place))
            if place >= 0:
                self._wanted = ""
        self.looked_at.emit()

    def _has(self, one: OfficeLine, words: str) -> bool:
        return not words or any(
            words in text for text in (one.name.lower(), one.path.lower(), self._letters[one.name])
        )
