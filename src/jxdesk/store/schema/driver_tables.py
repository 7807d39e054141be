"""The SQLModel tables of the first step that only the driver writes; with ``tables`` they equal its frozen SQL.

No errand loads them: they say what a migration must arrive at, and the tests hold both against each other.
"""

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
        sa.Index(
            "indicator_line_likelihood",
            "filing_id",
            "likelihood",
            sqlite_where=sa.text("likelihood <> ''"),
        ),
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
