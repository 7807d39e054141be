"""Kinds of packages: which way each one goes and what it may carry; asked when a package is packed and when it is read."""

from __future__ import annotations

from collections.abc import Mapping

from jxdesk.domain.records.packages import PackageKind
from jxdesk.exchange.manifest import ABOUT_A_TASK
from jxdesk.exchange.record_model import (
    ADJUSTMENT,
    APPROVAL,
    ATTACHMENT,
    DESK_ROW,
    FILING,
    INDICATOR_LINE,
    MONEY_LINE,
    OFFICE,
    PROJECT,
    PUBLICATION,
    REVIEW,
    REVIEW_COMMENT,
    RULE_PACK,
    TASK_LINE,
    TEMPLATE,
    Table,
)

SENT_UP = frozenset({PackageKind.SUBMISSION, PackageKind.MERGE, PackageKind.HANDOVER})
HANDED_DOWN = frozenset(PackageKind) - SENT_UP
OF_WHOLE_BOOKS = frozenset({PackageKind.HANDOVER, PackageKind.RESTORE_COPY})
"""Kinds that say of each filing where it stands: they take the place of a desk, or fill an empty one."""
OF_ONE_TASK = ABOUT_A_TASK - {PackageKind.MERGE}
"""Kinds of which every filing is that form of that year."""

_FORMS = frozenset(
    {
        OFFICE,
        PROJECT,
        TEMPLATE,
        RULE_PACK,
        FILING,
        MONEY_LINE,
        INDICATOR_LINE,
        TASK_LINE,
        ATTACHMENT,
        ADJUSTMENT,
    }
)
_REVIEWS = frozenset({REVIEW, REVIEW_COMMENT})

# What was remarked goes up again with its answers, so that a desk that lost its data sees both.
_TABLES: Mapping[PackageKind, frozenset[Table]] = {
    PackageKind.SUBMISSION: _FORMS | {REVIEW_COMMENT},
    PackageKind.MERGE: _FORMS | {REVIEW_COMMENT},
    PackageKind.RETURN: _FORMS | _REVIEWS,
    PackageKind.APPROVAL: _FORMS | {APPROVAL},
    PackageKind.PUBLICATION: frozenset({PUBLICATION}),
    PackageKind.TRUST: frozenset({PUBLICATION}),
    PackageKind.UPDATE: frozenset(),
    PackageKind.HANDOVER: _FORMS | _REVIEWS | {APPROVAL, PUBLICATION, DESK_ROW},
    PackageKind.RESTORE_COPY: _FORMS | _REVIEWS | {APPROVAL, PUBLICATION, DESK_ROW},
}
_NEEDED: Mapping[PackageKind, Table] = {
    PackageKind.RETURN: REVIEW,
    PackageKind.APPROVAL: APPROVAL,
    PackageKind.PUBLICATION: PUBLICATION,
}


def may_carry(kind: PackageKind, table: Table) -> bool:
    """Whether a table may stand in a package of this kind."""
    return table in _TABLES[kind]


def needed_table(kind: PackageKind) -> Table | None:
    """The table without which a package of this kind says nothing."""
    return _NEEDED.get(kind)


def may_hold(kind: PackageKind, member: str) -> bool:
    """Whether a member that is no table may stand in a package of this kind.

    Receipts ride downwards and to an office's other PC, and only a merge shows what it was merged from.
    """
    if member.startswith("receipts/"):
        return kind in HANDED_DOWN or kind is PackageKind.HANDOVER
    return kind is PackageKind.MERGE if member.startswith("src/") else True
