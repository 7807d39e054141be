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


def name_of(filing: Filing) -> str:
    """What people call a filing."""
    content = filing.content
    return content.project_name or content.title or content.office_name
