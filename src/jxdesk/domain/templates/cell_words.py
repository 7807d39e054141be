"""Cell words: what clerks call each cell of a form, by its place and leading field; used wherever one cell is spoken of."""

from __future__ import annotations

from collections.abc import Mapping

from jxdesk.domain.templates.form_cells import CELLS, HEAD_CELLS, Place

CELL_WORDS: Mapping[Place, Mapping[str, str]] = {
    Place.HEAD: {
        "year": "年度",
        "period": "截至月份",
        "title": "标题",
        "project_name": "项目名称",
        "project_code": "项目编码",
        "office_name": "单位名称",
        "department": "主管部门",
        "implementing_unit": "实施单位",
        "money_unit": "金额单位",
        "execution_weight": "执行率分值",
        "printed_weights_total": "分值合计",
        "printed_total": "总分",
        "printed_grade": "等级",
    },
    Place.MONEY: {
        "label": "名称",
        "original_budget_fen": "年初预算数",
        "revised_budget_fen": "全年预算数",
        "executed_fen": "执行数",
        "mid_term_fen": "中期资金",
        "forecast_fen": "全年预计执行数",
        "printed_weight": "分值",
        "printed_rate": "执行率",
        "printed_score": "得分",
        "reason": "原因",
        "document_number": "文号",
    },
    Place.INDICATORS: {
        "level1": "一级指标",
        "level2": "二级指标",
        "name": "三级指标",
        "target_text": "指标值",
        "actual_text": "实际完成值",
        "weight": "分值",
        "printed_score": "得分",
        "deviation_reason": "偏差原因及改进措施",
        "description": "指标说明",
        "is_core": "核心指标",
        "formula": "计算公式",
        "scoring_rule": "评分标准",
        "value_basis": "取值依据",
        "data_source": "数据来源",
        "value_method": "取值方式",
        "mid_term_text": "中期指标值",
        "forecast_text": "全年预计",
        "causes": "偏差原因",
        "likelihood": "完成可能性",
        "remark": "备注",
    },
    Place.TASKS: {
        "name": "任务名称",
        "content": "主要内容",
        "tier": "项目级次",
        "project_names": "对应项目",
        "budget_fen": "预算",
        "fiscal_fen": "财政拨款",
        "other_fen": "其他资金",
        "executed_fen": "执行数",
        "progress": "进展",
        "reason": "原因",
    },
}
WHOLE_ROW_WORD = "整行"
_CAUSE = "cause_"


def leading_cell(place: Place, field: str) -> str:
    """The leading field of the cell that a field of a column, an editor or a finding belongs to; itself where it leads none."""
    cells = HEAD_CELLS if place is Place.HEAD else CELLS.get(place, {})
    for name in (field, f"{field}_fen", f"{field}_text", f"printed_{field}"):
        if name in cells:
            return name
    if place is Place.INDICATORS and field.startswith(_CAUSE):
        return "causes"
    if place is Place.TASKS and field == "projects":
        return "project_names"
    return next((cell for cell, fields in cells.items() if field in fields), field)


def cell_word(place: Place, field: str) -> str:
    """What a cell is called; the field itself where it has no word, as a narrative answer that its own form names."""
    if not field:
        return WHOLE_ROW_WORD
    return CELL_WORDS.get(place, {}).get(leading_cell(place, field), field)
