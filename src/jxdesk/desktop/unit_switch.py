"""Unit switch: the button beside amounts that changes lists and cards between 万元 and 元, as Ctrl+Shift+U does."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from jxdesk.desktop import amounts
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.refresh import Part


def change_unit(context: Context) -> None:
    """Shows the amounts of lists and cards in the other unit, everywhere at once."""
    amounts.show_in_yuan(not amounts.in_yuan())
    context.refresh.announce(Part.PREFERENCES)
    context.tell(f"列表和卡片里的金额现在用{amounts.unit()}；表格里的单位不变。")


class UnitSwitch:
    """The button; its page calls ``show_unit`` when it shows its amounts."""

    def __init__(self, context: Context, *, name: str) -> None:
        self.button: QPushButton = button(
            "",
            lambda: change_unit(context),
            kind="link",
            name=name,
            tip="金额在万元和元之间换（Ctrl+Shift+U）",
        )
        self.show_unit()

    def show_unit(self) -> None:
        """Offers the unit that is not shown."""
        words = "改用万元" if amounts.in_yuan() else "改用元"
        self.button.setText(words)
        self.button.setAccessibleName(f"金额{words}")
