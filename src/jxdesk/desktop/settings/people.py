"""人员: who works at this desk, their PINs, changing over, and looking without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from jxdesk.actions import people
from jxdesk.actions.people import Desk, Person, Role
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog, Refusal
from jxdesk.desktop.furniture import Bar, Card, Row, across, button, clear, down, elided, label, pill
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.people import LONGEST_PIN, ROLE_TITLES


class PeopleSection(Section):
    """The people of this desk."""

    TITLE = "人员"
    SHOWS = frozenset({Part.OFFICES, Part.PEOPLE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.desk: Desk | None = None
        self.viewing_bar = Bar(Tone.INFO, name="viewing_bar")
        self.viewing_bar.say(Tone.INFO, "现在是只看模式：可以看、打印、导出，不能改。")
        self.viewing_bar.hide()
        self.box.addWidget(self.viewing_bar)
        card = Card("人员", name="people_card", spacing=4)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.switch_button = button("换人", self._on_switch, kind="primary", name="people_switch")
        self.look_button = button("锁住，只看不改", self._on_look, icon="eye", name="people_look")
        card.body.addWidget(
            label(
                "几个人共用一台电脑的，把每个人加进来：打开程序时选自己的名字，修改记录里写的就是谁。"
                "设了 PIN 的人，别人用不了他的名字。",
                role="second",
                wrap=True,
            )
        )
        card.body.addLayout(self.rows)
        card.body.addSpacing(6)
        card.body.addLayout(across(self.switch_button, self.look_button, None))
        self.box.addWidget(card)
        self.box.addWidget(self._make_new())
        self.box.addWidget(
            label(
                "忘了 PIN：请设了 PIN 的负责人点那一行的“忘了 PIN”，输入负责人自己的 PIN，就能去掉重设。"
                "PIN 只防误用别人的名字，不给数据加密；签名用的口令在“本单位”里。",
                role="hint",
                wrap=True,
            )
        )
        self.box.addStretch(1)

    def _make_new(self) -> Card:
        card = Card("加一个人", name="new_person_card")
        self.name = QLineEdit()
        self.name.setObjectName("person_name")
        self.name.setAccessibleName("姓名")
        self.name.setPlaceholderText("姓名")
        self.name.setMaximumWidth(240)
        self.name.returnPressed.connect(self._on_add)
        self.role = QComboBox()
        self.role.setObjectName("person_role")
        self.role.setAccessibleName("做什么")
        for role in Role:
            self.role.addItem(ROLE_TITLES[role], role.value)
        card.body.addLayout(
            across(self.name, self.role, button("加上", self._on_add, icon="plus", name="person_add"), None)
        )
        return card

    # ---- showing ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the people."""
        workspace = self.context.workspace
        self.context.tasks.run(lambda: people.desk(workspace), self.show_desk, lane=Lane.READ, owner=self)

    def show_desk(self, desk: Desk) -> None:
        """Shows them."""
        self.desk = desk
        clear(self.rows)
        self.viewing_bar.setVisible(desk.is_viewing)
        self.switch_button.setVisible(bool(desk.here))
        self.look_button.setVisible(not desk.is_viewing)
        for person in desk.here:
            self.rows.addWidget(self._row(person, desk))
        if not desk.here:
            alone = desk.current or "还没有写名字"
            self.rows.addWidget(label(f"现在只有一个人用：{alone}。", role="second", name="people_alone"))
        if desk.gone:
            names = "、".join(f"{one.name}（{one.left_on}）" for one in desk.gone)
            self.rows.addWidget(label(f"离开的：{names}", role="hint", wrap=True, name="people_gone"))

    def _row(self, person: Person, desk: Desk) -> Row:
        here = person.name == desk.current and not desk.is_viewing
        pin_words = "改 PIN" if person.has_pin else "设 PIN"
        links = [
            button(pin_words, partial(self._on_pin, person), kind="link", name="person_pin"),
            button("离开", partial(self._on_leave, person), kind="link", name="person_leave"),
        ]
        if person.has_pin and self._heads(person, desk):
            links.insert(
                1, button("忘了 PIN", partial(self._on_forgot, person), kind="link", name="person_forgot")
            )
        for one in links:
            one.setAccessibleName(f"{person.name}：{one.text()}")
        return Row(
            elided(person.name, role="strong", name="person_line", width=150),
            label(ROLE_TITLES[person.role], role="second"),
            pill("有 PIN", Tone.OK) if person.has_pin else label("没设 PIN", role="hint"),
            *((pill("正在用", Tone.INFO),) if here else ()),
            None,
            *links,
            air=4,
        )

    @staticmethod
    def _heads(person: Person, desk: Desk) -> list[Person]:
        return [one for one in desk.here if one.role is Role.HEAD and one.has_pin and one.id != person.id]

    # ---- what can be done ------------------------------------------------------------------------------------

    def _run(self, work: Callable[[], object], told: str) -> None:
        self.context.tasks.run(work, lambda _: self._on_done(told), lane=Lane.EDIT, owner=self)

    def _on_done(self, told: str) -> None:
        self.context.tell(told)
        self.context.refresh.announce(Part.OFFICES, Part.PEOPLE, Part.FILINGS)

    def _on_add(self) -> None:
        workspace, name, role = self.context.workspace, self.name.text(), Role(self.role.currentData())
        self._run(lambda: people.add(workspace, name, role), f"加上了 {name.strip()}。")
        self.name.clear()

    def _on_leave(self, person: Person) -> None:
        workspace = self.context.workspace
        self._run(lambda: people.leave(workspace, person.id), f"{person.name} 离开了，名字还留在记录里。")

    def _on_pin(self, person: Person) -> None:
        PinDialog(self.context, person, parent=self.window()).open()

    def _on_forgot(self, person: Person) -> None:
        if self.desk is not None:
            ForgotDialog(self.context, person, self._heads(person, self.desk), parent=self.window()).open()

    def _on_switch(self) -> None:
        from jxdesk.desktop.dialogs.who import WhoDialog

        if self.desk is not None:
            WhoDialog(self.context, self.desk, parent=self.window()).open()

    def _on_look(self) -> None:
        people.look_only(self.context.workspace)
        self._on_done("只看模式：可以看、打印、导出，不能改。")


class _PinFields(FittedDialog):
    """Secret fields one below the other, an answer of the errand in words, and one button."""

    def __init__(
        self,
        context: Context,
        title: str,
        words: Sequence[tuple[str, str]],
        verb: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("pin_dialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        self.fields: dict[str, QLineEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for row, (name, word) in enumerate(words):
            field = QLineEdit()
            field.setObjectName(name)
            field.setAccessibleName(word)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(LONGEST_PIN)
            self.fields[name] = field
            grid.addWidget(label(word, role="second"), row, 0)
            grid.addWidget(field, row, 1)
        self.note = Refusal(name="pin_note")
        go = button(verb, self.on_go, kind="primary", name="pin_go")
        go.setDefault(True)
        self.box = down(
            grid,
            self.note,
            across(None, button("先不办", self.reject, name="pin_leave"), go),
            spacing=10,
            margins=(20, 16, 20, 16),
        )
        self.setLayout(self.box)

    def on_go(self) -> None:
        """What the button does."""

    def run(self, work: Callable[[], object], told: str) -> None:
        """Does it; a refusal stands in the dialog."""

        def done(_: object) -> None:
            self.context.tell(told)
            self.context.refresh.announce(Part.PEOPLE)
            self.accept()

        self.context.tasks.run(work, done, lane=Lane.EDIT, on_error=self._on_refused, owner=self)

    def _on_refused(self, error: JxError) -> None:
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))


class PinDialog(_PinFields):
    """A first PIN, another one, or none."""

    def __init__(self, context: Context, person: Person, *, parent: QWidget | None = None) -> None:
        words = [("pin_new", "新 PIN（4 到 12 位数字）"), ("pin_again", "再写一遍")]
        if person.has_pin:
            words.insert(0, ("pin_current", "现在的 PIN"))
        super().__init__(context, f"{person.name} 的 PIN", words, "设好", parent)
        self.person = person
        if person.has_pin:
            self.box.insertWidget(1, label("新 PIN 两栏都空着，就是去掉 PIN。", role="hint"))

    def on_go(self) -> None:
        """Sets it."""
        new = self.fields["pin_new"].text()
        current = self.fields["pin_current"].text() if self.person.has_pin else ""
        if new != self.fields["pin_again"].text():
            self.note.setText("两遍写的不一样。")
        elif not new and not self.person.has_pin:
            self.note.setText("没有写 PIN。")
        else:
            workspace, person_id = self.context.workspace, self.person.id
            self.run(
                lambda: people.set_pin(workspace, person_id, new, current=current),
                "PIN 设好了。" if new else "PIN 去掉了。",
            )


class ForgotDialog(_PinFields):
    """The head of the office takes a forgotten PIN away."""

    def __init__(
        self, context: Context, person: Person, heads: Sequence[Person], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context, f"{person.name} 忘了 PIN", [("head_pin", "负责人的 PIN")], "去掉他的 PIN", parent
        )
        self.person = person
        self.head = QComboBox()
        self.head.setObjectName("pin_head")
        self.head.setAccessibleName("负责人")
        for one in heads:
            self.head.addItem(one.name, one.id)
        self.box.insertWidget(
            0, label("请负责人本人来，选自己的名字，输入自己的 PIN。", role="second", wrap=True)
        )
        self.box.insertWidget(1, self.head)

    def on_go(self) -> None:
        """Takes it away."""
        workspace, person_id = self.context.workspace, self.person.id
        head_id, pin = self.head.currentData(), self.fields["head_pin"].text()
        self.run(
            lambda: people.forgive_pin(workspace, person_id, head_id=head_id, head_pin=pin),
            f"{self.person.name} 的 PIN 去掉了，请本人重设一个。",
        )
