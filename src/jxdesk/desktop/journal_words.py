"""Journal words: errands, tables, fields and values of the journal, as the clerk reads them in the history."""

from __future__ import annotations

import json

from jxdesk.desktop.amounts import points, wan
from jxdesk.domain.filling.typed_cells import DIRECTION_WORDS
from jxdesk.domain.filling.value_modes import MODE_WORDS
from jxdesk.domain.records.filings import DeviationCause
from jxdesk.domain.records.project_words import CLASS_WORDS, STAGE_WORDS

ERRANDS = {
    "": "修改",
    "rectify": "记整改",
    "fill": "填报修改",
    "undo": "撤销",
    "redo": "重做",
    "start": "开始填自评",
    "change_template": "换了表样",
    "person": "换了填报人",
    "passphrase": "改了密钥口令",
    "enrol_request": "写登记申请",
    "enrol_asked": "收到登记申请",
    "enrol_certify": "发登记证书",
    "enrol_install": "装登记证书",
    "enrol_revoke": "停用密钥",
    "enrol_register": "补回登记名册",
    "renew_key": "换单位密钥",
    "match_columns": "对了表头",
    "account_figure": "填预算、决算数",
    "monitor": "填监控数",
    "choose_figure": "选定执行数",
    "library_add": "加了指标",
    "library_edit": "改了指标",
    "library_import": "导入指标库",
    "library_retire": "停用指标",
    "library_bring_back": "恢复使用指标",
    "library_merge": "合并指标",
    "library_delete": "删除指标",
    "library_suggest": "建议入库",
    "project_create": "新建项目",
    "project_rename": "改项目名称",
    "project_correct": "改项目资料",
    "project_sector": "改项目领域",
    "project_class": "批量改项目信息",
    "project_withdraw": "取消项目",
    "project_delete": "删除项目",
    "project_merge": "合并项目",
    "project_split": "拆分项目",
    "office_rename": "改单位名称",
    "office_withdraw": "撤销单位",
    "office_merge": "合并单位",
    "office_split": "拆分单位",
    "approve": "登记批复",
    "approval_correct": "改批复信息",
    "approval_undo": "撤销批复",
    "adjust": "申请调整目标",
    "adjust_withdraw": "撤回调整申请",
    "adjust_approve": "登记调整批复",
    "adjust_budget": "追加、调减预算",
    "year_open": "开新年度",
    "year_close": "年度结账",
    "year_reopen": "重新打开年度",
    "survey": "登记满意度调查",
    "survey_delete": "删除满意度调查",
    "survey_take_over": "带入满意度",
    "finish": "标为已填好",
    "reopen": "改回填写中",
    "import": "导入",
    "undo_import": "撤销导入",
    "seal": "封装送出",
    "receive": "装入数据包",
    "receipt": "收回执",
    "pen": "笔换手",
    "review": "审定",
    "review_remark": "写审核意见、审定改动",
    "review_sheet": "填审核表",
    "review_passing": "换审核通过的办法",
    "passed_seen": "看了审定的改动",
    "review_own": "填的和审的是同一个人",
    "answer": "答复退回意见",
    "refuse": "没有收下文件",
    "refuse_settle": "处理没有收下的文件",
    "evidence_add": "添加附件",
    "evidence_remove": "拿掉附件",
    "evidence_put_back": "放回附件",
    "person_add": "加人员",
    "person_change": "改人员",
    "person_leave": "人员离开",
    "stands_in": "代办",
    "pin": "设 PIN",
    "pin_forgive": "去掉忘了的 PIN",
    "note": "写批注",
    "note_done": "批注办好了",
    "note_delete": "删批注",
    "deadline_move": "改期限",
    "stick_snooze": "推后 U 盘备份提醒",
    "stick_every": "改 U 盘备份提醒",
    "demo": "建练习县",
    "practice": "练习",
    "backup": "备份",
    "restore": "恢复备份",
    "confirm_restored": "确认恢复无误",
    "export": "导出表格",
    "new_epoch": "换了电脑或恢复过数据",
}
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


def errand_words(errand: str) -> str:
    """What somebody did."""
    return ERRANDS.get(errand, errand)


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
