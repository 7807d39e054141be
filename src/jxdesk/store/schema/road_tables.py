"""The SQLModel tables of the road between offices, equal to the third step of the frozen SQL; loaded when one is first needed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from jxdesk.store.schema.table_columns import identity, number, plain_text


class EnrolmentRow(SQLModel, table=True):
    """A certificate that this office gave to another one; its id is the certificate's serial."""

    __tablename__ = "enrolment"
    __table_args__ = (sa.Index("enrolment_org", "org"),)
    id: str = identity()
    org: str = Field(sa_type=sa.Text)
    name: str = plain_text()
    fingerprint: str = plain_text()
    issued_on: str = plain_text()
    not_after: str = plain_text()
    statement: str = plain_text()
    revoked_on: str = plain_text()
    revoked_after_seq: int = number()
    revoked_reason: str = plain_text()
