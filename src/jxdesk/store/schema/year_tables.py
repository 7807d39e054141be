"""The SQLModel tables of a whole year, equal to the second step of the frozen SQL; loaded when one is first needed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from jxdesk.store.schema.table_columns import (
    belongs_to,
    flag,
    identity,
    may_belong_to,
    money_checks,
    number,
    optional_number,
    plain_text,
)


class TaskLineRow(SQLModel, table=True):
    """A task of an office, on its target, monitoring or self-evaluation form."""

    __tablename__ = "task_line"
    __table_args__ = (
        *money_checks("budget_fen", "fiscal_fen", "other_fen", "executed_fen", optional=True),
        sa.Index("task_line_filing", "filing_id", "position"),
    )
    id: str = identity()
    filing_id: str = belongs_to("filing.id", cascade=True)
    position: int = number()
    name: str = plain_text()
    content: str = plain_text()
    tier: str = plain_text()
    project_names: str = plain_text()
    project_ids: str = plain_text("[]")
    budget_fen: int | None = optional_number()
    budget_text: str = plain_text()
    fiscal_fen: int | None = optional_number()
    fiscal_text: str = plain_text()
    other_fen: int | None = optional_number()
    other_text: str = plain_text()
    executed_fen: int | None = optional_number()
    executed_text: str = plain_text()
    progress: str = plain_text()
    reason: str = plain_text()
    sheet_row: int | None = optional_number()


class ApprovalRow(SQLModel, table=True):
    """An approval of a target: who, when, under which document number, and which version was approved."""

    __tablename__ = "approval"
    __table_args__ = (sa.Index("approval_filing", "filing_id"),)
    id: str = identity()
    filing_id: str = belongs_to("filing.id")
    approved_on: str = plain_text()
    document_number: str = plain_text()
    approver: str = plain_text()
    note: str = plain_text()
    filing_version: int = number()


class AdjustmentRow(SQLModel, table=True):
    """A request to change an approved target; both versions stay."""

    __tablename__ = "adjustment"
    __table_args__ = (
        sa.Index("adjustment_filing", "filing_id"),
        sa.Index("adjustment_replaces", "replaces_id"),
    )
    id: str = identity()
    filing_id: str = belongs_to("filing.id")
    replaces_id: str = belongs_to("filing.id")
    reason: str = plain_text()
    requested_on: str = plain_text()
    requested_by: str = plain_text()
    state: str = plain_text()
    approver: str = plain_text()
    approved_on: str = plain_text()
    document_number: str = plain_text()


class LibraryRow(SQLModel, table=True):
    """A library that was taken in, or the own one."""

    __tablename__ = "library"
    id: str = identity()
    name: str = plain_text()
    version: str = plain_text()
    source: str = plain_text()
    region: str = plain_text()
    first_year: int = number()
    last_year: int | None = optional_number()
    origin: str = plain_text()
    taken_in_at: str = plain_text()


class LibraryEntryRow(SQLModel, table=True):
    """An entry of such a library, or what was decided about a shipped one."""

    __tablename__ = "library_entry"
    __table_args__ = (sa.Index("library_entry_library", "library_id", "position"),)
    id: str = identity()
    library_id: str = plain_text()
    position: int = number()
    code: str = plain_text()
    sector: str = plain_text()
    kind: str = plain_text()
    style: str = plain_text()
    level1: str = plain_text()
    level2: str = plain_text()
    new_level1: str = plain_text()
    new_level2: str = plain_text()
    name: str = plain_text()
    definition: str = plain_text()
    formula: str = plain_text()
    comparator: str = plain_text()
    direction: str = plain_text()
    target_text: str = plain_text()
    unit: str = plain_text()
    attribute: str = plain_text()
    scoring_rule: str = plain_text()
    value_basis: str = plain_text()
    data_source: str = plain_text()
    value_method: str = plain_text()
    is_core: bool = flag()
    good_example: str = plain_text()
    bad_example: str = plain_text()
    is_suggested: bool = flag()
    retired_on: str = plain_text()
    merged_into: str = plain_text()
    replaces_id: str = plain_text()
    initials: str = plain_text()


class ColumnMatchingRow(SQLModel, table=True):
    """How the columns of a source were matched; looked up by the signature of its headings."""

    __tablename__ = "column_matching"
    __table_args__ = (sa.Index("column_matching_signature", "kind", "signature", unique=True),)
    id: str = identity()
    kind: str = plain_text()
    signature: str = plain_text()
    source_name: str = plain_text()
    mapping: str = plain_text("{}")
    money_unit: str = plain_text()
    used_at: str = plain_text()


class TreasuryFigureRow(SQLModel, table=True):
    """What the treasury says was paid for a project up to a month."""

    __tablename__ = "treasury_figure"
    __table_args__ = (
        *money_checks("executed_fen", optional=False),
        sa.Index("treasury_figure_period", "project_id", "year", "period", unique=True),
    )
    id: str = identity()
    project_id: str = belongs_to("project.id", cascade=True)
    year: int = Field(sa_type=sa.Integer)
    period: int = Field(sa_type=sa.Integer)
    executed_fen: int = Field(sa_type=sa.Integer)
    source_name: str = plain_text()
    taken_in_at: str = plain_text()
    import_id: str = plain_text()


class RectificationRow(SQLModel, table=True):
    """A problem, what is done about it, by whom and until when."""

    __tablename__ = "rectification"
    __table_args__ = (sa.Index("rectification_project", "project_id"),)
    id: str = identity()
    office_id: str = belongs_to("office.id")
    project_id: str | None = may_belong_to("project.id")
    filing_id: str = plain_text()
    line_id: str = plain_text()
    year: int = number()
    period: int = number()
    problem: str = plain_text()
    cause: str = plain_text()
    measure: str = plain_text()
    responsible: str = plain_text()
    due_on: str = plain_text()
    state: str = plain_text()
    done_on: str = plain_text()
    result: str = plain_text()
    reviewed_by: str = plain_text()
    review: str = plain_text()
    document_number: str = plain_text()


class AccountFigureRow(SQLModel, table=True):
    """A figure of the final accounts or of the budget, against which the year is compared."""

    __tablename__ = "account_figure"
    __table_args__ = (
        *money_checks("amount_fen", optional=False),
        sa.Index("account_figure_year", "year", "office_id"),
    )
    id: str = identity()
    office_id: str = belongs_to("office.id")
    project_id: str | None = may_belong_to("project.id", cascade=True)
    year: int = Field(sa_type=sa.Integer)
    kind: str = plain_text()
    item: str = plain_text()
    amount_fen: int = Field(sa_type=sa.Integer)
    source_name: str = plain_text()
    document_number: str = plain_text()


class SurveyRow(SQLModel, table=True):
    """A satisfaction survey, the source of a satisfaction figure."""

    __tablename__ = "survey"
    __table_args__ = (sa.Index("survey_project", "project_id", "year"),)
    id: str = identity()
    project_id: str | None = may_belong_to("project.id")
    office_id: str = belongs_to("office.id")
    year: int = number()
    title: str = plain_text()
    surveyed: str = plain_text()
    held_on: str = plain_text()
    method: str = plain_text()
    issued: int = number()
    returned: int = number()
    valid: int = number()
    line_id: str = plain_text()


class SurveyAnswerRow(SQLModel, table=True):
    """How often each answer was given to one question of a survey."""

    __tablename__ = "survey_answer"
    __table_args__ = (sa.Index("survey_answer_survey", "survey_id", "position"),)
    id: str = identity()
    survey_id: str = belongs_to("survey.id", cascade=True)
    position: int = number()
    question: str = plain_text()
    counts: str = plain_text("{}")


class FiscalYearRow(SQLModel, table=True):
    """A fiscal year on this desk: open or closed, and the rules, libraries and templates that hold in it."""

    __tablename__ = "fiscal_year"
    id: str = identity()
    year: int = Field(sa_type=sa.Integer, unique=True)
    state: str = plain_text()
    opened_on: str = plain_text()
    closed_on: str = plain_text()
    closed_by: str = plain_text()
    rule_pack_id: str = plain_text()
    libraries: str = plain_text("[]")
    templates: str = plain_text("{}")


class SuccessionRow(SQLModel, table=True):
    """An office or project that was renamed, merged, withdrawn or followed by another one."""

    __tablename__ = "succession"
    __table_args__ = (
        sa.Index("succession_old", "old_id"),
        sa.Index("succession_new", "new_id"),
    )
    id: str = identity()
    kind: str = plain_text()
    event: str = plain_text()
    old_id: str = plain_text()
    new_id: str = plain_text()
    old_name: str = plain_text()
    new_name: str = plain_text()
    happened_on: str = plain_text()
    reason: str = plain_text()
    document_number: str = plain_text()


class NoteRow(SQLModel, table=True):
    """A remark of a person to herself, at a record or one of its fields."""

    __tablename__ = "note"
    __table_args__ = (sa.Index("note_record", "record_id"),)
    id: str = identity()
    record_id: str = Field(sa_type=sa.Text)
    line_id: str = plain_text()
    field: str = plain_text()
    text: str = plain_text()
    written_by: str = plain_text()
    written_at: str = plain_text()
    is_done: bool = flag()


class PracticeTaskRow(SQLModel, table=True):
    """A guided practice task and how far it is."""

    __tablename__ = "practice_task"
    id: str = identity()
    begun_at: str = plain_text()
    finished_at: str = plain_text()
    steps: str = plain_text("{}")
