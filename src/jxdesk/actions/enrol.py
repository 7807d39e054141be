"""Enrol: asking for a certificate, giving one, installing what came back, and stopping a key; all by file and paper.

What makes a request believable is the stamped paper: its fingerprint is typed in from there, never clicked away.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.records.offices import Office, covers, with_path
from jxdesk.domain.release import believable_day
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.values.file_names import clean_name
from jxdesk.exchange import enrolment as enrolling
from jxdesk.exchange import issued, issuing, keys, trust_file
from jxdesk.exchange.certificates import Role, roles_of
from jxdesk.exchange.enrolment import Request, read_request, sign_request
from jxdesk.exchange.fingerprint import TYPED_AT_LEAST, fingerprint, matches
from jxdesk.exchange.revocations import Revocation
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.exchange.standing import state_on, wants_renewal
from jxdesk.exchange.stick import write_safely
from jxdesk.exchange.trust import Trust, read_trust, to_bytes
from jxdesk.exchange.trust_taking import FingerprintDiffers, TrustRefused, take
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import enrolments

__all__ = ["FingerprintDiffers", "TrustRefused"]

REQUEST_SUFFIX = ".jxreq"
TRUST_SUFFIX = ".jxtrust"
_NAME_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request as it was written, and the fingerprint for the paper."""

    fingerprint: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """The certificate as it was written; ``others`` are those of other keys of the same office that still count."""

    enrolment: Enrolment
    file: Path
    others: tuple[Enrolment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What this desk believes from now on; ``is_new_root`` where it believed nobody before, or somebody else.

    ``is_list`` where only the list of stopped keys came; ``stopped`` is the reason where it names this desk's own key.
    """

    issuer: str
    not_after: dt.date
    root: str
    root_fingerprint: str
    is_new_root: bool = False
    is_list: bool = False
    stopped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A key that counts no more, and the number of the list that says so."""

    enrolment: Enrolment
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """A trust package as it was written, with so many certificates for offices below.

    ``version`` is the number of this office's list of stopped keys, 0 without one.
    """

    file: Path
    version: int
    count: int


def request(workspace: Workspace, to: Path, *, passphrase: str = "") -> Asked:
    """Writes the request of this office into a folder; asked again it is the same file.

    Raises: KeyLocked, KeyFault; StickError.
    """
    workspace.refuse_viewing()
    office, signer = _office(workspace), _signer(workspace, passphrase)
    asked = Request(
        org=office.path,
        name=office.name,
        level=office.level,
        suite=signer.suite,
        public_key=signer.public_key,
        practice=workspace.practice,
    )
    file = _write(sign_request(asked, signer), to, "登记申请", office.name, asked.fingerprint, REQUEST_SUFFIX)

    def job(tx: Transaction) -> None:
        noted = {"fingerprint": asked.fingerprint, "on": tx.today().isoformat()}
        settings.put(tx, settings.ENROL_ASKED, json.dumps(noted))

    workspace.transact(job, errand="enrol_request")
    return Asked(fingerprint=asked.fingerprint, file=file)


def look_at(file: Path) -> Request:
    """What a request says, before anybody believes it.

    Raises: PackageRefused; Refused where the file cannot be read.
    """
    return read_request(_bytes_of(file), where=file.name)


def take_request(workspace: Workspace, file: Path) -> Request:
    """Reads a request that was handed in, and notes that the office has asked; nobody believes it yet.

    Raises: PackageRefused; Refused where it is not for this desk to answer.
    """
    office, asked = _office(workspace), look_at(file)
    _refuse_other_kind(workspace, asked, file)
    if (
        Role.ISSUE not in roles_of(office.level)
        or not covers(office.path, asked.org)
        or asked.org == office.path
    ):
        raise Refused(
            "这份登记申请不归本单位发证书。",
            facts=f"申请：{with_path(asked.name, asked.org)}；本单位：{with_path(office.name, office.path)}",
            advice="请核对申请里的单位路径：路径要在本单位的下面。写错的，请该单位改好再申请。",
        )

    def job(tx: Transaction) -> None:
        noted = {"name": asked.name, "fingerprint": asked.fingerprint, "on": tx.today().isoformat()}
        settings.put(tx, f"{settings.ENROL_ASKED}:{asked.org}", json.dumps(noted, ensure_ascii=False))

    workspace.transact(job, errand="enrol_asked")
    return asked


def certify(workspace: Workspace, file: Path, *, typed: str, to: Path, passphrase: str = "") -> Certified:
    """Gives the asking office its certificate, if what was typed from its paper is the fingerprint of its key.

    A key that has a certificate already gets the same one again, and the next one where that is about to run out.

    Raises: PackageRefused, FingerprintDiffers, Refused; KeyLocked, KeyFault; StickError.
    """
    workspace.take_up(Duty.CERTIFY)
    asked = look_at(file)
    _refuse_other_kind(workspace, asked, file)
    if not matches(asked.fingerprint, typed):
        raise FingerprintDiffers(
            "输入的指纹和申请文件里的不一样，没有发证书。",
            facts=f"输入的是 {typed.strip() or '（空）'}",
            advice=f"请照盖了章的登记表重新输入，至少前 {TYPED_AT_LEAST} 位；仍不一样的，请该单位重新打印登记表，不要收这份文件。",
        )
    signer = _signer(workspace, passphrase)
    today, register = workspace.read(lambda tx: tx.today()), _register(workspace)
    believed = issuing.believed(workspace.folder.keys, signer, _office(workspace), today=today)
    known = tuple(one for one in register if one.org == asked.org)
    if any(one.fingerprint == asked.fingerprint and one.revoked_on is not None for one in known):
        raise Refused(
            "这把密钥已经停用，不能再发证书。",
            facts=with_path(asked.name, asked.org),
            advice="请该单位换一把新密钥，重新写登记申请、打印登记表。",
        )
    # A clock that ran ahead once must not make the next certificate older than the last.
    day = believable_day(today, newest=_newest(believed, register))
    own = believed.certificates[0]
    given = next(
        (
            one
            for one in reversed(known)
            if _counts_for(one, asked, believed.day, day) and issued.certificate_of(one).issuer == own.key
        ),
        None,
    )
    if given is None:
        given = issued.entry_of(
            enrolling.certify(
                asked,
                own,
                signer,
                serial=secrets.token_hex(16),
                seq_floor=0,
                today=day,
            )
        )
        _enter(workspace, (given,))
    believed = issuing.with_own_list(workspace.folder.keys, believed, signer, _stopped(register), today=today)
    handed = replace(believed, certificates=(issued.certificate_of(given), *believed.certificates))
    written = _write(to_bytes(handed), to, "登记证书", given.name, given.fingerprint, TRUST_SUFFIX)
    others = tuple(one for one in known if one.fingerprint != given.fingerprint and one.revoked_on is None)
    return Certified(enrolment=given, file=written, others=others)


def install(workspace: Workspace, file: Path, *, root_typed: str = "") -> Installed:
    """Takes over what the office above handed down: the own certificate, those above it, and what was stopped.

    A package without a certificate for this desk brings the newest lists of stopped keys and renews those above.

    ``root_typed`` is the fingerprint of the topmost key, asked for where this desk believes another one so far.

    Raises: PackageRefused, TrustRefused, FingerprintDiffers, Refused; KeyFault, TrustDamaged.
    """
    workspace.refuse_viewing()
    office, folder = _office(workspace), workspace.folder.keys
    came = read_trust(_bytes_of(file), where=file.name)
    key = keys.load(folder).public_key
    before, is_blind = trust_file.load_or_blind(folder)
    taken = take(
        before,
        came,
        public_key=key,
        office=office,
        root_typed=root_typed,
        is_blind=is_blind,
        where=file.name,
    )
    trust_file.keep(folder, taken.kept)
    above, root = taken.chain[1], taken.chain[-1]
    event = "revocations" if taken.is_list else "enrolled"
    workspace.transact(lambda tx: tx.note(event, text=above.name), errand="enrol_install")
    return Installed(
        issuer=above.name,
        not_after=dt.date.fromisoformat(taken.chain[0].not_after),
        root=root.name,
        root_fingerprint=fingerprint(root.key),
        is_new_root=taken.is_new_root,
        is_list=taken.is_list,
        stopped=taken.stopped,
    )


def revoke(
    workspace: Workspace,
    serial: str,
    *,
    reason: str,
    after_seq: int = 0,
    passphrase: str = "",
) -> Stopped:
    """Stops a key that this office certified, with all its certificates; packages up to number ``after_seq`` still count.

    A key that is stopped already stays as it was. The list goes out with everything that is handed down from now on.

    Raises: NotFound; Refused without a reason; KeyLocked, KeyFault, TrustDamaged.
    """
    if not reason.strip():
        raise Refused("停用要写原因，以后查得到。", advice="例如：换了电脑、密钥丢失、经办人调走。")
    workspace.take_up(Duty.REVOKE)
    signer = _signer(workspace, passphrase)
    today = workspace.read(lambda tx: tx.today())
    _register(workspace)
    believed = issuing.believed(workspace.folder.keys, signer, _office(workspace), today=today)
    today = believable_day(today, newest=believed.day)

    def job(tx: Transaction) -> tuple[Enrolment, tuple[Enrolment, ...]]:
        found = enrolments.get(tx, serial)
        if found is None:
            raise NotFound("没有这个编号的证书。", facts=serial, advice="编号在登记名册里看。")
        if found.revoked_on is None:
            for one in enrolments.of_org(tx, found.org):
                if one.fingerprint == found.fingerprint and one.revoked_on is None:
                    enrolments.stop(tx, one.serial, on=today, after_seq=after_seq, reason=reason.strip())
        return enrolments.get(tx, serial) or found, enrolments.all_of_them(tx)

    stopped, register = workspace.transact(job, errand="enrol_revoke")
    listed = issuing.with_own_list(workspace.folder.keys, believed, signer, _stopped(register), today=today)
    version = issuing.own_version(listed, signer)
    return Stopped(enrolment=stopped, version=version)


def hand_out(workspace: Workspace, to: Path, *, passphrase: str = "") -> HandedOut:
    """Writes the newest lists of stopped keys, for all offices below.

    Raises: Refused where there is none; KeyLocked, KeyFault, TrustDamaged; StickError.
    """
    signer = _signer(workspace, passphrase)
    today, register = workspace.read(lambda tx: tx.today()), _register(workspace)
    believed = issuing.believed(workspace.folder.keys, signer, _office(workspace), today=today)
    believed = issuing.with_own_list(workspace.folder.keys, believed, signer, _stopped(register), today=today)
    if not believed.lists:
        raise Refused("还没有停用过密钥，没有名单可发。", advice="以后停用了密钥，再发停用名单。")
    version = issuing.own_version(believed, signer)
    file = _write(to_bytes(believed), to, f"停用名单第{version}版", _office(workspace).name, "", TRUST_SUFFIX)
    return HandedOut(file=file, version=version, count=0)


def certify_again(
    workspace: Workspace, serials: Sequence[str], *, to: Path, passphrase: str = ""
) -> HandedOut:
    """Writes certificates that were given before once more, all in one trust package that each office can install.

    What a key of this office gave that it has no more is given anew under its present key: the office below was
    believed before, and need not enrol again.

    Raises: NotFound; Refused for a key that is stopped; KeyLocked, KeyFault, TrustDamaged; StickError.
    """
    workspace.take_up(Duty.CERTIFY)
    signer = _signer(workspace, passphrase)
    today, register = workspace.read(lambda tx: tx.today()), _register(workspace)
    believed = issuing.believed(workspace.folder.keys, signer, _office(workspace), today=today)
    known = {one.serial: one for one in register}
    chosen = [known.get(serial) for serial in serials]
    if not chosen or None in chosen:
        raise NotFound("没有这个编号的证书。", facts="、".join(serials), advice="编号在登记名册里看。")
    given = [one for one in chosen if one is not None]
    if (stopped := next((one for one in given if one.revoked_on is not None), None)) is not None:
        raise Refused(
            "这份证书已经停用，不能再发。", facts=f"{stopped.name}，停用原因：{stopped.revoked_reason}"
        )
    own, day = believed.certificates[0], believable_day(today, newest=_newest(believed, register))
    fresh = {
        one.serial: issued.entry_of(
            enrolling.certify_again(
                issued.certificate_of(one), own, signer, serial=secrets.token_hex(16), today=day
            )
        )
        for one in given
        if issued.certificate_of(one).issuer != own.key
    }
    if fresh:
        _enter(workspace, tuple(fresh.values()))
    believed = issuing.with_own_list(workspace.folder.keys, believed, signer, _stopped(register), today=today)
    certificates = tuple(issued.certificate_of(fresh.get(one.serial, one)) for one in given)
    handed = replace(believed, certificates=(*certificates, *believed.certificates))
    name, mark = (given[0].name, given[0].fingerprint) if len(given) == 1 else (f"{len(given)}个单位", "")
    file = _write(to_bytes(handed), to, "登记证书", name, mark, TRUST_SUFFIX)
    return HandedOut(file=file, version=issuing.own_version(believed, signer), count=len(given))


def register_of(workspace: Workspace) -> tuple[Enrolment, ...]:
    """Everybody who was given a certificate here."""
    return workspace.read(enrolments.all_of_them)


# ---- shared steps --------------------------------------------------------------------------------------------------


def _office(workspace: Workspace) -> Office:
    office = workspace.facts.office
    if office is None:
        raise Refused("这个数据文件夹还没有单位。", advice="请先新建本单位的数据文件夹。")
    return office


def _signer(workspace: Workspace, passphrase: str) -> Ed25519Signer:
    return keys.load(workspace.folder.keys).unlock(passphrase)


def _stopped(register: Sequence[Enrolment]) -> tuple[Revocation, ...]:
    return tuple(
        Revocation(serial=one.serial, after_seq=one.revoked_after_seq, reason=one.revoked_reason)
        for one in register
        if one.revoked_on is not None
    )


def _refuse_other_kind(workspace: Workspace, asked: Request, file: Path) -> None:
    if asked.practice != workspace.practice:
        kinds = ("练习库", "正式数据") if asked.practice else ("正式数据", "练习库")
        raise Refused(f"这份登记申请是{kinds[0]}的，本机打开的是{kinds[1]}，没有发证书。", facts=str(file))


def _counts_for(one: Enrolment, asked: Request, known: dt.date, today: dt.date) -> bool:
    is_same = (one.fingerprint, one.name, one.revoked_on) == (asked.fingerprint, asked.name, None)
    return is_same and not wants_renewal(state_on(one.not_after, known=known, today=today))


def _enter(workspace: Workspace, given: Sequence[Enrolment]) -> None:
    """Enters certificates in the register and beside the key, before they are handed to anybody."""

    def job(tx: Transaction) -> tuple[Enrolment, ...]:
        for one in given:
            enrolments.add(tx, one)
        return enrolments.all_of_them(tx)

    issued.keep(workspace.folder.keys, workspace.transact(job, errand="enrol_certify"))


def _register(workspace: Workspace) -> tuple[Enrolment, ...]:
    """The register; what a restored database has forgotten is brought back from beside the key."""
    folder = workspace.folder.keys
    register = workspace.read(enrolments.all_of_them)
    lost = issued.forgotten(folder, {one.serial for one in register})
    trust = trust_file.load(folder)
    entries = {entry.serial: (entry, one) for one in (trust.lists if trust else ()) for entry in one.entries}
    unstopped = [one for one in (*register, *lost) if one.revoked_on is None and one.serial in entries]
    if not lost and not unstopped:
        return register

    def job(tx: Transaction) -> tuple[Enrolment, ...]:
        for one in lost:
            enrolments.add(tx, one)
        for one in unstopped:
            entry, listed = entries[one.serial]
            day = dt.date.fromisoformat(listed.issued)
            enrolments.stop(tx, one.serial, on=day, after_seq=entry.after_seq, reason=entry.reason)
        return enrolments.all_of_them(tx)

    return workspace.transact(job, errand="enrol_register")


def _newest(believed: Trust, register: Sequence[Enrolment]) -> dt.date:
    """The newest day that this desk has signed or been told of."""
    return max((believed.day, *(one.issued_on for one in register)))


def _write(data: bytes, to: Path, kind: str, name: str, mark: str, suffix: str) -> Path:
    parts = (kind, clean_name(name, longest=_NAME_LONGEST), mark[:4])
    return write_safely(data, to, f"{'_'.join(filter(None, parts))}{suffix}").path


def _bytes_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > trust_file.LARGEST_TRUST_FILE:
            raise Refused("文件太大，不是登记文件。", facts=str(file), advice="请核对是不是拿错了文件。")
        return file.read_bytes()
    except OSError as error:
        raise Refused(
            "登记文件打不开。",
            facts=f"{file}（{disk_words(error)}）",
            advice="请核对文件名和位置；在U盘上的，请插好后再试。",
            exit_code=ExitCode.USAGE,
        ) from error
