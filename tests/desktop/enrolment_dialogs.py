"""The dialogs of enrolment, made as their page makes them, for the test of every dialog's manners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QDialog

from jxdesk.actions.enrolled import Below, EnrolmentState, own_enrolment
from jxdesk.desktop.enrolment.answering import AgainDialog, CertifyDialog, ListDialog, RevokeDialog
from jxdesk.desktop.enrolment.asking import RenewDialog, RequestDialog, RootDialog
from jxdesk.desktop.enrolment.moving import HandOverDialog, PenDialog, RestoreCopyDialog
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.exchange.enrolment import Request

GIVEN = Enrolment(
    serial="0f" * 16,
    org="53-23-99-103",
    name="练习县白岩镇人民政府财政所",
    fingerprint="K7Q2-9XDM-4T0V-8H2N",
    issued_on=dt.date(2026, 11, 20),
    not_after=dt.date(2029, 11, 20),
    statement="",
)
ASKED = Request(
    org=GIVEN.org,
    name="练习县白岩镇财政和经济发展统筹服务中心",
    level=OfficeLevel.TOWNSHIP,
    suite="ed25519-sha256",
    public_key=b"\x01" * 32,
    practice=True,
)
KNOWN = Below(org=GIVEN.org, name=GIVEN.name, state=EnrolmentState.VALID, enrolment=GIVEN)


def enrolment_dialogs(shell: Shell) -> Iterator[tuple[str, Callable[[], QDialog]]]:
    """Every dialog of enrolment, by name, at an office whose key is locked."""
    context, frame = shell.context, shell.frame
    found = own_enrolment(context.workspace)
    assert found is not None
    own = replace(found, is_locked=True)

    def nothing(*_: object) -> None:
        """Nobody listens."""

    yield "request", lambda: RequestDialog(context, own, print_form=nothing, parent=frame)
    yield "root", lambda: RootDialog(context, Path("证书.jxtrust"), on_installed=nothing, parent=frame)
    yield "renew", lambda: RenewDialog(context, holder="甲", parent=frame)
    yield (
        "certify",
        lambda: CertifyDialog(
            context, own, Path("申请.jxreq"), ASKED, KNOWN, stop=nothing, print_slip=nothing, parent=frame
        ),
    )
    yield "again", lambda: AgainDialog(context, own, ["0f" * 16], GIVEN.name, parent=frame)
    yield "list", lambda: ListDialog(context, own, parent=frame)
    yield "hand over", lambda: HandOverDialog(context, is_locked=True, parent=frame)
    yield "restore copy", lambda: RestoreCopyDialog(context, own, KNOWN, parent=frame)
    yield "take pen back", lambda: PenDialog.take_back(context, parent=frame)
    yield "seize pen", lambda: PenDialog.seize(context, parent=frame)
    yield "revoke", lambda: RevokeDialog(context, own, GIVEN, on_stopped=nothing, parent=frame)
