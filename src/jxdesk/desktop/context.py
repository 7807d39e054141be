"""Context: what every page, dialog and wizard of one window is handed; it belongs to the shell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from jxdesk.desktop.refresh import Refresh
from jxdesk.desktop.scope import OfficeScope
from jxdesk.desktop.tasks import Tasks
from jxdesk.domain.errors import JxError

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace
    from jxdesk.desktop.wire.keeper import WireKeeper
    from jxdesk.domain.progress import Progress
    from jxdesk.store.safety.opening import Opened


class Move(NamedTuple):
    """Where the window goes next, and what is done while no workspace is open; ``words`` say it meanwhile.

    Where what is done before fails with a fault that is ``bearable``, the folder is opened as it was; any other refuses it.
    """

    home: Path
    before: Callable[[Progress], None] | None = None
    words: str = ""
    bearable: type[JxError] = JxError


class Context(QObject):
    """The opened workspace, the lanes of work, the one place of refresh, whose lists are looked at, and what a page may ask of the frame.

    ``page_wanted(name, argument)`` opens a page (``"project"`` with a project's id, ``"wizard"`` with a filing's id or with an id and a place,
    ``"projects"`` with a filter); ``back_wanted`` goes back one page; ``help_wanted(topic)`` opens ``help/<topic>.md``;
    ``told(text)`` shows a short sentence for some seconds; ``saved(when)`` moves the time in the status bar;
    ``summed(text)`` replaces the sums of the selection at the left of the status bar; ``moving`` closes this window
    because another one is to be opened (``move``).
    """

    page_wanted = Signal(str, object)
    back_wanted = Signal()
    help_wanted = Signal(str)
    told = Signal(str)
    saved = Signal(object)
    summed = Signal(str)
    moving = Signal()

    def __init__(self, opened: Opened, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened = opened
        self._workspace: Workspace | None = None
        self._wire: WireKeeper | None = None
        self.tasks = Tasks(self)
        self.refresh = Refresh(self)
        self.scope = OfficeScope(self)
        self.move: Move | None = None
        self.is_warm = True
        """Whether the models are loaded; the start says no for as long as they are not."""
        self._for_later: list[Callable[[], None]] = []
        self.page_names: frozenset[str] = frozenset()

    @property
    def workspace(self) -> Workspace:
        """The workspace that every errand is handed; the start hands it over when forms and rules are loaded."""
        if self._workspace is None:
            from jxdesk.actions.workspace import Workspace

            self._workspace = Workspace(self.opened)
        return self._workspace

    @property
    def wire(self) -> WireKeeper:
        """What goes up and comes down by wire; the start lets it begin."""
        if self._wire is None:
            from jxdesk.desktop.wire.keeper import WireKeeper

            self._wire = WireKeeper(self)
        return self._wire

    def take_workspace(self, workspace: Workspace) -> None:
        """Takes the workspace that the start has made on its own thread."""
        self._workspace = workspace

    def when_warm(self, ask: Callable[[], None]) -> None:
        """Asks when the models are loaded: for what imports much and would make the start of all else wait."""
        if self.is_warm:
            ask()
        else:
            self._for_later.append(ask)

    def tell_warm(self) -> None:
        """The models are loaded: asks what has waited for them."""
        self.is_warm = True
        waiting, self._for_later = self._for_later, []
        for ask in waiting:
            ask()

    def open_page(self, name: str, argument: object = None) -> None:
        """Asks the frame to show a page."""
        self.page_wanted.emit(name, argument)

    def has_page(self, name: str) -> bool:
        """Whether the frame has a page of this name."""
        return name in self.page_names

    def go_back(self) -> None:
        """Asks the frame to go back one page."""
        self.back_wanted.emit()

    def open_help(self, topic: str) -> None:
        """Asks the frame to open a page of help."""
        self.help_wanted.emit(topic)

    def tell(self, text: str) -> None:
        """Shows a short sentence for some seconds; nothing has to be clicked."""
        self.told.emit(text)

    def tell_saved(self) -> None:
        """Moves the time of the last save in the status bar to now."""
        self.saved.emit(dt.datetime.now().astimezone())

    def tell_sums(self, text: str) -> None:
        """Replaces the sums of the selection in the status bar; empty clears them."""
        self.summed.emit(text)

    def move_to(self, move: Move) -> None:
        """Closes this workspace and opens one in its place, after what has to be done in between."""
        self.move = move
        self.moving.emit()
