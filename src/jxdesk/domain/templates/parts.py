"""The parts that form templates are made of: spans, cells, blocks, columns and their closed vocabularies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jxdesk.domain.records.filings import MoneyKey


class Shape(StrEnum):
    """How a form lies on the sheet: one filled form, or a list with one project a block of rows."""

    FORM = "form"
    LIST = "list"


class Orientation(StrEnum):
    """How the A4 page is held."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Align(StrEnum):
    """Where the text of a cell stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Part(StrEnum):
    """The parts of a form, printed in the order that its template gives."""

    HEADER = "header"
    MONEY = "money"
    GOALS = "goals"
    TASKS = "tasks"
    INDICATORS = "indicators"
    TAIL = "tail"


class MoneyField(StrEnum):
    """The columns of a money block; ``RATE`` is computed on every form that has amounts."""

    ORIGINAL_BUDGET = "original_budget"
    REVISED_BUDGET = "revised_budget"
    EXECUTED = "executed"
    WEIGHT = "weight"
    RATE = "rate"
    SCORE = "score"
    REASON = "reason"
    MID_TERM = "mid_term"
    FORECAST = "forecast"
    DOCUMENT_NUMBER = "document_number"


class IndicatorField(StrEnum):
    """The columns of an indicator table.

    ``TARGET_TEXT`` and ``ACTUAL`` carry sign and unit in one cell, as most forms do; ``COMPARATOR``, ``TARGET`` and
    ``UNIT`` are the three columns of Yunnan's forms. ``MID_TERM`` and what follows it belong to target forms,
    ``FORECAST`` and what follows it to monitoring forms, where ``ACTUAL`` is what was reached up to the cut-off month; a
    cause has a column of its own, which is ticked. ``ATTRIBUTE`` (定量指标 or 定性指标) follows from the target. The last
    ones occur on forms that are only read.
    """

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    COMPARATOR = "comparator"
    TARGET = "target"
    UNIT = "unit"
    TARGET_TEXT = "target_text"
    ACTUAL = "actual"
    WEIGHT = "weight"
    SCORE = "score"
    DEVIATION_REASON = "deviation_reason"
    DESCRIPTION = "description"
    DIRECTION = "direction"
    IS_CORE = "is_core"
    ATTRIBUTE = "attribute"
    MID_TERM = "mid_term"
    FORMULA = "formula"
    SCORING_RULE = "scoring_rule"
    VALUE_BASIS = "value_basis"
    DATA_SOURCE = "data_source"
    VALUE_METHOD = "value_method"
    FORECAST = "forecast"
    CAUSE_FUNDING = "cause_funding"
    CAUSE_RULES = "cause_rules"
    CAUSE_STAFF = "cause_staff"
    CAUSE_HARDWARE = "cause_hardware"
    CAUSE_OTHER = "cause_other"
    LIKELIHOOD = "likelihood"
    REMARK = "remark"
    ADJUSTED_TARGET = "adjusted_target"
    COEFFICIENT = "coefficient"
    SINGLE_SCORE = "single_score"
    SHARE = "share"


class TaskField(StrEnum):
    """The columns of a table of tasks; ``RATE`` is computed, ``PROJECTS`` names the projects that hang on the task."""

    NAME = "name"
    CONTENT = "content"
    TIER = "tier"
    PROJECTS = "projects"
    BUDGET = "budget"
    FISCAL = "fiscal"
    OTHER = "other"
    EXECUTED = "executed"
    RATE = "rate"
    PROGRESS = "progress"
    REASON = "reason"


# Fields of a filing itself that any cell may show; every other field name must be declared under [[answers]].
CONTENT_FIELDS = frozenset(
    {
        "project_name",
        "project_code",
        "office_name",
        "department",
        "implementing_unit",
        "original_budget",
        "weights_total",
        "total",
        "grade",
    }
)


class CheckName(StrEnum):
    """The checks that a template may ask for by name; the checks themselves are code."""

    WEIGHTS_TOTAL = "weights-total"
    MONEY_PARTS = "money-parts"
    REASON_WHEN_UNSPENT = "reason-when-unspent"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Neighbouring columns of the grid, counted from 0, both ends inside."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> Span:
        """Reads ``C`` or ``C:F``.

        Raises: ValueError.
        """
        match = re.fullmatch(r"([A-Z])(?::([A-Z]))?", text)
        if match is None:
            raise ValueError(text)
        first = ord(match[1]) - ord("A")
        last = ord(match[2] or match[1]) - ord("A")
        if last < first:
            raise ValueError(text)
        return cls(first, last)

    @property
    def width(self) -> int:
        """How many columns."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCell:
    """One cell of a row: a label, a field, or both (the label then stands before the value in the same cell)."""

    span: Span
    label: str = ""
    field: str = ""
    rows: int = 1
    align: Align | None = None
    bordered: bool = True
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One row outside the money block and the indicator table.

    Units: ``height`` millimetres at least, None = one line of text.
    """

    cells: tuple[FormCell, ...]
    height: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A narrative field that this form asks for, kept in a filing's ``answers``."""

    name: str
    label: str
    required: bool = False
    max_length: int | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyColumn:
    """One column of the money block.

    ``label_span`` is where the labels of the rows stand once more, before the amounts of this column. A column without a
    span is asked for in the wizard and not printed.
    """

    field: MoneyField
    label: str
    span: Span | None = None
    label_span: Span | None = None
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """One row of the money block; the fields in ``dashes`` do not apply to it and print ``—``.

    ``mid_term_label`` is what the row is called where the mid-term amount stands in a block of its own. A row with
    ``screen_only`` is asked for in the wizard and not printed.
    """

    key: MoneyKey
    label: str
    dashes: tuple[MoneyField, ...] = ()
    mid_term_label: str = ""
    screen_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBlock:
    """The money of a form; ``with_headings`` is false where each row's label says all.

    A form that does not print its money, as lists of projects, has no spans: its rows are asked for in the wizard.
    """

    label: str
    columns: tuple[MoneyColumn, ...]
    rows: tuple[MoneyRow, ...]
    label_span: Span | None = None
    row_span: Span | None = None
    with_headings: bool = True

    @property
    def printed(self) -> tuple[MoneyColumn, ...]:
        """The columns that stand on paper, from left to right."""
        return tuple(column for column in self.columns if column.span is not None)

    def column(self, wanted: MoneyField) -> MoneyColumn | None:
        """The column of a field, where the form has it."""
        return next((column for column in self.columns if column.field is wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskColumn:
    """One column of the table of tasks; ``group`` is the heading above neighbouring columns."""

    field: TaskField
    label: str
    span: Span
    group: str = ""
    screen_label: str = ""
    align: Align = Align.CENTRE
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBlock:
    """The tasks of an office; ``label`` stands above the table or, with ``label_span``, upright at its left side.

    ``total_label`` names the row that adds the amounts up, where the form has one.
    """

    columns: tuple[TaskColumn, ...]
    label: str = ""
    label_span: Span | None = None
    total_label: str = ""
    blank_rows: int = 3

    def column(self, wanted: TaskField) -> TaskColumn | None:
        """The column of a field, where the form has it."""
        return next((column for column in self.columns if column.field is wanted), None)

    @property
    def has_groups(self) -> bool:
        """Whether the headings take two rows."""
        return any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorColumn:
    """One column of the indicator table.

    ``group`` is the heading above neighbouring columns. A column without a span is asked for in the wizard and not
    printed. ``screen_label`` is the shorter heading of the wizard's grid.
    """

    field: IndicatorField
    label: str
    span: Span | None = None
    group: str = ""
    screen_label: str = ""
    align: Align = Align.CENTRE
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorBlock:
    """The indicator table; ``label`` is the upright heading at its left side, where the form has one.

    ``blank_rows`` is how many empty rows a form without indicators prints.
    """

    columns: tuple[IndicatorColumn, ...]
    label: str = ""
    label_span: Span | None = None
    blank_rows: int = 8

    def column(self, wanted: IndicatorField) -> IndicatorColumn | None:
        """The column of a field, where the form has it."""
        return next((column for column in self.columns if column.field is wanted), None)

    @property
    def printed(self) -> tuple[IndicatorColumn, ...]:
        """The columns that stand on paper, from left to right."""
        return tuple(column for column in self.columns if column.span is not None)

    @property
    def has_groups(self) -> bool:
        """Whether the headings take two rows."""
        return any(column.group for column in self.printed)


@dataclass(frozen=True, slots=True, kw_only=True)
class MidTermLayout:
    """What a target form prints instead where it shows its mid-term block: whole period at the left, year at the right."""

    money: MoneyBlock | None
    goals: tuple[FormRow, ...]
    indicators: IndicatorBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """One column in front of the indicators of a list: what a project says once, merged over its rows."""

    field: str
    label: str
    span: Span
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """What a list prints of each project; with ``office_rows`` the office stands on a row of its own above its projects.

    With ``numbered`` a row under the headings numbers the columns.
    """

    columns: tuple[ListColumn, ...]
    office_rows: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A first-level heading with its second-level ones and the points that the form gives it."""

    name: str
    children: tuple[str, ...] = ()
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One blank of the signature line, filled from an answer where the form asks for it."""

    label: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCheck:
    """A check that this form asks for, with its parameters."""

    name: CheckName
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognise:
    """What tells this form from others when a workbook is read.

    All of ``headings`` must stand somewhere on the sheet, none of ``absent``; a title that contains one of ``titles``
    speaks for this template, and among several that fit the highest ``prefer`` wins.
    """

    titles: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    prefer: int = 0
