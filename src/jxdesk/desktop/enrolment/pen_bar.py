"""The pen's bar: above every page of a PC that gave the books and the pen away, with who has them and the way to take them back."""

from __future__ import annotations

from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.moments import moment
from jxdesk.desktop.theme import Tone
from jxdesk.domain.road.duties import Duty


class PenBar(Bar):
    """In sight as long as this PC only looks because another one has the pen."""

    def __init__(self, context: Context) -> None:
        super().__init__(Tone.WARN, name="pen_bar")
        self.context = context
        self.how = button(
            "换电脑怎么办",
            lambda: context.open_page("enrolment_guide", "new-pc"),
            kind="link",
            name="pen_bar_how",
        )
        self.take = button("收回笔", self._on_take, icon="check", name="pen_bar_take")
        self.row.addWidget(self.how)
        self.row.addWidget(self.take)
        self.setMinimumHeight(40)

    def show_pen(self) -> None:
        """Shows who has the pen; hides where it is here."""
        pen = self.context.workspace.pen_elsewhere
        self.setVisible(pen is not None)
        if pen is None:
            return
        told = "，".join(part for part in (moment(pen.at), f"{pen.who}办的" if pen.who else "") if part)
        to = pen.reason or "本单位另一台电脑"
        self.say(Tone.WARN, f"这台电脑只能看、打印和导出：账和笔交给{to}了（{told}）。")
        offer(self.take, self.context.workspace, Duty.TAKE_OVER)

    def _on_take(self) -> None:
        from jxdesk.desktop.enrolment.moving import PenDialog

        PenDialog.take_back(self.context, parent=self.window()).open()
