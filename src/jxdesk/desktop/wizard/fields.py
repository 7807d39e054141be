"""Fields: the single texts outside the grids, committed when they are left, safe for input methods and for undo."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from jxdesk.desktop.furniture import across, label
from jxdesk.desktop.wizard.editors import LEAVING_KEYS, settle
from jxdesk.desktop.wizard.look import mark

COMMIT_AFTER_MS = 1500


def _leaves_undo_to_wizard(event: QEvent, *, has_own: bool) -> bool:
    """Whether Ctrl+Z belongs to the wizard, because the field has nothing of its own to take back."""
    if event.type() != QEvent.Type.ShortcutOverride or has_own:
        return False
    key = cast(QKeyEvent, event)
    return key.matches(QKeySequence.StandardKey.Undo) or key.matches(QKeySequence.StandardKey.Redo)


class LineField(QLineEdit):
    """One line of text; ``committed(text)`` when it is left or Enter is pressed."""

    committed = Signal(str)

    def __init__(self, *, name: str, hint: str = "", width: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(hint)
        if width:
            self.setFixedWidth(width)
        self.preedit = ""
        self._kept = ""
        self.returnPressed.connect(self.commit)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remembers what is being composed."""
        self.preedit = event.preeditString()
        super().inputMethodEvent(event)

    def show_text(self, text: str) -> None:
        """Shows what the filing holds, unless it is being typed over."""
        self._kept = text
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setModified(False)

    def commit(self) -> None:
        """Hands over what was typed, with the words still being composed."""
        settle(self)
        if self.text() != self._kept:
            self._kept = self.text()
            self.setModified(False)
            self.committed.emit(self.text())

    def event(self, event: QEvent) -> bool:
        """Leaves Ctrl+Z to the wizard where nothing was typed."""
        if _leaves_undo_to_wizard(event, has_own=self.isModified()):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what was typed here; Alt and an arrow belong to the wizard, a composition keeps its keys."""
        if self.preedit and event.key() in LEAVING_KEYS:
            return
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._kept)
            self.setModified(False)
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commits when the field is left."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
        super().focusOutEvent(event)


class TextArea(QPlainTextEdit):
    """Several lines of text; committed when it is left or rests, so that a crash loses seconds at most."""

    committed = Signal(str)

    def __init__(self, *, name: str, hint: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.preedit = ""
        self._kept = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(COMMIT_AFTER_MS)
        self._rest.timeout.connect(self._on_rest)
        self.textChanged.connect(self._rest.start)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remembers what is being composed."""
        self.preedit = event.preeditString()
        super().inputMethodEvent(event)

    def _on_rest(self) -> None:
        if not self.preedit:
            self._hand_over()

    def show_text(self, text: str) -> None:
        """Shows what the filing holds, unless it is being typed over."""
        if text == self._kept and text == self.toPlainText().strip():
            return
        typing = self.hasFocus() and self.toPlainText().strip() != self._kept
        self._kept = text
        if not typing and text != self.toPlainText().strip():
            self.setPlainText(text)
            self._rest.stop()

    def commit(self) -> None:
        """Hands over what was typed, with the words still being composed."""
        settle(self)
        self._hand_over()

    def _hand_over(self) -> None:
        self._rest.stop()
        text = self.toPlainText().strip()
        if text != self._kept:
            self._kept = text
            self.committed.emit(text)

    def event(self, event: QEvent) -> bool:
        """Leaves Ctrl+Z to the wizard where everything typed here is committed."""
        has_own = self.toPlainText().strip() != self._kept
        if _leaves_undo_to_wizard(event, has_own=has_own):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow belong to the wizard, a composition keeps its keys."""
        if self.preedit and event.key() in LEAVING_KEYS:
            return
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in arrows:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commits when the field is left."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
        super().focusOutEvent(event)


class CountedText(QWidget):
    """A text area with its heading and how many characters it holds."""

    def __init__(self, heading: str, *, name: str, hint: str, longest: int | None, required: bool) -> None:
        super().__init__()
        self.longest = longest
        self.area = TextArea(name=name, hint=hint)
        self.area.setAccessibleName(heading)
        self.heading = label(heading, role="strong")
        self.heading.setBuddy(self.area)
        self.count = label("", role="least", name=f"{name}_count")
        star = label("*" if required else "", role="strong")
        star.setProperty("tone", "error")
        star.setToolTip("必填")
        head = across(self.heading, star, None, self.count, spacing=4)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self.area, 1)
        self.area.textChanged.connect(self._count)
        self._count()

    def _count(self) -> None:
        length = len(self.area.toPlainText().strip())
        over = self.longest is not None and length > self.longest
        self.count.setText(f"{length} / {self.longest} 字" if self.longest else f"{length} 字")
        mark(self.count, tone="error" if over else "")

    def mark_wrong(self, wrong: bool) -> None:
        """Puts the red frame of a problem around the text."""
        mark(self.area, bad=wrong)
