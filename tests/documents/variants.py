"""Variants: lays one filled form out in the many ways in which offices print it, for the tests of reading.

The contents are invented; the ways (headings, orders, merges, number cells, places of units and points) are those of
published tables of many provinces. Nothing here uses the reading code.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Row:
    """One indicator; ``sign``, ``value`` and ``unit`` as printed, ``at_least`` and ``number`` as they must be read."""

    level1: str
    level2: str
    name: str
    sign: str
    value: str
    unit: str
    actual: str
    weight: str
    score: str
    reason: str = ""
    comparator: str = ""
    number: str | None = None
    is_part: bool = False
    score_covered: bool = False

    @property
    def joined(self) -> str:
        return f"{self.sign}{self.value}{self.unit}"


@dataclass(frozen=True)
class Money:
    """One money row; amounts as printed."""

    key: str
    label: str
    original: str
    revised: str
    executed: str
    fen: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass(frozen=True)
class Contents:
    """What a form says."""

    year: int = 2022
    title: str = "项目支出绩效自评表"
    project: str = "农村公益事业补助项目"
    department: str = "示范县财政局"
    unit_name: str = "示范县青山镇人民政府"
    money_unit: str = "万元"
    money: tuple[Money, ...] = ()
    execution_weight: str = "10"
    rate: str = "95%"
    execution_score: str = "9.5"
    expected: str = "硬化村内道路，方便群众出行。"
    actual: str = "已完成道路硬化。"
    rows: tuple[Row, ...] = ()
    weights_total: str = "100"
    total: str = "95.5"
    grade: str = "优"


MONEY = (
    Money("total", "年度资金总额", "100", "120.5", "114.475", (100_000_000, 120_500_000, 114_475_000)),
    Money("fiscal", "其中：当年财政拨款", "100", "100", "95", (100_000_000, 100_000_000, 95_000_000)),
    Money("carry_over", "上年结转资金", "", "20.5", "19.475", (None, 20_500_000, 19_475_000)),
    Money("other", "其他资金", "—", "—", "—"),
)

ROWS = (
    Row(
        "产出指标",
        "数量指标",
        "硬化道路里程",
        "≥",
        "3.5",
        "公里",
        "3.6",
        "15",
        "15",
        comparator=">=",
        number="3.5",
    ),
    Row(
        "产出指标", "数量指标", "安装路灯数量", "=", "120", "盏", "118", "10", "9.8", "两盏待通电", "=", "120"
    ),
    Row(
        "产出指标",
        "质量指标",
        "工程验收合格率",
        "＝",
        "100",
        "%",
        "100%",
        "10",
        "10",
        comparator="=",
        number="100",
    ),
    Row("产出指标", "时效指标", "项目完工时间", "", "2022年12月", "", "2022年11月", "5", "5"),
    Row(
        "产出指标",
        "成本指标",
        "每公里补助标准",
        "≤",
        "30",
        "万元/公里",
        "29.8",
        "10",
        "10",
        comparator="<=",
        number="30",
    ),
    Row(
        "效益指标",
        "经济效益指标",
        "带动就业人数",
        "≧",
        "60",
        "人",
        "62",
        "10",
        "10",
        comparator=">=",
        number="60",
    ),
    Row("效益指标", "社会效益指标", "改善村民出行条件", "", "明显改善", "", "明显改善", "10", "9"),
    Row(
        "效益指标",
        "可持续影响指标",
        "道路设计使用年限",
        ">=",
        "10",
        "年",
        "10",
        "10",
        "10",
        comparator=">=",
        number="10",
    ),
    Row(
        "满意度指标",
        "服务对象满意度指标",
        "受益群众满意度",
        "≥",
        "90",
        "%",
        "93%",
        "10",
        "7.2",
        "抽样偏少",
        ">=",
        "90",
    ),
)

BASE = Contents(money=MONEY, rows=ROWS)


@dataclass(frozen=True)
class Layout:
    """How a form is printed; every field has the national form of 2020 as its default."""

    top: int = 1
    left: int = 1
    gap: int = 0
    before_title: tuple[str, ...] = ()
    title: str = "{title}"
    subtitle: str | None = "（{year}年度）"
    caption: tuple[str, ...] = ()
    header: tuple[tuple[tuple[str, str], ...], ...] = (
        (("项目名称", "project"),),
        (("主管部门", "department"), ("实施单位", "unit_name")),
    )
    inline_header: bool = False
    money_side: str = "项目资金\n（{unit}）"
    money_columns: tuple[tuple[str, str], ...] = (
        ("original", "年初预算数"),
        ("revised", "全年预算数"),
        ("executed", "全年执行数"),
        ("weight", "分值"),
        ("rate", "执行率"),
        ("score", "得分"),
    )
    money_labels: tuple[str, ...] = ()
    money_repeat: bool = False
    money_rows: int = 4
    goal_side: str | None = "年度\n总体\n目标"
    goal_labels: tuple[str, str] = ("预期目标", "实际完成情况")
    goals_last: bool = False
    side: str | None = "绩\n效\n指\n标"
    columns: tuple[tuple[str, str], ...] = (
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("joined", "年度指标值"),
        ("actual", "实际完成值"),
        ("weight", "分值"),
        ("score", "得分"),
        ("reason", "偏差原因分析及改进措施"),
    )
    groups: tuple[tuple[str, int, int], ...] = ()
    wide: tuple[str, ...] = ()
    levels: str = "merged"
    level_points: bool = False
    line_break_in_headings: bool = False
    number_cells: bool = False
    weight_as: str = "{}"
    score_as: str = "{}"
    fillers: bool = False
    blank_between: bool = False
    blank_level: bool = False
    name_as: str = "{}"
    total_label: str = "总分"
    total_inline: str | None = None
    total_in_score_only: bool = False
    grade_in: str = "reason"
    total_row: bool = True
    tail: tuple[tuple[str, str], ...] = ()
    tail_first: bool = False
    notes: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    repeat_head_at: int | None = None
    total_above: tuple[str, str] | None = None
    merge_rows: bool = True
    hidden_rows: tuple[int, ...] = ()


@dataclass
class _Page:
    """Writes cells with their merges and keeps the next free row."""

    sheet: Worksheet
    layout: Layout
    row: int = 1
    first: int = 1
    spans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.spans[-1][1]

    def put(
        self, row: int, left: int, right: int, value: object, *, down: int = 1, number_format: str = ""
    ) -> None:
        cell = self.sheet.cell(row, left)
        cell.value = value if value != "" else None
        if isinstance(value, str) and value:
            cell.data_type = "s"  # a text may begin with the sign = and is no formula
        if number_format:
            cell.number_format = number_format
        if (right > left or down > 1) and self.layout.merge_rows:
            self.sheet.merge_cells(start_row=row, start_column=left, end_row=row + down - 1, end_column=right)

    def text(self, row: int, column: int, value: str) -> None:
        """A value in a column of the table, as text or as a number cell."""
        left, right = self.spans[column]
        number, number_format = _cell_value(value, self.layout.number_cells)
        self.put(row, left, right, number, number_format=number_format)


def _cell_value(text: str, number_cells: bool) -> tuple[object, str]:
    if not number_cells:
        return text, ""
    plain = text.rstrip("%")
    try:
        number = Decimal(plain)
    except ArithmeticError:
        return text, ""
    places = len(plain.partition(".")[2])
    tail = f".{'0' * places}" if places else ""
    if text.endswith("%"):
        return float(number / 100), f"0{tail}%"
    return float(number), f"0{tail}"


def lay_out(contents: Contents, layout: Layout, path: Path) -> Path:
    """Writes the form and answers the path."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    write_form(sheet, contents, layout)
    book.save(path)
    return path


def write_form(sheet: Worksheet, contents: Contents, layout: Layout) -> None:
    """Writes the form on the sheet from the layout's first cell on."""
    page = _Page(sheet, layout, row=layout.top, first=layout.left)
    place = layout.left + (1 if layout.side is not None else 0)
    for name, _ in layout.columns:
        width = 2 if name in layout.wide else 1
        page.spans.append((place, place + width - 1))
        place += width
    _write_title(page, contents)
    _write_header(page, contents)
    if layout.money_columns:
        _write_money(page, contents)
        page.row += layout.gap
    if not layout.goals_last:
        _write_goals(page, contents)
        page.row += layout.gap
    _write_indicators(page, contents)
    if layout.goals_last:
        _write_goals(page, contents)
    if layout.tail_first:
        _write_tail(page)
    _write_total(page, contents)
    if not layout.tail_first:
        _write_tail(page)
    for text in layout.notes:
        page.put(page.row, page.first, page.last, text)
        page.row += 1
    if layout.signature:
        for number, text in enumerate(layout.signature):
            page.put(page.row, page.first + number * 2, page.first + number * 2, text)
        page.row += 1
    for row in layout.hidden_rows:
        sheet.row_dimensions[row].hidden = True


def _fill(text: str, contents: Contents) -> str:
    return text.format(
        year=contents.year, title=contents.title, unit=contents.money_unit, points=contents.execution_weight
    )


def _write_title(page: _Page, contents: Contents) -> None:
    layout = page.layout
    for text in layout.before_title:
        page.put(page.row, page.first, page.first, text)
        page.row += 1
    page.put(page.row, page.first, page.last, _fill(layout.title, contents))
    page.row += 1
    if layout.subtitle is not None:
        page.put(page.row, page.first, page.last, _fill(layout.subtitle, contents))
        page.row += 1
    if layout.caption:
        for number, text in enumerate(layout.caption):
            page.put(page.row, page.first + 3 * number, page.first + 3 * number, _fill(text, contents))
        page.row += 1
    if layout.total_above is not None:
        label, value = layout.total_above
        page.put(page.row, page.first, page.first + 1, label)
        page.put(page.row, page.first + 2, page.first + 2, value)
        page.row += 1


def _write_header(page: _Page, contents: Contents) -> None:
    for fields in page.layout.header:
        left = page.first
        share = (page.last - page.first + 1) // len(fields)
        for label, name in fields:
            value = getattr(contents, name, name)
            if page.layout.inline_header:
                page.put(page.row, left, left + share - 1, f"{label}：{value}")
            else:
                page.put(page.row, left, left + 1, label)
                page.put(page.row, left + 2, left + share - 1, value)
            left += share
        page.row += 1
    page.row += page.layout.gap


def _write_money(page: _Page, contents: Contents) -> None:
    layout = page.layout
    rows = contents.money[: layout.money_rows]
    columns = len(layout.money_columns)
    start = page.last - columns + 1
    label_right = start - 1
    side_right = page.first if label_right > page.first else page.first - 1
    page.put(page.row, page.first, side_right, _fill(layout.money_side, contents), down=len(rows) + 1)
    for number, (_, label) in enumerate(layout.money_columns):
        page.put(page.row, start + number, start + number, _fill(label, contents))
    page.row += 1
    for index, money in enumerate(rows):
        label = layout.money_labels[index] if index < len(layout.money_labels) else money.label
        page.put(page.row, side_right + 1, label_right, label)
        for number, (name, _) in enumerate(layout.money_columns):
            text = _money_text(contents, money, index, name, layout)
            value, number_format = _cell_value(text, layout.number_cells)
            page.put(page.row, start + number, start + number, value, number_format=number_format)
        page.row += 1


def _money_text(contents: Contents, money: Money, index: int, name: str, layout: Layout) -> str:
    if name in ("original", "revised", "executed"):
        return str(getattr(money, name))
    if index > 0 and not (layout.money_repeat and index == 1):
        return "—"
    return {
        "weight": contents.execution_weight,
        "rate": contents.rate,
        "score": contents.execution_score,
    }.get(name, "")


def _write_goals(page: _Page, contents: Contents) -> None:
    layout = page.layout
    middle = (page.first + page.last) // 2
    left = page.first
    if layout.goal_side is not None:
        page.put(page.row, page.first, page.first, layout.goal_side, down=2)
        left += 1
    page.put(page.row, left, middle, layout.goal_labels[0])
    page.put(page.row, middle + 1, page.last, layout.goal_labels[1])
    page.put(page.row + 1, left, middle, contents.expected)
    page.put(page.row + 1, middle + 1, page.last, contents.actual)
    page.row += 2


def _heading(text: str, layout: Layout) -> str:
    if layout.line_break_in_headings and len(text) >= 4:
        return f"{text[:2]} \n{text[2:]}"
    return text


def _write_head(page: _Page) -> None:
    layout = page.layout
    grouped = {n for _, first, last in layout.groups for n in range(first, last + 1)}
    for label, first, last in layout.groups:
        page.put(page.row, page.spans[first][0], page.spans[last][1], label)
    depth = 2 if layout.groups else 1
    for number, (_, label) in enumerate(layout.columns):
        left, right = page.spans[number]
        if number in grouped:
            page.put(page.row + 1, left, right, _heading(label, layout))
        else:
            page.put(page.row, left, right, _heading(label, layout), down=depth)
    page.row += depth


def _write_indicators(page: _Page, contents: Contents) -> None:
    layout = page.layout
    start = page.row
    _write_head(page)
    lines: list[tuple[int, Row]] = []
    for number, row in enumerate(contents.rows):
        if layout.repeat_head_at == number:
            _write_head(page)
        lines.append((page.row, row))
        page.row += 1
        if layout.fillers and (
            number + 1 == len(contents.rows) or contents.rows[number + 1].level2 != row.level2
        ):
            _write_filler(page, "指标2：" if number % 2 else "……")
        if layout.blank_between and number % 3 == 2:
            page.row += 1
    if layout.blank_level:
        _write_level_only(page, "效益指标", "生态效益指标")
    for line, row in lines:
        _write_line(page, line, row)
    _write_levels(page, lines)
    if layout.side is not None:
        page.put(start, page.first, page.first, layout.side, down=page.row - start)


def _column(layout: Layout, name: str) -> int | None:
    return next((n for n, (field_name, _) in enumerate(layout.columns) if field_name == name), None)


def _write_filler(page: _Page, text: str) -> None:
    number = _column(page.layout, "name")
    assert number is not None
    page.text(page.row, number, text)
    page.row += 1


def _write_level_only(page: _Page, level1: str, level2: str) -> None:
    for name, text in (("level1", level1), ("level2", level2)):
        number = _column(page.layout, name)
        if number is not None:
            page.text(page.row, number, text)
    page.row += 1


def _write_line(page: _Page, line: int, row: Row) -> None:
    layout = page.layout
    for number, (name, _) in enumerate(layout.columns):
        if name in ("level1", "level2"):
            continue
        text = _row_text(row, name, layout, line)
        if text:
            page.text(line, number, text)


def _row_text(row: Row, name: str, layout: Layout, line: int) -> str:
    match name:
        case "name":
            return row.name if row.is_part else layout.name_as.format(row.name)
        case "weight":
            return layout.weight_as.format(row.weight) if row.weight else ""
        case "score":
            return layout.score_as.format(row.score) if row.score else ""
        case "serial":
            return str(line)
        case "remark":
            return "见附件" if row.reason else ""
        case "description":
            return f"反映{row.name}"
        case "attribute":
            return "定量指标" if row.number else "定性指标"
        case "direction":
            return "反向指标" if row.comparator == "<=" else "正向指标"
        case "core":
            return "是" if row.level2 == "数量指标" else "否"
        case "coefficient":
            return "100%"
        case "adjusted":
            return ""
        case "reviewed":
            return row.score
        case _:
            return str(getattr(row, name))


def _write_levels(page: _Page, lines: list[tuple[int, Row]]) -> None:
    layout = page.layout
    if layout.levels == "none":
        return
    for name in ("level1", "level2"):
        number = _column(layout, name)
        if number is None:
            continue
        start = 0
        while start < len(lines):
            end = start
            while end + 1 < len(lines) and _same_level(name, lines[start][1], lines[end + 1][1]):
                end += 1
            text = _level_text(lines, start, end, name, layout)
            if layout.levels == "each":
                for line, _ in lines[start : end + 1]:
                    page.text(line, number, text)
            elif layout.levels == "once" or lines[end][0] == lines[start][0]:
                page.text(lines[start][0], number, text)
            else:
                left, right = page.spans[number]
                page.put(lines[start][0], left, right, text, down=lines[end][0] - lines[start][0] + 1)
            start = end + 1


def _same_level(name: str, one: Row, other: Row) -> bool:
    return one.level1 == other.level1 and (name == "level1" or one.level2 == other.level2)


def _level_text(lines: list[tuple[int, Row]], start: int, end: int, name: str, layout: Layout) -> str:
    text = str(getattr(lines[start][1], name))
    if layout.level_points and name == "level1":
        points = sum(Decimal(row.weight) for _, row in lines[start : end + 1] if row.weight)
        return f"{text}\n（{points}分）"
    return text


def _write_total(page: _Page, contents: Contents) -> None:
    layout = page.layout
    if not layout.total_row:
        return
    if layout.total_inline is not None:
        page.put(
            page.row,
            page.first,
            page.last,
            layout.total_inline.format(total=contents.total, grade=contents.grade),
        )
        page.row += 1
        return
    weight, score = _column(layout, "weight"), _column(layout, "score")
    ends = [page.spans[n][0] for n in (weight, score) if n is not None]
    page.put(page.row, page.first, min([*ends, page.last]) - 1, layout.total_label)
    if weight is not None and not layout.total_in_score_only:
        page.text(page.row, weight, contents.weights_total)
    if score is not None:
        page.text(page.row, score, contents.total)
    grade = _column(layout, layout.grade_in)
    if grade is not None and contents.grade:
        page.text(page.row, grade, contents.grade)
    page.row += 1


def _write_tail(page: _Page) -> None:
    for label, text in page.layout.tail:
        page.put(page.row, page.first, page.first + 2, label)
        page.put(page.row, page.first + 3, page.last, text)
        page.row += 1


YUNNAN_COLUMNS = (
    ("level1", "一级指标"),
    ("level2", "二级指标"),
    ("name", "三级指标"),
    ("sign", "指标性质"),
    ("value", "指标值"),
    ("unit", "度量单位"),
    ("actual", "实际完成值"),
    ("weight", "分值"),
    ("score", "得分"),
    ("reason", "偏差原因分析及改进措施"),
)
YUNNAN = Layout(
    title="{year}年度{title}",
    subtitle=None,
    caption=("部门：示范县青山镇人民政府", "", "公开14表"),
    side=None,
    columns=YUNNAN_COLUMNS,
    groups=(("绩效指标", 0, 2), ("年度指标值", 3, 5)),
    tail=(("其他需要说明事项", "无"),),
    tail_first=True,
)
HUBEI = Layout(
    title="{year}年度项目自评表",
    subtitle=None,
    caption=("单位名称：示范县青山镇人民政府", "填报日期："),
    money_side="预算执行情况\n（{unit}）（{points}分）",
    money_columns=(
        ("revised", "预算数（A）"),
        ("executed", "执行数（B）"),
        ("rate", "执行率（B/A）"),
        ("score", "得分（20分*执行率）"),
    ),
    money_labels=("年度财政资金总额",),
    money_rows=1,
    goal_side=None,
    goal_labels=("年初绩效目标", "实际完成目标"),
    side="年度\n绩效\n目标",
    columns=(
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("joined", "年初目标值（A）"),
        ("actual", "实际完成值（B）"),
        ("score", "得分"),
    ),
    grade_in="",
    tail=(("偏差大或目标未完成原因分析", "抽样偏少"), ("改进措施及结果应用方案", "加强调查")),
)
POVERTY = Layout(
    title="绩效目标自评表",
    header=(
        (("项目名称", "project"), ("项目负责人及电话", "李某")),
        (("主管部门", "department"), ("实施单位", "unit_name")),
    ),
    money_side="资金情况\n（{unit}）",
    money_columns=(
        ("revised", "全年预算数（A）"),
        ("executed", "全年执行数（B）"),
        ("weight", "分值"),
        ("rate", "执行率（B/A）"),
        ("score", "得分"),
    ),
    money_labels=("年度资金总额：", "其中：本年财政拨款", "上年结转", "其他资金"),
    money_repeat=True,
    goal_labels=("年初设定目标", "年度总体目标完成情况综述"),
    columns=(
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("weight", "分值"),
        ("joined", "年度指标值"),
        ("actual", "全年实际值"),
        ("score", "得分"),
        ("reason", "未完成原因及拟采取的改进措施"),
    ),
    level_points=True,
    fillers=True,
    blank_level=True,
)
SICHUAN = Layout(
    title="部门预算{title}",
    money_side="预算执行情况\n（{points}分）\n年度预算数（{unit}）",
    money_columns=(
        ("original", "年初预算"),
        ("revised", "调整后预算数"),
        ("executed", "预算执行数"),
        ("rate", "预算执行率"),
        ("weight", "权重"),
        ("score", "得分"),
        ("why", "原因"),
    ),
    money_labels=("总额", "其中：财政资金", "上年结转", "其他资金"),
    goal_side="项目\n基本\n情况",
    goal_labels=("项目年度目标", "年度目标完成情况"),
    side="绩效指标\n（90分）",
    columns=(
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("sign", "指标性质"),
        ("value", "指标值"),
        ("unit", "度量单位"),
        ("actual", "完成值"),
        ("weight", "权重"),
        ("score", "得分"),
        ("reason", "未完成原因分析"),
    ),
    total_label="合计",
    grade_in="",
    tail=(("评价结论", "较好"), ("存在问题", "无"), ("改进措施", "无")),
    signature=("项目负责人：张某", "财务负责人：王某"),
)

NO_WEIGHTS = replace(
    BASE,
    execution_weight="20",
    execution_score="19",
    rows=tuple(replace(row, weight="") for row in ROWS),
    weights_total="",
    total="105",
    grade="",
    money=(Money("total", "年度财政资金总额", "", "120.5", "114.475", (None, 120_500_000, 114_475_000)),),
)
PARTS = replace(
    BASE,
    rows=(
        *ROWS[:1],
        Row("产出指标", "数量指标", "其中：主路", "", "2", "公里", "2.1", "", "", number="2", is_part=True),
        Row(
            "产出指标", "数量指标", "其中：支路", "", "1.5", "公里", "1.5", "", "", number="1.5", is_part=True
        ),
        *ROWS[1:],
    ),
)
YUAN = replace(
    BASE,
    money_unit="元",
    money=(
        Money(
            "total",
            "年度资金总额",
            "387,664.62",
            "387664.62",
            "387664.6",
            (38_766_462, 38_766_462, 38_766_460),
        ),
        Money(
            "fiscal",
            "其中:当年财政拨款",
            "387664.62",
            "387664.62",
            "387664.6",
            (38_766_462, 38_766_462, 38_766_460),
        ),
    ),
    rate="100%",
    execution_score="10",
)
FULL_WIDTH = replace(
    BASE,
    rows=(replace(ROWS[0], value="３．５", actual="３．６"), *ROWS[1:]),
    money=(replace(MONEY[0], revised="１２０．５", executed="１１４．４７５"), *MONEY[1:]),
)
NAMES = replace(BASE, project="𬭚㛃䶮㼆村😀便民桥项目", unit_name="耈街彝族苗族乡人民政府")


def _columns(**labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, labels.get(name, label)) for name, label in Layout().columns)


def _without(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(column for column in Layout().columns if column[0] not in names)


VARIANTS: dict[str, tuple[Contents, Layout]] = {
    "national": (BASE, Layout()),
    "national, number cells": (BASE, Layout(number_cells=True)),
    "national, nothing merged": (BASE, Layout(merge_rows=False)),
    "national, levels printed once": (BASE, Layout(levels="once")),
    "national, levels on each row": (BASE, Layout(levels="each")),
    "national, points in the levels": (BASE, Layout(level_points=True)),
    "national, fillers and a blank level": (BASE, Layout(fillers=True, blank_level=True)),
    "national, blank rows between": (BASE, Layout(blank_between=True, gap=1)),
    "national, from B3": (BASE, Layout(top=3, left=2)),
    "national, wide columns": (BASE, Layout(wide=("name", "joined", "reason"))),
    "national, wide columns unmerged": (
        BASE,
        Layout(wide=("name", "actual"), merge_rows=False, levels="each"),
    ),
    "national, broken headings": (BASE, Layout(line_break_in_headings=True)),
    "national, head repeated on page two": (BASE, Layout(repeat_head_at=5, levels="each")),
    "national, no side label": (BASE, Layout(side=None)),
    "national, side label in one line": (BASE, Layout(side="绩效指标")),
    "national, names numbered": (BASE, Layout(name_as="指标1：{}")),
    "national, weights as 10分": (BASE, Layout(weight_as="{}分", score_as="{}分")),
    "national, weights as percent": (BASE, Layout(weight_as="{}%")),
    "national, weights as percent cells": (BASE, Layout(weight_as="{}%", number_cells=True)),
    "national, inline header": (BASE, Layout(inline_header=True)),
    "national, total in words": (BASE, Layout(total_inline="自评总分：{total}分，等级：{grade}")),
    "national, total without points": (BASE, Layout(total_label="合计", total_in_score_only=True)),
    "national, total above": (BASE, Layout(total_row=False, total_above=("自评总分（分）", "95.5"))),
    "national, goals below": (BASE, Layout(goals_last=True)),
    "national, serial and remark": (
        BASE,
        Layout(columns=(("serial", "序号"), *Layout().columns, ("remark", "备注"))),
    ),
    "national, description between": (
        BASE,
        Layout(columns=(*Layout().columns[:3], ("description", "指标解释"), *Layout().columns[3:])),
    ),
    "national, reviewed scores beside": (
        BASE,
        Layout(columns=(*_columns(score="自评得分"), ("reviewed", "复核得分"))),
    ),
    "national, reason before score": (
        BASE,
        Layout(columns=(*Layout().columns[:6], Layout().columns[7], Layout().columns[6])),
    ),
    "national, score before weight": (
        BASE,
        Layout(
            columns=(*Layout().columns[:5], Layout().columns[6], Layout().columns[5], Layout().columns[7])
        ),
    ),
    "national, actual before target": (
        BASE,
        Layout(
            columns=(*Layout().columns[:3], Layout().columns[4], Layout().columns[3], *Layout().columns[5:])
        ),
    ),
    "flat list": (
        replace(BASE, rows=tuple(replace(row, level1="", level2="") for row in ROWS)),
        Layout(
            columns=(
                ("name", "指标名称"),
                ("joined", "年初指标值"),
                ("adjusted", "调整指标值"),
                ("actual", "全年完成值"),
                ("coefficient", "得分系数（%）"),
                ("weight", "指标权重（分）"),
                ("score", "指标得分（分）"),
                ("core", "是否核心指标"),
            ),
            levels="none",
            grade_in="core",
        ),
    ),
    "flat list with levels": (
        BASE,
        Layout(
            columns=(("level1", "指标类别"), ("level2", "指标类型"), ("name", "具体指标"), *_columns()[3:])
        ),
    ),
    "other words 1": (
        BASE,
        Layout(
            columns=_columns(
                joined="年初目标值",
                actual="全年实际完成值",
                weight="权重",
                score="自评得分",
                reason="未完成原因分析",
            ),
            total_label="自评总分",
        ),
    ),
    "other words 2": (
        BASE,
        Layout(
            columns=_columns(
                joined="绩效目标值",
                actual="完成情况",
                weight="标准分值",
                score="自评分",
                reason="未完成原因和改进措施",
            ),
            total_label="合  计",
            goal_labels=("年初绩效目标", "全年目标实际完成情况"),
        ),
    ),
    "other words 3": (
        BASE,
        Layout(
            columns=_columns(
                joined="计划完成值",
                actual="年终完成值",
                weight="分值（100分）",
                score="实际得分",
                reason="偏差原因",
            ),
            header=(
                (("项目名称及编码", "project"),),
                (("主管部门及代码", "department"), ("项目实施单位", "unit_name")),
            ),
            total_label="总得分",
        ),
    ),
    "other words 4": (
        BASE,
        Layout(
            columns=_columns(
                name="三级指标内容",
                joined="预期指标值",
                actual="实际完成指标值",
                weight="指标分值",
                score="指标得分",
            ),
            header=(
                (("专项资金名称", "project"), ("负责人及电话", "李某 13800000000")),
                (("县级主管部门", "department"), ("资金使用单位", "unit_name")),
            ),
            goal_labels=("年初设定目标", "全年实际完成情况"),
        ),
    ),
    "unit in a caption": (
        BASE,
        Layout(caption=("填报单位：示范县青山镇人民政府", "", "金额单位：{unit}"), money_side="项目资金"),
    ),
    "unit in the money headings": (
        BASE,
        Layout(
            money_side="预算执行情况",
            money_columns=(
                ("original", "年初预算数（万元）"),
                ("revised", "全年预算数（万元）"),
                ("executed", "全年执行数（万元）"),
                ("weight", "分值"),
                ("rate", "执行率（%）"),
                ("score", "得分"),
            ),
        ),
    ),
    "execution points in the side label": (
        replace(BASE, execution_weight="20", execution_score="19", total="105", weights_total="110"),
        Layout(
            money_side="预算执行情况（{unit}）\n（{points}分）",
            money_columns=(
                ("original", "年初预算数"),
                ("revised", "全年预算数"),
                ("executed", "全年执行数"),
                ("rate", "执行率"),
                ("score", "得分"),
            ),
        ),
    ),
    "execution repeated": (BASE, Layout(money_repeat=True)),
    "execution rate as a ratio": (replace(BASE, rate="0.95"), Layout()),
    "title with words of a year": (BASE, Layout(title="二〇二二年度项目支出绩效自评表", subtitle=None)),
    "title with annex line": (
        BASE,
        Layout(before_title=("附件2",), title="示范县{year}年度项目支出绩效自评表", subtitle=None),
    ),
    "totals of 110": (replace(BASE, total="110", weights_total="110"), Layout()),
    "with notes and signature": (
        BASE,
        Layout(
            notes=(
                "注：1.其他资金包括社会投入资金等。",
                "2.定量指标完成数汇总原则：绝对值直接累加计算，相对值按照资金额度加权平均计算。",
            ),
            signature=("填报人：张某", "联系电话：0883-0000000", "填报日期：2023年3月1日"),
        ),
    ),
    "with review opinions": (
        BASE,
        Layout(tail=(("主管部门审核意见", "（盖章）"), ("财政部门审核意见", "（盖章）"))),
    ),
    "Yunnan": (BASE, YUNNAN),
    "Yunnan, number cells": (BASE, replace(YUNNAN, number_cells=True)),
    "Yunnan in yuan": (YUAN, YUNNAN),
    "Yunnan in yuan, number cells": (YUAN, replace(YUNNAN, number_cells=True)),
    "Yunnan with attribute": (
        BASE,
        replace(YUNNAN, columns=(*YUNNAN_COLUMNS[:6], ("attribute", "指标属性"), *YUNNAN_COLUMNS[6:])),
    ),
    "Yunnan unmerged": (BASE, replace(YUNNAN, merge_rows=False)),
    "Yunnan blank level": (BASE, replace(YUNNAN, blank_level=True)),
    "Yunnan total before notes": (BASE, replace(YUNNAN, tail_first=False)),
    "Hubei": (NO_WEIGHTS, HUBEI),
    "Hubei, number cells": (NO_WEIGHTS, replace(HUBEI, number_cells=True)),
    "Hubei with categories": (
        NO_WEIGHTS,
        replace(
            HUBEI,
            header=(
                *HUBEI.header,
                (("项目类别", "1、部门预算项目 ☑ 2、区直专项 □"),),
                (("项目属性", "1、持续性项目 ☑ 2、新增性项目 □"),),
                (("项目类型", "1、常年性项目 ☑ 2、延续性项目 □ 3、一次性项目 □"),),
            ),
        ),
    ),
    "poverty": (BASE, POVERTY),
    "poverty with parts": (PARTS, POVERTY),
    "poverty with core marks": (PARTS, replace(POVERTY, name_as="★{}")),
    "poverty, number cells": (PARTS, replace(POVERTY, number_cells=True)),
    "Sichuan": (BASE, SICHUAN),
    "Sichuan, number cells": (BASE, replace(SICHUAN, number_cells=True)),
    "Sichuan unmerged": (BASE, replace(SICHUAN, merge_rows=False, levels="each")),
    "full-width digits": (FULL_WIDTH, Layout()),
    "rare characters": (NAMES, Layout()),
    "hidden rows": (BASE, Layout(hidden_rows=(14, 15))),
    "directions and weights": (
        BASE,
        replace(SICHUAN, columns=(*SICHUAN.columns[:9], ("direction", "指标方向性"), SICHUAN.columns[9])),
    ),
}


_LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_NAMES = (
    "受益人数", "补助资金发放及时率", "改造面积", "培训期数", "设备购置数量", "验收合格率", "群众知晓率", "管护里程",
    "项目完工时间", "每亩补助标准", "脱贫户增收", "环境改善程度", "政策宣传覆盖率", "设施使用年限", "投诉处理率",
)  # fmt: skip
_SIGNS = {
    "≥": ">=",
    "≤": "<=",
    "=": "=",
    ">=": ">=",
    "<=": "<=",
    "≧": ">=",
    "＝": "=",
    "﹦": "=",
    "═": "=",
    "": "",
}
_UNITS = ("%", "人", "亩", "公里", "个", "万元", "元/亩", "次", "户", "人次")
_WORDS = {
    "joined": ("年度指标值", "指标值", "年初目标值", "预期指标值", "目标值", "计划完成值", "年初设定值"),
    "actual": ("实际完成值", "全年实际值", "完成值", "实际完成情况", "全年完成值", "完成情况", "实际值"),
    "weight": ("分值", "权重", "标准分", "指标分值", "权重（%）", "分值（分）"),
    "score": ("得分", "自评得分", "指标得分", "自评分", "实际得分", "得分（分）"),
    "reason": ("偏差原因分析及改进措施", "未完成原因分析", "未完成原因和改进措施", "偏差原因", "原因分析"),
    "name": ("三级指标", "三级指标名称", "指标名称"),
}


def random_case(seed: int) -> tuple[Contents, Layout]:
    """A form with chance contents in a chance layout; the same for the same seed."""
    chance = random.Random(seed)
    contents = _random_contents(chance)
    family = chance.choice(["national", "national", "Yunnan", "poverty", "Sichuan"])
    layout = {"national": Layout(), "Yunnan": YUNNAN, "poverty": POVERTY, "Sichuan": SICHUAN}[family]
    labels = {name: chance.choice(words) for name, words in _WORDS.items()}
    columns = [(name, labels.get(name, label)) for name, label in layout.columns]
    if chance.random() < 0.3:
        at = next(n for n, (name, _) in enumerate(columns) if name == "reason")
        columns.append(columns.pop(at))
    if chance.random() < 0.3 and not layout.groups:
        columns.append(("remark", "备注"))
    if chance.random() < 0.2 and layout.side is not None:
        columns.insert(0, ("serial", "序号"))
    return contents, replace(
        layout,
        columns=tuple(columns),
        groups=layout.groups if columns[0][0] != "serial" else (),
        top=chance.choice([1, 1, 2, 4]),
        left=chance.choice([1, 1, 2, 3]),
        gap=chance.choice([0, 0, 1]),
        wide=tuple(
            name for name in ("name", "actual", "reason") if not layout.groups and chance.random() < 0.2
        ),
        levels=chance.choice(["merged", "once", "each"]),
        level_points=chance.random() < 0.3,
        line_break_in_headings=chance.random() < 0.3,
        number_cells=chance.random() < 0.5,
        weight_as=chance.choice(["{}", "{}", "{}分"]),
        fillers=chance.random() < 0.3,
        blank_between=chance.random() < 0.2,
        name_as=chance.choice(["{}", "{}", "★{}", "指标1：{}", "{}\n"]),
        total_label=chance.choice(["总分", "合计", "总 分", "自评总分", "总计"]),
        tail_first=chance.random() < 0.5,
        merge_rows=chance.random() < 0.8,
        notes=("注：1.定量指标得分按完成比例计算。",) if chance.random() < 0.4 else (),
        signature=("填报人：张某", "联系电话：12345678") if chance.random() < 0.4 else layout.signature,
    )


def _random_contents(chance: random.Random) -> Contents:
    rows = []
    for level1, seconds in _LEVELS.items():
        for level2 in seconds:
            for _ in range(chance.choice([0, 1, 1, 2])):
                rows.append(_random_row(chance, level1, level2, len(rows)))
    rows = rows or [_random_row(chance, "产出指标", "数量指标", 0)]
    budget, spent = chance.randint(1, 99_999), chance.randint(1, 99_999)
    printed = (f"{budget / 100:.2f}", f"{budget / 100:.2f}", f"{spent / 100:.2f}")
    fen = (budget * 10_000, budget * 10_000, spent * 10_000)
    return replace(
        BASE,
        year=chance.choice([2019, 2020, 2021, 2022, 2023, 2024]),
        rows=tuple(rows),
        money=(
            Money("total", "年度资金总额", *printed, fen),
            Money("fiscal", "其中:本年财政拨款", *printed, fen),
            Money("carry_over", "上年结转资金", "", "", ""),
            Money("other", "其他资金", "0.00", "0.00", "0.00", (0, 0, 0)),
        ),
        total=chance.choice(["96", "88.5", "100", "79.25"]),
    )


def _random_row(chance: random.Random, level1: str, level2: str, number: int) -> Row:
    name = f"{_NAMES[number % len(_NAMES)]}{'甲乙丙丁戊己庚辛'[number % 8]}"
    weight = chance.choice(["5", "10", "7.5", "8", "12"])
    score = chance.choice([weight, weight, "4", "3.5", "0"])
    reason = chance.choice(["", "", "受天气影响"])
    if chance.random() < 0.2:
        words = chance.choice(["有效提升", "明显改善", "按时完成"])
        return Row(level1, level2, name, "", words, "", "达成预期指标", weight, score, reason)
    value = chance.choice(["100", "95", "3.5", "1200", "0.98", "60"])
    sign, unit = chance.choice(list(_SIGNS)), chance.choice(_UNITS)
    actual = chance.choice([value, f"{value}{unit}", "92.3", "88%", "已完成"])
    return Row(level1, level2, name, sign, value, unit, actual, weight, score, reason, _SIGNS[sign], value)
