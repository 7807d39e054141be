"""Account figures: what the approved budget or the final accounts of an office say, against which its year is compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """Which book a figure stands in."""

    BUDGET = "budget"
    FINAL = "final"


class AccountItem(StrEnum):
    """What a figure counts; with a project it is that project's spending."""

    TOTAL = "total"
    BASIC = "basic"
    PROJECTS = "projects"
    PROJECT = "project"


ITEM_WORDS = {
    AccountItem.TOTAL: "支出合计",
    AccountItem.BASIC: "基本支出",
    AccountItem.PROJECTS: "项目支出",
    AccountItem.PROJECT: "本项目支出",
}
KIND_WORDS = {AccountKind.BUDGET: "部门预算", AccountKind.FINAL: "部门决算"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigure:
    """One figure of an office's budget or final accounts.

    Units: ``amount_fen`` 分.
    """

    id: str
    office_id: str
    year: int
    kind: AccountKind
    item: AccountItem
    amount_fen: int
    project_id: str = ""
    source_name: str = ""
    document_number: str = ""
