"""The sector field: 领域 of a project, picked from the sectors of the libraries by name, by word or by pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from jxdesk.desktop import icons
from jxdesk.desktop.context import Context
from jxdesk.desktop.tasks import Lane
from jxdesk.store.shipped.first_letters import found_by_letters

if TYPE_CHECKING:
    from jxdesk.domain.library.entries import Sector

HINT = "按 ↓ 从指标库的领域里选，可用拼音首字母"
MOST_SHOWN = 9


class SectorField(QLineEdit):
    """One line with the sectors below it while one types or presses ↓; other words may stay, they count by what they say.

    ``show_name`` tells it the project's name, so that it can say which sector counts while nothing is chosen.
    """

    def __init__(self, context: Context, *, name: str, text: str = "", hint: str = HINT) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName("领域")
        self.sectors: Sequence[Sector] = ()
        self._hint = hint
        self._project_name = ""
        self.names = QStringListModel(self)
        completer = QCompleter(self.names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST_SHOWN)
        completer.popup().setObjectName(f"{name}_list")
        self.setCompleter(completer)
        self.setPlaceholderText(hint)
        opening = QAction(icons.icon("down", 16), "看全部领域", self)
        opening.triggered.connect(self.show_all)
        self.addAction(opening, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._offer)
        workspace = context.workspace

        def work() -> Sequence[Sector]:
            from jxdesk.actions import libraries

            return libraries.sectors(workspace)

        context.tasks.run(work, self.show_sectors, lane=Lane.READ, owner=self)

    def show_sectors(self, sectors: Sequence[Sector]) -> None:
        """Takes the sectors there are."""
        self.sectors = sectors
        self._offer(self.text())
        self.show_name(self._project_name)

    def show_name(self, project_name: str) -> None:
        """Says which sector the name speaks for, as long as none is chosen."""
        from jxdesk.domain.library.entries import guess_sector

        self._project_name = project_name
        guessed = guess_sector(project_name, self.sectors) if project_name.strip() else ""
        self.setPlaceholderText(f"看名称像“{guessed}”，不选就按它" if guessed else self._hint)

    def offered(self, text: str) -> list[str]:
        """The sectors that a text finds, by their names, their words or their initials; all where there is no text."""
        wanted = text.strip().lower()
        if not wanted:
            return [sector.name for sector in self.sectors]
        by_name = [one.name for one in self.sectors if wanted in one.name.lower()]
        by_letters = [
            one.name
            for one in self.sectors
            if any(letters.startswith(wanted) for letters in found_by_letters(one.name).split())
        ]
        by_word = [one.name for one in self.sectors if any(wanted in word for word in one.words)]
        return list(dict.fromkeys((*by_name, *by_letters, *by_word)))

    def _offer(self, text: str) -> None:
        self.names.setStringList(self.offered(text))

    def show_all(self) -> None:
        """Opens the list of all sectors."""
        self.names.setStringList(self.offered(""))
        self.setFocus()
        self.completer().complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow opens the list."""
        is_open = self.completer().popup().isVisible()
        if event.key() == Qt.Key.Key_Down and not is_open:
            self.show_all()
            return
        super().keyPressEvent(event)
