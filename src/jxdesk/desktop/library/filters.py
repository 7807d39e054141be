"""The filters above the library list: sector, kind, library and version, and what is shown beside what is in force."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across
from jxdesk.desktop.library.words import KINDS, ORIGINS, STYLES
from jxdesk.domain.library.entries import EntryKind, LibraryEntry
from jxdesk.domain.library.search import LibraryQuery
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.rules.parts import GoalStyle


class LibraryFilters(QWidget):
    """One row of filters; ``changed`` tells that somebody chose another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("library_filters")
        self.sector = self._combo("library_sector", "行业", 132)
        self.kind = self._combo("library_kind", "用在哪里", 122)
        self.kind.addItem("用在：全部", "")
        for kind, word in KINDS:
            self.kind.addItem(word, kind.value)
        self.library = self._combo("library_choice", "哪个库", 214)
        self.style_choice = self._combo("library_style", "成本指标写在哪里", 196)
        for style, word, meaning in STYLES:
            self.style_choice.addItem(f"{word}：{meaning}", style.value)
            place = self.style_choice.count() - 1
            self.style_choice.setItemData(place, meaning, Qt.ItemDataRole.ToolTipRole)
        self.style_choice.setToolTip("旧写法：成本在产出指标下面；新写法：成本是单独的一级")
        self.used = self._check("library_used", "只看用过的")
        self.suggested = self._check("library_suggested", "只看建议入库")
        self.retired = self._check("library_retired", "连停用的")
        row = across(
            self.sector,
            self.kind,
            self.library,
            self.style_choice,
            4,
            self.used,
            self.suggested,
            self.retired,
            None,
            spacing=10,
        )
        self.setLayout(row)

    def _combo(self, name: str, meaning: str, width: int) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setFixedWidth(theme.scaled(width))
        made.setMaxVisibleItems(20)
        made.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        made.currentIndexChanged.connect(lambda _: self.changed.emit())
        return made

    def _check(self, name: str, words: str) -> QCheckBox:
        made = QCheckBox(words)
        made.setObjectName(name)
        made.toggled.connect(lambda _: self.changed.emit())
        return made

    @property
    def style_shown(self) -> GoalStyle:
        """The style whose levels the list shows."""
        return GoalStyle(self.style_choice.currentData())

    def query(self, text: str) -> LibraryQuery:
        """What is asked for."""
        kind = str(self.kind.currentData() or "")
        return LibraryQuery(
            text=text,
            sector=str(self.sector.currentData() or ""),
            style=self.style_shown,
            kinds=frozenset({EntryKind(kind)}) if kind else frozenset(),
            only_used=self.used.isChecked(),
            only_suggested=self.suggested.isChecked(),
        )

    def entries(self, shelf: Shelf) -> tuple[LibraryEntry, ...]:
        """The entries of the library and version that is chosen, else of all that are in force."""
        library = shelf.by_id.get(str(self.library.currentData() or ""))
        if library is None:
            return shelf.offered(with_retired=self.retired.isChecked())
        return tuple(one for one in library.entries if self.retired.isChecked() or not one.is_retired)

    def clear(self) -> None:
        """Shows everything again."""
        with QSignalBlocker(self):
            for choice in (self.sector, self.kind, self.library):
                choice.setCurrentIndex(0)
            for check in (self.used, self.suggested, self.retired):
                check.setChecked(False)
        self.changed.emit()

    def show_shelf(self, shelf: Shelf) -> None:
        """Shows what can be chosen, keeping what is."""
        sectors = [(sector.name, sector.name) for sector in shelf.sectors]
        _fill(self.sector, "行业：全部", sectors)
        newest = {library.id for library in shelf.in_force()}
        libraries = []
        for library in shelf.libraries:
            version = f" {library.version}版" if library.version else ""
            old = "" if library.id in newest else "，旧版"
            libraries.append((library.id, f"{library.name}{version}（{ORIGINS[library.origin]}{old}）"))
        _fill(self.library, "库：全部在用的", libraries)


def _fill(choice: QComboBox, everything: str, items: list[tuple[str, str]]) -> None:
    chosen = str(choice.currentData() or "")
    with QSignalBlocker(choice):
        choice.clear()
        choice.addItem(everything, "")
        for value, word in items:
            choice.addItem(word, value)
            choice.setItemData(choice.count() - 1, word, Qt.ItemDataRole.ToolTipRole)
        choice.view().setMinimumWidth(min(420, choice.view().sizeHintForColumn(0) + 40))
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
