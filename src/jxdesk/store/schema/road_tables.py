"""The SQLModel tables of the road between offices, equal to the third step of the frozen SQL; loaded when one is first needed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from jxdesk.store.schema.table_columns import belongs_to, identity, number, optional_number, plain_text


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


class PackageReceivedRow(SQLModel, table=True):
    """A package that came from another office and was taken in or filed away; its id is the digest."""

    __tablename__ = "package_received"
    __table_args__ = (
        sa.Index("package_received_sender", "sender_path", "form", "year"),
        sa.Index("package_received_chain", "device", "epoch", "seq"),
    )
    id: str = identity()
    kind: str = plain_text()
    form: str = plain_text()
    year: int | None = optional_number()
    period: int | None = optional_number()
    sender_path: str = plain_text()
    sender_name: str = plain_text()
    signer: str = plain_text()
    device: str = plain_text()
    epoch: int = number()
    seq: int = number()
    previous_id: str = plain_text()
    knows: str = plain_text("[]")
    in_reply_to: str = plain_text()
    file_name: str = plain_text()
    size_bytes: int = number()
    sealed_at: str = plain_text()
    received_at: str = plain_text()
    status: str = plain_text()
    import_id: str = plain_text()
    receipt: str = plain_text()
    facts: str = plain_text("{}")


class RefusedFileRow(SQLModel, table=True):
    """A file that was not taken, with the reason; its bytes lie in quarantine."""

    __tablename__ = "refused_file"
    id: str = identity()
    at: str = plain_text()
    file_name: str = plain_text()
    size_bytes: int = number()
    code: str = plain_text()
    title: str = plain_text()
    facts: str = plain_text()
    advice: str = plain_text()
    package_id: str = plain_text()
    sender_path: str = plain_text()
    kept_as: str = plain_text()
    settled_at: str = plain_text()
    settled_by: str = plain_text()


class FilingStandingRow(SQLModel, table=True):
    """Where a filing stands between offices; its id is that of the filing."""

    __tablename__ = "filing_standing"
    __table_args__ = (
        sa.Index("filing_standing_standing", "standing"),
        sa.Index("filing_standing_package", "package_id"),
        sa.Index("filing_standing_office", "office_path"),
    )
    id: str = Field(primary_key=True, sa_type=sa.Text, foreign_key="filing.id", ondelete="CASCADE")
    desk: str = plain_text()
    standing: str = plain_text()
    held: str = plain_text()
    round: int = number()
    package_id: str = plain_text()
    forwarded_in: str = plain_text()
    office_path: str = plain_text()
    accepted_change: int = number()
    returned_change: int = number()
    reason: str = plain_text()
    since: str = plain_text()


class ConflictChoiceRow(SQLModel, table=True):
    """One cell that said two things, and which of them a person took; the other is kept here."""

    __tablename__ = "conflict_choice"
    __table_args__ = (sa.Index("conflict_choice_filing", "filing_id"),)
    id: str = identity()
    filing_id: str = plain_text()
    package_id: str = plain_text()
    place: str = plain_text()
    line_id: str = plain_text()
    line_name: str = plain_text()
    field: str = plain_text()
    here: str = plain_text()
    came: str = plain_text()
    took: str = plain_text()
    reason: str = plain_text()
    chosen_by: str = plain_text()
    chosen_at: str = plain_text()


class ReviewRow(SQLModel, table=True):
    """One office's decision on a filing in one round."""

    __tablename__ = "review"
    __table_args__ = (sa.Index("review_filing", "filing_id", "round"),)
    id: str = identity()
    filing_id: str = belongs_to("filing.id", cascade=True)
    package_id: str = plain_text()
    round: int = number()
    outcome: str = plain_text()
    merged_into: str = plain_text()
    opinion: str = plain_text()
    office_path: str = plain_text()
    decided_by: str = plain_text()
    decided_on: str = plain_text()
    sheet: str = plain_text("{}")
    sent_in: str = plain_text()


class ReviewCommentRow(SQLModel, table=True):
    """A remark on one cell of a filing, and what the filing office answered."""

    __tablename__ = "review_comment"
    __table_args__ = (sa.Index("review_comment_filing", "filing_id", "round", "position"),)
    id: str = identity()
    filing_id: str = belongs_to("filing.id", cascade=True)
    round: int = number()
    position: int = number()
    place: str = plain_text()
    line_id: str = plain_text()
    line_name: str = plain_text()
    field: str = plain_text()
    reason_code: str = plain_text()
    text: str = plain_text()
    seen: str = plain_text()
    due_on: str = plain_text()
    answer: str = plain_text()
    answer_text: str = plain_text()
    office_path: str = plain_text()
    written_by: str = plain_text()
    written_on: str = plain_text()


class ReceiptRow(SQLModel, table=True):
    """What an office above said of a package that was sent from here."""

    __tablename__ = "receipt"
    __table_args__ = (sa.Index("receipt_package", "package_id"),)
    id: str = identity()
    package_id: str = plain_text()
    status: str = plain_text()
    code: str = plain_text()
    receiver_path: str = plain_text()
    receiver_name: str = plain_text()
    said_at: str = plain_text()
    head: str = plain_text("[]")
    missing: str = plain_text("[]")
    came_by: str = plain_text()
    taken_at: str = plain_text()
    statement: str = plain_text()


class PublicationRow(SQLModel, table=True):
    """A library, rule pack, form, list or calendar as it was published, by version."""

    __tablename__ = "publication"
    __table_args__ = (sa.Index("publication_version", "kind", "name", "version", unique=True),)
    id: str = identity()
    kind: str = plain_text()
    name: str = plain_text()
    title: str = plain_text()
    version: str = plain_text()
    office_path: str = plain_text()
    package_id: str = plain_text()
    text: str = plain_text()
    taken_at: str = plain_text()
    replaced_at: str = plain_text()


class PenRow(SQLModel, table=True):
    """Who held the one pen of an office: handed over, taken over, taken back; the newest turn counts."""

    __tablename__ = "pen"
    __table_args__ = (sa.Index("pen_turn", "turn"),)
    id: str = identity()
    office_path: str = plain_text()
    turn: int = number()
    device: str = plain_text()
    epoch: int = number()
    event: str = plain_text()
    package_id: str = plain_text()
    reason: str = plain_text()
    who: str = plain_text()
    at: str = plain_text()
