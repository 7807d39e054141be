"""Form words: what clerks call each kind of form, on screen, on cover sheets and in file names."""

from __future__ import annotations

from jxdesk.domain.records.filings import FilingContent, Form

FORM_NAMES = {
    Form.PROJECT_TARGET: "绩效目标",
    Form.DEPARTMENT_TARGET: "部门整体目标",
    Form.PROJECT_MONITORING: "绩效监控",
    Form.DEPARTMENT_MONITORING: "部门整体监控",
    Form.PROJECT_SELF_EVALUATION: "绩效自评",
    Form.DEPARTMENT_SELF_EVALUATION: "部门整体自评",
    Form.TRANSFER_SELF_EVALUATION: "转移支付自评",
}

HELP_CARDS = {
    Form.PROJECT_TARGET: "target",
    Form.DEPARTMENT_TARGET: "department",
    Form.PROJECT_MONITORING: "monitoring",
    Form.DEPARTMENT_MONITORING: "monitoring",
    Form.PROJECT_SELF_EVALUATION: "self-evaluation",
    Form.DEPARTMENT_SELF_EVALUATION: "department",
    Form.TRANSFER_SELF_EVALUATION: "self-evaluation",
}
"""The operation card of each form, by its name in ``resources/help``."""


def heading_of(content: FilingContent) -> str:
    """Year, period and kind of a filing: ``2026 年 7 月绩效监控``, ``2026 年绩效自评``."""
    name = FORM_NAMES[content.form]
    if content.year is None:
        return name
    period = f" {content.period} 月" if content.period else ""
    return f"{content.year} 年{period}{name}"
