"""A new project as a person types it: its texts, what does not fit in them, and the project they make. Used by the project errand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.lists.list_cells import is_project_code
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project, ProjectClass
from jxdesk.domain.records.regions import Regions
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.money import AmountState, parse_amount

LONGEST_NAME = 120
_REGION_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """What was typed; ``budget_text`` is the year's 年初预算数 in 万元 unless it names its unit.

    Of a classified project nothing is kept but the year and the office.
    """

    fiscal_year: int
    office: Office
    department: str = ""
    name: str = ""
    code: str = ""
    project_class: ProjectClass = ProjectClass.SPECIFIC
    tier: str = ""
    sector: str = ""
    budget_text: str = ""
    is_classified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Likenesses:
    """The projects of the same year that a new one may be mixed up with, None where there is none."""

    of_code: Project | None = None
    of_name: Project | None = None


def check_new_project(new: NewProject, like: Likenesses, regions: Regions) -> tuple[Finding, ...]:
    """What does not fit; an error keeps the project from being made.

    Source: 财办〔2020〕13号 for the code of 21 characters that begins with the region; lengths are our own choice.
    """
    if new.is_classified:
        return ()
    return (*_check_name(new, like), *_check_code(new, like, regions), *_check_budget(new))


def project_of(new: NewProject, project_id: str) -> Project:
    """The project; a classified one is a count and nothing else."""
    if new.is_classified:
        return Project(
            id=project_id, office_id=new.office.id, fiscal_year=new.fiscal_year, is_classified=True
        )
    fen = parse_amount(new.budget_text, MoneyUnit.WAN).fen
    return Project(
        id=project_id,
        office_id=new.office.id,
        fiscal_year=new.fiscal_year,
        name=new.name.strip(),
        code=plain_code(new.code),
        project_class=new.project_class,
        tier=new.tier.strip(),
        sector=new.sector.strip(),
        department=new.department.strip() or new.office.name,
        implementing_unit=new.office.name,
        budgets=() if fen is None else (BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=fen),),
    )


def check_name(name: str) -> tuple[Finding, ...]:
    """What keeps a text from being a project's name."""
    plain = name.strip()
    if not plain:
        return (_finding(Severity.ERROR, "name", "没有写项目名称。", "请按预算批复写全称。"),)
    if len(plain) > LONGEST_NAME or any(ord(sign) < 32 for sign in plain):
        message = f"项目名称超过 {LONGEST_NAME} 个字，或者里面有换行。"
        return (_finding(Severity.ERROR, "name", message, "请只写名称，内容写到目标里。"),)
    return ()


def _check_name(new: NewProject, like: Likenesses) -> Iterator[Finding]:
    yield from check_name(new.name)
    if like.of_name is not None:
        yield _finding(
            Severity.WARNING,
            "name",
            f"{new.fiscal_year} 年度本单位已经有一个同名的项目。",
            "是同一个项目的，请不要再建；确实是两个的，请在名称里写清区别。",
        )


def _check_code(new: NewProject, like: Likenesses, regions: Regions) -> Iterator[Finding]:
    code = plain_code(new.code)
    if not code:
        yield _finding(
            Severity.ADVICE,
            "code",
            "没有填项目编码，可以先建。",
            "一体化系统里有了编码再补上，汇总时靠它对账。",
        )
        return
    if like.of_code is not None:
        yield _finding(
            Severity.ERROR,
            "code",
            f"{new.fiscal_year} 年度已经有这个编码的项目：{like.of_code.name}。",
            "请核对编码；同一个项目不要建两次。",
        )
    if not is_project_code(code):
        yield _finding(
            Severity.WARNING,
            "code",
            f"编码有 {len(code)} 位，不是一体化的 21 位编码。",
            "请核对有没有抄漏；本单位自编的编码可以照用。",
        )
    elif regions.get(code[:_REGION_DIGITS]) is None:
        yield _finding(
            Severity.WARNING,
            "code",
            f"编码开头的 {code[:_REGION_DIGITS]} 不在随程序带的区划表里。",
            "请核对前 6 位有没有抄错；开发区等可以照用。",
        )


def _check_budget(new: NewProject) -> Iterator[Finding]:
    reading = parse_amount(new.budget_text, MoneyUnit.WAN)
    if reading.state is AmountState.UNREADABLE:
        yield _finding(
            Severity.ERROR,
            "budget",
            f"年初预算数“{new.budget_text.strip()}”读不成金额。",
            "只写数字，如 12.5；按万元读，写明“元”也可以。",
        )
    elif reading.fen is not None and reading.fen < 0:
        yield _finding(Severity.ERROR, "budget", "年初预算数不能小于 0。", "请核对金额。")
    elif reading.fen is None:
        yield _finding(
            Severity.ADVICE, "budget", "没有填年初预算数，可以先建。", "填自评时会再问；没有预算的不用填。"
        )


def plain_code(text: str) -> str:
    """A code as it is kept: half-width, without spaces, in capitals."""
    return fold(text).replace(" ", "").upper()


def _finding(severity: Severity, field: str, message: str, advice: str) -> Finding:
    return Finding(
        severity=severity, code=f"new-project-{field}", message=message, advice=advice, field=field
    )
