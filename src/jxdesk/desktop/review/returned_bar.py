"""The bar above a form that was returned: how far its remarks are answered, until when, and the way to the list of them.

Above one that passed with words it says what the reviewer set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.review.words import both_values
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.road.work_orders import WorkOrder
from jxdesk.store.faults import NotFound

if TYPE_CHECKING:
    from jxdesk.actions.passed_with_words import PassedForm


class ReturnedBar(Bar):
    """Shown only above a form whose work order is open, or whose decision has words that are still to be read there."""

    def __init__(self, context: Context) -> None:
        super().__init__(Tone.WARN, name="returned_bar")
        self.context = context
        self._filing_id = ""
        self._cell: object = None
        self._found: WorkOrder | PassedForm | None = None
        self.row.addWidget(
            button("逐条看意见", self._on_list, icon="back", name="returned_bar_list", tip="回到退回的表")
        )
        self.hide()
        context.refresh.changed.connect(self._on_changes)

    def follow(self, filing_id: str) -> None:
        """Follows the form that is being filled."""
        self._filing_id, self._cell, self._found = filing_id, None, None
        self.hide()
        self._ask()

    def go_to(self, place: object) -> None:
        """Says beside it what was remarked on the cell that somebody comes to, a line's id with a field."""
        self._cell = place
        self._show(self._found)

    def _ask(self) -> None:
        workspace, filing_id = self.context.workspace, self._filing_id

        def work() -> WorkOrder | PassedForm | None:
            from jxdesk.actions import passed_with_words, work_order

            try:
                return work_order.open_order(workspace, filing_id).order
            except (work_order.NotReturned, NotFound):
                return passed_with_words.passed_form(workspace, filing_id)

        self.context.tasks.run(
            work,
            lambda found: self._show(found) if filing_id == self._filing_id else None,
            lane=Lane.READ,
            owner=self,
        )

    def _show(self, found: WorkOrder | PassedForm | None) -> None:
        self._found = found
        self.setVisible(found is not None)
        if found is None:
            return
        if isinstance(found, WorkOrder):
            self._show_order(found)
        else:
            self._show_passed(found)

    def _show_order(self, order: WorkOrder) -> None:
        remarks = [
            f"{one.where}：{one.text}" for one in order.items if (one.line_id, one.field) == self._cell
        ]
        day = order.due_on
        until = "" if day is None else f"，{day.month}月{day.day}日以前重报"
        self.say(
            Tone.WARN if order.open_items else Tone.OK,
            f"被退回（第 {order.round} 轮）：{order.progress}{until}。{'　'.join(remarks)}",
        )

    def _show_passed(self, passed: PassedForm) -> None:
        here = [
            f"{one.comment.where}：报送的 {old or '（空）'}，审定的 {new or '（清空）'}"
            for one in passed.settled
            for old, new in [both_values(one)]
            if (one.comment.line_id, one.comment.field) == self._cell
        ]
        count = len(passed.settled)
        changed = f"审核时改定了 {count} 处" if count else "审核人写了意见"
        self.say(Tone.INFO, f"带意见通过（第 {passed.review.round} 轮）：{changed}。{'　'.join(here)}")

    def _on_changes(self, changes: Changes) -> None:
        if self._filing_id and changes.touches(Part.FILINGS, Part.PACKAGES):
            self._ask()

    def _on_list(self) -> None:
        self.context.open_page("returned", self._filing_id)
