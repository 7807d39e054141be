"""The money block: what was read of it, and what both its shapes share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jxdesk.documents.reading.sheets import GridCell
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.quantities import read_points

AMOUNTS = ("original_budget", "revised_budget", "executed")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)分")


@dataclass(slots=True)
class MoneyRows:
    """What the money block says; ``heading_unit`` is the unit that its own headings name."""

    lines: list[MoneyLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    execution_weight: Decimal | None = None
    heading_unit: MoneyUnit | None = None


def execution_weight(money: MoneyRows, labels: Sequence[GridCell]) -> Decimal | None:
    """The points of budget execution: of the total row, of another row, or named in a heading (``（20分）``)."""
    ordered = sorted(money.lines, key=lambda line: line.key is not MoneyKey.TOTAL)
    for line in ordered:
        points = read_points(line.printed_weight)
        if points is not None:
            return points
    for cell in labels:
        named = _POINTS.search(re.sub(r"\s+", "", fold(cell.text)))
        if named:
            return Decimal(named.group(1))
    return None
