"""The SQLModel tables, equal to the frozen SQL of ``schema``, and the engine that wraps the one connection.

Importing this module loads SQLModel and pydantic: only ``store.models()`` does, never a module on the way to the
first screen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel

from jxdesk.store.faults import NestedTransaction


def _id() -> Any:
    return Field(primary_key=True, sa_type=sa.Text)


def _text(default: str = "", **kwargs: Any) -> Any:
    server_default = sa.text(f"'{default}'")
    return Field(
        default=default, sa_type=sa.Text, sa_column_kwargs={"server_default": server_default}, **kwargs
    )


def _optional_text(**kwargs: Any) -> Any:
    return Field(default=None, sa_type=sa.Text, **kwargs)


def _number(default: int = 0) -> Any:
    return Field(
        default=default, sa_type=sa.Integer, sa_column_kwargs={"server_default": sa.text(str(default))}
    )


def _flag() -> Any:
    return Field(default=False, sa_type=sa.Boolean, sa_column_kwargs={"server_default": sa.text("0")})


def _belongs_to(target: str, *, cascade: bool = False) -> Any:
    if cascade:
        return Field(sa_type=sa.Text, foreign_key=target, ondelete="CASCADE")
    return Field(sa_type=sa.Text, foreign_key=target)


def _may_belong_to(target: str) -> Any:
    return Field(default=None, sa_type=sa.Text, foreign_key=target)


def _money_checks(*columns: str, optional: bool) -> tuple[sa.CheckConstraint, ...]:
    allowed = "IN ('integer', 'null')" if optional else "= 'integer'"
    return tuple(sa.CheckConstraint(f"typeof({column}) {allowed}") for column in columns)


class MetaRow(SQLModel, table=True):
    """A fact of the installation: its device and its epoch; the sequence of packages follows from what was sent."""

    __tablename__ = "meta"
    id: str = _id()
    value: str = _text()


class SettingRow(SQLModel, table=True):
    """A setting of this workspace."""

    __tablename__ = "setting"
    id: str = _id()
    value: str = _text()


class PersonRow(SQLModel, table=True):
    """A person who fills or reviews here."""

    __tablename__ = "person"
    id: str = _id()
    name: str = _text()
    role: str = _text()
    phone: str = _text()


class OfficeRow(SQLModel, table=True):
    """An office of any level."""

    __tablename__ = "office"
    __table_args__ = (sa.UniqueConstraint("path"), sa.Index("office_parent", "parent_id"))
    id: str = _id()
    path: str = Field(sa_type=sa.Text)
    name: str = _text()
    level: str = _text()
    parent_id: str | None = _may_belong_to("office.id")
    region_code: str = _text()
    credit_code: str = _text()
    department_code: str = _text()
    unit_code: str = _text()
    is_department: bool = _flag()
    is_exempt: bool = _flag()
    valid_from: str = _text()
    valid_to: str = _text()


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
    id: str = _id()
    office_id: str = _belongs_to("office.id")
    fiscal_year: int = Field(sa_type=sa.Integer)
    name: str = _text()
    code: str = _text()
    project_class: str = _text()
    sector: str = _text()
    tier: str = _text()
    continuity: str = _text()
    recurrence: str = _text()
    department: str = _text()
    implementing_unit: str = _text()
    leader: str = _text()
    phone: str = _text()
    is_classified: bool = _flag()


class BudgetVersionRow(SQLModel, table=True):
    """A version of a project's budget."""

    __tablename__ = "budget_version"
    __table_args__ = (
        *_money_checks("amount_fen", optional=False),
        sa.Index("budget_version_project", "project_id"),
    )
    id: str = _id()
    project_id: str = _belongs_to("project.id", cascade=True)
    position: int = _number()
    stage: str = _text()
    amount_fen: int = Field(sa_type=sa.Integer)
    dated: str = _text()
    document_number: str = _text()


class FundingLineRow(SQLModel, table=True):
    """A source of a project's money."""

    __tablename__ = "funding_line"
    __table_args__ = (
        *_money_checks("amount_fen", optional=False),
        sa.Index("funding_line_project", "project_id"),
    )
    id: str = _id()
    project_id: str = _belongs_to("project.id", cascade=True)
    position: int = _number()
    source: str = _text()
    book: str = _text()
    amount_fen: int = Field(sa_type=sa.Integer)
    document_number: str = _text()


class FilingRow(SQLModel, table=True):
    """A filing: its identity, the head of its content, and a summary of its check for lists."""

    __tablename__ = "filing"
    __table_args__ = (
        sa.Index("filing_project", "project_id", "form", "year"),
        sa.Index("filing_office", "office_id"),
        sa.Index("filing_year", "year", "form"),
    )
    id: str = _id()
    office_id: str = _belongs_to("office.id")
    project_id: str | None = _may_belong_to("project.id")
    form: str = _text()
    template_id: str = _text()
    rule_pack_id: str = _text()
    filled_with: str = _text()
    year: int | None = Field(default=None, sa_type=sa.Integer)
    period: int | None = Field(default=None, sa_type=sa.Integer)
    title: str = _text()
    project_name: str = _text()
    project_code: str = _text()
    office_name: str = _text()
    department: str = _text()
    implementing_unit: str = _text()
    money_unit: str = _text()
    execution_weight: str | None = _optional_text()
    answers: str = _text("{}")
    printed_weights_total: str = _text()
    printed_total: str = _text()
    printed_grade: str = _text()
    state: str = _text()
    version: int = _number()
    vector: str = _text("{}")
    imported_from: str = _text()
    reading: str = _text("{}")
    saved_at: str = _text()
    computed_hundredths: int | None = Field(default=None, sa_type=sa.Integer)
    computed_grade: str = _text()
    error_count: int | None = Field(default=None, sa_type=sa.Integer)
    warning_count: int | None = Field(default=None, sa_type=sa.Integer)
    advice_count: int | None = Field(default=None, sa_type=sa.Integer)


class MoneyLineRow(SQLModel, table=True):
    """A row of a filing's money block."""

    __tablename__ = "money_line"
    __table_args__ = (
        *_money_checks("original_budget_fen", "revised_budget_fen", "executed_fen", optional=True),
        sa.Index("money_line_filing", "filing_id", "position"),
    )
    id: str = _id()
    filing_id: str = _belongs_to("filing.id", cascade=True)
    position: int = _number()
    money_key: str = _text()
    label: str = _text()
    original_budget_fen: int | None = Field(default=None, sa_type=sa.Integer)
    revised_budget_fen: int | None = Field(default=None, sa_type=sa.Integer)
    executed_fen: int | None = Field(default=None, sa_type=sa.Integer)
    original_budget_text: str = _text()
    revised_budget_text: str = _text()
    executed_text: str = _text()
    printed_weight: str = _text()
    printed_rate: str = _text()
    printed_score: str = _text()
    reason: str = _text()
    sheet_row: int | None = Field(default=None, sa_type=sa.Integer)


class IndicatorLineRow(SQLModel, table=True):
    """An indicator of a filing; numbers are canonical decimal texts, scores whole hundredths of a point."""

    __tablename__ = "indicator_line"
    __table_args__ = (sa.Index("indicator_line_filing", "filing_id", "position"),)
    id: str = _id()
    filing_id: str = _belongs_to("filing.id", cascade=True)
    position: int = _number()
    level1: str = _text()
    level2: str = _text()
    name: str = _text()
    clean_name: str = _text()
    comparator: str = _text()
    direction: str = _text()
    target_text: str = _text()
    target: str | None = _optional_text()
    target_high: str | None = _optional_text()
    unit: str = _text()
    actual_text: str = _text()
    actual: str | None = _optional_text()
    actual_unit: str = _text()
    weight: str | None = _optional_text()
    printed_weight: str = _text()
    printed_score: str = _text()
    value_mode: str = _text()
    judged_percent: str | None = _optional_text()
    manual_hundredths: int | None = Field(default=None, sa_type=sa.Integer)
    manual_reason: str = _text()
    deviation_reason: str = _text()
    description: str = _text()
    is_core: bool = _flag()
    is_part: bool = _flag()
    marked_exact: bool = _flag()
    not_applicable: bool = _flag()
    answers_line_id: str = _text()
    direction_chosen: bool = _flag()
    merged_into: str = _text()
    sheet_row: int | None = Field(default=None, sa_type=sa.Integer)
    computed_hundredths: int | None = Field(default=None, sa_type=sa.Integer)
    effective_hundredths: int | None = Field(default=None, sa_type=sa.Integer)


class AttachmentRow(SQLModel, table=True):
    """A kept file; its id is the SHA-256 of its bytes, which lie in the folder under that name."""

    __tablename__ = "attachment"
    id: str = _id()
    size_bytes: int = _number()
    media_type: str = _text()
    added_at: str = _text()


class AttachmentLinkRow(SQLModel, table=True):
    """Where an attachment belongs: a record and a slot of it."""

    __tablename__ = "attachment_link"
    __table_args__ = (sa.Index("attachment_link_slot", "record_id", "slot", "attachment_id", unique=True),)
    id: str = _id()
    attachment_id: str = _belongs_to("attachment.id")
    record_id: str = Field(sa_type=sa.Text)
    slot: str = _text()
    title: str = _text()
    original_name: str = _text()


class RestorePointRow(SQLModel, table=True):
    """A backup that was made for a reason and is never thinned."""

    __tablename__ = "restore_point"
    id: str = _id()
    at: str = _text()
    reason: str = _text()
    backup_name: str = _text()
    change_number: int = _number()


class ImportBatchRow(SQLModel, table=True):
    """One import: where it came from, what it brought, the errand that undo takes back."""

    __tablename__ = "import_batch"
    id: str = _id()
    at: str = _text()
    who: str = _text()
    sources: str = _text("[]")
    counts: str = _text("{}")
    errand_id: str = _text()
    restore_point_id: str | None = _may_belong_to("restore_point.id")
    undone_at: str = _text()


class PackageSentRow(SQLModel, table=True):
    """A sealed package; its id is the digest. The same line stands in the ledger outside the database."""

    __tablename__ = "package_sent"
    __table_args__ = (sa.Index("package_sent_chain", "device", "epoch", "seq", unique=True),)
    id: str = _id()
    device: str = _text()
    epoch: int = _number()
    seq: int = _number()
    previous_id: str = _text()
    kind: str = _text()
    form: str = _text()
    year: int | None = Field(default=None, sa_type=sa.Integer)
    period: int | None = Field(default=None, sa_type=sa.Integer)
    sender_path: str = _text()
    file_name: str = _text()
    size_bytes: int = _number()
    sealed_at: str = _text()
    status: str = _text()
    facts: str = _text("{}")


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
    old: str | None = _optional_text()
    new: str | None = _optional_text()
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
