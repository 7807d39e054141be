"""The offices below: how each stands with its certificate, and what the office that gives them can do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from jxdesk.actions.enrolled import Below, EnrolmentState
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.enrolment.words import STATES, day_words
from jxdesk.desktop.furniture import Card, EmptyState, across, button, down, label, search_field, set_pill
from jxdesk.desktop.furniture import pill as made_pill
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.section import fact, fact_grid
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.road.duties import Duty
from jxdesk.store.shipped.first_letters import found_by_letters

RENEW = frozenset({EnrolmentState.ENDING, EnrolmentState.GRACE, EnrolmentState.OVER})
GROUPS: tuple[tuple[str, frozenset[EnrolmentState]], ...] = (
    ("全部", frozenset(EnrolmentState)),
    ("未登记", frozenset({EnrolmentState.NONE})),
    ("已申请", frozenset({EnrolmentState.ASKED})),
    ("已登记", frozenset({EnrolmentState.VALID, EnrolmentState.ENDING, EnrolmentState.GRACE})),
    ("要续期", RENEW),
    ("已停用", frozenset({EnrolmentState.STOPPED})),
)


class BelowSteps(NamedTuple):
    """What the buttons of the view do."""

    certify: Callable[[], object]
    hand_out: Callable[[], object]
    again: Callable[[Sequence[Below]], object]
    give_back: Callable[[Below], object]
    stop: Callable[[Enrolment], object]
    print_slip: Callable[[str], object]


class BelowView(QWidget):
    """The list with its filters, and the chosen office beside it."""

    def __init__(self, workspace: Workspace, steps: BelowSteps) -> None:
        super().__init__()
        self.workspace = workspace
        self.steps = steps
        self.offices: Sequence[Below] = ()
        self.shown: Sequence[Below] = ()
        self._wanted = ""
        self._letters: dict[str, str] = {}
        self.chips = QButtonGroup(self)
        for number, (word, _) in enumerate(GROUPS):
            chip = button(word, kind="chip", name=f"below_chip_{number}")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self.chips.addButton(chip, number)
        self.chips.idClicked.connect(lambda _: self._show_rows())
        self.search = search_field("below_search", "查找单位", "名称或路径，可用拼音首字母")
        self.search.setFixedWidth(theme.scaled(240))
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.certify_button = button(
            "打开登记申请", steps.certify, kind="primary", icon="folder", name="below_certify"
        )
        self.list_button = button("发停用名单", steps.hand_out, icon="stick", name="below_list")
        self.all_button = button("全部再写一份", self._on_all, icon="copy", name="below_again_all")
        self.all_button.setToolTip("本单位换过密钥以后，把下级的证书换成新密钥签的，写在一个文件里")
        self.model = RowsModel(("状态", "单位", "路径", "有效期到", "说明"))
        self.table = ListTable(self.model, (4.5, 0, 9, 7.5, 9), name="below_table", meaning="下级单位的登记")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.chosen.connect(lambda _: self._show_details())
        self.nothing = EmptyState(
            "search", "没有符合条件的单位", "换个词，或者点“全部”。", name="no_below_found"
        )
        self.empty = EmptyState(
            "office",
            "还没有下级单位",
            "下级单位交来 U 盘和盖了章的登记表时，点“打开登记申请”。导入过单位名册的，单位会先列在这里。",
            name="no_below",
        )
        self.stack = QStackedWidget()
        for one in (self.table, self.nothing, self.empty):
            self.stack.addWidget(one)
        body = across(self.stack, self._make_details(), spacing=12)
        body.setStretch(0, 1)
        self.setLayout(
            down(
                across(*self.chips.buttons(), None, self.search, spacing=14),
                across(self.certify_button, None, self.list_button, self.all_button),
                body,
                spacing=10,
            )
        )

    def _make_details(self) -> Card:
        self.details = Card("选中的单位", name="below_details")
        self.details.setFixedWidth(theme.scaled(theme.SIDE_PANEL_WIDTH + 40))
        self.state = made_pill("", theme.Tone.PLAIN, name="below_state")
        self.details.title_row.addWidget(self.state)
        grid = fact_grid()
        self.office = fact(grid, "单位", "below_office")
        self.path = fact(grid, "路径", "below_path")
        self.asked = fact(grid, "申请", "below_asked")
        self.certificate = fact(grid, "证书", "below_certificate")
        self.serial = fact(grid, "编号", "below_serial")
        self.fingerprint = fact(grid, "指纹", "below_fingerprint")
        self.reason = fact(grid, "停用", "below_reason")
        self.details.body.addLayout(grid)
        self.others = label(role="second", tone=theme.Tone.WARN, wrap=True, name="below_others")
        self.stop_other_button = button(
            "停用旧密钥", self._on_stop_other, kind="danger", icon="trash", name="below_stop_other"
        )
        self.details.body.addWidget(self.others)
        self.details.body.addLayout(across(self.stop_other_button, None))
        self.again_button = button("再写一份证书", self._on_again, icon="stick", name="below_again")
        self.slip_button = button("打印登记凭证", self._on_slip, icon="print", name="below_slip")
        self.copy_button = button("写恢复用副本", self._on_copy, icon="restore", name="below_copy")
        self.copy_button.setToolTip("该单位的电脑坏了、数据没了，把这里有的它的表和审核意见写给它")
        self.stop_button = button("停用密钥", self._on_stop, kind="danger", icon="trash", name="below_stop")
        self.details.body.addStretch(1)
        self.details.body.addLayout(across(self.again_button, None))
        self.details.body.addLayout(across(self.slip_button, None))
        self.details.body.addLayout(across(self.copy_button, None))
        self.details.body.addLayout(across(self.stop_button, None))
        return self.details

    # ---- showing ---------------------------------------------------------------------------------------------

    def show_offices(self, offices: Sequence[Below]) -> None:
        """Shows the offices, with the same one chosen as before."""
        self.offices = offices
        for one in offices:
            if one.name not in self._letters:
                self._letters[one.name] = found_by_letters(one.name)
        for number, (word, states) in enumerate(GROUPS):
            count = sum(one.state in states for one in offices)
            self.chips.button(number).setText(f"{word} {count}")
        has_certificates = any(one.enrolment is not None for one in offices)
        workspace = self.workspace
        offer(self.certify_button, workspace, Duty.CERTIFY)
        offer(self.all_button, workspace, Duty.CERTIFY, when=has_certificates)
        offer(self.stop_other_button, workspace, Duty.REVOKE)
        self.list_button.setEnabled(has_certificates)
        self._show_rows()

    def choose(self, org: str) -> None:
        """Chooses an office as soon as it is in the list, whatever is filtered."""
        self._wanted = org
        self.search.clear()
        self.chips.button(0).setChecked(True)
        self._show_rows()

    def _show_rows(self) -> None:
        held = self.current()
        chosen = self._wanted or (held.org if held is not None else "")
        states = GROUPS[max(0, self.chips.checkedId())][1]
        wanted = self.search.text().strip().lower()
        self.shown = [one for one in self.offices if one.state in states and self._has(one, wanted)]
        rows = [
            (
                STATES[one.state][0],
                one.name,
                one.org,
                str(one.enrolment.not_after) if one.enrolment is not None else "—",
                _remark(one),
            )
            for one in self.shown
        ]
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_rows(rows, [STATES[one.state][1] for one in self.shown])
        self.stack.setCurrentIndex(0 if self.shown else (1 if self.offices else 2))
        if self.shown:
            place = next((place for place, one in enumerate(self.shown) if one.org == chosen), -1)
            self.table.selectRow(max(0, place))
            if place >= 0:
                self._wanted = ""
        self._show_details()

    def _has(self, one: Below, wanted: str) -> bool:
        return not wanted or any(
            wanted in text for text in (one.name.lower(), one.org.lower(), self._letters[one.name])
        )

    def current(self) -> Below | None:
        """The office that is chosen."""
        row = self.table.currentIndex().row()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _show_details(self) -> None:
        one = self.current()
        self.details.setVisible(one is not None)
        if one is None:
            return
        set_pill(self.state, *STATES[one.state])
        given = one.enrolment
        self.office.setText(one.name if one.is_listed else f"{one.name}（不在单位名册里）")
        self.path.setText(one.org)
        self.asked.setText(f"{day_words(one.asked_on)}交来，还没有发证书" if one.asked_on else "—")
        lasts = (
            f"{day_words(given.issued_on)} 到 {day_words(given.not_after)}"
            if given is not None
            else "还没有发过"
        )
        self.certificate.setText(lasts)
        self.serial.setText(f"{given.serial[:16]} {given.serial[16:]}" if given is not None else "—")
        # Only its beginning: whoever certifies types it from paper, not from the page behind the dialog.
        self.fingerprint.setText(f"{given.fingerprint[:4]}…" if given is not None else "—")
        is_stopped = given is not None and given.revoked_on is not None
        self.reason.setText(
            f"{day_words(given.revoked_on)}：{given.revoked_reason}，算数到第 {given.revoked_after_seq} 号"
            if given is not None and is_stopped
            else "—"
        )
        self.others.setText(
            f"还有 {len(one.others)} 把旧密钥没有停用：{'、'.join(other.fingerprint[:4] for other in one.others)}…"
            if one.others
            else ""
        )
        self.others.setVisible(bool(one.others))
        self.stop_other_button.setVisible(bool(one.others))
        counts = given is not None and not is_stopped
        offer(self.again_button, self.workspace, Duty.CERTIFY, when=counts)
        offer(self.stop_button, self.workspace, Duty.REVOKE, when=counts)
        self.slip_button.setEnabled(given is not None)
        offer(self.copy_button, self.workspace, Duty.PUBLISH)

    # ---- what can be done ------------------------------------------------------------------------------------

    def _on_all(self) -> None:
        self.steps.again(
            [one for one in self.offices if one.enrolment is not None and one.enrolment.revoked_on is None]
        )

    def _on_again(self) -> None:
        if (one := self.current()) is not None:
            self.steps.again([one])

    def _on_copy(self) -> None:
        if (one := self.current()) is not None:
            self.steps.give_back(one)

    def _on_slip(self) -> None:
        one = self.current()
        if one is not None and one.enrolment is not None:
            self.steps.print_slip(one.enrolment.serial)

    def _on_stop(self) -> None:
        one = self.current()
        if one is not None and one.enrolment is not None:
            self.steps.stop(one.enrolment)

    def _on_stop_other(self) -> None:
        one = self.current()
        if one is not None and one.others:
            self.steps.stop(one.others[0])


def _remark(one: Below) -> str:
    if one.asked_on is not None:
        return f"{one.asked_on.month}月{one.asked_on.day}日申请"
    if one.others:
        return "旧密钥没停用"
    return "" if one.is_listed else "不在名册里"
