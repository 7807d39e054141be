"""The shell: brings the frame to life for one opened workspace: pages, keys, the way back, and the end."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.frame import Frame
from jxdesk.desktop.rail import ENTRIES
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.task_strip import TaskStrip
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.unit_switch import change_unit
from jxdesk.domain.errors import JxError

if TYPE_CHECKING:
    from jxdesk.actions.glance import Dashboard
    from jxdesk.desktop.duty_buttons import PageOffer
    from jxdesk.desktop.enrolment.pen_bar import PenBar
    from jxdesk.desktop.pages.dashboard import DashboardPage
    from jxdesk.desktop.pages.page import Page

TOLD_MS = 8_000
ROAD_SUFFIXES = frozenset({".jxpkg", ".jxrcpt"})
TRUST_SUFFIXES = frozenset({".jxreq", ".jxtrust"})


class PageSpec(NamedTuple):
    """Where a page lives, and which entry of the rail is lit while it is in sight."""

    module: str
    maker: str
    rail: str


PAGES = {
    "dashboard": PageSpec("dashboard", "DashboardPage", "dashboard"),
    "projects": PageSpec("projects", "ProjectsPage", "projects"),
    "project": PageSpec("project", "ProjectPage", "projects"),
    "department": PageSpec("department", "DepartmentPage", "department"),
    "departments": PageSpec("departments", "DepartmentsPage", "department"),
    "monitoring": PageSpec("monitoring", "MonitoringPage", "monitoring"),
    "rectifications": PageSpec("rectifications", "RectificationsPage", "monitoring"),
    "wizard": PageSpec("filling", "FillingPage", "projects"),
    "library": PageSpec("library", "LibraryPage", "library"),
    "agreement": PageSpec("agreement", "AgreementPage", "agreement"),
    "charts": PageSpec("charts", "ChartsPage", "dashboard"),
    "tray": PageSpec("tray", "TrayPage", "tray"),
    "review": PageSpec("review", "ReviewPage", "review"),
    "returned": PageSpec("returned", "ReturnedPage", "returned"),
    "enrolment": PageSpec("enrolment", "EnrolmentPage", "settings"),
    "enrolment_guide": PageSpec("enrolment_guide", "EnrolmentGuidePage", "settings"),
    "rollup": PageSpec("rollup", "RollUpPage", "rollup"),
    "practice": PageSpec("practice", "PracticePage", "practice"),
    "settings": PageSpec("settings", "SettingsPage", "settings"),
    "help": PageSpec("help", "HelpPage", "help"),
}


class Shell(QObject):
    """What the main window does."""

    def __init__(self, frame: Frame, context: Context, *, practice: bool, office: str, person: str) -> None:
        super().__init__(frame)
        self.frame = frame
        self.context = context
        context.setParent(self)
        context.page_names = frozenset(PAGES)
        self.practice = practice
        self.pages: dict[str, Page] = {}
        self.current = ""
        self._argument: object = None
        self._way_back: list[tuple[str, object]] = []
        self._pen_bar: PenBar | None = None
        self._told_timer = QTimer(self)
        self._told_timer.setSingleShot(True)
        self._told_timer.timeout.connect(lambda: frame.status_told.setText(""))
        frame.dress(practice=practice, office=office, person=person)
        frame.task_place.addWidget(TaskStrip(context.tasks))
        frame.on_chosen = self.go
        frame.on_close = self.may_close
        frame.on_drop = lambda files: self.offer_files([Path(file) for file in files])
        frame.setAcceptDrops(True)
        self._bind_context()
        self._bind_keys()

    def _bind_context(self) -> None:
        context = self.context
        context.page_wanted.connect(self.go)
        context.back_wanted.connect(self.go_back)
        context.help_wanted.connect(lambda topic: self.go("help", topic))
        context.told.connect(self._on_context_told)
        context.saved.connect(self._on_context_saved)
        context.summed.connect(self.frame.status_sums.setText)
        context.moving.connect(self.frame.close)
        context.refresh.changed.connect(self._on_refresh_changed)
        context.tasks.failed.connect(self.show_error)

    def _bind_keys(self) -> None:
        for entry in ENTRIES:
            if entry.name != "help":  # its key opens the card of the page in sight
                self._key(entry.keys, partial(self._on_rail_key, entry.name))
        self._key("Ctrl+F", self._on_find)
        self._key("Ctrl+Shift+F", self._on_find_here)
        self._key("Alt+Left", self._on_alt_left)
        self._key("F1", self._on_help)
        self._key("F5", self._on_reload)
        self._key("F6", lambda: self._cycle(1))
        self._key("Shift+F6", lambda: self._cycle(-1))
        self._key("Ctrl+S", self._on_save)
        self._key("Ctrl+Shift+U", lambda: change_unit(self.context))

    def _key(self, keys: str, on_pressed: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self.frame)
        shortcut.activated.connect(on_pressed)

    # ---- going from page to page ------------------------------------------------------------------------------

    def page(self, name: str) -> Page:
        """A page, made when it is first asked for."""
        found = self.pages.get(name)
        if found is None:
            spec = PAGES[name]
            module = importlib.import_module(f"jxdesk.desktop.pages.{spec.module}")
            found = cast("Page", getattr(module, spec.maker)(self.context))
            found.setObjectName(f"{name}_page")
            self.pages[name] = found
            self.frame.pages.addWidget(found)
        return found

    def go(self, name: str, argument: object = None) -> None:
        """Shows a page and remembers the one before it."""
        before = self.pages.get(self.current)
        if before is not None and name != self.current and not before.may_close():
            self.frame.rail.switch_on(PAGES[self.current].rail)
            return
        if self.current and (name, argument) != (self.current, self._argument):
            self._way_back.append((self.current, self._argument))
            del self._way_back[:-50]
        self._show(name, argument)

    def go_back(self) -> None:
        """Shows the page before this one."""
        before = self.pages.get(self.current)
        if before is not None and not before.may_close():
            return
        if self._way_back:
            self._show(*self._way_back.pop())
        elif self.current != "dashboard":
            self._show("dashboard", None)

    def show_first(self, first: Dashboard | None) -> None:
        """Shows the first page, with its numbers where they were read ahead."""
        page = cast("DashboardPage", self.page("dashboard"))
        if first is not None:
            page.show_dashboard(first)
            page.stale = False
        self._show("dashboard", None)

    def reopen_wizard(self, filing_id: str) -> None:
        """Opens the wizard of a filing if this workspace has it: the place may have been kept in another one."""
        from jxdesk.actions import look

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: look.has_filing(workspace, filing_id),
            lambda there: self.go("wizard", filing_id) if there else None,
            lane=Lane.READ,
            owner=self,
        )

    def ask_more(self) -> None:
        """Lets the rail and the first page ask for what wants forms and rules loaded."""
        self._ask_offers()
        self._show_pen()
        page = self.pages.get("dashboard")
        if page is not None:
            cast("DashboardPage", page).ask_more()

    def _show(self, name: str, argument: object) -> None:
        page = self.page(name)
        self.current, self._argument = name, argument
        self.context.tell_sums("")
        self.frame.rail.switch_on(PAGES[name].rail)
        page.open(argument)
        if self.frame.pages.currentWidget() is page:
            page.load_if_stale()
        else:
            self.frame.pages.setCurrentWidget(page)
        panes = page.panes()
        if panes and self.frame.isVisible():
            panes[0].setFocus()

    # ---- what the level and the role open ---------------------------------------------------------------------

    def _ask_offers(self) -> None:
        """Asks which pages this office and this person have, beside those that everybody has."""
        workspace = self.context.workspace

        def work() -> Mapping[str, PageOffer]:
            from jxdesk.desktop.duty_buttons import page_offers

            return page_offers(workspace)

        self.context.tasks.run(work, self._show_offers, lane=Lane.READ, owner=self)

    def _show_offers(self, offers: Mapping[str, PageOffer]) -> None:
        for name, one in offers.items():
            self.frame.rail.offer(name, is_there=one.is_there, why_not=one.why_not)

    def _show_pen(self) -> None:
        """Says above every page that this PC only looks, as soon as the pen is elsewhere."""
        if self._pen_bar is None and self.context.workspace.pen_elsewhere is not None:
            from jxdesk.desktop.enrolment.pen_bar import PenBar

            self._pen_bar = PenBar(self.context)
            self.frame.page_column.insertWidget(0, self._pen_bar)
        if self._pen_bar is not None:
            self._pen_bar.show_pen()

    def begin_wire(self) -> None:
        """Lets what waits for the wire go; the status bar says how this PC stands with it."""
        from jxdesk.desktop.wire.news_bar import NewsBar

        keeper, place = self.context.wire, self.frame.status_place
        self.frame.page_column.insertWidget(0, NewsBar(self.context))
        keeper.changed.connect(lambda: place.setText(keeper.place_words()))
        keeper.begin()

    # ---- keys ------------------------------------------------------------------------------------------------

    def _on_rail_key(self, name: str) -> None:
        why_not = self.frame.rail.why_not.get(name)
        if why_not is None:
            self.go(name)
        elif why_not:
            self.context.tell(why_not.replace("\n", ""))

    def _on_find(self) -> None:
        """Opens the search over everything."""
        from jxdesk.desktop.search_box import SearchBox

        SearchBox(self.context, pages=self.frame.rail.offered(), parent=self.frame).open()

    def _on_find_here(self) -> None:
        """Goes to the search field of the page in sight, else to that of the project list."""
        page = self.pages.get(self.current)
        field = page.find_field() if page is not None else None
        if field is None:
            self.go("projects")
            field = self.pages["projects"].find_field()
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def _on_alt_left(self) -> None:
        page = self.pages.get(self.current)
        if page is None or not page.step_back():
            self.go_back()

    def _on_help(self) -> None:
        page = self.pages.get(self.current)
        self.go("help", page.help_topic if page is not None else "start")

    def _on_reload(self) -> None:
        page = self.pages.get(self.current)
        if page is not None:
            page.load()

    def _on_save(self) -> None:
        self.context.tell("已经存好了：每改一格就自动保存一次。")

    def _cycle(self, step: int) -> None:
        page = self.pages.get(self.current)
        own = self.frame.rail.buttons[PAGES[self.current].rail]
        first = own if own.isVisible() and own.isEnabled() else self.frame.rail.buttons["dashboard"]
        stops: list[QWidget] = [first]
        if page is not None:
            stops += [pane for pane in page.panes() if pane.isVisible() and pane.isEnabled()]
        focused = QApplication.focusWidget()
        here = next(
            (
                index
                for index, stop in enumerate(stops)
                if focused is not None and (stop is focused or stop.isAncestorOf(focused))
            ),
            0,
        )
        stops[(here + step) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    # ---- what the context tells -------------------------------------------------------------------------------

    def _on_context_told(self, text: str) -> None:
        self.frame.status_told.setText(text)
        self._told_timer.start(TOLD_MS)

    def _on_context_saved(self, when: dt.datetime) -> None:
        self.frame.status_saved.setText(f"已自动保存 {when:%H:%M:%S}")
        self.frame.status_saved.show()

    def _on_refresh_changed(self, changes: Changes) -> None:
        if changes.touches(Part.PACKAGES):
            self._show_pen()
        if changes.touches(Part.PEOPLE, Part.OFFICES):
            self._ask_offers()
        for page in self.pages.values():
            page.on_changes(changes)

    def show_error(self, error: JxError) -> None:
        """Says what happened, where, and what to do; the code stands at the end for the help desk."""
        from jxdesk.desktop.dialogs.error import show_error

        show_error(self.frame, error)

    def offer_files(self, files: list[Path]) -> None:
        """Offers files that were dropped or given at the start: packages and receipts go to the tray, forms are read for import."""
        packages = tuple(file for file in files if file.suffix.lower() in ROAD_SUFFIXES)
        if packages:
            self.go("tray", packages)
            return
        trust = next((file for file in files if file.suffix.lower() in TRUST_SUFFIXES), None)
        if trust is not None:
            self.go("enrolment", trust)
            return
        from jxdesk.desktop.dialogs.take_in import TakeInDialog

        TakeInDialog(self.context, parent=self.frame).open_with(files)

    # ---- the end ---------------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Asks before work under way is stopped."""
        page = self.pages.get(self.current)
        busy = self.context.tasks.visible()
        if (page is not None and not page.may_close()) or (busy and not self._confirm_close(busy[0].label)):
            self.context.move = None
            return False
        return True

    def _confirm_close(self, label: str) -> bool:
        from PySide6.QtWidgets import QMessageBox

        from jxdesk.desktop import icons, theme

        box = QMessageBox(self.frame)
        box.setObjectName("close_question")
        box.setWindowTitle("还有事情没做完")
        box.setIconPixmap(icons.pixmap("warning", 36, theme.AMBER))
        box.setText(f"“{label}”还没有做完。")
        box.setInformativeText("现在退出会停下这件事，已经存好的数据不受影响。")
        stop = box.addButton("停下并退出", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("等它做完", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is stop
