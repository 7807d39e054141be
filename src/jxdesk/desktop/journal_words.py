"""Journal words: tables, fields and values of the journal, as the clerk reads them in the history."""

from __future__ import annotations

import json

from jxdesk.desktop.amounts import points, wan
from jxdesk.domain.filling.typed_cells import DIRECTION_WORDS
from jxdesk.domain.filling.value_modes import MODE_WORDS
from jxdesk.domain.records.filings import DeviationCause
from jxdesk.domain.records.project_words import CLASS_WORDS, STAGE_WORDS

TABLES = {
    "project": "项目",
    "budget_version": "预算",
    "funding_line": "资金来源",
    "filing": "自评表",
    "approval": "批复",
    "adjustment": "调整申请",
    "succession": "名称变化",
    "survey": "满意度调查",
    "fiscal_year": "年度",
    "money_line": "资金",
    "indicator_line": "指标",
    "treasury_figure": "国库数",
    "attachment_link": "附件",
}
FIELDS = {
    "": "整条",
    "name": "名称",
    "code": "编码",
    "state": "状态",
    "answers": "目标与说明",
    "title": "标题",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "leader": "负责人",
    "phone": "电话",
    "project_name": "项目名称",
    "project_code": "项目编码",
    "office_name": "单位名称",
    "money_unit": "金额单位",
    "execution_weight": "执行率分值",
    "computed_hundredths": "重算得分",
    "effective_hundredths": "计入得分",
    "computed_grade": "等级",
    "error_count": "必须改的问题数",
    "warning_count": "请核实的问题数",
    "advice_count": "建议数",
    "original_budget_fen": "年初预算数",
    "revised_budget_fen": "全年预算数",
    "executed_fen": "全年执行数",
    "original_budget_text": "年初预算数（原文）",
    "revised_budget_text": "全年预算数（原文）",
    "executed_text": "全年执行数（原文）",
    "level1": "一级指标",
    "level2": "二级指标",
    "clean_name": "指标名称",
    "comparator": "符号",
    "direction": "方向",
    "target_text": "指标值（原文）",
    "target": "指标值",
    "target_high": "指标值上限",
    "unit": "度量单位",
    "actual_text": "实际完成值（原文）",
    "actual": "实际完成值",
    "actual_unit": "完成值单位",
    "weight": "分值",
    "printed_weight": "分值（原文）",
    "printed_score": "得分（原文）",
    "printed_total": "总分（原文）",
    "printed_grade": "等级（原文）",
    "judged_percent": "评定比例",
    "manual_hundredths": "人工打分",
    "manual_reason": "人工打分理由",
    "deviation_reason": "偏差原因及改进措施",
    "value_mode": "赋分方式",
    "not_applicable": "不适用",
    "amount_fen": "金额",
    "reason": "原因",
    "label": "名称",
    "printed_rate": "执行率（原文）",
    "printed_weights_total": "分值合计（原文）",
    "description": "指标说明",
    "template_id": "表样",
    "rule_pack_id": "评分规则",
    "year": "年度",
    "period": "截止月份",
    "fiscal_year": "年度",
    "imported_from": "来自文件",
    "is_core": "核心指标",
    "is_part": "上一行的细项",
    "marked_exact": "标为等于目标才得分",
    "is_classified": "涉密",
    "sector": "领域",
    "continuity": "新增或延续",
    "recurrence": "一次性或经常性",
    "document_number": "文号",
    "dated": "日期",
    "source": "来源",
    "expected_goal": "预期目标",
    "actual_goal": "实际完成情况",
    "other_notes": "其他需要说明事项",
    "table_number": "表号",
    "printed_notes": "表下的说明",
    "conclusion": "自评结论",
    "problems": "存在问题",
    "improvement": "改进措施",
    "deviation_analysis": "偏差分析",
    "preparer": "填报人",
    "filled_on": "填报日期",
    "project_leader": "项目负责人",
    "review_section": "主管部门意见",
    "review_poverty_office": "衔接办意见",
    "review_performance": "绩效部门意见",
    "basis": "立项依据",
    "basis_number": "立项依据文号",
    "overview": "项目概况",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
    "function_code": "功能科目",
    "major_new": "新增重大项目",
    "predecessor_id": "上年的项目",
    "withdrawn_on": "取消日期",
    "withdrawn_reason": "取消原因",
    "replaces_id": "调整的是哪张表",
    "mid_term_fen": "中期金额",
    "mid_term_text": "中期目标（原文）",
    "forecast_fen": "全年预计执行数",
    "forecast": "全年预计完成值",
    "forecast_text": "全年预计（原文）",
    "formula": "计算公式",
    "scoring_rule": "评分标准",
    "value_basis": "指标值依据",
    "data_source": "数据来源",
    "value_method": "取值方法",
    "library_entry_id": "指标库里的指标",
    "remark": "备注",
    "likelihood": "完成可能性",
    "causes": "偏差原因",
    "tier": "本级或转移",
    "project_class": "项目类别",
    "stage": "预算环节",
    "original_name": "文件名",
    "slot": "材料种类",
}
# Kept for the road and for the machine; they say nothing to a clerk.
SILENT = frozenset(
    {
        *("version", "vector", "saved_at", "position", "sheet_row", "filled_with", "reading", "id"),
        *("filing_id", "office_id", "project_id", "answers_line_id", "merged_into", "form"),
        *("money_key", "direction_chosen", "book", "predecessor_id", "replaces_id", "library_entry_id"),
    }
)
CAUSE_WORDS = {
    DeviationCause.FUNDING: "经费保障",
    DeviationCause.RULES: "制度保障",
    DeviationCause.STAFF: "人员保障",
    DeviationCause.HARDWARE: "硬件条件保障",
    DeviationCause.OTHER: "其他",
}
STATES = {"draft": "填写中", "finished": "已填好", "sealed": "已封装", "approved": "已批复"}
COMPARATORS = {">=": "≥", "<=": "≤"}
WORDS = {
    "state": STATES,
    "comparator": COMPARATORS,
    "direction": {direction.value: words for direction, words in DIRECTION_WORDS.items()},
    "value_mode": {mode.value: words for mode, words in MODE_WORDS.items()},
    "project_class": {one.value: words for one, words in CLASS_WORDS.items()},
    "stage": {one.value: words for one, words in STAGE_WORDS.items()},
    "causes": {cause.value: words for cause, words in CAUSE_WORDS.items()},
}
FLAGS = ("is_", "not_", "marked_", "major_")


def place_words(table: str, field: str, line: str) -> str:
    """Which value of which line."""
    what = FIELDS.get(field, field)
    where = f"{TABLES.get(table, table)}“{line}”" if line else TABLES.get(table, table)
    return f"{where} {what}"


def value_words(field: str, text: str | None) -> str:
    """A value of the journal as people read it; empty where there was none."""
    if text is None:
        return ""
    value = json.loads(text)
    if value is None or value == "":
        return ""
    if field.endswith("_fen") and isinstance(value, int):
        return f"{wan(value)} 万元"
    if field.endswith("_hundredths") and isinstance(value, int):
        return points(value)
    if field in WORDS:
        return WORDS[field].get(str(value), str(value))
    if field == "answers" and isinstance(value, str):
        value = json.loads(value)
    if isinstance(value, dict):
        return "；".join(_parts(value))
    if isinstance(value, bool) or (value in (0, 1) and field.startswith(FLAGS)):
        return "是" if value else "否"
    return str(value)


def _parts(values: dict[str, object]) -> list[str]:
    """The values of a whole line, each with its name; what is empty or not so is left out."""
    parts = []
    for key, one in values.items():
        if key in SILENT or one in ("", None, "{}") or (key.startswith(FLAGS) and not one):
            continue
        text = value_words(key, json.dumps(one))
        parts.append(f"{FIELDS.get(key, key)} {text}" if key != "answers" else text)
    return parts
