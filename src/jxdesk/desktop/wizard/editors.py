"""Editors: what opens in a cell, safe for Chinese input methods; every grid of the wizard uses the one delegate."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMoveEvent,
    QShowEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from jxdesk.desktop import theme
from jxdesk.desktop.wizard.columns import Column, Kind
from jxdesk.desktop.wizard.look import choices_style

CHOICE_ROW = 28
LONGEST_LIST = 9
LONG_EDITOR_HEIGHT = 96


LEAVING_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
)
"""Keys that mean leaving, unless an input method still composes: then they are its own."""


class Move(Enum):
    """Where the cursor goes when an editor is left by a key: columns to the right and rows down."""

    STAY = (0, 0)
    DOWN = (0, 1)
    UP = (0, -1)
    RIGHT = (1, 0)
    LEFT = (-1, 0)


class CellEditor(Protocol):
    """What the delegate asks of every editor."""

    preedit: str

    def cell_text(self) -> str:
        """What has been typed and committed by the input method."""

    def begin(self, text: str, *, select_all: bool) -> None:
        """Starts with the cell's text."""


class LineEditor(QLineEdit):
    """One line of text; knows whether an input method still composes."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.preedit = ""
        self.setFrame(False)
        self.setObjectName("cell_editor")
        self.setProperty("cell", True)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remembers what is being composed."""
        self.preedit = event.preeditString()
        super().inputMethodEvent(event)

    def cell_text(self) -> str:
        """What has been typed."""
        return self.text()

    def begin(self, text: str, *, select_all: bool) -> None:
        """Starts with the cell's text, selected, so that the first letter replaces it."""
        self.setText(text)
        self.selectAll()


class LongEditor(QPlainTextEdit):
    """Several lines of text for reasons; Enter commits, Alt+Enter breaks the line."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.preedit = ""
        self.setObjectName("cell_editor")
        self.setProperty("cell", True)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remembers what is being composed."""
        self.preedit = event.preeditString()
        super().inputMethodEvent(event)

    def cell_text(self) -> str:
        """What has been typed."""
        return self.toPlainText()

    def begin(self, text: str, *, select_all: bool) -> None:
        """Starts with the cell's text; F2 and a double click put the cursor behind a long text instead of selecting it."""
        self.setPlainText(text)
        if select_all:
            self.selectAll()
        else:
            self.moveCursor(QTextCursor.MoveOperation.End)


class ChoiceEditor(LineEditor):
    """One line with a list of usual answers below it; the keyboard never leaves the line, so composing is safe."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.choices = tuple(choices)
        self.popup = QListWidget()
        self.popup.setWindowFlags(
            Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setObjectName("cell_choices")
        self.popup.setStyleSheet(choices_style())
        self.popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.popup.itemClicked.connect(self._on_popup_clicked)
        for value, words in self.choices:
            item = QListWidgetItem(f"{value}　{words}" if words and words != value else value)
            item.setData(Qt.ItemDataRole.UserRole, value)
            self.popup.addItem(item)
        self.destroyed.connect(self.popup.deleteLater)

    def showEvent(self, event: QShowEvent) -> None:
        """Opens a short list; a long one, such as that of units, waits for the Down key."""
        super().showEvent(event)
        if len(self.choices) <= LONGEST_LIST:
            self.open_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """Closes the list."""
        self.popup.hide()
        super().hideEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keeps the list under the line."""
        super().moveEvent(event)
        if self.popup.isVisible():
            self.open_list()

    def open_list(self) -> None:
        """Shows the list below the line, or above it where the screen ends."""
        if not self.choices:
            return
        rows = min(len(self.choices), LONGEST_LIST)
        widest = max(self.popup.sizeHintForColumn(0) + 28, self.width(), 96)
        height = rows * CHOICE_ROW + 8
        place = self.mapToGlobal(QPoint(0, self.height() + 1))
        screen = self.screen().availableGeometry()
        if place.y() + height > screen.bottom():
            place = self.mapToGlobal(QPoint(0, -height - 1))
        self.popup.setGeometry(place.x(), place.y(), widest, height)
        self._light_up(self.text())
        self.popup.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the list and put its words into the line."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.preedit:
            if not self.popup.isVisible():
                self.open_list()
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.popup.currentRow() + step
            if 0 <= row < self.popup.count():
                self.popup.setCurrentRow(row)
                self.setText(str(self.popup.item(row).data(Qt.ItemDataRole.UserRole)))
                self.selectAll()
            return
        super().keyPressEvent(event)

    def _light_up(self, text: str) -> None:
        values = [value for value, _ in self.choices]
        self.popup.setCurrentRow(values.index(text) if text in values else -1)

    def _on_popup_clicked(self, item: QListWidgetItem) -> None:
        self.setText(str(item.data(Qt.ItemDataRole.UserRole)))
        self.chosen.emit()


def settle(editor: QWidget) -> None:
    """Ends a composition under way and keeps its words: asked of the input method, and done here where it does not answer."""
    QGuiApplication.inputMethod().commit()
    pending = str(getattr(editor, "preedit", ""))
    if pending:
        event = QInputMethodEvent("", [])
        event.setCommitString(pending)
        QApplication.sendEvent(editor, event)
        QGuiApplication.inputMethod().reset()


class CellDelegate(QStyledItemDelegate):
    """Opens the editor of a column, and leaves it by Enter, Tab and Esc, never while a composition is pending.

    A key that opens an editor replaces the text, the first composition whole (select-all on start, focus on the line
    itself). ``left`` tells the grid where to go next.
    """

    left = Signal(object)
    opened = Signal(object)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.by_typing = True
        self.editor: QWidget | None = None

    def column(self, index: QModelIndex | QPersistentModelIndex) -> Column:
        """The column that a cell stands in."""
        return self.columns[index.column()]

    def choices(self, index: QModelIndex | QPersistentModelIndex) -> Sequence[tuple[str, str]]:
        """The usual answers for a cell, each with its meaning."""
        return cast(Sequence[tuple[str, str]], index.data(CHOICES_ROLE) or ())

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Makes the editor of this column."""
        del option
        kind = self.column(index).kind
        choices = self.choices(index) if kind is not Kind.LONG else ()
        editor: LineEditor | LongEditor
        if kind is Kind.LONG:
            editor = LongEditor(parent)
        elif choices:
            editor = ChoiceEditor(parent, choices)
            editor.chosen.connect(lambda: self._finish(editor, Move.STAY))
        else:
            editor = LineEditor(parent)
        if isinstance(editor, LineEditor) and self.column(index).align is Qt.AlignmentFlag.AlignRight:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        editor.setAccessibleName(self.column(index).label)
        self.editor = editor
        self.opened.emit(editor)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Gives the editor the cell's text."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        cast(CellEditor, editor).begin(text, select_all=self.by_typing)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Commits what was typed, where it differs."""
        text = cast(CellEditor, editor).cell_text()
        if text != str(index.data(Qt.ItemDataRole.EditRole) or ""):
            model.setData(index, text, Qt.ItemDataRole.EditRole)  # type: ignore[arg-type]

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Lays the editor over its cell; a long one reaches over the rows below."""
        area = option.rect  # type: ignore[attr-defined]
        if isinstance(editor, LongEditor):
            height = max(area.height(), LONG_EDITOR_HEIGHT)
            host = cast(QWidget, editor.parentWidget()).rect()
            width = max(area.width(), min(280, host.width()))
            left = max(0, min(area.left(), host.right() - width))
            top = max(0, min(area.top(), host.bottom() - height))
            editor.setGeometry(left, top, width, height)
        else:
            editor.setGeometry(area)

    def destroyEditor(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Forgets the editor."""
        if self.editor is editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reads the keys that leave an editor; a pending composition keeps them all."""
        if not isinstance(watched, LineEditor | LongEditor):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and watched.preedit:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            return self._key(watched, cast(QKeyEvent, event))
        if event.type() == QEvent.Type.FocusOut and watched.preedit:
            settle(watched)
        return super().eventFilter(watched, event)

    def _key(self, editor: LineEditor | LongEditor, event: QKeyEvent) -> bool:
        if editor.preedit:
            return event.key() in LEAVING_KEYS
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if alt and isinstance(editor, LongEditor):
                    editor.insertPlainText("\n")
                else:
                    self._finish(editor, Move.UP if shift else Move.DOWN)
                return True
            case Qt.Key.Key_Tab:
                self._finish(editor, Move.RIGHT)
                return True
            case Qt.Key.Key_Backtab:
                self._finish(editor, Move.LEFT)
                return True
            case Qt.Key.Key_Escape:
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                return True
            case _:
                return False

    def _finish(self, editor: QWidget, move: Move) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.left.emit(move)

    def is_composing(self) -> bool:
        """Whether an input method composes in the open editor."""
        return self.editor is not None and bool(getattr(self.editor, "preedit", ""))

    def commit_open_editor(self) -> None:
        """Takes what stands in the open editor, with the words still being composed."""
        editor = self.editor
        if editor is None:
            return
        settle(editor)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


CHOICES_ROLE = int(Qt.ItemDataRole.UserRole) + 1


def row_height() -> int:
    """The height of a row of a form, in the size that the clerk chose."""
    return theme.sizes().form_row
