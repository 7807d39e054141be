"""Who is here: choosing oneself on a shared PC, with a PIN where there is one, or looking without changing anything."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from jxdesk.actions import people
from jxdesk.actions.people import Desk, Person
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import Refusal
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError

FAILED_MS = 600
"""The button rests so long after a wrong PIN, besides the wait that the errand asks for."""


def ask_who(context: Context, parent: QWidget) -> None:
    """At the start: asks who is here where there is more than one, or somebody has a PIN."""
    workspace = context.workspace

    def on_read(desk: Desk) -> None:
        if desk.must_choose:
            WhoDialog(context, desk, parent=parent).open()

    context.tasks.run(lambda: people.desk(workspace), on_read, lane=Lane.READ, owner=parent)


def follow_who(context: Context, place: QLabel) -> None:
    """Keeps the line of the status bar that says whose desk this is, and that one only looks."""
    workspace = context.workspace

    def read() -> str:
        office, found = workspace.facts.office, people.desk(workspace)
        who = "只看，不改" if found.is_viewing else found.current
        return " · ".join(part for part in (office.name if office else "", who) if part)

    def on_changes(changes: Changes) -> None:
        if changes.touches(Part.PEOPLE, Part.OFFICES):
            context.tasks.run(read, place.setText, lane=Lane.READ, owner=place)

    context.refresh.changed.connect(on_changes)


class WhoDialog(QDialog):
    """The people of this desk; ``came(name)`` when somebody came in, empty for who only looks."""

    came = Signal(str)

    def __init__(self, context: Context, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.desk = desk
        self.setObjectName("who_dialog")
        self.setWindowTitle("谁在用")
        self.resize(420, 420)
        self.names = QListWidget()
        self.names.setObjectName("who_names")
        self.names.setAccessibleName("姓名")
        for person in desk.here:
            lock = "（要 PIN）" if person.has_pin else ""
            item = QListWidgetItem(f"{person.name}　{person.role.value}{lock}")
            item.setSizeHint(QSize(0, theme.sizes().row + 4))
            self.names.addItem(item)
        self.pin = QLineEdit()
        self.pin.setObjectName("who_pin")
        self.pin.setAccessibleName("PIN")
        self.pin.setPlaceholderText("PIN")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(12)
        self.note = Refusal(name="who_note")
        self.go = button("进来", self._on_go, kind="primary", name="who_go")
        self.go.setDefault(True)
        self.look = button("只看，不改", self.reject, name="who_look")
        self.setLayout(
            down(
                label("选自己的名字。修改记录、数据包和送达单上写的就是这个名字。", role="second", wrap=True),
                self.names,
                self.pin,
                self.note,
                across(self.look, None, self.go),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        self.names.currentRowChanged.connect(self._on_chosen)
        self.names.itemActivated.connect(lambda _: self._on_go())
        rows = [row for row, person in enumerate(desk.here) if person.name == desk.current]
        self.names.setCurrentRow(rows[0] if rows else 0)
        # Until somebody comes in nothing is changed, whatever happens behind this dialog.
        people.look_only(context.workspace)
        self.rejected.connect(self._on_looking)

    def chosen(self) -> Person | None:
        """Whose name is marked."""
        row = self.names.currentRow()
        return self.desk.here[row] if 0 <= row < len(self.desk.here) else None

    def _on_chosen(self, _: int) -> None:
        person = self.chosen()
        self.pin.clear()
        self.note.setText("")
        self.pin.setVisible(person is not None and person.has_pin)
        if self.pin.isVisible():
            self.pin.setFocus()

    def _on_go(self) -> None:
        person = self.chosen()
        if person is None or not self.go.isEnabled():
            return
        workspace, pin = self.context.workspace, self.pin.text()
        self.go.setEnabled(False)
        self.context.tasks.run(
            lambda: people.come_in(workspace, person.id, pin=pin),
            self._on_came,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_came(self, person: Person) -> None:
        self.context.refresh.announce(Part.OFFICES, Part.PEOPLE, Part.FILINGS)
        self.context.tell(f"{person.name}，您好。")
        self.came.emit(person.name)
        self.accept()

    def _on_refused(self, error: JxError) -> None:
        self.pin.selectAll()
        self.pin.setFocus()
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))
        QTimer.singleShot(FAILED_MS, self, lambda: self.go.setEnabled(True))

    def _on_looking(self) -> None:
        people.look_only(self.context.workspace)
        self.context.refresh.announce(Part.OFFICES, Part.PEOPLE, Part.FILINGS)
        self.context.tell("只看模式：可以看、打印、导出，不能改。")
        self.came.emit("")
