"""Parts of packages that go down: invented reviews, approvals, publications and receipts, and whole packages with them in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from package_builder import (
    BUREAU,
    COUNTY,
    DEVICE,
    ORG,
    Contents,
    certificate,
    contents,
    heading_down,
    package,
    package_down,
    signer,
)

from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_sheet import FilledSheet, Mark
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.sending.publications import Publication, PublicationKind
from jxdesk.domain.sending.receipts import Gap, Head, Receipt, ReceiptStatus
from jxdesk.domain.templates.form_cells import Place
from jxdesk.domain.year.approvals import Approval, ApprovalFacts
from jxdesk.exchange.packing import Packer
from jxdesk.exchange.receipts import sign_receipt

FILLED = contents(1, 2, seed=3)
NOTHING = Contents(offices=(), projects=(), filings=())
SUBMITTED = package(FILLED)


ANSWERED = "c9" * 32


def review(of: Contents = FILLED) -> Review:
    return Review(
        id="b" * 32,
        filing_id=of.filings[0].id,
        package_id=ANSWERED,
        round=2,
        outcome=Outcome.RETURNED,
        merged_into="e" * 32,
        opinion="指标值偏低，请按去年实际完成值重新填。",
        office_path=COUNTY,
        decided_by="审核人甲",
        decided_on=dt.date(2026, 1, 22),
        sheet=FilledSheet(
            sheet_id="four-dimensions",
            version="2026-1",
            marks=(
                Mark(point="complete", grade="良", score=Decimal("8.5"), note="缺满意度来源"),
                Mark(point="clear", grade="中"),
            ),
        ),
    )


def comment(of: Contents = FILLED, position: int = 1) -> Comment:
    line = of.filings[0].content.indicator_lines[0]
    return Comment(
        id=f"{position:032x}",
        filing_id=of.filings[0].id,
        round=2,
        position=position,
        place=Place.INDICATORS,
        line_id=line.id,
        line_name=line.name,
        field="target_text",
        reason_code="target-too-low",
        text="去年已完成 98%，今年不能低于它。",
        seen=line.target_text,
        due_on=dt.date(2026, 1, 30),
        answer=Answer.EXPLAINED,
        answer_text="去年有一次性补助，今年没有。",
        office_path=COUNTY,
        written_by="审核人甲",
        written_on=dt.date(2026, 1, 22),
    )


def returned(*, comments: int = 2) -> bytes:
    def also(packer: Packer) -> None:
        packer.add_review(review())
        for position in range(1, comments + 1):
            packer.add_comment(comment(position=position))
        packer.add_receipt(statement(status=ReceiptStatus.RETURNED))

    return package_down(FILLED, heading_down(PackageKind.RETURN, in_reply_to=ANSWERED), also)


def approval(of: Contents = FILLED) -> Approval:
    return Approval(
        id="a" * 32,
        filing_id=of.filings[0].id,
        facts=ApprovalFacts(
            approved_on=dt.date(2026, 2, 10),
            document_number="练财预〔2026〕1号",
            approver="练习县财政局",
            note="按批复数执行",
        ),
        filing_version=4,
    )


def publication(
    kind: PublicationKind = PublicationKind.HOLIDAYS, *, text: str = "year = 2026\n"
) -> Publication:
    return Publication(
        id=f"{kind}-2026",
        kind=kind,
        name=f"{kind}-yunnan",
        version="2026-1",
        title="2026年节假日安排",
        text=text,
    )


def receipt(**said: object) -> Receipt:
    known: dict[str, object] = {
        "package": "a3" * 32,
        "sender_org": ORG,
        "device": DEVICE,
        "epoch": 1,
        "seq": 17,
        "status": ReceiptStatus.IMPORTED,
        "receiver_org": COUNTY,
        "receiver_name": "练习县财政局",
        "created": "2026-01-21T10:30:00+08:00",
        "practice": False,
        "heads": (Head(device=DEVICE, epoch=1, seq=17, digest="a3" * 32),),
        "missing": (Gap(3, 3), Gap(5, 7)),
    }
    return Receipt(**{**known, **said})  # type: ignore[arg-type]


def statement(**said: object) -> bytes:
    """A receipt of the county for the township, by the county's own key."""
    key = signer(2)
    chain = [certificate(key, org=COUNTY, name="练习县财政局", roles=BUREAU)]
    return sign_receipt(receipt(**said), key, chain=chain).statement


def approved(*, also_receipt: bool = True) -> bytes:
    def also(packer: Packer) -> None:
        packer.add_approval(approval())
        if also_receipt:
            packer.add_receipt(statement())

    return package_down(FILLED, heading_down(PackageKind.APPROVAL), also)


def published(*publications: Publication) -> bytes:
    def also(packer: Packer) -> None:
        for one in publications or (publication(), publication(PublicationKind.RULES)):
            packer.add_publication(one)

    return package_down(NOTHING, heading_down(PackageKind.PUBLICATION, task=None), also)
