"""Project words: how people call classes, stages, tiers and sectors of projects. Used by the new-project dialog and the history."""

from __future__ import annotations

from jxdesk.domain.records.projects import BudgetStage, ProjectClass

CLASS_WORDS = {
    ProjectClass.SPECIFIC: "特定目标类",
    ProjectClass.OPERATING_OTHER: "其他运转类",
    ProjectClass.OPERATING_PUBLIC: "公用经费",
    ProjectClass.PERSONNEL: "人员类",
}
"""Source: 财办〔2020〕13号 (the three kinds of projects of the integrated budget system)."""

STAGE_WORDS = {
    BudgetStage.REQUESTED: "申报数",
    BudgetStage.REVIEWED: "审核数",
    BudgetStage.ORIGINAL: "年初预算数",
    BudgetStage.ADJUSTED: "调整数",
    BudgetStage.REVISED: "全年预算数",
}
TIERS = ("本级", "上级下达", "对下转移")
"""The tier that a project's money belongs to; the words of the forms."""
