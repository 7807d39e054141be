"""The frame: rail, pages and status bar, built and painted before anything else is loaded; ``shell`` brings it to life.

It is written by hand and imports little on purpose: each class of Qt that is named costs up to a millisecond when it is
first named, and a form that uic compiled names thirty that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.rail import Rail

TITLE = "绩效桌面"


class Frame(QMainWindow):
    """The main window's widgets; what they do is told by the shell."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle(TITLE)
        self.setMinimumSize(1120, 640)
        self.on_chosen: Callable[[str], None] = lambda name: None
        self.on_close: Callable[[], bool] = lambda: True
        self.on_drop: Callable[[list[str]], None] | None = None
        self.shell_body = QWidget()
        self.shell_body.setObjectName("shell_body")
        self.setCentralWidget(self.shell_body)
        self.shell_layout = QVBoxLayout(self.shell_body)
        self.shell_layout.setContentsMargins(0, 0, 0, 0)
        self.shell_layout.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._make_rail())
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        self.opening = Opening()
        self.pages.addWidget(self.opening)
        self.page_column = QVBoxLayout()
        self.page_column.setSpacing(0)
        self.page_column.addWidget(self.pages, 1)
        middle.addLayout(self.page_column, 1)
        self.shell_layout.addLayout(middle, 1)
        self.shell_layout.addWidget(self._make_status_bar())

    def _make_rail(self) -> QFrame:
        made = QFrame()
        made.setObjectName("rail")
        made.setAccessibleName("导航")
        made.setFixedWidth(theme.RAIL_WIDTH)
        box = QVBoxLayout(made)
        box.setContentsMargins(6, 8, 6, 8)
        box.setSpacing(2)
        top, bottom = QVBoxLayout(), QVBoxLayout()
        for part in (top, bottom):
            part.setSpacing(2)
        box.addLayout(top)
        box.addStretch(1)
        box.addLayout(bottom)
        self.rail = Rail(top, bottom, lambda name: self.on_chosen(name))
        return made

    def _make_status_bar(self) -> QFrame:
        made = QFrame()
        made.setObjectName("status_bar")
        made.setFixedHeight(theme.STATUS_HEIGHT)
        self.status_row = QHBoxLayout(made)
        self.status_row.setContentsMargins(12, 0, 16, 0)
        self.status_row.setSpacing(20)
        self.status_sums = self._status("status_sums", "选中内容的合计")
        self.status_told = self._status("status_told", "刚才做的事")
        self.status_row.addStretch(1)
        self.task_place = QHBoxLayout()
        self.status_row.addLayout(self.task_place)
        self.status_practice = self._status("status_practice", "")
        self.status_practice.setText("练习")
        self.status_practice.hide()
        self.status_office = self._status("status_office", "单位和填报人")
        self.status_place = self._status("status_place", "")
        self.status_place.setText("本机保存，不联网")
        self.status_saved = self._status("status_saved", "上次保存")
        self.status_saved.hide()
        return made

    def _status(self, name: str, meaning: str) -> QLabel:
        made = QLabel()
        made.setObjectName(name)
        made.setTextFormat(Qt.TextFormat.PlainText)
        if meaning:
            made.setAccessibleName(meaning)
        self.status_row.addWidget(made)
        return made

    def dress(self, *, practice: bool, office: str, person: str) -> None:
        """Says whose workspace this is; a practice one has an amber frame and says so in its title."""
        title = f"{office} · {TITLE}" if office else TITLE
        self.setWindowTitle(f"【练习】{title}" if practice else title)
        self.status_practice.setVisible(practice)
        edge = 4 if practice else 0
        if practice:
            theme.mark(self.shell_body, practice=True)
        self.shell_layout.setContentsMargins(edge, edge, edge, edge)
        self.status_office.setText(" · ".join(part for part in (office, person) if part))

    def show_fitting(self) -> None:
        """Shows the window at its size, or filling a small screen."""
        room: QRect = self.screen().availableGeometry()
        if room.width() <= 1440 or room.height() <= 820:
            self.resize(room.size())
            self.showMaximized()
        else:
            self.resize(min(1680, room.width() - 160), min(1000, room.height() - 120))
            self.show()

    def sizeHint(self) -> QSize:
        """The size on a first start."""
        return QSize(1366, 768)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks before work under way is stopped."""
        event.setAccepted(self.on_close())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files that are dragged over the window."""
        if self.on_drop is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Offers dropped files for import."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files and self.on_drop is not None:
            event.acceptProposedAction()
            self.on_drop(files)


class Opening(QWidget):
    """The first page's header, empty, for the moment until its numbers are read; tells when it has been painted."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_painted = False
        header = QFrame()
        header.setObjectName("page_header")
        header.setFixedHeight(theme.HEADER_HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(20, 0, 16, 0)
        title = QLabel("工作台")
        title.setProperty("role", "page_title")
        row.addWidget(title)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(header)
        box.addStretch(1)
        self._words = QLabel()
        self._words.setObjectName("opening_words")
        self._words.setProperty("role", "second")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self._words)
        box.addStretch(2)

    def say(self, words: str) -> None:
        """Says what is being done meanwhile."""
        self._words.setText(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells once, when the paint is over."""
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)
