"""Filings: what a filled form says, as typed lines; the noun that every room passes around.

``FilingContent`` is what the paper says, ``Filing`` is that content with an identity, an office and a
history. Numbers that can have decimals are ``Decimal``, money is an integer of 分, and beside each number
that was read stands the text as it was printed, so that nothing is rewritten unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Form(StrEnum):
    """The kinds of forms; a dated variant of one is a template."""

    PROJECT_TARGET = "project_target"
    DEPARTMENT_TARGET = "department_target"
    PROJECT_MONITORING = "project_monitoring"
    DEPARTMENT_MONITORING = "department_monitoring"
    PROJECT_SELF_EVALUATION = "project_self_evaluation"
    DEPARTMENT_SELF_EVALUATION = "department_self_evaluation"
    TRANSFER_SELF_EVALUATION = "transfer_self_evaluation"


SELF_EVALUATIONS = frozenset(
    {Form.PROJECT_SELF_EVALUATION, Form.DEPARTMENT_SELF_EVALUATION, Form.TRANSFER_SELF_EVALUATION}
)
"""The forms that say what was reached, and are scored."""

TARGETS = frozenset({Form.PROJECT_TARGET, Form.DEPARTMENT_TARGET})
"""The forms that say what is to be reached; approved, they are frozen."""

MONITORINGS = frozenset({Form.PROJECT_MONITORING, Form.DEPARTMENT_MONITORING})
"""The forms that say how far things are up to a month."""

OF_THE_OFFICE = frozenset(
    {Form.DEPARTMENT_TARGET, Form.DEPARTMENT_MONITORING, Form.DEPARTMENT_SELF_EVALUATION}
)
"""The forms of an office as a whole, without a project."""


class MoneyUnit(StrEnum):
    """The unit in which a form prints its amounts; its value is the word on the form."""

    YUAN = "元"
    WAN = "万元"
    YI = "亿元"


class Comparator(StrEnum):
    """The sign between an indicator and its target (指标性质 in Yunnan's tables)."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "="
    NONE = ""


class Direction(StrEnum):
    """What better means for an indicator; never derived from the sign alone."""

    HIGHER = "higher"
    LOWER = "lower"
    EXACT = "exact"
    RANGE = "range"
    QUALITATIVE = "qualitative"


class ValueMode(StrEnum):
    """How an actual value becomes points.

    Source: 财预〔2021〕101号 (value-scoring modes).
    """

    PROPORTION = "proportion"
    PROPORTION_WITH_GATE = "proportion_with_gate"
    ALL_OR_NOTHING = "all_or_nothing"
    GRADED = "graded"
    SATISFACTION_BANDS = "satisfaction_bands"
    STEPS = "steps"


class ScoreSource(StrEnum):
    """Where the score that counts for a line comes from."""

    RULE = "rule"
    JUDGEMENT = "judgement"
    MANUAL = "manual"
    NOT_APPLICABLE = "not_applicable"


class DeviationCause(StrEnum):
    """Why an indicator runs off its target; an official monitoring form has one tick column each.

    Source: 财预〔2019〕136号 (attached form).
    """

    FUNDING = "funding"
    RULES = "rules"
    STAFF = "staff"
    HARDWARE = "hardware"
    OTHER = "other"


class Likelihood(StrEnum):
    """Whether a target will still be met by the end of the year; the value is the word of the official form.

    Source: 财预〔2019〕136号 (attached form).
    """

    CERTAIN = "确定能"
    POSSIBLE = "有可能"
    IMPOSSIBLE = "完全不可能"
    UNSAID = ""


class MoneyKey(StrEnum):
    """The money rows that forms print; a row outside this list is kept as ``OTHER_ROW`` with its label."""

    TOTAL = "total"
    FISCAL = "fiscal"
    CENTRAL = "central"
    LOCAL = "local"
    CARRY_OVER = "carry_over"
    OTHER = "other"
    RECEIVED = "received"
    UPPER = "upper"
    OWN = "own"
    GENERAL = "general"
    GOVERNMENT_FUNDS = "government_funds"
    STATE_CAPITAL = "state_capital"
    SPECIAL_ACCOUNT = "special_account"
    UNIT_FUNDS = "unit_funds"
    BASIC = "basic"
    PROJECTS = "projects"
    OTHER_ROW = "other_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """One row of the money block.

    A target form states the year's amount as original budget and, over several years, the mid-term one; a monitoring
    form states what was executed up to its cut-off month and what will be by the end of the year.

    Units: ``*_fen`` 分; ``printed_*`` texts as on the paper.
    """

    id: str
    key: MoneyKey
    label: str = ""
    original_budget_fen: int | None = None
    revised_budget_fen: int | None = None
    executed_fen: int | None = None
    original_budget_text: str = ""
    revised_budget_text: str = ""
    executed_text: str = ""
    printed_weight: str = ""
    printed_rate: str = ""
    printed_score: str = ""
    reason: str = ""
    mid_term_fen: int | None = None
    mid_term_text: str = ""
    forecast_fen: int | None = None
    forecast_text: str = ""
    document_number: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """One indicator with its target and, later in the year, its actual value and score.

    ``name`` is as printed (★, ``指标1:`` and ``(≥**亩)`` kept), ``clean_name`` without them. ``target_high`` is the
    upper end of a range. ``is_part`` marks a sub-row (其中…) that carries values and no points. ``answers_line_id``
    names the target line that this monitoring or self-evaluation line answers. ``direction`` holds for good once a
    person chose it (``direction_chosen``); until then the rules find it from sign, level and name. ``merged_into``
    names the line above whose one weight or score, merged over several rows, covers this line too.

    ``description`` is the explanation of the indicator (指标解释, 指标内容). On a monitoring form ``actual`` is what was
    reached up to the cut-off month, ``forecast`` what will be by the end of the year. ``library_entry_id`` names the
    library entry that the line was made from.
    """

    id: str
    level1: str = ""
    level2: str = ""
    name: str = ""
    clean_name: str = ""
    comparator: Comparator = Comparator.NONE
    direction: Direction = Direction.HIGHER
    target_text: str = ""
    target: Decimal | None = None
    target_high: Decimal | None = None
    unit: str = ""
    actual_text: str = ""
    actual: Decimal | None = None
    actual_unit: str = ""
    weight: Decimal | None = None
    printed_weight: str = ""
    printed_score: str = ""
    value_mode: ValueMode = ValueMode.PROPORTION
    judged_percent: Decimal | None = None
    manual_score: Decimal | None = None
    manual_reason: str = ""
    deviation_reason: str = ""
    description: str = ""
    is_core: bool = False
    is_part: bool = False
    marked_exact: bool = False
    not_applicable: bool = False
    answers_line_id: str = ""
    direction_chosen: bool = False
    merged_into: str = ""
    formula: str = ""
    scoring_rule: str = ""
    value_basis: str = ""
    data_source: str = ""
    value_method: str = ""
    mid_term_text: str = ""
    library_entry_id: str = ""
    forecast_text: str = ""
    forecast: Decimal | None = None
    causes: tuple[DeviationCause, ...] = ()
    likelihood: Likelihood = Likelihood.UNSAID
    remark: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task of an office's year: what it is, which projects carry it, what it costs and, later, what was spent.

    ``project_names`` is what the form prints beside the task, ``project_ids`` are the projects of this desk that hang on
    it. On a monitoring form ``progress`` says how far the task is.

    Units: ``*_fen`` 分.
    """

    id: str
    name: str = ""
    content: str = ""
    tier: str = ""
    project_names: str = ""
    project_ids: tuple[str, ...] = ()
    budget_fen: int | None = None
    budget_text: str = ""
    fiscal_fen: int | None = None
    fiscal_text: str = ""
    other_fen: int | None = None
    other_text: str = ""
    executed_fen: int | None = None
    executed_text: str = ""
    progress: str = ""
    reason: str = ""
    row: int | None = None


EMPTY_ANSWERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingContent:
    """What a filled form says.

    ``execution_weight`` is None where the form prints no points for budget execution. ``answers`` holds the
    narrative fields that only some templates ask for, under the template's field names (``expected_goal``,
    ``actual_goal``, ``other_notes``, ``deviation_analysis``, ``improvement``, ``conclusion``, …).
    """

    form: Form
    template_id: str
    rule_pack_id: str = ""
    year: int | None = None
    period: int | None = None
    title: str = ""
    project_name: str = ""
    project_code: str = ""
    office_name: str = ""
    department: str = ""
    implementing_unit: str = ""
    money_unit: MoneyUnit = MoneyUnit.WAN
    execution_weight: Decimal | None = None
    money_lines: tuple[MoneyLine, ...] = ()
    indicator_lines: tuple[IndicatorLine, ...] = ()
    task_lines: tuple[TaskLine, ...] = ()
    answers: Mapping[str, str] = field(default_factory=lambda: EMPTY_ANSWERS)
    printed_weights_total: str = ""
    printed_total: str = ""
    printed_grade: str = ""

    @property
    def total_line(self) -> MoneyLine | None:
        """The row 年度资金总额, where the form has one."""
        return next((line for line in self.money_lines if line.key is MoneyKey.TOTAL), None)


class FilingState(StrEnum):
    """Where a filing stands on its way; an approved one is frozen, and changes only through an adjustment."""

    DRAFT = "draft"
    FINISHED = "finished"
    SEALED = "sealed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A filled form of one office, for one project or for the office as a whole, one year, one period.

    ``vector`` is the version vector ``{device:epoch → n}`` that conflict detection on the road reads;
    ``version`` counts saves on this desk and guards against writing over a newer save. ``filled_with`` is the version
    of the program that made it. ``replaces_id`` names the approved filing that this one adjusts and, once approved
    itself, stands in place of; the replaced one is kept.
    """

    id: str
    office_id: str
    project_id: str = ""
    content: FilingContent
    state: FilingState = FilingState.DRAFT
    version: int = 0
    vector: Mapping[str, int] = field(default_factory=dict)
    imported_from: str = ""
    filled_with: str = ""
    replaces_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineScore:
    """What the rules give for one indicator line.

    ``computed`` is None where the rules give no number (no weight, textual line, unreadable value); ``effective``
    is what counts in the total (manual score, judged percent or ``computed``). ``rule`` is one Chinese sentence.
    """

    line_id: str
    computed: Decimal | None
    effective: Decimal | None
    source: ScoreSource
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionScore:
    """The score of budget execution.

    Units: ``rate`` ratio 0–1 and above, None where there is no denominator.
    """

    rate: Decimal | None
    weight: Decimal | None
    computed: Decimal | None
    source: ScoreSource
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """A self-evaluation, scored again by the rules; ``grade`` is 优, 良, 中, 差 or empty without a total."""

    execution: ExecutionScore
    lines: tuple[LineScore, ...]
    weights_total: Decimal | None
    sum_of_printed: Decimal | None
    computed_total: Decimal | None
    grade: str
