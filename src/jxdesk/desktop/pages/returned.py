"""退回的表: every return that waits here as a checklist; each remark leads to its cell and is answered 已改 or 说明.

Below the returns stands what passed with words: the cells that the reviewer set, both values and why.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from jxdesk.actions import fill, passed_with_words, work_order
from jxdesk.actions.passed_with_words import PassedForm
from jxdesk.actions.work_order import OpenOrder
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, EmptyState, across, button, down, label
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.review.item_view import ItemView
from jxdesk.desktop.review.returned_list import Entry, ReturnedList
from jxdesk.desktop.review.words import VIEWING, said_by
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Severity, has_errors
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.records.packages import Task
from jxdesk.domain.road.answering import Item
from jxdesk.domain.road.reviews import Answer, Review

Found = tuple[tuple[OpenOrder, ...], tuple[PassedForm, ...]]


class ReturnedPage(Page):
    """The argument of the page is the id of a filing; without one the most urgent return is shown."""

    TITLE = "退回的表"
    HELP = "returned"
    SHOWS = frozenset({Part.PACKAGES, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.orders: tuple[OpenOrder, ...] = ()
        self._wanted = ""
        self.count_label = label(role="second", name="returned_count")
        self.seal_button = button(
            "去封装重报", self._on_seal, kind="primary", icon="seal", name="returned_seal", tip="Ctrl+Enter"
        )
        self.header_row.addSpacing(8)
        self.header_row.addWidget(self.count_label)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.seal_button)
        self.view = ItemView(go=self.go_to_cell, changed=self.mark_changed, explain=self.explain)
        self.table = ReturnedList()
        self.table.chosen.connect(lambda _: self._show_entry())
        self.table.opened.connect(lambda _: self.view.table.setFocus())
        self.heading = label(role="block_title", wrap=True, name="returned_heading")
        self.opinion = label(role="second", wrap=True, name="returned_opinion")
        self.bar = Bar(Tone.INFO, name="returned_missing")
        self.open_button = button("打开这张表", self._on_open, icon="edit", name="returned_open")
        self.bar.row.addWidget(self.open_button)
        right = down(self.heading, self.opinion, self.view, self.bar, spacing=8)
        desk = QWidget()
        row = across(self.table, spacing=14)
        row.addLayout(right, 1)
        desk.setLayout(row)
        self.empty = EmptyState(
            "done",
            "没有被退回的表",
            "上级退回的包在“收发箱”装入以后，要改的每一条意见都列在这里，逐条改、逐条答；带意见通过的，改定了哪几处也在这里看。",
            button("去收发箱", lambda: context.open_page("tray"), kind="primary", name="returned_to_tray"),
            name="no_returned",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(desk)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_seal)

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Shows the return of a filing, or the most urgent one."""
        if isinstance(argument, str) and argument:
            self._wanted = argument
        self.stale = True

    def load(self) -> None:
        """Reads what was returned and has not gone again, and what passed with words."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: (work_order.orders(workspace), passed_with_words.passed_with_words(workspace)),
            self.show_found,
            lane=Lane.READ,
            owner=self,
        )

    def show_found(self, found: Found) -> None:
        """Shows the forms, the one that was looked at before all."""
        self.orders, passed = found
        self.stack.setCurrentIndex(0 if self.orders or passed else 1)
        left = sum(len(one.order.open_items) for one in self.orders)
        counts = [f"{len(self.orders)} 张表被退回，{left} 条意见未答"] if self.orders else []
        counts += [f"{len(passed)} 张带意见通过"] if passed else []
        self.count_label.setText("；".join(counts))
        today = dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
        self.table.show_entries((*self.orders, *passed), today=today, wanted=self._wanted)
        self._wanted = ""
        self._show_entry()

    def current(self) -> Entry | None:
        """The form that is looked at."""
        return self.table.current()

    def _show_entry(self) -> None:
        found = self.current()
        is_viewing = self.context.workspace.is_viewing
        ready = any(not has_errors(one.findings) for one in self.orders)
        self.seal_button.setEnabled(ready and not is_viewing)
        self.seal_button.setVisible(bool(self.orders))
        match found:
            case OpenOrder():
                self._show_order(found)
            case PassedForm():
                self._show_passed(found)
            case None:
                pass

    def _show_order(self, found: OpenOrder) -> None:
        is_viewing = self.context.workspace.is_viewing
        self.heading.setText(f"{_name(found)}　第 {found.order.round} 轮退回　{found.order.progress}")
        said = [] if found.review is None else [_said(found.review, "没有总的意见，请看下面每一条。")]
        if found.beside.others:
            said.append(f"另外还改了 {len(found.beside.others)} 处。")
        self.opinion.setText("　".join(said))
        self.view.show_items(found.beside.items, may_answer=not is_viewing)
        errors = [one for one in found.findings if one.severity is Severity.ERROR]
        if is_viewing:
            self.bar.say(Tone.INFO, VIEWING)
        elif errors:
            more = f"（封装以前还差 {len(errors)} 处）" if len(errors) > 1 else ""
            self.bar.say(Tone.WARN, f"{errors[0].message}{errors[0].advice}{more}")
        elif found.findings:
            self.bar.say(Tone.WARN, f"可以重报，但请看一眼：{found.findings[0].message}")
        else:
            self.bar.say(Tone.OK, "都答完了：点右上角“去封装重报”，标为“已填好”，再封装。")

    def _show_passed(self, found: PassedForm) -> None:
        count = len(found.settled)
        self.heading.setText(
            f"{_name(found)}　第 {found.review.round} 轮带意见通过"
            + (f"　审核时改定了 {count} 处" if count else "")
        )
        self.opinion.setText(_said(found.review, "没有总的意见。"))
        self.view.show_items(found.items, may_answer=False, is_passed=True)
        self.bar.say(
            Tone.OK,
            "已经通过，不用再报。"
            + ("改定的值已经在本机的表里，原来报的在“报送的”一列；有疑问的，请问审核人。" if count else ""),
        )
        if found.is_new and self.isVisible() and not self.context.workspace.is_viewing:
            workspace = self.context.workspace
            self.context.tasks.run(
                lambda: passed_with_words.note_seen(workspace, found),
                lambda _: self.context.refresh.announce(Part.PACKAGES),
                lane=Lane.EDIT,
                owner=self,
            )

    # ---- answering -------------------------------------------------------------------------------------------

    def go_to_cell(self, item: Item) -> None:
        """Opens the wizard at the very cell of a remark; of a whole row or form at the row or the form."""
        comment = item.comment
        if comment.is_about_whole_form:
            self.context.open_page("wizard", comment.filing_id)
            return
        self.context.open_page("wizard", (comment.filing_id, (comment.line_id, comment.field)))

    def mark_changed(self, item: Item) -> None:
        """Answers 已改."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: work_order.answer(workspace, item.comment.id, Answer.CHANGED),
            lambda _: self._on_answered(item),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def explain(self, item: Item) -> None:
        """Asks for the reason why a cell stays, and answers 说明."""
        from jxdesk.desktop.review.explain_dialog import ExplainDialog

        ExplainDialog(self.context, item, lambda: self._on_answered(item), parent=self.window()).open()

    def _on_answered(self, item: Item) -> None:
        self.view.step_after(item)
        self.context.tell_saved()
        self.context.refresh.announce(Part.FILINGS, Part.PACKAGES, filing_ids=(item.comment.filing_id,))

    def _on_refused(self, error: JxError) -> None:
        self.bar.say(Tone.ERROR, said_by(error))

    def _on_open(self) -> None:
        found = self.current()
        if found is not None:
            self.context.open_page("wizard", found.filing.id)

    def _on_seal(self) -> None:
        """Marks the forms of the task that are answered as filled, and leads into sealing them and no others."""
        found = self.current()
        order = found if isinstance(found, OpenOrder) else next(iter(self.orders), None)
        if order is None or not self.seal_button.isEnabled():
            return
        task = _task_of(order)
        ready = [one.filing for one in self.orders if _task_of(one) == task and not has_errors(one.findings)]
        drafts = [one.id for one in ready if one.state is FilingState.DRAFT]
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: fill.finish_many(workspace, drafts) if drafts else None,
            lambda _: self._seal(task, [one.project_id or one.id for one in ready]),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _seal(self, task: Task, ids: list[str]) -> None:
        from jxdesk.desktop.dialogs.seal import SealDialog

        self.context.refresh.announce(Part.FILINGS)
        SealDialog(self.context, task=task, project_ids=ids, parent=self.window()).open()

    def panes(self) -> list[QWidget]:
        """The remarks first: they are what is worked off; then the list of forms."""
        return [self.view.table, self.table, self.seal_button] if self.stack.currentIndex() == 0 else []


def _task_of(order: OpenOrder) -> Task:
    content = order.filing.content
    return Task(form=content.form, year=content.year or 0, period=content.period)


def _name(entry: Entry) -> str:
    content = entry.filing.content
    return content.project_name or content.office_name


def _said(review: Review, otherwise: str) -> str:
    day = f"{review.decided_on.isoformat()} " if review.decided_on is not None else ""
    return f"{day}{review.decided_by}：{review.opinion or otherwise}"
