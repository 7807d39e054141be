"""Records of the way back and down: approvals and publications as the lines of a package, and checked lines as values again."""

from __future__ import annotations

import datetime as dt

from jxdesk.domain.sending.publications import Publication, PublicationKind
from jxdesk.domain.year.approvals import Approval, ApprovalFacts
from jxdesk.exchange.record_model import Record
from jxdesk.exchange.records import Line, line_of, parts_of, without_blanks


def approval_line(approval: Approval) -> Line:
    """The record of an approval."""
    facts = approval.facts
    return line_of(
        without_blanks(
            id=approval.id,
            filing_id=approval.filing_id,
            approved_on=facts.approved_on.isoformat(),
            document_number=facts.document_number,
            approver=facts.approver,
            note=facts.note,
            filing_version=approval.filing_version,
        )
    )


def to_approval(record: Record) -> Approval:
    """The approval of a checked record."""
    return Approval(
        id=record["id"],
        filing_id=record["filing_id"],
        facts=ApprovalFacts(
            approved_on=dt.date.fromisoformat(record["approved_on"]),
            document_number=record.get("document_number", ""),
            approver=record.get("approver", ""),
            note=record.get("note", ""),
        ),
        filing_version=record.get("filing_version", 0),
    )


def publication_line(publication: Publication) -> Line:
    """The record of a publication, its text cut into parts that fit into one text each.

    Raises: Unsendable where the whole does not fit into one line.
    """
    return line_of(
        {
            **without_blanks(id=publication.id, kind=publication.kind.value, name=publication.name),
            **without_blanks(title=publication.title),
            "version": publication.version,
            "parts": parts_of(publication.text),
        }
    )


def to_publication(record: Record) -> Publication:
    """The publication of a checked record, its text put together."""
    return Publication(
        id=record["id"],
        kind=PublicationKind(record["kind"]),
        name=record["name"],
        version=record["version"],
        title=record.get("title", ""),
        text="".join(record["parts"]),
    )
