"""List intake: what taking a list in would do to each project, as the preview shows it and the import stores it. Pure values and comparisons."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from jxdesk.domain.findings import Finding
from jxdesk.domain.lists.list_rows import LeftOut
from jxdesk.domain.lists.project_rows import ListedProject
from jxdesk.domain.lists.table_words import TableKind
from jxdesk.domain.records.budgets import off_by_unit, standing, with_version
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, FundingLine, Project, ProjectClass
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.domain.values.money import format_fen

STAGE_WORDS = {
    BudgetStage.REQUESTED: "申报数",
    BudgetStage.REVIEWED: "审核数",
    BudgetStage.ORIGINAL: "年初预算数",
    BudgetStage.ADJUSTED: "追加或调减数",
    BudgetStage.REVISED: "全年预算数",
}
CLASS_WORDS = {
    ProjectClass.PERSONNEL: "人员类",
    ProjectClass.OPERATING_PUBLIC: "公用经费",
    ProjectClass.OPERATING_OTHER: "其他运转类",
    ProjectClass.SPECIFIC: "特定目标类",
}
# The texts of a project that a list may state: the attribute, where the list has it, what the screen calls it.
_TEXTS = (
    ("name", "name", "项目名称"),
    ("code", "code", "项目代码"),
    ("department", "department", "主管部门"),
    ("implementing_unit", "unit", "实施单位"),
    ("tier", "tier", "项目级次"),
    ("sector", "sector", "领域"),
    ("continuity", "continuity", "新增或延续"),
    ("recurrence", "recurrence", "一次性或经常性"),
    ("leader", "leader", "负责人"),
    ("phone", "phone", "电话"),
    ("function_code", "function_code", "功能科目"),
)


class ListOutcome(StrEnum):
    """What taking a row in would do; the value is the word of the JSON answer."""

    NEW_PROJECT = "new_project"
    NEW_FIGURE = "new_figure"
    CLASSIFIED = "classified"
    CHANGED = "changed"
    SAME = "same"
    NOT_TAKEN = "not_taken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One value that differs, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One project of a list with what taking it in would do.

    ``rows`` are its rows in the sheet, none for a project that the list lacks; ``project`` or ``figure`` is what would be
    stored, ``expected`` what was stored when it was compared; ``remark`` is what the list says beside it.
    """

    outcome: ListOutcome
    rows: tuple[int, ...] = ()
    name: str = ""
    code: str = ""
    unit: str = ""
    year: int | None = None
    period: int | None = None
    reason: str = ""
    remark: str = ""
    changes: tuple[FieldChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    project: Project | None = None
    figure: TreasuryFigure | None = None
    expected: Project | TreasuryFigure | None = None

    @property
    def stores_something(self) -> bool:
        """Whether the import writes anything for the row."""
        return self.project is not None or self.figure is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What one table would add and change; ``columns`` are its headings with the fields that they were taken for, empty for none."""

    file_name: str
    sheet: str
    kind: TableKind
    columns: tuple[tuple[str, str], ...] = ()
    money_unit: str = ""
    rows: tuple[ListRow, ...]
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each outcome, and how many lines of the sheet state nothing of their own."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in ListOutcome} | {"left_out": len(self.left_out)}


def project_from(listed: ListedProject, *, project_id: str, office_id: str) -> Project:
    """The new project that a list states; a classified one is a count and nothing else."""
    made = Project(id=project_id, office_id=office_id, fiscal_year=listed.year or 0)
    if listed.is_classified:
        return replace(made, is_classified=True)
    texts: dict[str, Any] = {name: getattr(listed, source) for name, source, _ in _TEXTS}
    return replace(
        made,
        **texts,
        project_class=listed.project_class or ProjectClass.SPECIFIC,
        budgets=listed.budgets,
        funding=listed.funding,
    )


def project_with(
    stored: Project, listed: ListedProject, *, today: dt.date
) -> tuple[Project, tuple[FieldChange, ...], str]:
    """The stored project with what the list says of it, what changes, and why that is doubtful where it is.

    A blank cell changes nothing. A budget that differs is put behind the one that is there, with its document or with today.
    """
    changes: list[FieldChange] = []
    values: dict[str, Any] = {}
    for name, source, label in _TEXTS:
        old, new = getattr(stored, name), getattr(listed, source)
        if new and new != old:
            values[name] = new
            changes.append(FieldChange(label=label, old=old, new=new))
    project_class = listed.project_class
    if project_class is not None and project_class is not stored.project_class:
        values["project_class"] = project_class
        changes.append(
            FieldChange(
                label="项目类别", old=CLASS_WORDS[stored.project_class], new=CLASS_WORDS[project_class]
            )
        )
    budgets = stored.budgets
    for version in listed.budgets:
        known = standing(stored.budgets, version.stage)
        if known is not None and off_by_unit(known, version.amount_fen):
            return stored, (), _doubt(version, known)
        dated = version if version.dated or version.document_number else replace(version, dated=today)
        after = with_version(budgets, dated)
        if after != budgets:
            changes.append(_budget_change(version, known))
        budgets = after
    funding, funding_changes = _funding_with(stored.funding, listed.funding)
    changes += funding_changes
    return replace(stored, **values, budgets=budgets, funding=funding), tuple(changes), ""


def figure_change(old_fen: int | None, new_fen: int) -> FieldChange:
    """What an export changes of a project's treasury figure.

    Units: 分.
    """
    return FieldChange(label="国库累计支付（万元）", old=_wan(old_fen), new=_wan(new_fen))


def _doubt(version: BudgetVersion, known: int) -> str:
    what = STAGE_WORDS[version.stage]
    return (
        f"{what}与库里的差一万倍（表上 {_wan(version.amount_fen)} 万元，库里 {_wan(known)} 万元），"
        "多半是金额单位不对；请核对单位再导入"
    )


def _budget_change(version: BudgetVersion, known: int | None) -> FieldChange:
    label = STAGE_WORDS[version.stage] + "（万元）"
    said = f"（{version.document_number}）" if version.document_number else ""
    if known is None:
        return FieldChange(label=label, old="", new=_wan(version.amount_fen) + said)
    if version.stage is BudgetStage.ADJUSTED:
        return FieldChange(label=f"{label}，再加一笔", old=_wan(known), new=_wan(version.amount_fen) + said)
    return FieldChange(
        label=f"{label}，记为新的一版，原来的留着", old=_wan(known), new=_wan(version.amount_fen) + said
    )


def _funding_with(
    stored: Sequence[FundingLine], listed: Sequence[FundingLine]
) -> tuple[tuple[FundingLine, ...], list[FieldChange]]:
    """The sources with those of the list: the same source under the same document takes its amount, another is added."""
    lines, changes = list(stored), []
    for line in listed:
        label = f"资金来源“{line.source}”（万元）"
        place = next(
            (
                n
                for n, one in enumerate(lines)
                if one.source == line.source and line.document_number in ("", one.document_number)
            ),
            None,
        )
        if place is None:
            lines.append(line)
            changes.append(FieldChange(label=label, old="", new=_wan(line.amount_fen)))
        elif lines[place].amount_fen != line.amount_fen:
            changes.append(
                FieldChange(label=label, old=_wan(lines[place].amount_fen), new=_wan(line.amount_fen))
            )
            lines[place] = replace(lines[place], amount_fen=line.amount_fen)
    return tuple(lines), changes


def _wan(fen: int | None) -> str:
    return format_fen(fen, MoneyUnit.WAN, at_most=6)
