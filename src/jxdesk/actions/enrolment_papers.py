"""Enrolment papers: the form that is stamped and handed in with a request, and the slip of a certificate for the files."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.enrolment_form import form_pdf, slip_pdf
from jxdesk.documents.preview import Preview
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office
from jxdesk.domain.release import believable_day
from jxdesk.domain.sending.enrolment_papers import EnrolmentForm, EnrolmentSlip
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.certificates import Certificate, read_certificate
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.shipped_files import resource
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import enrolments
from jxdesk.store.safety import atomic

COUNTY_DEPTH = 3
"""How many parts the path of a county has: who stands below it is certified by it. Source: office paths follow GB/T 2260."""


class PaperNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The paper could not be written."""

    code = "JX-PAPER-FILE"


def enrolment_form(workspace: Workspace) -> bytes:
    """The form 登记表 of this office as the bytes of a PDF.

    Raises: KeyFault, FontMissingError; Refused in a folder that belongs to no office yet.
    """
    office = _office(workspace)
    form = EnrolmentForm(
        name=office.name,
        path=office.path,
        level=office.level,
        superior=_superior(workspace, office),
        clerk=workspace.facts.person,
        fingerprint=keys.load(workspace.folder.keys).card.fingerprint,
        day=_day(workspace),
        practice=workspace.practice,
    )
    return form_pdf(form, _layout("enrolment-form"))


def certificate_slip(workspace: Workspace, serial: str) -> bytes:
    """The slip 登记凭证 of this office's own certificate, or of one that it gave, as the bytes of a PDF.

    Raises: NotFound, TrustDamaged, FontMissingError.
    """
    trust = trust_file.load(workspace.folder.keys)
    given = workspace.read(lambda tx: enrolments.get(tx, serial))
    held = next((one for one in trust.certificates if one.serial == serial), None) if trust else None
    certificate = held
    if given is not None:
        certificate = read_certificate(given.statement.encode(), where=given.org)[0]
    if certificate is None:
        raise NotFound("没有这个编号的证书。", facts=serial, advice="编号在登记名册里看。")
    own, issuer = _office(workspace), trust.find(certificate.issuer) if trust is not None else None
    reason = given.revoked_reason if given is not None and given.revoked_on is not None else ""
    if not reason and trust is not None and (entry := trust.revocation_of(certificate)) is not None:
        reason = entry.reason
    day = _day(workspace)
    slip = EnrolmentSlip(
        name=certificate.name,
        path=certificate.org,
        issuer=own.name if given is not None else (issuer.name if issuer is not None else ""),
        issued_on=dt.date.fromisoformat(certificate.not_before),
        not_after=dt.date.fromisoformat(certificate.not_after),
        serial=certificate.serial,
        state=_state_words(certificate, reason, day),
        fingerprint=fingerprint(certificate.key),
        clerk=workspace.facts.person,
        day=day,
        practice=workspace.practice,
    )
    return slip_pdf(slip, _layout("enrolment-slip"))


def preview_form(workspace: Workspace) -> Preview:
    """The form as pages to be printed: the very PDF that is saved."""
    return Preview(enrolment_form(workspace))


def preview_slip(workspace: Workspace, serial: str) -> Preview:
    """The slip as pages to be printed."""
    return Preview(certificate_slip(workspace, serial))


def save_form(workspace: Workspace, to: Path) -> Path:
    """Writes the form as a PDF; the file appears whole or not at all.

    Raises: PaperNotWritten, and what ``enrolment_form`` raises.
    """
    return _save(enrolment_form(workspace), to)


def save_slip(workspace: Workspace, serial: str, to: Path) -> Path:
    """Writes the slip as a PDF; the file appears whole or not at all.

    Raises: PaperNotWritten, and what ``certificate_slip`` raises.
    """
    return _save(certificate_slip(workspace, serial), to)


def _save(data: bytes, to: Path) -> Path:
    try:
        atomic.write_whole(to, data)
    except OSError as error:
        raise PaperNotWritten(
            "没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、同名文件是否正在阅读器里打开，再试一次。",
        ) from error
    return to


def _office(workspace: Workspace) -> Office:
    office = workspace.facts.office
    if office is None:
        raise Refused("这个数据文件夹还没有单位。", advice="请先新建本单位的数据文件夹。")
    return office


def _superior(workspace: Workspace, office: Office) -> str:
    """Who gives this office its certificate, as far as its path tells; empty for a province."""
    parts = office.path.split("-")
    above = parts[:COUNTY_DEPTH] if len(parts) > COUNTY_DEPTH else parts[:-1]
    return workspace.named("-".join(above)) if above else ""


def _day(workspace: Workspace) -> dt.date:
    return believable_day(workspace.read(lambda tx: tx.today()))


def _state_words(certificate: Certificate, reason: str, day: dt.date) -> str:
    if reason:
        return f"已停用：{reason}"
    return "已过有效期" if day > dt.date.fromisoformat(certificate.not_after) else "在用"


@cache
def _layout(name: str) -> PaperLayout:
    return PaperLayout.from_mapping(
        tomllib.loads(resource("papers", f"{name}.toml").read_text(encoding="utf-8"))
    )
