"""Records of the way back and down: what is said of filings and what is handed down travels whole, with what rides along."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from draft import Draft, plain, split
from package_builder import COUNTY, ORG, TASK, contents, heading_down, package, package_down, signer
from road_cases import merged, with_member
from road_parts import (
    FILLED,
    NOTHING,
    SUBMITTED,
    approval,
    approved,
    comment,
    publication,
    published,
    returned,
    review,
    statement,
)

from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_sheet import FilledSheet
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.sending.publications import KIND_WORDS, PublicationKind
from jxdesk.domain.templates.form_cells import Place
from jxdesk.exchange.container import MANIFEST
from jxdesk.exchange.contents import check_records
from jxdesk.exchange.manifest import from_bytes
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.package_kinds import may_carry, may_hold
from jxdesk.exchange.packing import Packer
from jxdesk.exchange.receipts import check_receipt
from jxdesk.exchange.record_model import FILING, TABLES
from jxdesk.exchange.records import Unsendable
from jxdesk.exchange.road_records import (
    approval_line,
    comment_line,
    publication_line,
    review_line,
    to_comment,
    to_review,
)
from jxdesk.exchange.verifying import read_package


def opened(data: bytes) -> VerifiedPackage:
    package_ = read_package(io.BytesIO(data), len(data))
    check_records(package_)
    return package_


def test_an_approval_comes_back_as_it_was_with_its_filing() -> None:
    came = opened(approved())
    assert came.approvals() == (approval(),)
    assert [one.content for one in came.filings()] == [one.content for one in FILLED.filings]
    assert came.manifest.known_task == TASK
    assert came.counts["approval"] == 1


def test_a_return_carries_the_filing_the_decision_and_every_remark() -> None:
    came = opened(returned())
    assert came.reviews() == (review(),)
    assert came.comments() == (comment(position=1), comment(position=2))
    assert [one.content for one in came.filings()] == [one.content for one in FILLED.filings]
    assert came.manifest.in_reply_to == review().package_id
    assert len(came.receipts()) == 1


def test_the_parts_that_the_tests_send_leave_no_field_at_its_default() -> None:
    sheet = review().sheet
    assert sheet is not None
    for value in (review(), comment(), sheet, sheet.marks[0], approval(), approval().facts, publication()):
        for field in dataclasses.fields(value):
            assert getattr(value, field.name) != field.default, (type(value), field.name)


def test_a_bare_decision_and_a_bare_remark_travel_too() -> None:
    bare = Review(
        id="b" * 32,
        filing_id=FILLED.filings[0].id,
        package_id="c9" * 32,
        round=1,
        outcome=Outcome.ACCEPTED,
        office_path=COUNTY,
    )
    remark = Comment(id="c" * 32, filing_id=bare.filing_id, round=1, office_path=COUNTY)
    empty_sheet = dataclasses.replace(bare, id="d" * 32, round=2, sheet=FilledSheet(sheet_id="short"))

    def also(packer: Packer) -> None:
        packer.add_review(bare)
        packer.add_review(empty_sheet)
        packer.add_comment(remark)

    came = opened(package_down(FILLED, heading_down(PackageKind.RETURN, in_reply_to="c9" * 32), also))
    assert came.reviews() == (bare, empty_sheet)
    assert came.comments() == (remark,)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_travels(outcome: Outcome) -> None:
    one = dataclasses.replace(review(), outcome=outcome)
    assert to_review(json.loads(review_line(one)[1])) == one


@pytest.mark.parametrize("place", Place)
def test_a_remark_on_every_part_of_a_form_travels(place: Place) -> None:
    one = dataclasses.replace(comment(), place=place, answer=Answer.CHANGED)
    assert to_comment(json.loads(comment_line(one)[1])) == one


def test_the_answers_go_up_with_the_remarks_that_they_answer() -> None:
    data = package(FILLED, also=lambda packer: packer.add_comment(comment()))
    came = opened(data)
    assert came.comments() == (comment(),)
    assert (came.comments()[0].answer, came.reviews()) == (Answer.EXPLAINED, ())


def test_a_remark_that_is_too_long_is_not_packed() -> None:
    with pytest.raises(Unsendable):
        comment_line(dataclasses.replace(comment(), text="长" * 40_000))


def test_what_no_reader_would_take_is_not_packed() -> None:
    nobody = dataclasses.replace(review(), office_path="")
    with pytest.raises(Unsendable, match="office_path"):
        review_line(nobody)
    for odd in (
        dataclasses.replace(review(), package_id="K7Q2"),
        dataclasses.replace(review(), round=0),
        dataclasses.replace(review(), sheet=FilledSheet(sheet_id="")),
    ):
        with pytest.raises(Unsendable):
            review_line(odd)
    with pytest.raises(Unsendable):
        comment_line(dataclasses.replace(comment(), field="Target Text"))
    with pytest.raises(Unsendable):
        publication_line(dataclasses.replace(publication(), name="../x"))
    with pytest.raises(Unsendable):
        approval_line(dataclasses.replace(approval(), filing_version=-1))


def test_nothing_is_packed_that_says_one_thing_twice() -> None:
    def twice(packer: Packer) -> None:
        packer.add_review(review())
        packer.add_review(dataclasses.replace(review(), id="d" * 32, outcome=Outcome.ACCEPTED))

    with pytest.raises(Unsendable, match="两遍"):
        package_down(FILLED, heading_down(PackageKind.RETURN, in_reply_to="c9" * 32), twice)
    packer = Packer()
    packer.add_publication(publication())
    with pytest.raises(Unsendable):
        packer.add_publication(dataclasses.replace(publication(), id="other", text="x = 1"))
    packer.add_publication(dataclasses.replace(publication(), id="other", version="2026-2"))


def test_a_publication_comes_back_to_the_letter_however_long_it_is() -> None:
    text = '[[entry]]\nname = "养护里程（公里）"\n' * 8_000
    long = publication(PublicationKind.LIBRARY, text=text)
    short = publication(PublicationKind.HOLIDAYS, text="")
    came = opened(published(long, short))
    assert set(came.publications()) == {long, short}
    assert came.manifest.form == "publication"
    assert (came.manifest.year, came.manifest.known_task) == (None, None)


def test_a_publication_that_fits_into_no_record_is_not_packed() -> None:
    packer = Packer()
    with pytest.raises(Unsendable):
        packer.add_publication(publication(text="长" * 400_000))


def test_every_kind_of_publication_has_a_word() -> None:
    assert KIND_WORDS.keys() == set(PublicationKind)


def test_receipts_ride_along_byte_by_byte_and_the_same_one_only_once() -> None:
    one, other = statement(), statement(seq=18)

    def also(packer: Packer) -> None:
        packer.add_approval(approval())
        for receipt in (one, other, one):
            packer.add_receipt(receipt)

    came = opened(package_down(FILLED, heading_down(PackageKind.APPROVAL), also))
    assert set(came.receipts()) == {one, other}
    assert {check_receipt(data, where="回执").seq for data in came.receipts()} == {17, 18}
    assert came.sources() == ()


def test_a_merge_shows_the_manifests_that_it_was_made_of() -> None:
    source = split(SUBMITTED)[MANIFEST]
    came = opened(with_member(merged(), "src", source))
    assert came.sources() == (source,)
    assert came.manifest.sender_org != ORG


def test_what_is_said_of_a_filing_travels_with_it() -> None:
    with pytest.raises(AssertionError):
        package_down(
            NOTHING, heading_down(PackageKind.APPROVAL), lambda packer: packer.add_approval(approval())
        )


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert published() == published()
    assert approved() == approved()


def test_every_kind_says_of_every_table_whether_it_may_stand_in_it() -> None:
    for kind in PackageKind:
        assert {may_carry(kind, table) for table in TABLES} <= {True, False}
    assert [kind for kind in PackageKind if not may_carry(kind, FILING)] == [
        PackageKind.PUBLICATION,
        PackageKind.TRUST,
        PackageKind.UPDATE,
    ]
    assert {kind for kind in PackageKind if not may_hold(kind, "receipts/x")} == {
        PackageKind.SUBMISSION,
        PackageKind.MERGE,
    }
    assert {kind for kind in PackageKind if may_hold(kind, "src/x")} == {PackageKind.MERGE}


def test_a_form_of_a_later_release_has_no_task_here_and_breaks_nothing() -> None:
    data = package(contents(1, 1, seed=5))
    manifest = read_package(io.BytesIO(data), len(data)).manifest
    assert manifest.known_task == manifest.task
    later = from_bytes(_with_form(data, "project_dream"))
    assert (later.form, later.year, later.known_task) == ("project_dream", 2025, None)


def _with_form(data: bytes, form: str) -> bytes:
    made = Draft(data)
    made.manifest["dataset"]["form"] = form
    return plain(made.manifest)


def test_signed_by_the_county_a_publication_names_its_signer() -> None:
    came = opened(published())
    assert [one.public_key for one in came.signers] == [signer(2).public_key]
