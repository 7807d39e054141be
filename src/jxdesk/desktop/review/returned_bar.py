"""The bar above a form that was returned: how far its remarks are answered, until when, and the way to the list of them."""

from __future__ import annotations

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.road.work_orders import WorkOrder
from jxdesk.store.faults import NotFound


class ReturnedBar(Bar):
    """Shown only above a form whose work order is open."""

    def __init__(self, context: Context) -> None:
        super().__init__(Tone.WARN, name="returned_bar")
        self.context = context
        self._filing_id = ""
        self._cell: object = None
        self._order: WorkOrder | None = None
        self.row.addWidget(
            button("逐条看意见", self._on_list, icon="back", name="returned_bar_list", tip="回到退回的表")
        )
        self.hide()
        context.refresh.changed.connect(self._on_changes)

    def follow(self, filing_id: str) -> None:
        """Follows the form that is being filled."""
        self._filing_id, self._cell, self._order = filing_id, None, None
        self.hide()
        self._ask()

    def go_to(self, place: object) -> None:
        """Says beside it what was remarked on the cell that somebody comes to, a line's id with a field."""
        self._cell = place
        self._show(self._order)

    def _ask(self) -> None:
        workspace, filing_id = self.context.workspace, self._filing_id

        def work() -> WorkOrder | None:
            from jxdesk.actions import work_order

            try:
                return work_order.open_order(workspace, filing_id).order
            except (work_order.NotReturned, NotFound):
                return None

        self.context.tasks.run(
            work,
            lambda order: self._show(order) if filing_id == self._filing_id else None,
            lane=Lane.READ,
            owner=self,
        )

    def _show(self, order: WorkOrder | None) -> None:
        self._order = order
        self.setVisible(order is not None)
        if order is None:
            return
        remarks = [
            f"{one.where}：{one.text}" for one in order.items if (one.line_id, one.field) == self._cell
        ]
        day = order.due_on
        until = "" if day is None else f"，{day.month}月{day.day}日以前重报"
        self.say(
            Tone.WARN if order.open_items else Tone.OK,
            f"被退回（第 {order.round} 轮）：{order.progress}{until}。{'　'.join(remarks)}",
        )

    def _on_changes(self, changes: Changes) -> None:
        if self._filing_id and changes.touches(Part.FILINGS, Part.PACKAGES):
            self._ask()

    def _on_list(self) -> None:
        self.context.open_page("returned", self._filing_id)
