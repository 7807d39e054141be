"""Treasury: what the treasury has paid for a project up to a month, as an export says; held against what the clerk states."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryFigure:
    """The payments for one project from January up to and with the month ``period``.

    Units: ``executed_fen`` 分.
    """

    id: str
    project_id: str
    year: int
    period: int
    executed_fen: int
    source_name: str = ""
    taken_in_at: str = ""
    import_id: str = ""
