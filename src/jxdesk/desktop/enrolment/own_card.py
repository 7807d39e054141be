"""The own card: how this desk stands with its certificate, and the three steps that lead to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from jxdesk.actions.enrolled import EnrolmentState, OwnEnrolment
from jxdesk.desktop import icons, theme
from jxdesk.desktop.enrolment.words import day_words, own_state, own_words
from jxdesk.desktop.furniture import Card, Row, button, down, label, pill, set_pill
from jxdesk.desktop.settings.section import fact, fact_grid
from jxdesk.domain.records.offices import with_path
from jxdesk.domain.sending.enrolment_papers import LEVEL_WORDS


class OwnSteps(NamedTuple):
    """What the buttons of the card do."""

    request: Callable[[], object]
    print_form: Callable[[], object]
    save_form: Callable[[], object]
    install: Callable[[], object]
    print_slip: Callable[[], object]


class OwnCard(Card):
    """This desk's certificate."""

    def __init__(self, steps: OwnSteps) -> None:
        super().__init__("本单位的登记", name="own_enrolment")
        self.state = pill("", theme.Tone.PLAIN, name="own_state")
        self.title_row.insertWidget(1, self.state)
        self.words = label(wrap=True, name="own_words")
        self.body.addWidget(self.words)
        grid = fact_grid()
        self.office = fact(grid, "单位", "own_office")
        self.fingerprint = fact(grid, "密钥指纹", "own_fingerprint")
        self.certificate = fact(grid, "证书", "own_certificate")
        self.root = fact(grid, "最上级", "own_root")
        self.body.addLayout(grid)
        self.slip_button = button(
            "打印登记凭证", steps.print_slip, kind="link", icon="print", name="own_slip"
        )
        self.title_row.addWidget(self.slip_button)
        self.body.addSpacing(4)
        self.request_words = label(role="second", wrap=True, name="own_request_words")
        self.request_button = button("生成登记申请", steps.request, icon="stick", name="own_request")
        self.form_button = button("打印登记表", steps.print_form, icon="print", name="own_form")
        self.save_button = button("存成 PDF", steps.save_form, kind="link", name="own_form_save")
        self.install_button = button("装入上级发的证书", steps.install, icon="shield", name="own_install")
        self.body.addWidget(
            _step(1, "写登记申请", self.request_words, self.request_button),
        )
        self.body.addWidget(
            _step(
                2,
                "打印登记表，签字盖章",
                label(
                    "表上的指纹，上级要照纸自己输一遍。盖了章的表和申请文件一起交。", role="second", wrap=True
                ),
                self.save_button,
                self.form_button,
            )
        )
        self.body.addWidget(
            _step(
                3,
                "装入上级发的证书",
                label("上级给的 .jxtrust 文件。停用名单也在这里装。", role="second", wrap=True),
                self.install_button,
            )
        )

    def show_own(self, own: OwnEnrolment) -> None:
        """Shows how the desk stands; the step that comes next is the one in colour."""
        set_pill(self.state, *own_state(own))
        self.words.setText(own_words(own))
        self.office.setText(f"{with_path(own.office.name, own.office.path)}　{LEVEL_WORDS[own.office.level]}")
        lock = "有口令" if own.is_locked else "没有设口令"
        self.fingerprint.setText(f"{own.fingerprint}　{lock}" if own.fingerprint else "还没有密钥")
        has_certificate = own.not_after is not None
        if has_certificate:
            issued = f"{own.issuer}发，{day_words(own.issued_on)} 到 {day_words(own.not_after)}"
            self.certificate.setText(f"{issued}　编号 {own.serial[:8]}…")
            self.root.setText(f"{own.root}　指纹 {own.root_fingerprint}")
        else:
            self.certificate.setText("还没有")
            self.root.setText("本单位" if own.certifies else "装入证书以后才知道")
        self.slip_button.setVisible(has_certificate)
        asked = f"（{day_words(own.asked_on)}写过，再写还是同一份）" if own.asked_on else ""
        self.request_words.setText(f"写到 U 盘或文件夹，是一个 .jxreq 文件{asked}。")
        for one in (self.request_button, self.form_button, self.save_button, self.install_button):
            one.setEnabled(bool(own.fingerprint))
        self._mark_next(own)

    def _mark_next(self, own: OwnEnrolment) -> None:
        wants = own.state not in (EnrolmentState.VALID, EnrolmentState.STOPPED)
        nexts: QPushButton | None = None
        if wants and not (own.certifies and own.state is EnrolmentState.NONE):
            nexts = self.install_button if own.asked_on else self.request_button
        for one, icon in ((self.request_button, "stick"), (self.install_button, "shield")):
            theme.mark(one, kind="primary" if one is nexts else "")
            one.setIcon(icons.icon(icon, 16, theme.SURFACE if one is nexts else theme.TEXT))


def _step(number: int, title: str, words: QLabel, *buttons: QPushButton) -> Row:
    sign = label(str(number), role="block_title", tone=theme.Tone.INFO)
    sign.setFixedWidth(20)
    sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
    box = down(label(title, role="strong"), words, spacing=2)
    return Row(sign, box, *buttons, stretch=1, air=6)
