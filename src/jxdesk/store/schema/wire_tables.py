"""The SQLModel tables of the wire, equal to their part of the fourth step of the frozen SQL; loaded when one is first needed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import SQLModel

from jxdesk.store.schema.table_columns import identity, number, plain_text


class OutboxRow(SQLModel, table=True):
    """How far a sealed package has come on the wire and onto sticks; its id is the package's digest.

    A package without a row was merely sealed; what offices above said of it stands among the receipts.
    """

    __tablename__ = "outbox"
    id: str = identity()
    state: str = plain_text()
    hub: str = plain_text()
    place: str = plain_text()
    sent_bytes: int = number()
    tries: int = number()
    next_try_at: str = plain_text()
    code: str = plain_text()
    title: str = plain_text()
    facts: str = plain_text()
    advice: str = plain_text()
    copies: int = number()
    moved_at: str = plain_text()


class AnswerLeftRow(SQLModel, table=True):
    """A receipt of this desk that was left at a receiving service for the office it answers; its id is the receipt's."""

    __tablename__ = "answer_left"
    __table_args__ = (sa.Index("answer_left_package", "package_id"),)
    id: str = identity()
    package_id: str = plain_text()
    hub: str = plain_text()
    left_at: str = plain_text()
