"""The SQLModel tables, equal to the frozen SQL of ``schema``, and the engine that wraps the one connection.

Importing this module loads SQLModel and pydantic: only ``store.schema.models()`` does, never a module on the way to the
first screen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel

from jxdesk.store.faults import NestedTransaction
from jxdesk.store.schema.table_columns import (
    belongs_to,
    flag,
    identity,
    may_belong_to,
    money_checks,
    number,
    optional_number,
    optional_text,
    plain_text,
)


class MetaRow(SQLModel, table=True):
    """A fact of the installation: its device and its epoch; the sequence of packages follows from what was sent."""

    __tablename__ = "meta"
    id: str = identity()
    value: str = plain_text()


class SettingRow(SQLModel, table=True):
    """A setting of this workspace."""

    __tablename__ = "setting"
    id: str = identity()
    value: str = plain_text()


class PersonRow(SQLModel, table=True):
    """A person who fills or reviews here."""

    __tablename__ = "person"
    id: str = identity()
    name: str = plain_text()
    role: str = plain_text()
    phone: str = plain_text()
    pin_salt: str = plain_text()
    pin_hash: str = plain_text()
    left_on: str = plain_text()


class OfficeRow(SQLModel, table=True):
    """An office of any level."""

    __tablename__ = "office"
    __table_args__ = (sa.UniqueConstraint("path"), sa.Index("office_parent", "parent_id"))
    id: str = identity()
    path: str = Field(sa_type=sa.Text)
    name: str = plain_text()
    level: str = plain_text()
    parent_id: str | None = may_belong_to("office.id")
    region_code: str = plain_text()
    credit_code: str = plain_text()
    department_code: str = plain_text()
    unit_code: str = plain_text()
    is_department: bool = flag()
    is_exempt: bool = flag()
    valid_from: str = plain_text()
    valid_to: str = plain_text()


class ProjectRow(SQLModel, table=True):
    """A project of one office in one year."""

    __tablename__ = "project"
    __table_args__ = (
        sa.CheckConstraint(
            "is_classified = 0 OR name || code || sector || department || implementing_unit || leader || phone = ''",
            name="classified_is_a_count",
        ),
        sa.Index("project_year", "fiscal_year", "office_id"),
        sa.Index("project_office", "office_id"),
        sa.Index("project_name", "name"),
        sa.Index(
            "project_code",
            "code",
            "fiscal_year",
            "office_id",
            unique=True,
            sqlite_where=sa.text("code <> ''"),
        ),
    )
    id: str = identity()
    office_id: str = belongs_to("office.id")
    fiscal_year: int = Field(sa_type=sa.Integer)
    name: str = plain_text()
    code: str = plain_text()
    project_class: str = plain_text()
    sector: str = plain_text()
    tier: str = plain_text()
    continuity: str = plain_text()
    recurrence: str = plain_text()
    department: str = plain_text()
    implementing_unit: str = plain_text()
    leader: str = plain_text()
    phone: str = plain_text()
    is_classified: bool = flag()
    basis: str = plain_text()
    basis_number: str = plain_text()
    overview: str = plain_text()
    starts_on: str = plain_text()
    ends_on: str = plain_text()
    function_code: str = plain_text()
    major_new: bool = flag()
    predecessor_id: str = plain_text()
    withdrawn_on: str = plain_text()
    withdrawn_reason: str = plain_text()


class BudgetVersionRow(SQLModel, table=True):
    """A version of a project's budget."""

    __tablename__ = "budget_version"
    __table_args__ = (
        *money_checks("amount_fen", optional=False),
        sa.Index("budget_version_project", "project_id"),
    )
    id: str = identity()
    project_id: str = belongs_to("project.id", cascade=True)
    position: int = number()
    stage: str = plain_text()
    amount_fen: int = Field(sa_type=sa.Integer)
    dated: str = plain_text()
    document_number: str = plain_text()


class FundingLineRow(SQLModel, table=True):
    """A source of a project's money."""

    __tablename__ = "funding_line"
    __table_args__ = (
        *money_checks("amount_fen", optional=False),
        sa.Index("funding_line_project", "project_id"),
    )
    id: str = identity()
    project_id: str = belongs_to("project.id", cascade=True)
    position: int = number()
    source: str = plain_text()
    book: str = plain_text()
    amount_fen: int = Field(sa_type=sa.Integer)
    document_number: str = plain_text()


class FilingRow(SQLModel, table=True):
    """A filing: its identity, the head of its content, and a summary of its check for lists."""

    __tablename__ = "filing"
    __table_args__ = (
        sa.Index("filing_project", "project_id", "form", "year"),
        sa.Index("filing_office", "office_id"),
        sa.Index("filing_year", "year", "form"),
    )
    id: str = identity()
    office_id: str = belongs_to("office.id")
    project_id: str | None = may_belong_to("project.id")
    form: str = plain_text()
    template_id: str = plain_text()
    rule_pack_id: str = plain_text()
    filled_with: str = plain_text()
    year: int | None = optional_number()
    period: int | None = optional_number()
    title: str = plain_text()
    project_name: str = plain_text()
    project_code: str = plain_text()
    office_name: str = plain_text()
    department: str = plain_text()
    implementing_unit: str = plain_text()
    money_unit: str = plain_text()
    execution_weight: str | None = optional_text()
    answers: str = plain_text("{}")
    printed_weights_total: str = plain_text()
    printed_total: str = plain_text()
    printed_grade: str = plain_text()
    state: str = plain_text()
    version: int = number()
    vector: str = plain_text("{}")
    imported_from: str = plain_text()
    reading: str = plain_text("{}")
    saved_at: str = plain_text()
    computed_hundredths: int | None = optional_number()
    computed_grade: str = plain_text()
    error_count: int | None = optional_number()
    warning_count: int | None = optional_number()
    advice_count: int | None = optional_number()
    replaces_id: str = plain_text()


class MoneyLineRow(SQLModel, table=True):
    """A row of a filing's money block."""

    __tablename__ = "money_line"
    __table_args__ = (
        *money_checks(
            "original_budget_fen",
            "revised_budget_fen",
            "executed_fen",
            "mid_term_fen",
            "forecast_fen",
            optional=True,
        ),
        sa.Index("money_line_filing", "filing_id", "position"),
    )
    id: str = identity()
    filing_id: str = belongs_to("filing.id", cascade=True)
    position: int = number()
    money_key: str = plain_text()
    label: str = plain_text()
    original_budget_fen: int | None = optional_number()
    revised_budget_fen: int | None = optional_number()
    executed_fen: int | None = optional_number()
    original_budget_text: str = plain_text()
    revised_budget_text: str = plain_text()
    executed_text: str = plain_text()
    printed_weight: str = plain_text()
    printed_rate: str = plain_text()
    printed_score: str = plain_text()
    reason: str = plain_text()
    sheet_row: int | None = optional_number()
    mid_term_fen: int | None = optional_number()
    mid_term_text: str = plain_text()
    forecast_fen: int | None = optional_number()
    forecast_text: str = plain_text()
    document_number: str = plain_text()


class IndicatorLineRow(SQLModel, table=True):
    """An indicator of a filing; numbers are canonical decimal texts, scores whole hundredths of a point."""

    __tablename__ = "indicator_line"
    __table_args__ = (
        sa.Index("indicator_line_filing", "filing_id", "position"),
        sa.Index("indicator_line_entry", "library_entry_id", sqlite_where=sa.text("library_entry_id <> ''")),
    )
    id: str = identity()
    filing_id: str = belongs_to("filing.id", cascade=True)
    position: int = number()
    level1: str = plain_text()
    level2: str = plain_text()
    name: str = plain_text()
    clean_name: str = plain_text()
    comparator: str = plain_text()
    direction: str = plain_text()
    target_text: str = plain_text()
    target: str | None = optional_text()
    target_high: str | None = optional_text()
    unit: str = plain_text()
    actual_text: str = plain_text()
    actual: str | None = optional_text()
    actual_unit: str = plain_text()
    weight: str | None = optional_text()
    printed_weight: str = plain_text()
    printed_score: str = plain_text()
    value_mode: str = plain_text()
    judged_percent: str | None = optional_text()
    manual_hundredths: int | None = optional_number()
    manual_reason: str = plain_text()
    deviation_reason: str = plain_text()
    description: str = plain_text()
    is_core: bool = flag()
    is_part: bool = flag()
    marked_exact: bool = flag()
    not_applicable: bool = flag()
    answers_line_id: str = plain_text()
    direction_chosen: bool = flag()
    merged_into: str = plain_text()
    sheet_row: int | None = optional_number()
    computed_hundredths: int | None = optional_number()
    effective_hundredths: int | None = optional_number()
    formula: str = plain_text()
    scoring_rule: str = plain_text()
    value_basis: str = plain_text()
    data_source: str = plain_text()
    value_method: str = plain_text()
    mid_term_text: str = plain_text()
    library_entry_id: str = plain_text()
    forecast_text: str = plain_text()
    forecast: str | None = optional_text()
    causes: str = plain_text()
    likelihood: str = plain_text()
    remark: str = plain_text()


class AttachmentRow(SQLModel, table=True):
    """A kept file; its id is the SHA-256 of its bytes, which lie in the folder under that name."""

    __tablename__ = "attachment"
    id: str = identity()
    size_bytes: int = number()
    media_type: str = plain_text()
    added_at: str = plain_text()


class AttachmentLinkRow(SQLModel, table=True):
    """Where an attachment belongs: a record and a slot of it."""

    __tablename__ = "attachment_link"
    __table_args__ = (sa.Index("attachment_link_slot", "record_id", "slot", "attachment_id", unique=True),)
    id: str = identity()
    attachment_id: str = belongs_to("attachment.id")
    record_id: str = Field(sa_type=sa.Text)
    slot: str = plain_text()
    title: str = plain_text()
    original_name: str = plain_text()


class RestorePointRow(SQLModel, table=True):
    """A backup that was made for a reason and is never thinned."""

    __tablename__ = "restore_point"
    id: str = identity()
    at: str = plain_text()
    reason: str = plain_text()
    backup_name: str = plain_text()
    change_number: int = number()


class ImportBatchRow(SQLModel, table=True):
    """One import: where it came from, what it brought, the errand that undo takes back."""

    __tablename__ = "import_batch"
    id: str = identity()
    at: str = plain_text()
    who: str = plain_text()
    sources: str = plain_text("[]")
    counts: str = plain_text("{}")
    errand_id: str = plain_text()
    restore_point_id: str | None = may_belong_to("restore_point.id")
    undone_at: str = plain_text()


class PackageSentRow(SQLModel, table=True):
    """A sealed package; its id is the digest. The same line stands in the ledger outside the database."""

    __tablename__ = "package_sent"
    __table_args__ = (sa.Index("package_sent_chain", "device", "epoch", "seq", unique=True),)
    id: str = identity()
    device: str = plain_text()
    epoch: int = number()
    seq: int = number()
    previous_id: str = plain_text()
    kind: str = plain_text()
    form: str = plain_text()
    year: int | None = optional_number()
    period: int | None = optional_number()
    sender_path: str = plain_text()
    file_name: str = plain_text()
    size_bytes: int = number()
    sealed_at: str = plain_text()
    status: str = plain_text()
    facts: str = plain_text("{}")
    written_to: str = plain_text()


class ChangeLogRow(SQLModel, table=True):
    """A line of the change log; only ``changes`` writes it."""

    __tablename__ = "change_log"
    __table_args__ = (
        sa.Index("change_log_record", "record_id", "table_name"),
        sa.Index("change_log_errand", "errand_id"),
    )
    n: int = Field(primary_key=True, sa_type=sa.Integer)
    at: str = Field(sa_type=sa.Text)
    who: str = Field(sa_type=sa.Text)
    device: str = Field(sa_type=sa.Text)
    epoch: int = Field(sa_type=sa.Integer)
    errand_id: str = Field(sa_type=sa.Text)
    errand: str = Field(sa_type=sa.Text)
    table_name: str = Field(sa_type=sa.Text)
    record_id: str = Field(sa_type=sa.Text)
    field: str = Field(sa_type=sa.Text)
    old: str | None = optional_text()
    new: str | None = optional_text()
    prev_hash: str = Field(sa_type=sa.Text)
    hash: str = Field(sa_type=sa.Text)


def configure() -> None:
    """Does now what SQLAlchemy would do at the first query."""
    configure_mappers()


def wrap(connection: sqlite3.Connection, *, may_begin: Callable[[], bool]) -> sa.Engine:
    """An engine over the one connection, which never opens, resets or begins anything by itself.

    Tried: without the begin event and ``pool_reset_on_return=None`` a nested session loses the outer
    work in silence.
    """
    engine = sa.create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None
    )

    @event.listens_for(engine, "begin")
    def _refuse_nested(_: sa.Connection) -> None:
        if not may_begin():
            raise NestedTransaction("only a Transaction of the database begins one")

    return engine


class ErrandSession(Session):
    """A session that lives inside a ``Transaction``, which alone commits and rolls back."""

    def commit(self) -> None:
        """Refused: the errand is committed when its job returns.

        Raises: NestedTransaction.
        """
        raise NestedTransaction("the database commits when the job returns")

    def rollback(self) -> None:
        """Refused: a job that raises is rolled back whole.

        Raises: NestedTransaction.
        """
        raise NestedTransaction("raise an error to roll the job back")


def make_session(engine: sa.Engine) -> Session:
    """A session on the engine; used by ``database`` alone."""
    return ErrandSession(engine, expire_on_commit=False)
