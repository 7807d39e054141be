"""Indicator grid: the indicators of a self-evaluation with merged levels, live points and an empty row to go on in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt

from jxdesk.desktop import theme
from jxdesk.desktop.wizard.cells import CellModel
from jxdesk.desktop.wizard.columns import Column, Kind, plain_label
from jxdesk.desktop.wizard.grid import CellGrid, Span
from jxdesk.desktop.wizard.grid_cells import Index
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.documents.printed import line_score
from jxdesk.domain.filling.editing import (
    Change,
    Edit,
    EditKind,
    InsertLine,
    MoveLine,
    RemoveLine,
    level_edits,
    merged_run,
    new_indicator,
)
from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX
from jxdesk.domain.filling.typed_cells import indicator_text, percent_text
from jxdesk.domain.records.filing_lines import index_of, indicator_line
from jxdesk.domain.records.filings import IndicatorLine, ScoreSource
from jxdesk.domain.templates.parts import IndicatorField
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.domain.values.indicator_names import clean_level
from jxdesk.domain.values.quantities import decimal_text

RIGHT, CENTRE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
CAUSE_FIELDS = tuple(field for field in IndicatorField if field.value.startswith(CAUSE_PREFIX))
SHAPES: dict[IndicatorField, dict[str, Any]] = {
    IndicatorField.LEVEL1: {"kind": Kind.CHOICE, "width": 62, "is_merged": True, "is_words": True},
    IndicatorField.LEVEL2: {"kind": Kind.CHOICE, "width": 90, "is_merged": True, "is_words": True},
    IndicatorField.NAME: {"kind": Kind.TEXT, "width": 150, "stretch": 5, "is_words": True},
    IndicatorField.COMPARATOR: {"kind": Kind.CHOICE, "width": 46, "align": CENTRE, "is_words": True},
    IndicatorField.TARGET: {"kind": Kind.TEXT, "width": 80, "align": RIGHT},
    IndicatorField.UNIT: {"kind": Kind.TEXT, "width": 82, "is_words": True},
    IndicatorField.TARGET_TEXT: {"kind": Kind.TEXT, "width": 104, "stretch": 2, "is_words": True},
    IndicatorField.ACTUAL: {"kind": Kind.TEXT, "width": 84, "align": RIGHT},
    IndicatorField.WEIGHT: {"kind": Kind.NUMBER, "width": 54, "align": RIGHT},
    IndicatorField.SCORE: {"kind": Kind.NUMBER, "width": 92, "align": RIGHT},
    IndicatorField.DEVIATION_REASON: {"kind": Kind.LONG, "width": 110, "stretch": 4, "is_words": True},
    IndicatorField.DESCRIPTION: {"kind": Kind.LONG, "width": 100, "stretch": 2, "is_words": True},
    IndicatorField.FORECAST: {"kind": Kind.TEXT, "width": 78, "align": RIGHT},
    **{field: {"kind": Kind.TICK, "width": 46, "align": CENTRE} for field in CAUSE_FIELDS},
    IndicatorField.LIKELIHOOD: {"kind": Kind.CHOICE, "width": 78, "is_words": True},
    IndicatorField.REMARK: {"kind": Kind.LONG, "width": 90, "stretch": 2, "is_words": True},
}
LAST_YEAR = "last_year_actual"
LAST_YEAR_COLUMN = Column(
    field=LAST_YEAR,
    label="上年实际",
    kind=Kind.FIXED,
    width=84,
    align=RIGHT,
    hint="上年自评里同一指标的实际完成值",
)
WIDE_ENOUGH_FOR_LAST_YEAR = 1120
SHORT_LABELS = {"实际完成值": "实际完成", "一级指标": "一级", "二级指标": "二级"}
NARROW_LABELS = {
    IndicatorField.WEIGHT: (3, "分值"),
    IndicatorField.SCORE: (3, "得分"),
    IndicatorField.DEVIATION_REASON: (6, "偏差原因"),
}
"""The longest label that a narrow column shows whole, and what it is called where the form's own is longer."""
COMPARATORS = (
    ("≥", "不低于"),
    ("≤", "不超过"),
    ("=", "等于"),
    (">", "大于"),
    ("<", "小于"),
    ("定性", "文字，按档评定"),
)
UNITS = tuple(
    (unit, "")
    for unit in [
        "%",
        "个",
        "人",
        "人次",
        "户",
        "次",
        "项",
        "亩",
        "公里",
        "平方米",
        "立方米",
        "台套",
        "份",
        "期",
        "场次",
        "万元",
        "元",
        "元/人",
        "天",
        "月",
        "年",
        "小时",
    ]
)
GHOST_HINT = "在这里接着输入"
JUDGE_HINT = "待评定 ▾"


def indicator_columns(session: FilingSession) -> tuple[Column, ...]:
    """The columns that this form types and shows, in its order."""
    columns: list[Column] = []
    for declared in session.template.indicators.columns:
        shape = SHAPES.get(declared.field)
        if shape is None or any(column.field == declared.field.value for column in columns):
            continue  # only read, or ticked on paper in a column for each word
        plain = plain_label(declared.label, session.content)
        label = declared.screen_label or SHORT_LABELS.get(plain, plain)
        longest, short = NARROW_LABELS.get(declared.field, (len(label), label))
        label = label if len(label) <= longest else short
        columns.append(Column(field=declared.field.value, label=label, hint=declared.hint, **shape))
    return tuple(columns)


def short_level(level: str) -> str:
    """A level as the screen shows it: 产出指标 is 产出; paper keeps the whole word."""
    plain = clean_level(level)
    return plain.removesuffix("指标") or plain


class IndicatorModel(CellModel):
    """The indicator lines as a table."""

    kind = EditKind.INDICATOR
    page = WizardPage.INDICATORS
    shows_last_result = True
    """Whether last year's result stands beside the one of this year."""

    def __init__(self, session: FilingSession) -> None:
        columns = list(self.columns_of(session))
        if session.last_year is not None and self.shows_last_result:
            after = next(
                (n for n, column in enumerate(columns) if column.field == "actual"), len(columns) - 1
            )
            columns.insert(after + 1, LAST_YEAR_COLUMN)
        self._last_year = {
            (line.level2, line.clean_name or line.name): line
            for line in (session.last_year.indicator_lines if session.last_year else ())
        }
        super().__init__(session, columns)

    def columns_of(self, session: FilingSession) -> tuple[Column, ...]:
        """The columns that this form types and shows, in its order."""
        return indicator_columns(session)

    def line_ids(self) -> tuple[str, ...]:
        """The lines of the filing."""
        return tuple(line.id for line in self.session.content.indicator_lines)

    @property
    def may_grow(self) -> bool:
        """Lines can be put in while the filing is open."""
        return self.session.editable

    def rowCount(self, parent: Index | None = None) -> int:
        """The lines, and one empty row below them to go on in."""
        if parent is not None and parent.isValid():
            return 0
        return len(self.session.content.indicator_lines) + (1 if self.session.editable else 0)

    def line(self, row: int) -> IndicatorLine | None:
        """The line of a row; None in the empty row."""
        lines = self.session.content.indicator_lines
        return lines[row] if 0 <= row < len(lines) else None

    def last_year(self, line: IndicatorLine) -> IndicatorLine | None:
        """The same indicator a year before."""
        return self._last_year.get((line.level2, line.clean_name or line.name))

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        line = self.line(row)
        if line is None:
            return ""
        match column.field:
            case "level1" | "level2":
                return short_level(getattr(line, column.field))
            case "name":
                return f"　{line.name}" if line.is_part else line.name
            case "score":
                return line_score(line, self.session.line_score(line.id)).text
            case "last_year_actual":
                before = self.last_year(line)
                return before.actual_text if before else ""
            case field:
                return indicator_text(line, field)

    def note(self, row: int, column: Column) -> str:
        """Beside a score: how the line was judged, or that it was typed by hand or printed and not computed."""
        line = self.line(row)
        if line is None or column.field != "score":
            return ""
        found = self.session.line_score(line.id)
        if found is None or found.source is ScoreSource.NOT_APPLICABLE:
            return ""
        if found.source is ScoreSource.JUDGEMENT and line.judged_percent is not None:
            return self._judged_text(line)
        if line.manual_score is not None:
            return "手工"
        if line.printed_score.strip() and found.computed is not None:
            shown = line_score(line, found).number
            return "原表" if shown != found.computed else ""
        return ""

    def hint(self, row: int, column: Column) -> str:
        """What to do in the empty row, and where a judged line waits for its percent."""
        line = self.line(row)
        if line is None:
            return GHOST_HINT if column.field == "name" else ""
        if column.field == "score" and self.is_judged(line):
            return JUDGE_HINT
        return ""

    def _judged_text(self, line: IndicatorLine) -> str:
        """How a line was judged: the word of a band where its usual percent stands, else the percent."""
        bands = self.session.rules.qualitative_bands
        named = (band.name for band in bands if band.default == line.judged_percent)
        return next(named, percent_text(line.judged_percent))

    def edit_text(self, row: int, column: Column) -> str:
        """What an editor starts with; a judged line has the word that it was judged by."""
        line, text = self.line(row), super().edit_text(row, column)
        if line is None or column.field != "score" or text != percent_text(line.judged_percent):
            return text
        return self._judged_text(line)

    def is_judged(self, line: IndicatorLine) -> bool:
        """Whether a person judges the line."""
        found = self.session.line_score(line.id)
        return found is not None and found.source is ScoreSource.JUDGEMENT

    def is_typed(self, row: int, column: Column) -> bool:
        """Whether the cell can be typed into; a part carries no points, a shared score is typed in its first row."""
        line = self.line(row)
        if line is not None and column.field in ("weight", "score"):
            if line.is_part:
                return False
            if line.merged_into and line.weight is None:
                return False
        return column.is_typed

    def choices(self, row: int, column: Column) -> Sequence[tuple[str, str]]:
        """Levels of the form, signs, units, and the bands of a judged line."""
        line = self.line(row)
        match column.field:
            case "level1":
                return tuple((level.name, "") for level in self.session.template.levels)
            case "level2":
                return tuple((name, "") for name in self._second_levels(line))
            case "comparator":
                return COMPARATORS
            case "unit":
                return UNITS
            case "score" if line is not None and self.is_judged(line):
                return tuple(
                    (
                        band.name,
                        f"{percent_text(band.default)}（{decimal_text(band.low)}%–{decimal_text(band.high)}%）",
                    )
                    for band in self.session.rules.qualitative_bands
                )
            case _:
                return ()

    def _second_levels(self, line: IndicatorLine | None) -> tuple[str, ...]:
        levels = self.session.template.levels
        if line is not None:
            for level in levels:
                if level.name == line.level1 or short_level(level.name) == short_level(line.level1):
                    return level.children
        return tuple(child for level in levels for child in level.children)

    def changes_for(self, row: int, column: Column, text: str) -> tuple[Change, ...]:
        """A typed cell; in the empty row it makes a line, in a merged level it goes to every line below the same text."""
        content = self.session.content
        line = self.line(row)
        if line is None:
            if not text.strip():
                return ()
            made = new_indicator(content, row)
            insert = InsertLine(line=made, index=row)
            return insert, Edit(kind=self.kind, line_id=made.id, field=column.field, text=text)
        if column.field in ("level1", "level2"):
            return level_edits(content, row, column.field, text)
        return super().changes_for(row, column, text)

    # ---- whole lines ------------------------------------------------------------------------------------------

    def insert_line(self, row: int) -> str:
        """Puts an empty line in front of a row; answers its id."""
        content = self.session.content
        made = new_indicator(content, row)
        below = self.line(row)
        if below is not None and row == 0:
            made = IndicatorLine(id=made.id, level1=below.level1, level2=below.level2)
        self.session.commit((InsertLine(line=made, index=row),), label="插入一行")
        return made.id

    def remove_lines(self, rows: Sequence[int]) -> None:
        """Takes lines out; Ctrl+Z brings them back."""
        changes = [RemoveLine(line_id=line.id) for row in rows if (line := self.line(row)) is not None]
        if changes:
            self.session.commit(changes, label=f"删除 {len(changes)} 行")

    def move_line(self, row: int, step: int) -> int:
        """Moves a line up or down; answers its new row."""
        line = self.line(row)
        target = row + step
        if line is None or not 0 <= target < len(self.session.content.indicator_lines):
            return row
        self.session.commit((MoveLine(line_id=line.id, index=target),), label="移动一行")
        return index_of(self.session.content, line.id)

    def set_flag(self, line_id: str, field: str, *, on: bool) -> None:
        """Marks a line as 不适用, 其中 or exact, or takes the mark off."""
        edit = Edit(kind=self.kind, line_id=line_id, field=field, text="是" if on else "")
        self.session.commit((edit,), label="标记一行")

    def current(self, line_id: str) -> IndicatorLine:
        """The line with this id as it now is."""
        return indicator_line(self.session.content, line_id)


class IndicatorGrid(CellGrid):
    """The grid of indicators."""

    def __init__(self, session: FilingSession) -> None:
        self.model_ = self.make_model(session)
        super().__init__(self.model_, name="indicator_grid")
        self.setAccessibleName("绩效指标")

    def make_model(self, session: FilingSession) -> IndicatorModel:
        """The table behind the grid."""
        return IndicatorModel(session)

    def spans(self) -> frozenset[Span]:
        """Equal levels, and a weight or score that several rows share."""
        lines = self.model_.session.content.indicator_lines
        found = set()
        for number, column in enumerate(self.model_.columns):
            run_of = self._run_rule(column.field)
            row = 0
            while run_of is not None and row < len(lines):
                run = run_of(row)
                if len(run) > 1:
                    found.add((run.start, number, len(run), 1))
                row = run.stop
        return frozenset(found)

    def _run_rule(self, field: str) -> Callable[[int], range] | None:
        content = self.model_.session.content
        if field in ("level1", "level2"):
            return lambda row: merged_run(content, row, field)
        if field in ("weight", "score"):
            return self._shared_points
        return None

    def _shared_points(self, row: int) -> range:
        lines = self.model_.session.content.indicator_lines
        stop = row + 1
        while stop < len(lines) and lines[stop].merged_into == lines[row].id and lines[stop].weight is None:
            stop += 1
        return range(row, stop)

    def fit_columns(self) -> None:
        """Shows last year's value where there is room for it."""
        number = self.model_.column_of(LAST_YEAR)
        if number >= 0:
            self.setColumnHidden(number, self.viewport().width() < theme.scaled(WIDE_ENOUGH_FOR_LAST_YEAR))
        super().fit_columns()
