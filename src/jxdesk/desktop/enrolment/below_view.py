"""The offices below: how each stands with its certificate, and what the office that gives them can do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from jxdesk.actions.enrolled import Below, EnrolmentState
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.enrolment.words import STATES, day_words
from jxdesk.desktop.furniture import Card, EmptyState, across, button, down, label, set_pill
from jxdesk.desktop.furniture import pill as made_pill
from jxdesk.desktop.office_list import Columns, OfficeLine, OfficeList
from jxdesk.desktop.settings.section import fact, fact_grid
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.road.duties import Duty

COLUMNS = Columns(headings=("状态", "单位", "路径", "有效期到", "说明"), widths=(4.5, 0, 9, 7.5, 9))
RENEW = (EnrolmentState.ENDING, EnrolmentState.GRACE, EnrolmentState.OVER)
GROUPS: dict[str, tuple[EnrolmentState, ...]] = {
    "未登记": (EnrolmentState.NONE,),
    "已申请": (EnrolmentState.ASKED,),
    "已登记": (EnrolmentState.VALID, EnrolmentState.ENDING, EnrolmentState.GRACE),
    "要续期": RENEW,
    "已停用": (EnrolmentState.STOPPED,),
}


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
        self.certify_button = button(
            "打开登记申请", steps.certify, kind="primary", icon="folder", name="below_certify"
        )
        self.list_button = button("发停用名单", steps.hand_out, icon="stick", name="below_list")
        self.all_button = button("全部再写一份", self._on_all, icon="copy", name="below_again_all")
        self.all_button.setToolTip("本单位换过密钥以后，把下级的证书换成新密钥签的，写在一个文件里")
        empty = EmptyState(
            "office",
            "还没有下级单位",
            "下级单位交来 U 盘和盖了章的登记表时，点“打开登记申请”。导入过单位名册的，单位会先列在这里。",
            name="no_below",
        )
        filters = {word: frozenset(state.value for state in states) for word, states in GROUPS.items()}
        self.list = OfficeList("below", "下级单位的登记", COLUMNS, filters, empty)
        self.list.looked_at.connect(self._show_details)
        body = across(self.list, self._make_details(), spacing=12)
        body.setStretch(0, 1)
        self.setLayout(
            down(
                self.list.head,
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
        has_certificates = any(one.enrolment is not None for one in offices)
        workspace = self.workspace
        offer(self.certify_button, workspace, Duty.CERTIFY)
        offer(self.all_button, workspace, Duty.CERTIFY, when=has_certificates)
        offer(self.stop_other_button, workspace, Duty.REVOKE)
        self.list_button.setEnabled(has_certificates)
        self.list.show_lines([_line(one) for one in offices])

    def choose(self, org: str) -> None:
        """Chooses an office as soon as it is in the list, whatever is filtered."""
        self.list.choose(org)

    def current(self) -> Below | None:
        """The office that is chosen."""
        chosen = self.list.current()
        return next((one for one in self.offices if one.org == chosen), None)

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


def _line(one: Below) -> OfficeLine:
    word, tone = STATES[one.state]
    until = str(one.enrolment.not_after) if one.enrolment is not None else "—"
    return OfficeLine(
        path=one.org,
        name=one.name,
        state=one.state.value,
        tone=tone,
        texts=(word, one.name, one.org, until, _remark(one)),
    )
