"""Projects: what money is given for, with the versions of its budget."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ProjectClass(StrEnum):
    """The classes of the integrated budget system (预算管理一体化)."""

    PERSONNEL = "personnel"
    OPERATING_PUBLIC = "operating_public"
    OPERATING_OTHER = "operating_other"
    SPECIFIC = "specific"


class BudgetBook(StrEnum):
    """The four budgets (四本预算), and money outside them."""

    GENERAL = "general"
    GOVERNMENT_FUNDS = "government_funds"
    STATE_CAPITAL = "state_capital"
    SOCIAL_INSURANCE = "social_insurance"
    OUTSIDE = "outside"


class BudgetStage(StrEnum):
    """The versions a project's budget goes through in a year."""

    REQUESTED = "requested"
    REVIEWED = "reviewed"
    ORIGINAL = "original"
    ADJUSTED = "adjusted"
    REVISED = "revised"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVersion:
    """One version of a project's budget.

    Units: ``amount_fen`` 分, a cut is negative at ``ADJUSTED``.
    """

    stage: BudgetStage
    amount_fen: int
    dated: dt.date | None = None
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingLine:
    """One source of a project's money.

    Units: ``amount_fen`` 分.
    """

    source: str
    book: BudgetBook
    amount_fen: int
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project of one office in one fiscal year.

    A classified project is a count and nothing else: it carries no name, code or amount. ``predecessor_id`` is the same
    project a year before; ``major_new`` marks a new major project, which needs an appraisal before its target is sent.
    ``starts_on`` and ``ends_on`` are the project's whole span; ``basis`` is why it exists (立项依据), with the number of
    the document. A withdrawn project stays, with the day and the reason.
    """

    id: str
    office_id: str
    fiscal_year: int
    name: str = ""
    code: str = ""
    project_class: ProjectClass = ProjectClass.SPECIFIC
    sector: str = ""
    tier: str = ""
    continuity: str = ""
    recurrence: str = ""
    department: str = ""
    implementing_unit: str = ""
    leader: str = ""
    phone: str = ""
    is_classified: bool = False
    basis: str = ""
    basis_number: str = ""
    overview: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    function_code: str = ""
    major_new: bool = False
    predecessor_id: str = ""
    withdrawn_on: dt.date | None = None
    withdrawn_reason: str = ""
    budgets: tuple[BudgetVersion, ...] = ()
    funding: tuple[FundingLine, ...] = ()


def can_be_one_unit(one: str, other: str) -> bool:
    """Whether two names can mean the same unit: forms often leave the county in front away, or the unit altogether."""
    one, other = one.strip(), other.strip()
    return one.endswith(other) or other.endswith(one)
