"""Start: a new workspace with its office and its key, for the first-run assistant and ``jxdesk init``.

Without a passphrase the key is left open; the self-check then asks for one, and the settings page takes it.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.regions import region_code_of
from jxdesk.domain.values.credit_codes import check_credit_code
from jxdesk.exchange import keys
from jxdesk.exchange.keys import KeyCard
from jxdesk.store.engine import settings
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import offices
from jxdesk.store.safety.folder import refuse_unfit_drive
from jxdesk.store.safety.vacancy import refuse_occupied
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK
from jxdesk.store.shipped.regions import regions

_PATH = re.compile(r"\d{2}(-\d{2}(-\d{2}(-\d{3})?)?)?(-d\d{3}(-\d{3})*)?")
_SEGMENTS = {
    OfficeLevel.PROVINCE: 1,
    OfficeLevel.PREFECTURE: 2,
    OfficeLevel.COUNTY: 3,
    OfficeLevel.TOWNSHIP: 4,
}
_LONGEST_NAME = 60


class BadOffice(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about the office cannot be used."""

    code = "JX-OFFICE"
    exit_code = ExitCode.USAGE


class AlreadyThere(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder holds somebody's workspace already."""

    code = "JX-NOT-EMPTY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What was made; ``findings`` are warnings about codes, which the person may leave as they are."""

    home: Path
    office: Office
    key: KeyCard
    findings: tuple[Finding, ...]


def check_office(*, name: str, level: OfficeLevel, code: str, credit_code: str = "") -> tuple[Finding, ...]:
    """What looks wrong about an office but may be right: an unknown region, a level that does not fit, a credit code.

    Raises: BadOffice where the name or the path cannot be used at all.
    """
    _refuse_unusable(name, code)
    findings = list(check_credit_code(credit_code))
    region_code = region_code_of(code)
    if regions().get(region_code) is None:
        findings.append(
            _warning(
                "region-unknown",
                f"行政区划代码 {region_code} 不在随程序带的区划表（2023-06-30 版）里。",
                "请核对单位路径；开发区、高新区等没有区划代码的单位，可以照用上级给的路径。",
            )
        )
    segments = code.count("-") + 1
    if (wanted := _SEGMENTS.get(level)) is not None and ("d" in code or segments != wanted):
        findings.append(
            _warning(
                "level-differs",
                f"单位路径 {code} 有 {segments} 段，和所选的级别不像一回事。",
                "省一段、州市两段、县三段、乡镇四段，部门和单位在县的后面加 -d 和三位编号。",
            )
        )
    return tuple(findings)


def start(
    home: Path,
    *,
    name: str,
    level: OfficeLevel,
    code: str,
    credit_code: str = "",
    passphrase: str = "",
    person: str = "",
    clock: Clock = local_now,
) -> Started:
    """Makes a workspace in a free folder: its database, its office and its key.

    The folder is closed again; where a step fails the next try begins afresh in the same folder.
    Raises: BadOffice, AlreadyThere, FolderUnfit, ReadOnly, DiskFull, FolderLocked; KeyFault for a short passphrase.
    """
    findings = check_office(name=name, level=level, code=code, credit_code=credit_code)
    office = _office(name.strip(), level, code, credit_code.strip().upper())
    refuse_unfit_drive(home)
    refuse_occupied(home)
    with Workspace.open(home, clock=clock) as workspace:
        if workspace.facts.office is not None:
            raise AlreadyThere(
                "这个文件夹里已经有一个单位的数据，没有在这里新建。",
                facts=f"{home}：{workspace.facts.office.name}",
                advice="请换一个空文件夹；要用里面的数据，请直接打开它。",
            )
        # A key without an office is what an interrupted try left; nothing was ever signed with it.
        shutil.rmtree(workspace.folder.keys)
        workspace.folder.keys.mkdir()
        key = keys.create(workspace.folder.keys, passphrase=passphrase, holder=person)
        workspace.transact(lambda tx: _store(tx, office, person), errand="start")
        workspace.forget_facts()
    return Started(home=home, office=office, key=key, findings=findings)


def _store(tx: Transaction, office: Office, person: str) -> None:
    offices.add(tx, office)
    settings.put(tx, settings.OFFICE, office.id)
    settings.put(tx, settings.PRACTICE, "0")
    settings.put(tx, settings.PERSON, person)
    settings.put(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)


def _refuse_unusable(name: str, code: str) -> None:
    if not name.strip():
        raise BadOffice("没有写单位名称。", advice="请写单位全称，和公章上的一样。")
    if len(name.strip()) > _LONGEST_NAME or any(ord(sign) < 32 for sign in name):
        raise BadOffice(
            "单位名称太长，或者里面有换行。",
            facts=name[:_LONGEST_NAME],
            advice="请写单位全称，和公章上的一样。",
        )
    if not _PATH.fullmatch(code):
        raise BadOffice(
            "单位路径的写法不对。",
            facts=code,
            advice="应像 53-23-29-103（省-州市-县-乡镇）或 53-23-29-d155（县的部门），由上级财政给出。",
        )


def _office(name: str, level: OfficeLevel, code: str, credit_code: str) -> Office:
    department = next((part[1:] for part in code.split("-") if part.startswith("d")), "")
    unit = "".join(code.partition("-d")[2].split("-"))
    region_code = region_code_of(code)
    return Office(
        id=new_id(),
        path=code,
        name=name,
        level=level,
        region_code=region_code,
        credit_code=credit_code,
        department_code=department,
        unit_code=unit if unit != department else "",
        is_department=bool(department) and unit == department,
    )


def _warning(code: str, message: str, advice: str) -> Finding:
    return Finding(severity=Severity.WARNING, code=code, message=message, advice=advice, field="code")
