"""The kinds of columns that SQLModel tables are made of; each gives the same DDL as the frozen SQL of the schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field


def identity() -> Any:
    """The identity of a record."""
    return Field(primary_key=True, sa_type=sa.Text)


def plain_text(default: str = "", **kwargs: Any) -> Any:
    """A text that is never null."""
    server_default = sa.text(f"'{default}'")
    return Field(
        default=default, sa_type=sa.Text, sa_column_kwargs={"server_default": server_default}, **kwargs
    )


def optional_text(**kwargs: Any) -> Any:
    """A text that may be missing, such as a decimal."""
    return Field(default=None, sa_type=sa.Text, **kwargs)


def number(default: int = 0) -> Any:
    """A whole number that is never null."""
    return Field(
        default=default, sa_type=sa.Integer, sa_column_kwargs={"server_default": sa.text(str(default))}
    )


def flag() -> Any:
    """A yes or no."""
    return Field(default=False, sa_type=sa.Boolean, sa_column_kwargs={"server_default": sa.text("0")})


def belongs_to(target: str, *, cascade: bool = False) -> Any:
    """The record that this one belongs to; with ``cascade`` it goes when that one goes."""
    if cascade:
        return Field(sa_type=sa.Text, foreign_key=target, ondelete="CASCADE")
    return Field(sa_type=sa.Text, foreign_key=target)


def may_belong_to(target: str, *, cascade: bool = False) -> Any:
    """The record that this one may belong to; with ``cascade`` it goes when that one goes."""
    if cascade:
        return Field(default=None, sa_type=sa.Text, foreign_key=target, ondelete="CASCADE")
    return Field(default=None, sa_type=sa.Text, foreign_key=target)


def money_checks(*columns: str, optional: bool) -> tuple[sa.CheckConstraint, ...]:
    """Checks that refuse anything but whole 分 in columns of money."""
    allowed = "IN ('integer', 'null')" if optional else "= 'integer'"
    return tuple(sa.CheckConstraint(f"typeof({column}) {allowed}") for column in columns)


def optional_number() -> Any:
    """A whole number that may be missing, such as an amount of money."""
    return Field(default=None, sa_type=sa.Integer)
