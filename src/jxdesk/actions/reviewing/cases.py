"""Cases: a filing that came from below with where it stands, as every errand of reviewing finds it; and what keeps it from one."""

from __future__ import annotations

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.standings import Desk
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, standings
from jxdesk.store.records.standings import FilingStanding


class NotForReview(JxError):  # noqa: N818 - a verdict on the filing, named as people say it
    """The filing did not come from another office, so that there is nothing to decide about it here."""

    code = "JX-NOT-FOR-REVIEW"


class NotDecided(JxError):  # noqa: N818 - a verdict on what was written
    """A decision or a remark lacks something that it must have; nothing was written down."""

    code = "JX-NOT-DECIDED"


def case_of(tx: Transaction, filing_id: str) -> tuple[Filing, FilingStanding]:
    """A filing under review with where it stands.

    Raises: NotFound; NotForReview.
    """
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    standing = standings.get(tx, filing_id)
    if standing is None or standing.where.desk is not Desk.REVIEWING:
        raise NotForReview(
            "这张表不是下级报来的，不用审核。",
            facts=name_of(filing),
            advice="只有从数据包里接收来的表才审核；本单位自己填的，请封装送上级。",
        )
    return filing, standing


def unknown_package(filing: Filing, standing: FilingStanding) -> str:
    """What is asked of the filing office, in words, where nobody knows any more which package brought the form; else empty.

    So it is after the data were lost and an office above gave back what it had: where an answer would go is never guessed.
    """
    if standing.where.desk is not Desk.REVIEWING or standing.package_id:
        return ""
    return (
        f"请“{filing.content.office_name}”把第 {standing.where.round} 轮报送的那个数据包再导出一份"
        "（它的“收发箱 → 送出”里点“再导出一份”，不用重新填、重新封装），装入以后就能定，也能送下去。"
    )


def refuse_unknown_package(filing: Filing, standing: FilingStanding) -> None:
    """Says so where a decision could not go down.

    Raises: NotForReview.
    """
    if asked := unknown_package(filing, standing):
        raise NotForReview(
            "这张表是从上级的副本找回来的，本机不知道它是随哪个数据包报来的，还不能定。",
            facts=name_of(filing),
            advice=asked,
        )


def name_of(filing: Filing) -> str:
    """What people call a filing."""
    content = filing.content
    return content.project_name or content.title or content.office_name
