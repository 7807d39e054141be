"""Versions of one filing: an approved one stays when an adjustment takes its place, and one of them is in force."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.domain.filings import Filing, FilingState


def in_force(versions: Sequence[Filing]) -> Filing:
    """The one that counts: approved and not replaced by an approved one, else the newest; the versions must not be empty."""
    approved = [one for one in versions if one.state is FilingState.APPROVED]
    replaced = {one.replaces_id for one in approved}
    standing = [one for one in approved if one.id not in replaced]
    return (standing or list(versions))[-1]


def without_replaced(filings: Sequence[Filing]) -> tuple[Filing, ...]:
    """The filings but for those that an approved adjustment has taken the place of."""
    replaced = {one.replaces_id for one in filings if one.state is FilingState.APPROVED}
    return tuple(one for one in filings if one.id not in replaced)
