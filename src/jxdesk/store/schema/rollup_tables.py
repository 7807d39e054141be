"""The SQLModel tables of the kept sums of the roll-up, equal to their part of the fourth step of the frozen SQL; no errand loads them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


def _count() -> Any:
    """A number of a sum."""
    return Field(sa_type=sa.Integer)


class RollUpQuestionRow(SQLModel, table=True):
    """What sums were made of: a form of a year with its last day in time; ``law`` is the mark of the SQL that made them."""

    __tablename__ = "rollup_question"
    id: int = Field(primary_key=True, sa_type=sa.Integer)
    year: int = Field(sa_type=sa.Integer)
    form: str = Field(sa_type=sa.Text)
    period: int | None = Field(default=None, sa_type=sa.Integer)
    due_on: str = Field(sa_type=sa.Text)
    law: str = Field(sa_type=sa.Text)


class RollUpSumRow(SQLModel, table=True):
    """What one office has of one part of a division; an office with nothing has one row of zeros, so that it need not be asked again."""

    __tablename__ = "rollup_sum"
    __table_args__ = (sa.Index("rollup_sum_office", "office_id"), {"sqlite_with_rowid": False})
    question_id: int = Field(
        primary_key=True, sa_type=sa.Integer, foreign_key="rollup_question.id", ondelete="CASCADE"
    )
    divided_by: str = Field(primary_key=True, sa_type=sa.Text)
    office_id: str = Field(primary_key=True, sa_type=sa.Text, foreign_key="office.id", ondelete="CASCADE")
    word: str = Field(primary_key=True, sa_type=sa.Text)
    passed: int = _count()
    filed: int = _count()
    returned: int = _count()
    open: int = _count()
    missing: int = _count()
    closed: int = _count()
    exempt: int = _count()
    classified: int = _count()
    late: int = _count()
    budget_fen: int = _count()
    without_budget: int = _count()
    executed_fen: int = _count()
    base_fen: int = _count()
    with_rate: int = _count()
    reached_hundredths: int = _count()
    points_hundredths: int = _count()
    with_points: int = _count()
    scored: int = _count()
