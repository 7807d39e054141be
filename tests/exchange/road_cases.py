"""Kept cases of what answers, is handed down and rides along: returns, approvals, publications, receipts, tables in the wrong kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from draft import Draft, split
from package_builder import BUREAU, COUNTY, ORG, certificate, signer
from road_parts import (
    SUBMITTED,
    approved,
    publication,
    published,
    receipt,
    returned,
    statement,
)

from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.exchange.certificates import Role
from jxdesk.exchange.container import MANIFEST
from jxdesk.exchange.receipts import sign_receipt

Case = tuple[str, str, bytes]
OK = "JX-OK"


def down(data: bytes, *, roles: tuple[Role, ...] = BUREAU, org: str = COUNTY) -> Draft:
    """A package of the county taken apart; it is signed again by the county's key, with these roles."""
    made = Draft(data)
    made.sign_as(signer(2), org=org, name="练习县财政局", roles=roles)
    return made


def with_member(made: Draft, folder: str, data: bytes, *, name: str = "") -> bytes:
    made.members[f"{folder}/{name or hashlib.sha256(data).hexdigest()}.dsse.json"] = data
    return made.build()


def merged() -> Draft:
    """The township's data as the county sends it on, with the township's manifest as its source."""
    made = down(SUBMITTED)
    made.manifest |= {"kind": "merge", "recipients": ["53-23"]}
    made.manifest["sender"] = {"name": "练习县财政局", "org": COUNTY}
    return made


def good() -> Iterator[Case]:
    yield "good-return", OK, returned()
    yield "good-return-without-remarks", OK, returned(comments=0)
    passed_on = down(returned())
    passed_on.set_records(
        "review_comment",
        [{**record, "office_path": "53-23"} for record in passed_on.records("review_comment")],
    )
    yield "good-return-with-remarks-from-above", OK, passed_on.build()
    answered = Draft(SUBMITTED)
    answered.set_records("review_comment", down(returned()).records("review_comment"))
    yield "good-submission-with-answers", OK, answered.build()
    yield "good-approval-with-a-receipt", OK, approved()
    yield "good-publication", OK, published()
    yield "good-publication-of-every-kind", OK, published(*map(publication, PublicationKind))
    long = publication(PublicationKind.LIBRARY, text='[[entry]]\nname = "养护里程"\n' * 600)
    yield "good-publication-in-many-parts", OK, published(long)
    source = split(SUBMITTED)[MANIFEST]
    yield "good-merge-with-its-source", OK, with_member(merged(), "src", source)
    copy = down(approved())
    copy.manifest["kind"] = "restore_copy"
    yield "good-restore-copy", OK, copy.build()
    handover = Draft(SUBMITTED)
    handover.manifest["kind"] = "handover"
    handover.set_records("approval", down(approved()).records("approval"))
    yield "good-handover-with-receipts", OK, with_member(handover, "receipts", statement())


def wrong_kinds() -> Iterator[Case]:
    for table, of in (("review", returned()), ("approval", approved()), ("publication", published())):
        made = Draft(SUBMITTED)
        made.set_records(table, Draft(of).records(table))
        yield f"{table}-in-a-submission", "JX-RECORD", made.build()
    filed = down(published())
    for name, data in Draft(SUBMITTED).members.items():
        if name.startswith("data/"):
            filed.members[name] = data
    yield "filings-in-a-publication", "JX-RECORD", filed.build()
    both = down(approved())
    both.set_records("publication", down(published()).records("publication"))
    yield "publication-in-an-approval", "JX-RECORD", both.build()
    both.set_records("review", down(returned()).records("review"))
    del both.members["data/publication.ndjson"]
    yield "review-in-an-approval", "JX-RECORD", both.build()
    for kind, table, data in (
        ("return", "review", returned()),
        ("approval", "approval", approved()),
        ("publication", "publication", published()),
    ):
        bare = down(data)
        del bare.members[f"data/{table}.ndjson"]
        yield f"{kind}-without-its-table", "JX-RECORD", bare.build()
    update = down(approved())
    update.manifest["kind"] = "update"
    yield "filings-in-an-update", "JX-RECORD", update.build()
    yield "receipt-in-a-submission", "JX-MANIFEST", with_member(Draft(SUBMITTED), "receipts", statement())
    source = split(SUBMITTED)[MANIFEST]
    yield "source-in-a-submission", "JX-MANIFEST", with_member(Draft(SUBMITTED), "src", source)
    yield "source-in-an-approval", "JX-MANIFEST", with_member(down(approved()), "src", source)


def datasets() -> Iterator[Case]:
    def said(data: bytes, **dataset: Any) -> bytes:
        made = Draft(data) if data is SUBMITTED else down(data)
        made.manifest["dataset"] |= dataset
        return made.build()

    yield "submission-without-year", "JX-MANIFEST", said(SUBMITTED, year=None)
    yield (
        "submission-of-a-plain-word-without-year",
        "JX-MANIFEST",
        said(SUBMITTED, form="publication", year=None),
    )
    yield "publication-with-month-without-year", "JX-MANIFEST", said(published(), period=7)
    yield "publication-named-as-a-form", "JX-MANIFEST", said(published(), form="project_target")
    yield "publication-of-a-year", OK, said(published(), year=2026)
    yield "approval-of-another-year", "JX-RECORD", said(approved(), year=2024)
    february = Draft(SUBMITTED)
    february.manifest["created"] = "2026-02-30T09:00:00+08:00"
    yield "manifest-created-on-30-february", "JX-MANIFEST", february.build()


def directions() -> Iterator[Case]:
    outside = down(approved())
    outside.manifest["recipients"] = [ORG, "53-23-98-103"]
    yield "approval-for-an-office-elsewhere", "JX-SENDER-SCOPE", outside.build()
    above = down(published())
    above.manifest["recipients"] = ["53-23"]
    yield "publication-for-the-office-above", "JX-SENDER-SCOPE", above.build()
    elsewhere = down(approved())
    elsewhere.set_records(
        "office", [{**record, "path": "53-23-98-103"} for record in elsewhere.records("office")]
    )
    yield "approval-with-an-office-elsewhere", "JX-SENDER-SCOPE", elsewhere.build()
    for kind, data, roles in (
        ("return", returned(), (Role.SUBMIT, Role.ISSUE, Role.RECEIVE)),
        ("approval", approved(), (Role.SUBMIT, Role.ISSUE, Role.RECEIVE)),
        ("publication", published(), (Role.SUBMIT, Role.REVIEW, Role.RECEIVE)),
    ):
        yield f"{kind}-by-a-key-that-may-not", "JX-SENDER-SCOPE", down(data, roles=roles).build()
    yield (
        "approval-by-the-township-itself",
        "JX-SENDER-SCOPE",
        down(approved(), roles=(Role.SUBMIT,), org=ORG).build(),
    )


def statements() -> Iterator[Case]:
    def riding(data: bytes, *, name: str = "") -> bytes:
        return with_member(down(approved(also_receipt=False)), "receipts", data, name=name)

    yield "receipt-under-another-hash", "JX-MANIFEST", riding(statement(), name="0" * 64)
    yield "receipt-empty", "JX-EMPTY", riding(b"")
    yield "receipt-not-json", "JX-JSON-SYNTAX", riding(b"received")
    own = certificate(signer(2), org=COUNTY, roles=BUREAU)
    yield "receipt-that-is-a-certificate", "JX-ENV-TYPE", riding(own)
    yield "receipt-changed", "JX-MANIFEST", riding(statement().replace(b'"payload":"', b'"payload":"A', 1))
    yield "receipt-of-practice", "JX-PRACTICE", riding(statement(practice=True))
    neighbour = sign_receipt(
        receipt(sender_org="53-23-98-103", receiver_org="53-23-98"),
        signer(2),
        chain=[certificate(signer(2), org="53-23", roles=BUREAU)],
    )
    yield "receipt-for-an-office-elsewhere", "JX-SENDER-SCOPE", riding(neighbour.statement)
    source = split(SUBMITTED)[MANIFEST]
    elsewhere = Draft(SUBMITTED)
    elsewhere.manifest["sender"]["org"] = "53-23-98-103"
    yield "source-of-another-county", "JX-SENDER-SCOPE", with_member(merged(), "src", elsewhere.build_front())
    practising = Draft(SUBMITTED)
    practising.manifest["practice"] = True
    yield "source-of-practice", "JX-PRACTICE", with_member(merged(), "src", practising.build_front())
    yield "source-under-another-hash", "JX-MANIFEST", with_member(merged(), "src", source, name="0" * 64)
    yield "source-that-is-a-receipt", "JX-ENV-TYPE", with_member(merged(), "src", statement())


def reviews() -> Iterator[Case]:
    def changed(table: str, change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
        made = down(returned())
        found = made.records(table)
        answer = change(found)
        made.set_records(table, found if answer is None else answer)
        return made.build()

    def set_(table: str, **values: Any) -> bytes:
        return changed(table, lambda found: found[0].update(values))

    def in_sheet(**values: Any) -> bytes:
        return changed("review", lambda found: found[0]["sheet"].update(values))

    unanswered = down(returned())
    unanswered.manifest["in_reply_to"] = None
    yield "return-that-answers-nothing", "JX-MANIFEST", unanswered.build()
    two = down(returned())
    filing = two.records("filing")[0]
    two.set_records("filing", [filing, {**filing, "id": "f" * 32}])
    yield "filing-without-review", "JX-RECORD", two.build()
    yield "review-of-no-filing", "JX-RECORD", set_("review", filing_id="f" * 32)
    yield "review-of-no-package", "JX-RECORD", set_("review", package_id="")
    yield "review-without-round", "JX-RECORD", set_("review", round=0)
    yield "review-outcome-unknown", "JX-RECORD", set_("review", outcome="loved")
    yield "review-outcome-null", "JX-RECORD", set_("review", outcome=None)
    yield "review-of-the-township-itself", "JX-SENDER-SCOPE", set_("review", office_path=ORG)
    yield "review-of-an-office-elsewhere", "JX-SENDER-SCOPE", set_("review", office_path="53-23-98")
    yield "review-on-30-february", "JX-RECORD", set_("review", decided_on="2026-02-30")
    yield (
        "review-twice",
        "JX-RECORD",
        changed("review", lambda found: [*found, {**found[0], "id": "c" * 32, "outcome": "accepted"}]),
    )
    yield "sheet-a-list", "JX-RECORD", set_("review", sheet=[])
    yield "sheet-without-name", "JX-RECORD", set_("review", sheet={"marks": []})
    yield "sheet-mark-without-point", "JX-RECORD", in_sheet(marks=[{"grade": "优"}])
    yield "sheet-score-a-number", "JX-RECORD", in_sheet(marks=[{"point": "complete", "score": 8}])
    yield "sheet-score-an-exponent", "JX-RECORD", in_sheet(marks=[{"point": "complete", "score": "1e9"}])
    yield "sheet-nested-deep", "JX-RECORD", in_sheet(zzz=[[[[[[[]]]]]]])
    yield "comment-of-no-filing", "JX-RECORD", set_("review_comment", filing_id="f" * 32)
    yield "comment-on-no-place", "JX-RECORD", set_("review_comment", place="cellar")
    yield "comment-line-a-path", "JX-RECORD", set_("review_comment", line_id="../x")
    yield "comment-answer-unknown", "JX-RECORD", set_("review_comment", answer="maybe")
    yield "comment-due-in-words", "JX-RECORD", set_("review_comment", due_on="月底")
    yield "comment-of-the-township-itself", "JX-SENDER-SCOPE", set_("review_comment", office_path=ORG)
    yield (
        "comment-twice",
        "JX-RECORD",
        changed("review_comment", lambda found: [found[0], found[0]]),
    )
    yield "comment-on-a-filing-without-review", "JX-RECORD", _on_another_filing()
    yield "comment-text-too-long", "JX-LIMIT", set_("review_comment", text="x" * 65_537)


def _on_another_filing() -> bytes:
    """A return in which a remark is about a filing that is there and was not decided."""
    made = down(returned())
    filing = made.records("filing")[0]
    made.set_records("filing", [filing, {**filing, "id": "f" * 32}])
    made.set_records(
        "review_comment", [{**record, "filing_id": "f" * 32} for record in made.records("review_comment")]
    )
    return made.build()


def approvals_and_publications() -> Iterator[Case]:
    def changed(data: bytes, table: str, change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
        made = down(data)
        found = made.records(table)
        answer = change(found)
        made.set_records(table, found if answer is None else answer)
        return made.build()

    def set_(data: bytes, table: str, **values: Any) -> bytes:
        return changed(data, table, lambda found: found[0].update(values))

    yield "approval-of-no-filing", "JX-RECORD", set_(approved(), "approval", filing_id="f" * 32)
    yield "approval-on-30-february", "JX-RECORD", set_(approved(), "approval", approved_on="2026-02-30")
    yield "approval-on-no-day", "JX-RECORD", set_(approved(), "approval", approved_on="")
    yield "approval-of-version-minus-1", "JX-RECORD", set_(approved(), "approval", filing_version=-1)
    yield (
        "approval-twice",
        "JX-RECORD",
        changed(approved(), "approval", lambda found: [*found, {**found[0], "id": "b" * 32}]),
    )
    two = down(approved())
    filing = two.records("filing")[0]
    two.set_records("filing", [filing, {**filing, "id": "f" * 32}])
    yield "filing-without-approval", "JX-RECORD", two.build()
    yield "publication-of-unknown-kind", "JX-RECORD", set_(published(), "publication", kind="poems")
    yield "publication-part-a-number", "JX-RECORD", set_(published(), "publication", parts=[1])
    yield "publication-name-a-path", "JX-RECORD", set_(published(), "publication", name="../x")
    yield "publication-version-a-number", "JX-RECORD", set_(published(), "publication", version=2026)
    yield (
        "publication-twice",
        "JX-RECORD",
        changed(published(), "publication", lambda found: [found[0], {**found[0], "id": "z"}]),
    )


FAMILIES = (good, wrong_kinds, datasets, directions, statements, reviews, approvals_and_publications)
