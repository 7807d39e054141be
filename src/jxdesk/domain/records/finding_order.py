"""The order of findings about one form: by the row they speak of, none said twice; used where a paper was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingContent


def by_row(content: FilingContent, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the row of their line, each said once, those without a row last."""
    rows = {line.id: line.row for line in content.money_lines}
    rows |= {line.id: line.row for line in content.indicator_lines}
    kept: dict[tuple[str, int | None, str], Finding] = {}
    for finding in findings:
        row = finding.row if finding.row is not None else rows.get(finding.line_id)
        kept.setdefault((finding.code, row, finding.field), replace(finding, row=row))
    return tuple(sorted(kept.values(), key=lambda finding: (finding.row is None, finding.row or 0)))
