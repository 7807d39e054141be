"""退回的表: every return that waits here as a checklist; each remark leads to its cell and is answered 已改 or 说明."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from jxdesk.actions import work_order
from jxdesk.actions.work_order import OpenOrder
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, EmptyState, across, button, down, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.review.item_view import ItemView
from jxdesk.desktop.review.words import VIEWING, said_by
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import has_errors
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.road.answering import Item
from jxdesk.domain.road.reviews import Answer

LIST_WIDTH = 330


class ReturnedPage(Page):
    """The argument of the page is the id of a filing; without one the most urgent return is shown."""

    TITLE = "退回的表"
    HELP = "returned"
    SHOWS = frozenset({Part.PACKAGES, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.orders: Sequence[OpenOrder] = ()
        self._wanted, self._item = "", ""
        self.count_label = label(role="second", name="returned_count")
        self.seal_button = button(
            "去封装重报", self._on_seal, kind="primary", icon="seal", name="returned_seal"
        )
        self.header_row.addSpacing(8)
        self.header_row.addWidget(self.count_label)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.seal_button)
        self.view = ItemView(go=self.go_to_cell, changed=self.mark_changed, explain=self.explain)
        self.model = RowsModel(("进度", "项目", "表", "期限"))
        self.table = ListTable(self.model, (5, 0, 5, 5), name="returned_list", meaning="退回的表，最急的在前")
        self.table.setFixedWidth(LIST_WIDTH)
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.chosen.connect(lambda _: self._show_order())
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
            "上级退回的包在“收发箱”装入以后，要改的每一条意见都列在这里，逐条改、逐条答。",
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
        """Reads what was returned and has not gone again."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: work_order.orders(workspace), self.show_orders, lane=Lane.READ, owner=self
        )

    def show_orders(self, found: Sequence[OpenOrder]) -> None:
        """Shows the returns, the one that was looked at before all."""
        current = self.current()
        kept = self._wanted or (current.filing.id if current is not None else "")
        self._wanted = ""
        self.orders = found
        self.stack.setCurrentIndex(0 if found else 1)
        left = sum(len(one.order.open_items) for one in found)
        self.count_label.setText(f"{len(found)} 张表被退回，{left} 条意见未答" if found else "")
        today = dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
        rows, tones = [], []
        for one in found:
            items, opened = one.order.items, one.order.open_items
            done = f"{len(items) - len(opened)}/{len(items)}" if items else "没有逐条"
            due = one.order.due_on
            is_late = one.order.is_overdue(today)
            day = "" if due is None else f"{due.month}月{due.day}日{'·已过' if is_late else ''}"
            rows.append(
                (
                    done,
                    one.filing.content.project_name or one.filing.content.office_name,
                    FORM_NAMES[one.filing.content.form],
                    day,
                )
            )
            tones.append(Tone.ERROR if is_late else (Tone.WARN if opened else Tone.OK))
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_rows(rows, tones)
        place = next((number for number, one in enumerate(found) if one.filing.id == kept), 0)
        if found:
            with QSignalBlocker(self.table.selectionModel()):
                self.table.selectionModel().setCurrentIndex(
                    self.model.index(place, 0),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
                )
            self.table.viewport().update()
        self._show_order()

    def current(self) -> OpenOrder | None:
        """The return that is looked at."""
        row = self.table.currentIndex().row()
        return self.orders[row] if 0 <= row < len(self.orders) else None

    def _show_order(self) -> None:
        found = self.current()
        is_viewing = self.context.workspace.is_viewing
        ready = [one for one in self.orders if not has_errors(one.findings)]
        self.seal_button.setEnabled(bool(ready) and not is_viewing)
        if found is None:
            return
        content = found.filing.content
        self.heading.setText(
            f"{content.project_name or content.office_name}　第 {found.order.round} 轮退回　{found.order.progress}"
        )
        review = found.review
        said = []
        if review is not None:
            day = f"{review.decided_on.isoformat()} " if review.decided_on is not None else ""
            said.append(f"{day}{review.decided_by}：{review.opinion or '没有总的意见，请看下面每一条。'}")
        if found.beside.others:
            said.append(f"另外还改了 {len(found.beside.others)} 处。")
        self.opinion.setText("　".join(said))
        self.view.show_items(found.beside.items, may_answer=not is_viewing)
        errors = [one for one in found.findings if one.severity.value == "error"]
        if is_viewing:
            self.bar.say(Tone.INFO, VIEWING)
        elif errors:
            more = f"（封装以前还差 {len(errors)} 处）" if len(errors) > 1 else ""
            self.bar.say(Tone.WARN, f"{errors[0].message}{errors[0].advice}{more}")
        elif found.findings:
            self.bar.say(Tone.WARN, f"可以重报，但请看一眼：{found.findings[0].message}")
        else:
            self.bar.say(Tone.OK, "都答完了：打开表标“已填好”，就可以封装重报。")

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
        self._answer(item, Answer.CHANGED, "")

    def explain(self, item: Item) -> None:
        """Asks for the reason why a cell stays, and answers 说明."""
        from jxdesk.desktop.review.explain_dialog import ExplainDialog

        ExplainDialog(self.context, item, lambda: self._on_answered(item), parent=self.window()).open()

    def _answer(self, item: Item, said: Answer, text: str) -> None:
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: work_order.answer(workspace, item.comment.id, said, text),
            lambda _: self._on_answered(item),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

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
        from jxdesk.desktop.dialogs.seal import SealDialog
        from jxdesk.domain.records.packages import Task

        found = self.current()
        if found is None or not self.seal_button.isEnabled():
            return
        content = found.filing.content
        task = Task(form=content.form, year=content.year or 0, period=content.period)
        SealDialog(self.context, task=task, parent=self.window()).open()

    def panes(self) -> list[QWidget]:
        """The remarks first: they are what is worked off; then the list of returns."""
        return [self.view.table, self.table, self.seal_button] if self.stack.currentIndex() == 0 else []
