"""Setting up the receiving service of this office: a key of its own with a certificate that may only receive, ready to be copied to the server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.release import believable_day
from jxdesk.domain.road.duties import Duty
from jxdesk.exchange import issued, issuing, keys, trust_file
from jxdesk.exchange.enrolment import certify_service
from jxdesk.exchange.stick import look_first
from jxdesk.store.faults import Refused
from jxdesk.store.records import enrolments

FOLDER = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSetUp:
    """The folder that goes to the server, and the service's key for people; ``serial`` is what would stop it."""

    folder: Path
    fingerprint: str
    serial: str


def set_up_hub(workspace: Workspace, to: Path, *, passphrase: str = "") -> HubSetUp:
    """Writes ``keys`` into a folder: the service's key, its certificate, and whom it believes.

    The certificate says that the service receives for this office and everybody below; it can neither hand in, nor
    review, nor certify. It stands in the register and is stopped like any other.

    Raises: NotYourDuty; Refused where such a folder lies there already; KeyLocked, KeyFault; StickError.
    """
    workspace.take_up(Duty.CERTIFY)
    own, folder = workspace.own_office, to / FOLDER
    look_first(to)
    if folder.exists():
        raise Refused(
            "这里已经有一个 keys 文件夹，没有写。",
            facts=str(folder),
            advice="请换一个空文件夹；里面可能是正在用的接收服务的密钥，不要覆盖。",
        )
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    today = workspace.read(lambda tx: tx.today())
    believed = issuing.believed(workspace.folder.keys, signer, own, today=today)
    keys.create(folder)
    service = keys.load(folder).unlock("")
    statement = certify_service(
        service,
        believed.certificates[0],
        signer,
        name=f"{own.name}接收服务",
        serial=secrets.token_hex(16),
        today=believable_day(today, newest=believed.day),
    )
    given = issued.entry_of(statement)
    workspace.transact(partial(enrolments.add, enrolment=given), errand="enrol_certify")
    issued.keep(workspace.folder.keys, (given,))
    certificate = issued.certificate_of(given)
    trust_file.keep(folder, replace(believed, certificates=(certificate, *believed.certificates)))
    return HubSetUp(folder=folder, fingerprint=given.fingerprint, serial=given.serial)
