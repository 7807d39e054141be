"""目标已调整: what the adjusted target says otherwise than the form in work, to be taken over line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.tick_model import TickModel
from jxdesk.domain.beginning.adjusting import TURN_WORDS, Turn

if TYPE_CHECKING:
    from jxdesk.actions.adjust import Following


class FollowingDialog(QDialog):
    """Offers the changed lines; ``chosen`` gives the keys of those to take over."""

    chosen = Signal(object)

    def __init__(self, following: Following, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("following_dialog")
        self.setWindowTitle("从目标带入" if following.came_later else "目标已调整")
        self.setMinimumWidth(860)
        document = f"（{following.document_number}）" if following.document_number else ""
        self.model = TickModel(
            ("", "指标", "这张表上", "批复的目标" if following.came_later else "调整后的目标")
        )
        keys = [offer.key for offer in following.offers]
        self.model.show_choices(
            keys,
            [
                (TURN_WORDS[offer.turn], offer.name, offer.old or "—", offer.new or "—")
                for offer in following.offers
            ],
            tickable=frozenset(keys),
            ticked=frozenset(keys),
        )
        self.table = ListTable(self.model, (4, 15, 0, 16), name="following_table", meaning="调整了的指标")
        self.table.setMinimumHeight(220)
        has_dropped = any(offer.turn is Turn.DROPPED for offer in following.offers)
        dropped = (
            "取消的指标会标为“不适用”并写上批复文号，它的分值按比例并到同一个二级指标（没有就并到同一个一级指标，再没有就并到其余指标）。"
            if has_dropped
            else "已经填的完成值都留着。"
        )
        self.go = button("带入选中的", self._on_go, kind="primary", icon="check", name="following_go")
        self.go.setDefault(True)
        self.model.ticks_changed.connect(lambda: self.go.setEnabled(bool(self.model.ticked)))
        self.setLayout(
            down(
                label(
                    f"{'目标' if following.came_later else '目标调整'}已经批复{document}，下面这些和这张表不一样：",
                    role="block_title",
                    wrap=True,
                ),
                self.table,
                label(f"{dropped}带入以后可以撤销（Ctrl+Z）。", role="second", wrap=True),
                across(None, button("先不带入", self.reject, name="following_leave"), self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )

    def _on_go(self) -> None:
        self.accept()
        self.chosen.emit(frozenset(self.model.ticked))
