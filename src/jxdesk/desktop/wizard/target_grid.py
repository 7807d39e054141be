"""Target grid: the indicators of a target, with last year's value beside this year's and the whole period's where it runs longer."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.desktop.wizard.columns import Column, Kind
from jxdesk.desktop.wizard.indicator_grid import (
    RIGHT,
    IndicatorGrid,
    IndicatorModel,
    indicator_columns,
    short_level,
)
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.checks.target_lines import same_indicator
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.templates.goal_styles import style_of
from jxdesk.domain.templates.parts import IndicatorField
from jxdesk.domain.values.periods import has_mid_term

BEFORE = "before"
MID_TERM = IndicatorField.MID_TERM.value
BEFORE_COLUMN = Column(
    field=BEFORE,
    label="上年",
    kind=Kind.FIXED,
    width=84,
    align=RIGHT,
    hint="上年实际完成值，没有的是上年指标值",
)
MID_TERM_COLUMN = Column(
    field=MID_TERM,
    label="中期值",
    kind=Kind.TEXT,
    width=92,
    align=RIGHT,
    hint="全部年度的指标值，带符号和单位",
)
_IN_THE_PANEL = frozenset({"target_text", "description", "value_basis", "data_source", MID_TERM})
"""Columns of the form that are typed below the grid, or shown in it by three others."""


class TargetModel(IndicatorModel):
    """The indicator lines of a target."""

    shows_last_result = False

    def columns_of(self, session: FilingSession) -> tuple[Column, ...]:
        """Levels, name, sign, value and unit, the year before, the whole period, and the points."""
        declared = indicator_columns(session)
        has_three = any(column.field == "target" for column in declared)
        kept = [
            column
            for column in declared
            if column.field not in _IN_THE_PANEL or (column.field == "target_text" and not has_three)
        ]
        behind = max(
            (n for n, column in enumerate(kept) if column.field in ("unit", "target_text")),
            default=len(kept) - 1,
        )
        asked = session.template.indicators.column(IndicatorField.MID_TERM) is not None
        more = (BEFORE_COLUMN, MID_TERM_COLUMN) if asked else (BEFORE_COLUMN,)
        return (*kept[: behind + 1], *more, *kept[behind + 1 :])

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        line = self.line(row)
        if line is None or column.field != BEFORE:
            return super().shown_text(row, column)
        return self.before_text(line)

    def before_text(self, line: IndicatorLine) -> str:
        """Last year's result of the same indicator, else last year's target."""
        result, target = self.result_before(line), self.target_before(line)
        if result is not None and result.actual_text:
            return result.actual_text
        return target.target_text if target is not None else ""

    def result_before(self, line: IndicatorLine) -> IndicatorLine | None:
        """The same indicator in last year's self-evaluation."""
        return _in(self.session.known.last_result, line)

    def target_before(self, line: IndicatorLine) -> IndicatorLine | None:
        """The same indicator in last year's target."""
        return _in(self.session.known.last_year, line)

    def choices(self, row: int, column: Column) -> Sequence[tuple[str, str]]:
        """Levels of the filing's own style; the usual answers of the other columns."""
        content, template = self.session.content, self.session.template
        levels = template.levels_of(style_of(content, template))
        line = self.line(row)
        if column.field == "level1":
            return tuple((level.name, "") for level in levels)
        if column.field == "level2":
            fitting = [one for one in levels if line and short_level(one.name) == short_level(line.level1)]
            return tuple((child, "") for level in fitting or levels for child in level.children)
        return super().choices(row, column)


def _in(filing: object, line: IndicatorLine) -> IndicatorLine | None:
    content = getattr(filing, "content", None)
    return same_indicator(line, content) if isinstance(content, FilingContent) else None


class TargetGrid(IndicatorGrid):
    """The grid of a target's indicators."""

    model_: TargetModel

    def make_model(self, session: FilingSession) -> TargetModel:
        """The table behind the grid."""
        return TargetModel(session)

    def fit_columns(self) -> None:
        """Shows the whole period's values only where the project runs several years."""
        session = self.model_.session
        for field, is_shown in (
            (MID_TERM, has_mid_term(session.content)),
            (BEFORE, bool(session.known.last_year or session.known.last_result)),
        ):
            number = self.model_.column_of(field)
            if number >= 0:
                self.setColumnHidden(number, not is_shown)
        super().fit_columns()
