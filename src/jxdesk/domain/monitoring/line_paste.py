"""Line paste: a block from a spreadsheet against the indicators of many projects, by order or by project and indicator. Used by the grid of progress.

A block that names its indicators goes to those whatever their order; names that several projects share need the project
beside them. Any other block goes to the rows from the cursor downwards. What finds no place is named, and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jxdesk.domain.filling.pasting import Block, PastePlan, PlannedCell
from jxdesk.domain.filling.typed_cells import indicator_values
from jxdesk.domain.filling.typed_text import Unreadable
from jxdesk.domain.monitoring.line_rows import LineRow
from jxdesk.domain.monitoring.paste import key_column, plain_words
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.lettering import says_nothing

PROJECT, INDICATOR = "project", "indicator"
HEADING_WORDS = (
    (PROJECT, ("项目名称", "项目代码", "项目编码")),
    ("likelihood", ("可能性",)),
    ("causes", ("原因类别", "偏差类别", "哪类原因")),
    ("deviation_reason", ("原因说明", "偏差原因", "原因")),
    ("forecast", ("预计",)),
    ("actual", ("执行情况", "完成情况", "完成值", "已完成", "实际完成")),
    (INDICATOR, ("三级指标", "指标名称", "绩效指标")),
)
"""What headings call a column; the first that fits counts, so that 全年预计完成情况 is a forecast."""
KEYS = (PROJECT, INDICATOR)


@dataclass(frozen=True, slots=True)
class _Places:
    """The indicators by name, each with its rows, and the projects by name and code."""

    by_indicator: Mapping[str, Sequence[int]]
    by_project: Mapping[str, frozenset[str]]


def plan_line_paste(
    block: Block,
    rows: Sequence[LineRow],
    fields: Sequence[str],
    *,
    projects: Mapping[str, MonitoringRow],
    rules: RulePack,
) -> PastePlan:
    """What pasting a block would fill in.

    ``rows`` are the rows of the grid from the cursor downwards and then those above it; ``fields`` are the typed columns
    from the cursor to the right, empty for columns that are worked out; ``projects`` are those of the rows.
    """
    headings = _headings(block)
    body = block[1:] if headings else block
    places = _places(rows, projects)
    by_heading = {field: column for column, field in headings.items()}
    indicator = by_heading.get(INDICATOR, key_column(body, places.by_indicator))
    planner = _Planner(rows, projects, rules)
    if indicator is None:
        for number, texts in enumerate(body):
            columns = headings or dict(zip(range(len(texts)), (*fields, *[""] * len(texts)), strict=False))
            said = {
                column: field
                for column, field in columns.items()
                if field not in KEYS and (field or texts[column].strip())
            }
            planner.put(number, texts, said, number if number < len(rows) else None, "表格没有这一行。")
    else:
        project = by_heading.get(PROJECT, _project_column(body, places.by_project, indicator))
        keys = {indicator} | ({project} if project is not None else set())
        columns = headings or _columns_behind(max(keys), body, rows, fields, places.by_indicator, indicator)
        columns = {column: field for column, field in columns.items() if field not in KEYS}
        _by_name(planner, body, columns, places, project, indicator)
    return PastePlan(
        cells=tuple(planner.cells),
        changes=(),
        new_lines=0,
        has_headings=bool(headings),
        shape_differs=bool(headings) or indicator is not None,
    )


def _headings(block: Block) -> dict[int, str]:
    """The fields of a first row that holds headings; empty where it holds values."""
    found: dict[int, str] = {}
    for column, text in enumerate(block[0] if block else ()):
        words = plain_words(text)
        field = next((name for name, known in HEADING_WORDS if any(one in words for one in known)), "")
        if field and field not in found.values():
            found[column] = field
    typed = [field for field in found.values() if field not in KEYS]
    return found if typed and len(found) > 1 else {}


def _places(rows: Sequence[LineRow], projects: Mapping[str, MonitoringRow]) -> _Places:
    by_indicator: dict[str, list[int]] = {}
    by_project: dict[str, set[str]] = {}
    for place, row in enumerate(rows):
        for name in {plain_words(row.name), plain_words(row.line.name)} - {""}:
            by_indicator.setdefault(name, []).append(place)
        project = projects[row.project_id]
        for name in {plain_words(project.name), plain_words(project.code)} - {""}:
            by_project.setdefault(name, set()).add(row.project_id)
    return _Places(by_indicator, {name: frozenset(ids) for name, ids in by_project.items()})


def _project_column(body: Block, known: Mapping[str, object], indicator: int) -> int | None:
    """The column that names projects; merged cells arrive as one name over empty ones, so that only filled cells count."""
    width = max((len(texts) for texts in body), default=0)
    for column in range(width):
        filled = [words for texts in body if (words := plain_words(_at(texts, column)))]
        named = sum(words in known for words in filled)
        if column != indicator and named and named * 2 >= len(filled):
            return column
    return None


def _columns_behind(
    last_key: int,
    body: Block,
    rows: Sequence[LineRow],
    fields: Sequence[str],
    by_indicator: Mapping[str, Sequence[int]],
    indicator: int,
) -> dict[int, str]:
    """Without headings the columns behind the names are the typed ones from the cursor on; a column of targets is passed over."""
    width = max((len(texts) for texts in body), default=0)

    def repeats_targets(column: int) -> bool:
        found = [
            (plain_words(texts[column]), rows[places[0]].line.target_text)
            for texts in body
            if column < len(texts) and (places := by_indicator.get(plain_words(texts[indicator])))
        ]
        same = sum(bool(text) and text == plain_words(target) for text, target in found)
        return same * 2 > len(found)

    behind = [column for column in range(last_key + 1, width) if not repeats_targets(column)]
    return dict(zip(behind, [field for field in fields if field], strict=False))


def _by_name(
    planner: _Planner,
    body: Block,
    columns: Mapping[int, str],
    places: _Places,
    project: int | None,
    indicator: int,
) -> None:
    """Puts each line of the block to the indicator that it names; an empty project is the one above, as merged cells arrive."""
    filled: set[int] = set()
    owner = ""
    for number, texts in enumerate(body):
        if not any(text.strip() for text in texts):
            continue
        if project is not None:
            owner = texts[project] if texts[project].strip() else owner
        place, refusal = _find(planner.rows, places, texts[indicator], owner, named=project is not None)
        if place in filled:
            place, refusal = None, "这个指标前面已经有一行了。"
        if place is not None:
            filled.add(place)
        said = {column: field for column, field in columns.items() if not says_nothing(_at(texts, column))}
        planner.put(number, texts, said, place, refusal)


def _find(
    rows: Sequence[LineRow], places: _Places, indicator: str, project: str, *, named: bool
) -> tuple[int | None, str]:
    """The row that a line of the block is about, else why there is none."""
    found = places.by_indicator.get(plain_words(indicator), ())
    if not found:
        what = f"没有叫“{indicator.strip()}”的指标。" if indicator.strip() else "这一行没有写指标。"
        return None, what
    if named:
        owners = places.by_project.get(plain_words(project), frozenset())
        if not owners:
            return None, f"没有叫“{project.strip()}”的项目。" if project.strip() else "这一行没有写项目。"
        if len(owners) > 1:
            return None, f"有 {len(owners)} 个同名项目，请改用项目代码。"
        found = [place for place in found if rows[place].project_id in owners]
        if not found:
            return None, f"这个项目没有叫“{indicator.strip()}”的指标。"
    if len(found) > 1:
        return None, f"有 {len(found)} 个同名指标，请带上项目名称一列，或到监控表里填。"
    return found[0], ""


def _at(texts: Sequence[str], column: int) -> str:
    return texts[column] if column < len(texts) else ""


class _Planner:
    """Collects the cells of a plan, each tried as if it were typed."""

    def __init__(
        self, rows: Sequence[LineRow], projects: Mapping[str, MonitoringRow], rules: RulePack
    ) -> None:
        self.rows = rows
        self.projects = projects
        self.rules = rules
        self.cells: list[PlannedCell] = []

    def put(
        self, number: int, texts: Sequence[str], columns: Mapping[int, str], place: int | None, refusal: str
    ) -> None:
        """Plans these columns of one line of the block for the row at ``place``; ``refusal`` says why where there is none."""
        row = self.rows[place] if place is not None else None
        for column, field in columns.items():
            text = _at(texts, column)
            self.cells.append(
                PlannedCell(
                    row=number,
                    column=column,
                    text=text,
                    line_id=row.id if row is not None and field else "",
                    field=field,
                    refusal=refusal if row is None else self._refusal(row, field, text),
                )
            )

    def _refusal(self, row: LineRow, field: str, text: str) -> str:
        if not field:
            return "这一列由程序计算，或右边没有这一列。"
        if not self.projects[row.project_id].is_open:
            return "这个项目的监控表已经标为填好或已封装。"
        try:
            indicator_values(row.line, field, text, self.rules)
        except Unreadable as unreadable:
            return f"{unreadable.message}{unreadable.advice}"
        return ""
