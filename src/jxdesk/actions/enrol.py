"""Enrol: asking for a certificate, giving one, installing what came back, and stopping a key; all by file and paper.

What makes a request believable is the stamped paper: its fingerprint is typed in from there, never clicked away.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.records.offices import Office, with_path
from jxdesk.domain.values.file_names import clean_name
from jxdesk.exchange import enrolment as enrolling
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.certificates import Certificate, read_certificate
from jxdesk.exchange.enrolment import Request, read_request, sign_request
from jxdesk.exchange.fingerprint import TYPED_AT_LEAST, fingerprint, matches
from jxdesk.exchange.revocations import Revocation, sign_list
from jxdesk.exchange.signing import Ed25519Signer, key_id
from jxdesk.exchange.stick import write_safely
from jxdesk.exchange.trust import Trust, chain_from, newest_of_each, read_trust, to_bytes
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import enrolments

REQUEST_SUFFIX = ".jxreq"
TRUST_SUFFIX = ".jxtrust"
_NAME_LONGEST = 40


class FingerprintDiffers(JxError):  # noqa: N818 - a verdict on what was typed
    """What was typed from the paper is not the fingerprint of the key in the file."""

    code = "JX-FINGERPRINT"


class TrustRefused(JxError):  # noqa: N818 - a verdict on what came
    """A trust package is whole but not for this desk, or it would change whom this desk believes."""

    code = "JX-TRUST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request as it was written, and the fingerprint for the paper."""

    fingerprint: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """The certificate as it was written; ``others`` are keys of the same office that still count."""

    enrolment: Enrolment
    file: Path
    others: tuple[Enrolment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What this desk believes from now on; ``is_new_root`` where it believed nobody before, or somebody else."""

    issuer: str
    not_after: dt.date
    root: str
    root_fingerprint: str
    is_new_root: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A key that counts no more, and the number of the list that says so."""

    enrolment: Enrolment
    version: int


def request(workspace: Workspace, to: Path, *, passphrase: str = "") -> Asked:
    """Writes the request of this office into a folder; asked again it is the same file.

    Raises: KeyLocked, KeyFault; StickError.
    """
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
    return Asked(fingerprint=asked.fingerprint, file=file)


def look_at(file: Path) -> Request:
    """What a request says, before anybody believes it.

    Raises: PackageRefused; Refused where the file cannot be read.
    """
    return read_request(_bytes_of(file), where=file.name)


def certify(workspace: Workspace, file: Path, *, typed: str, to: Path, passphrase: str = "") -> Certified:
    """Gives the asking office its certificate, if what was typed from its paper is the fingerprint of its key.

    A key that has a certificate already gets the same one again.

    Raises: PackageRefused, FingerprintDiffers, Refused; KeyLocked, KeyFault; StickError.
    """
    asked = look_at(file)
    if asked.practice != workspace.practice:
        kinds = ("练习库", "正式数据") if asked.practice else ("正式数据", "练习库")
        raise Refused(f"这份登记申请是{kinds[0]}的，本机打开的是{kinds[1]}，没有发证书。", facts=str(file))
    if not matches(asked.fingerprint, typed):
        raise FingerprintDiffers(
            "输入的指纹和申请文件里的不一样，没有发证书。",
            facts=f"输入的是 {typed.strip() or '（空）'}",
            advice=f"请照盖了章的登记表重新输入，至少前 {TYPED_AT_LEAST} 位；仍不一样的，请该单位重新打印登记表，不要收这份文件。",
        )
    signer = _signer(workspace, passphrase)
    today = workspace.read(lambda tx: tx.today())
    believed = _believed(workspace, signer, today)
    known = workspace.read(lambda tx: enrolments.of_org(tx, asked.org))
    given = next((one for one in known if _counts_for(one, asked)), None)
    if given is None:
        given = _entry_of(
            enrolling.certify(
                asked,
                believed.certificates[0],
                signer,
                serial=secrets.token_hex(16),
                seq_floor=0,
                today=today,
            )
        )
        workspace.transact(partial(enrolments.add, enrolment=given), errand="enrol_certify")
    certificate = read_certificate(given.statement.encode(), where=given.org)[0]
    handed = replace(believed, certificates=(certificate, *believed.certificates))
    written = _write(to_bytes(handed), to, "登记证书", given.name, given.fingerprint, TRUST_SUFFIX)
    others = tuple(one for one in known if one.serial != given.serial and one.revoked_on is None)
    return Certified(enrolment=given, file=written, others=others)


def install(workspace: Workspace, file: Path, *, root_typed: str = "") -> Installed:
    """Takes over what the office above handed down: the own certificate, those above it, and what was stopped.

    ``root_typed`` is the fingerprint of the topmost key, asked for where this desk believes another one so far.

    Raises: PackageRefused, TrustRefused, FingerprintDiffers, Refused; KeyFault, TrustDamaged.
    """
    workspace.refuse_viewing()
    office, folder = _office(workspace), workspace.folder.keys
    came = read_trust(_bytes_of(file), where=file.name)
    public_key = keys.load(folder).public_key
    own = next((one for one in came.certificates if one.public_key == public_key), None)
    if own is None or own.is_self_signed:
        raise TrustRefused(
            "这份证书不是发给本机密钥的，没有安装。",
            facts=f"{file.name}：发给 {came.certificates[0].name if came.certificates else '（空）'}",
            advice="请核对是不是拿错了文件；换过电脑或重新建过密钥的，请用现在的密钥重新申请登记。",
        )
    if own.org != office.path:
        raise TrustRefused(
            "证书上的单位和本单位不一样，没有安装。",
            facts=f"证书：{with_path(own.name, own.org)}；本单位：{with_path(office.name, office.path)}",
            advice="请核对单位路径，再让上级按正确的路径重新发一份。",
        )
    chain = chain_from(came, own)
    before = trust_file.load(folder)
    root = chain[-1]
    is_new = _refuse_other_root(before, own, root, root_typed)
    lists = newest_of_each((*(before.lists if before is not None else ()), *came.lists))
    kept = Trust(certificates=chain, lists=tuple(one for one in lists if _is_known(one.issuer, chain)))
    if (stopped := kept.revocation_of(own)) is not None:
        raise TrustRefused(
            "这份证书已经停用，没有安装。",
            facts=f"停用原因：{stopped.reason}",
            advice="请重新申请登记；不清楚原因的，问发证的上级财政部门。",
        )
    trust_file.keep(folder, kept)
    workspace.transact(lambda tx: tx.note("enrolled", text=chain[1].name), errand="enrol_install")
    return Installed(
        issuer=chain[1].name,
        not_after=dt.date.fromisoformat(own.not_after),
        root=root.name,
        root_fingerprint=fingerprint(root.key),
        is_new_root=is_new,
    )


def revoke(
    workspace: Workspace,
    serial: str,
    *,
    reason: str,
    after_seq: int = 0,
    passphrase: str = "",
) -> Stopped:
    """Stops a key that this office certified; packages up to number ``after_seq`` still count.

    A key that is stopped already stays as it was. The list goes out with everything that is handed down from now on.

    Raises: NotFound; Refused without a reason; KeyLocked, KeyFault, TrustDamaged.
    """
    if not reason.strip():
        raise Refused("停用要写原因，以后查得到。", advice="例如：换了电脑、密钥丢失、经办人调走。")
    workspace.refuse_viewing()
    signer = _signer(workspace, passphrase)
    today = workspace.read(lambda tx: tx.today())
    believed = _believed(workspace, signer, today)

    def job(tx: Transaction) -> tuple[Enrolment, tuple[Enrolment, ...]]:
        found = enrolments.get(tx, serial)
        if found is None:
            raise NotFound("没有这个编号的证书。", facts=serial, advice="编号在登记名册里看。")
        if found.revoked_on is None:
            enrolments.stop(tx, serial, on=today, after_seq=after_seq, reason=reason.strip())
        return enrolments.get(tx, serial) or found, enrolments.all_of_them(tx)

    stopped, register = workspace.transact(job, errand="enrol_revoke")
    own = key_id(signer.suite, signer.public_key)
    last = next((one for one in believed.lists if one.issuer == own), None)
    entries = tuple(
        Revocation(serial=one.serial, after_seq=one.revoked_after_seq, reason=one.revoked_reason)
        for one in register
        if one.revoked_on is not None
    )
    # What a restored database has forgotten stays stopped: the list itself lies beside it.
    known = {entry.serial for entry in entries}
    entries += tuple(entry for entry in (last.entries if last else ()) if entry.serial not in known)
    if last is None or set(last.entries) != set(entries):
        last = sign_list(entries, signer, version=last.version + 1 if last else 1, today=today)
        trust_file.keep(
            workspace.folder.keys, replace(believed, lists=newest_of_each((*believed.lists, last)))
        )
    return Stopped(enrolment=stopped, version=last.version)


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


def _believed(workspace: Workspace, signer: Ed25519Signer, today: dt.date) -> Trust:
    """The own certificate first, then those above it, with all lists; an office without one above is its own root."""
    folder = workspace.folder.keys
    kept = trust_file.load(folder)
    own = keys.chain_of(folder, signer, _office(workspace), today=today)[0]
    certificate = read_certificate(own, where="本单位证书")[0]
    if kept is None:
        return Trust(certificates=(certificate,))
    if certificate.is_self_signed:
        return replace(kept, certificates=(certificate,))
    return replace(kept, certificates=chain_from(kept, certificate))


def _counts_for(one: Enrolment, asked: Request) -> bool:
    return one.fingerprint == asked.fingerprint and one.name == asked.name and one.revoked_on is None


def _entry_of(statement: bytes) -> Enrolment:
    certificate: Certificate = read_certificate(statement, where="新证书")[0]
    return Enrolment(
        serial=certificate.serial,
        org=certificate.org,
        name=certificate.name,
        fingerprint=fingerprint(certificate.key),
        issued_on=dt.date.fromisoformat(certificate.not_before),
        not_after=dt.date.fromisoformat(certificate.not_after),
        statement=statement.decode("ascii"),
    )


def _refuse_other_root(before: Trust | None, own: Certificate, root: Certificate, typed: str) -> bool:
    """Refuses a topmost key that this desk does not believe yet, unless a person has typed its fingerprint."""
    if before is None:
        return True
    if any(one.key == root.key and one.is_self_signed for one in before.certificates):
        return False
    if all(one.key == own.key for one in before.certificates):
        return True  # so far this desk believed nobody but itself
    if not typed.strip():
        raise TrustRefused(
            "这份证书要本机改信另一个最上级的密钥，没有安装。",
            facts=f"新的最上级：{with_path(root.name, root.org)}，指纹 {fingerprint(root.key)}",
            advice="请打电话或对照上级盖章的文件核对这个指纹，核对无误后连同指纹再装一次。",
        )
    if not matches(fingerprint(root.key), typed):
        raise FingerprintDiffers(
            "输入的指纹和证书里最上级的不一样，没有安装。",
            facts=f"输入的是 {typed.strip()}",
            advice="请照上级盖章的文件重新输入；仍不一样的，不要装这份文件，告诉上级。",
        )
    return True


def _is_known(issuer: str, chain: tuple[Certificate, ...]) -> bool:
    return any(one.key == issuer for one in chain)


def _write(data: bytes, to: Path, kind: str, name: str, mark: str, suffix: str) -> Path:
    file_name = f"{kind}_{clean_name(name, longest=_NAME_LONGEST)}_{mark[:4]}{suffix}"
    return write_safely(data, to, file_name).path


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
