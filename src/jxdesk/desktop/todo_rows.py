"""Lines of 今天要做: what the card of the first page, and whoever reminds there, makes its lines of."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import Row, button, label, picture
from jxdesk.desktop.theme import Tone

NUMBER_WIDTH, VERB_WIDTH, AIR = 30, 88, 4
"""Units: px."""


class Todo(NamedTuple):
    """A line of 今天要做: how many, of what, and the verb that leads there."""

    key: str
    icon: str
    tone: Tone
    text: str
    verb: str


def todo_row(todo: Todo, count: int | None, act: Callable[[], object]) -> Row:
    """One line: its sign, how many where there is a number, of what, and the button."""
    counted = "" if count is None else str(count)
    number = label(counted, role="block_title", tone=todo.tone, name=f"todo_count_{todo.key}")
    number.setMinimumWidth(NUMBER_WIDTH)
    number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    go = button(todo.verb, act, name=f"todo_{todo.key}")
    go.setAccessibleName(f"{todo.verb}：{counted}{todo.text}")
    go.setMinimumWidth(VERB_WIDTH)
    sign = picture(todo.icon, colour=theme.TONES[todo.tone][0])
    return Row(sign, number, label(todo.text, wrap=True), go, stretch=2, air=AIR)
