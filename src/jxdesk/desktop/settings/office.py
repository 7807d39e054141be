"""本单位: whose desk this is, who fills in, and the key that signs."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLineEdit, QMenu

from jxdesk.actions import own_office, passphrases
from jxdesk.actions.own_office import OwnOffice
from jxdesk.actions.passphrases import KeyFacts
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.settings.section import Section, fact, fact_grid
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.records.offices import OfficeLevel

LEVELS = {
    OfficeLevel.PROVINCE: "省",
    OfficeLevel.PREFECTURE: "州、市",
    OfficeLevel.COUNTY: "县、市、区",
    OfficeLevel.TOWNSHIP: "乡、镇、街道",
    OfficeLevel.UNIT: "部门、单位",
}


class OfficeSection(Section):
    """The office, the person and the key."""

    TITLE = "本单位"
    SHOWS = frozenset({Part.OFFICES, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._holders: tuple[str, ...] = ()
        card = Card("本单位", name="office_card")
        grid = fact_grid()
        self.name = fact(grid, "名称", "office_name")
        self.level = fact(grid, "级别", "office_level")
        self.path = fact(grid, "单位路径", "office_path")
        self.region = fact(grid, "行政区划代码", "office_region")
        self.credit = fact(grid, "统一社会信用代码", "office_credit")
        self.below = fact(grid, "数据里的单位", "office_below")
        self.folder = fact(grid, "数据文件夹", "office_folder")
        card.body.addLayout(grid)
        card.body.addWidget(
            label(
                "名称和路径写在签名的包里，由上级财政给出；写错了请和上级核对以后重新设立。",
                role="hint",
                wrap=True,
            )
        )
        self.box.addWidget(card)
        people = Card("填报人", name="person_card")
        self.person = QLineEdit()
        self.person.setObjectName("person_edit")
        self.person.setAccessibleName("填报人姓名")
        self.person.setMaximumWidth(280)
        self.person_button = button("存好", self._on_person, name="person_save")
        people.body.addWidget(
            label(
                "姓名会写进修改记录、数据包和送达单。几个人共用一台电脑的，换人时在这里改。",
                role="second",
                wrap=True,
            )
        )
        people.body.addLayout(across(self.person, self.person_button, None))
        self.box.addWidget(people)
        key = Card("单位密钥", name="key_card")
        key_grid = fact_grid()
        self.fingerprint = fact(key_grid, "指纹", "key_fingerprint")
        self.locked = fact(key_grid, "口令", "key_locked")
        key.body.addLayout(key_grid)
        self.key_button = button("设口令", self._on_passphrase, icon="key", name="key_passphrase")
        self.remove_button = button("去掉一个口令", self._on_remove, icon="trash", name="key_remove")
        self.enrolment_button = button(
            "单位登记", lambda: context.open_page("enrolment"), icon="shield", name="office_enrolment"
        )
        key.body.addLayout(across(self.key_button, self.remove_button, self.enrolment_button, None))
        self.box.addWidget(key)
        self.box.addStretch(1)

    def load(self) -> None:
        """Reads the office and the key."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: (own_office.own_office(workspace), passphrases.key_facts(workspace)),
            lambda answers: self.show_office(*answers),
            lane=Lane.READ,
            owner=self,
        )

    def show_office(self, own: OwnOffice, key: KeyFacts) -> None:
        """Shows what was read."""
        office = own.office
        if office is not None:
            self.name.setText(office.name)
            self.level.setText(LEVELS[office.level])
            self.path.setText(office.path)
            self.region.setText(office.region_code or "—")
            self.credit.setText(office.credit_code or "—")
        self.below.setText(f"{own.offices} 个")
        self.folder.setText(own.folder)
        self.person.setText(own.person)
        self.show_key(key)

    def show_key(self, key: KeyFacts) -> None:
        """Shows the key."""
        self.fingerprint.setText(key.fingerprint or "还没有密钥")
        if key.is_locked:
            holders = "、".join(holder or "（没写名字）" for holder in key.holders)
            self.locked.setText(f"已设口令：{holders}")
            self.key_button.setText("加一个口令或改口令")
        else:
            self.locked.setText("没有设口令，能用这台电脑的人都能签名")
            self.key_button.setText("设口令")
        self.key_button.setEnabled(bool(key.fingerprint))
        self._holders = key.holders
        self.remove_button.setVisible(len(key.holders) > 1)

    def _on_person(self) -> None:
        workspace, name = self.context.workspace, self.person.text()
        self.context.tasks.run(
            lambda: own_office.set_person(workspace, name),
            lambda _: self._on_person_saved(name),
            lane=Lane.EDIT,
            owner=self,
        )

    def _on_person_saved(self, name: str) -> None:
        self.context.tell(f"填报人改为 {name.strip()}。")
        self.context.refresh.announce(Part.OFFICES)

    def _on_remove(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("key_holders")
        for holder in self._holders:
            menu.addAction(f"去掉 {holder or '（没写名字）'} 的口令", partial(self._remove, holder))
        menu.popup(self.remove_button.mapToGlobal(self.remove_button.rect().bottomLeft()))

    def _remove(self, holder: str) -> None:
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: passphrases.take_passphrase_away(workspace, holder=holder),
            self.show_key,
            lane=Lane.EDIT,
            owner=self,
        )

    def _on_passphrase(self) -> None:
        from jxdesk.desktop.dialogs.passphrase import PassphraseDialog

        dialog = PassphraseDialog(self.context, holder=self.person.text().strip(), parent=self.window())
        dialog.done_with.connect(self.show_key)
        dialog.open()
