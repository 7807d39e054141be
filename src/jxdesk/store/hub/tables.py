"""The tables of the receiving service, for SQLite and PostgreSQL alike; apart from those of a desk.

``hub_head`` has one row: whoever writes locks it first, so that audit lines and mail are numbered without gaps and become
readable in the order of their numbers, also where two services share one database.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

VERSION = 1
"""Of the tables; a database with a higher one was written by a newer program."""


class HubTable(SQLModel, registry=registry()):
    """What the tables of the service have in common: metadata of their own."""


class HubHead(HubTable, table=True):
    """The newest numbers, and which version the tables have."""

    __tablename__ = "hub_head"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int
    audit_n: int = Field(sa_type=sa.BigInteger)
    audit_hash: str = Field(sa_type=sa.Text)
    mail_n: int = Field(sa_type=sa.BigInteger)


class HubPackage(HubTable, table=True):
    """A package that was taken, under its digest; ``receipt`` is the statement that says so, empty for what goes down."""

    __tablename__ = "hub_package"
    __table_args__ = (sa.Index("hub_package_chain", "sender_org", "device", "seq"),)
    digest: str = Field(primary_key=True, sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    sender_org: str = Field(sa_type=sa.Text)
    sender_name: str = Field(sa_type=sa.Text)
    device: str = Field(sa_type=sa.Text)
    epoch: int = Field(sa_type=sa.BigInteger)
    seq: int = Field(sa_type=sa.BigInteger)
    prev: str = Field(sa_type=sa.Text)
    sealed_at: str = Field(sa_type=sa.Text)
    signer: str = Field(sa_type=sa.Text)
    size_bytes: int = Field(sa_type=sa.BigInteger)
    came_at: str = Field(sa_type=sa.Text)
    receipt: str = Field(sa_type=sa.Text)


class HubReceipt(HubTable, table=True):
    """A signed answer that an office left for another one, under the SHA-256 of its bytes."""

    __tablename__ = "hub_receipt"
    id: str = Field(primary_key=True, sa_type=sa.Text)
    digest: str = Field(sa_type=sa.Text)
    sender_org: str = Field(sa_type=sa.Text)
    receiver_org: str = Field(sa_type=sa.Text)
    status: str = Field(sa_type=sa.Text)
    statement: str = Field(sa_type=sa.Text)
    came_at: str = Field(sa_type=sa.Text)


class HubStopped(HubTable, table=True):
    """The newest list of stopped keys of an issuer, under the name of its key, with the certificate that it was believed by."""

    __tablename__ = "hub_stopped"
    issuer: str = Field(primary_key=True, sa_type=sa.Text)
    org: str = Field(sa_type=sa.Text)
    version: int = Field(sa_type=sa.BigInteger)
    statement: str = Field(sa_type=sa.Text)
    certificate: str = Field(sa_type=sa.Text)
    came_at: str = Field(sa_type=sa.Text)


class HubMail(HubTable, table=True):
    """What lies ready for an office: a package or a receipt; offices read on from the last number they saw."""

    __tablename__ = "hub_mail"
    __table_args__ = (sa.UniqueConstraint("org", "what", "id"), sa.Index("hub_mail_org", "org", "n"))
    n: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    org: str = Field(sa_type=sa.Text)
    what: str = Field(sa_type=sa.Text)
    id: str = Field(sa_type=sa.Text)


class HubAudit(HubTable, table=True):
    """One line of the audit: each names the hash of the one before, so that none can be taken out or changed unseen."""

    __tablename__ = "hub_audit"
    n: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    at: str = Field(sa_type=sa.Text)
    event: str = Field(sa_type=sa.Text)
    digest: str = Field(sa_type=sa.Text)
    org: str = Field(sa_type=sa.Text)
    detail: str = Field(sa_type=sa.Text)
    prev: str = Field(sa_type=sa.Text)
    hash: str = Field(sa_type=sa.Text)
