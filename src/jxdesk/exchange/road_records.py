"""Records of the road: reviews, remarks, approvals and publications as the lines of a package, and checked lines as values again."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_sheet import FilledSheet, Mark
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts
from jxdesk.domain.sending.desk_rows import DeskRow
from jxdesk.domain.sending.publications import Publication, PublicationKind
from jxdesk.domain.templates.form_cells import Place
from jxdesk.domain.year.approvals import Adjustment, Approval, ApprovalFacts
from jxdesk.exchange.record_model import (
    ADJUSTMENT,
    APPROVAL,
    DESK_ROW,
    PUBLICATION,
    REVIEW,
    REVIEW_COMMENT,
    Record,
    Table,
)
from jxdesk.exchange.records import Line, Unsendable, line_of, number_text, parts_of, without_blanks


def review_line(review: Review) -> Line:
    """The record of a decision.

    Raises: Unsendable.
    """
    record = without_blanks(
        id=review.id,
        filing_id=review.filing_id,
        package_id=review.package_id,
        round=review.round,
        outcome=review.outcome.value,
        merged_into=review.merged_into,
        opinion=review.opinion,
        office_path=review.office_path,
        decided_by=review.decided_by,
        decided_on=_day_text(review.decided_on),
    )
    if review.sheet is not None:
        sheet = review.sheet
        record["sheet"] = without_blanks(sheet_id=sheet.sheet_id, version=sheet.version)
        record["sheet"]["marks"] = [
            without_blanks(
                point=mark.point,
                grade=mark.grade,
                score="" if mark.score is None else number_text(str(mark.score)),
                note=mark.note,
            )
            for mark in sheet.marks
        ]
    return _fitting(REVIEW, record)


def to_review(record: Record) -> Review:
    """The decision of a checked record."""
    sheet = record.get("sheet")
    return Review(
        id=record["id"],
        filing_id=record["filing_id"],
        package_id=record["package_id"],
        round=record["round"],
        outcome=Outcome(record["outcome"]),
        merged_into=record.get("merged_into", ""),
        opinion=record.get("opinion", ""),
        office_path=record["office_path"],
        decided_by=record.get("decided_by", ""),
        decided_on=_day(record.get("decided_on")),
        sheet=None if sheet is None else _to_sheet(sheet),
    )


def _to_sheet(record: Record) -> FilledSheet:
    return FilledSheet(
        sheet_id=record["sheet_id"],
        version=record.get("version", ""),
        marks=tuple(
            Mark(
                point=mark["point"],
                grade=mark.get("grade", ""),
                score=Decimal(mark["score"]) if "score" in mark else None,
                note=mark.get("note", ""),
            )
            for mark in record.get("marks", ())
        ),
    )


def comment_line(comment: Comment) -> Line:
    """The record of a remark, with what was answered to it.

    Raises: Unsendable.
    """
    return _fitting(
        REVIEW_COMMENT,
        without_blanks(
            id=comment.id,
            filing_id=comment.filing_id,
            round=comment.round,
            position=comment.position,
            place=comment.place.value,
            line_id=comment.line_id,
            line_name=comment.line_name,
            field=comment.field,
            reason_code=comment.reason_code,
            text=comment.text,
            seen=comment.seen,
            due_on=_day_text(comment.due_on),
            answer=comment.answer.value,
            answer_text=comment.answer_text,
            office_path=comment.office_path,
            written_by=comment.written_by,
            written_on=_day_text(comment.written_on),
        ),
    )


def to_comment(record: Record) -> Comment:
    """The remark of a checked record."""
    return Comment(
        id=record["id"],
        filing_id=record["filing_id"],
        round=record["round"],
        position=record["position"],
        place=Place(record["place"]),
        line_id=record.get("line_id", ""),
        line_name=record.get("line_name", ""),
        field=record.get("field", ""),
        reason_code=record.get("reason_code", ""),
        text=record.get("text", ""),
        seen=record.get("seen", ""),
        due_on=_day(record.get("due_on")),
        answer=Answer(record.get("answer", "")),
        answer_text=record.get("answer_text", ""),
        office_path=record["office_path"],
        written_by=record.get("written_by", ""),
        written_on=_day(record.get("written_on")),
    )


def _fitting(table: Table, record: Record) -> Line:
    """The record as it is written; what no reader would take is said here and not by the office that gets it."""
    if not table.takes(record):
        missing = sorted(table.required - record.keys())
        facts = f"缺少 {'、'.join(missing)}" if missing else str(record.get("id", ""))
        raise Unsendable("有一项内容不全或不合规定，不能装入数据包。", facts=f"{table.name}：{facts}")
    return line_of(record)


def _day_text(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def adjustment_line(adjustment: Adjustment) -> Line:
    """The record of a request to change an approved filing.

    Raises: Unsendable.
    """
    return _fitting(
        ADJUSTMENT,
        without_blanks(
            id=adjustment.id,
            filing_id=adjustment.filing_id,
            replaces_id=adjustment.replaces_id,
            reason=adjustment.reason,
            requested_on=adjustment.requested_on.isoformat(),
            requested_by=adjustment.requested_by,
        ),
    )


def to_adjustment(record: Record) -> Adjustment:
    """The request of a checked record, as it was made."""
    return Adjustment(
        id=record["id"],
        filing_id=record["filing_id"],
        replaces_id=record["replaces_id"],
        reason=record["reason"],
        requested_on=dt.date.fromisoformat(record["requested_on"]),
        requested_by=record.get("requested_by", ""),
    )


def approval_line(approval: Approval) -> Line:
    """The record of an approval.

    Raises: Unsendable.
    """
    facts = approval.facts
    return _fitting(
        APPROVAL,
        without_blanks(
            id=approval.id,
            filing_id=approval.filing_id,
            approved_on=facts.approved_on.isoformat(),
            document_number=facts.document_number,
            approver=facts.approver,
            note=facts.note,
            filing_version=approval.filing_version,
        ),
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

    Raises: Unsendable, also where the whole does not fit into one line.
    """
    return _fitting(
        PUBLICATION,
        {
            **without_blanks(id=publication.id, kind=publication.kind.value, name=publication.name),
            **without_blanks(title=publication.title),
            "version": publication.version,
            "parts": parts_of(publication.text),
        },
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


def stands_words(stands: Whereabouts | None) -> dict[str, str]:
    """The words of where a filing stands; of one that was never on the road the desk is not said."""
    if stands is None:
        return {}
    words = {"standing": stands.standing.value}
    if stands.round:
        words["desk"] = stands.desk.value
    if stands.held is not None:
        words["held"] = stands.held.value
    return words


def to_whereabouts(record: Record) -> Whereabouts | None:
    """Where the filing of a checked record stands at the sending desk; None where the package does not say."""
    if "standing" not in record:
        return None
    return Whereabouts(
        desk=Desk(record.get("desk", Desk.FILLING.value)),
        standing=Standing(record["standing"]),
        round=record.get("round", 1) if "desk" in record else 0,
        held=Standing(record["held"]) if "held" in record else None,
    )


def desk_row_line(row: DeskRow) -> Line:
    """The record of a row; its id follows from the table and the row's own.

    Raises: Unsendable.
    """
    identity = hashlib.sha256(f"{row.table}/{row.cells['id']}".encode()).hexdigest()[:32]
    return _fitting(DESK_ROW, {"id": identity, "table": row.table, "values": dict(row.cells)})


def to_desk_row(record: Record) -> DeskRow:
    """The row of a checked record."""
    return DeskRow(table=record["table"], cells=record["values"])
