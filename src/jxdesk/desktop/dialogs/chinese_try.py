"""试打一行中文: a line to type into, what arrived there and how, and what helps where no Chinese arrives."""

from __future__ import annotations

import sys
from enum import Enum, auto
from typing import NamedTuple, assert_never

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, down, label, picture
from jxdesk.desktop.theme import Tone

SHOWN = 12
"""So many characters of what arrived are said back."""

HELP_ON_WINDOWS = (
    "看屏幕右下角：是“英”就按一下 Shift，变成“中”再打。"
    "一个输入法都没有的，在系统“设置 → 时间和语言 → 语言”里加上中文。"
)
HELP_ELSEWHERE = (
    "按 Ctrl+空格 换到中文输入法，看屏幕右下角有没有变。还是不行：退出程序，先在别的软件里打出汉字，再打开程序试。"
    "急用时在别的软件里打好，粘贴过来也行。"
)


class Arrived(Enum):
    """What came into the line, and by which way."""

    NOTHING = auto()
    COMPOSING = auto()
    TYPED = auto()
    PASTED = auto()
    LETTERS = auto()
    OTHER = auto()


class Verdict(NamedTuple):
    """What is said of it, and what to do about it."""

    words: str
    tone: Tone | None
    help: str = ""


def is_chinese(sign: str) -> bool:
    """Whether a character is a Chinese one, the rare ones beyond the first plane too."""
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or ord(sign) > 0x1FFFF


def arrived(text: str, *, preedit: str, by_method: str) -> Arrived:
    """What came in: the text of the line, what is being composed, and all that an input method has committed."""
    if preedit:
        return Arrived.COMPOSING
    if not text:
        return Arrived.NOTHING
    if any(map(is_chinese, text)):
        came = any(is_chinese(sign) and sign in by_method for sign in text)
        return Arrived.TYPED if came else Arrived.PASTED
    return Arrived.LETTERS if any(sign.isalpha() for sign in text) else Arrived.OTHER


def verdict(what: Arrived, text: str, *, platform: str = sys.platform) -> Verdict:
    """The words for what arrived."""
    way_out = HELP_ON_WINDOWS if platform == "win32" else HELP_ELSEWHERE
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    match what:
        case Arrived.NOTHING:
            return Verdict("", None)
        case Arrived.COMPOSING:
            return Verdict("正在拼写：按空格或数字键选字。", None)
        case Arrived.TYPED:
            return Verdict(f"收到“{short}”，能打中文。", Tone.OK)
        case Arrived.PASTED:
            return Verdict("收到的汉字是粘贴来的，能存能印。请再用输入法打几个字试试。", Tone.WARN, way_out)
        case Arrived.LETTERS:
            return Verdict(f"来的是字母“{short}”，不是汉字。", Tone.WARN, way_out)
        case Arrived.OTHER:
            return Verdict("还没有汉字，请打几个汉字试试。", Tone.WARN, way_out)
    assert_never(what)


class _Line(QLineEdit):
    """A line that tells what an input method composes and commits; Enter belongs to the method while it composes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.preedit = ""
        self.by_method = ""
        self.textChanged.connect(lambda _: self.changed.emit())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Hears of the composition."""
        self.preedit = event.preeditString()
        self.by_method += event.commitString()
        super().inputMethodEvent(event)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Some methods hand their characters over as keys."""
        if self.preedit and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        self.by_method += "".join(filter(is_chinese, event.text()))
        super().keyPressEvent(event)


class ChineseTry(QWidget):
    """The line, and below it what arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setObjectName("first_chinese")
        self.line.setAccessibleName("试打一行中文")
        self.line.setPlaceholderText("用输入法打几个字试试，比如单位名称")
        self.line.setFixedWidth(420)
        self.line.changed.connect(self._judge)
        self.note = label(wrap=True, name="first_chinese_note")
        self.help = label(role="second", wrap=True, name="first_chinese_help")
        self.help.hide()
        self.setLayout(
            down(across(picture("keyboard"), self.line, None, spacing=10), self.note, self.help, spacing=6)
        )

    def _judge(self) -> None:
        line = self.line
        what = arrived(line.text(), preedit=line.preedit, by_method=line.by_method)
        words, tone, way_out = verdict(what, line.text())
        self.note.setText(words)
        theme.mark(self.note, tone=tone.value if tone is not None else "")
        self.help.setText(way_out)
        self.help.setVisible(bool(way_out))
