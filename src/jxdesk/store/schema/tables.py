"""The SQLModel tables of records that are edited one by one, and the engine that wraps the one connection.

Importing this module loads SQLModel and pydantic: only ``store.schema.models()`` does, never a module on the way to the
first screen. Each class costs some milliseconds, so that what only the driver writes stands in ``driver_tables``.
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


class _Row(SQLModel):
    """What the tables share: the database refuses what it must not hold, so pydantic's validators wait until one is asked."""

    model_config = {"defer_build": True}


class OfficeRow(_Row, table=True):
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


class ProjectRow(_Row, table=True):
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


class BudgetVersionRow(_Row, table=True):
    """A version of a project's budget."""

    __tablename__ = "budget_version"
    __table_args__ = (
        *money_checks("amount_fen", optional=False),
        sa.Index("budget_version_project", "project_id", "stage", "position"),
    )
    id: str = identity()
    project_id: str = belongs_to("project.id", cascade=True)
    position: int = number()
    stage: str = plain_text()
    amount_fen: int = Field(sa_type=sa.Integer)
    dated: str = plain_text()
    document_number: str = plain_text()


class FundingLineRow(_Row, table=True):
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


class FilingRow(_Row, table=True):
    """A filing: its identity, the head of its content, and a summary of its check for lists."""

    __tablename__ = "filing"
    __table_args__ = (
        sa.Index("filing_project", "project_id", "form", "year", "period", "state"),
        sa.Index(
            "filing_whole",
            "office_id",
            "form",
            "year",
            "period",
            sqlite_where=sa.text("project_id IS NULL"),
        ),
        sa.Index("filing_replaces", "replaces_id", sqlite_where=sa.text("replaces_id <> ''")),
        sa.Index("filing_office", "office_id"),
        sa.Index("filing_year", "year", "form", "period"),
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
