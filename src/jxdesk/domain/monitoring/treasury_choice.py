"""Treasury choice: which of two figures counts where the treasury paid another sum than the clerk states, and why.

Nothing is decided silently: the figure that was not taken stands in the words of the decision, kept with the filing.
Used by the bulk grid and by the errand behind it.
"""

from __future__ import annotations

from jxdesk.domain.filling.editing import Change, Edit, EditKind
from jxdesk.domain.records.filings import FilingContent, MoneyUnit
from jxdesk.domain.values.money import exact_text

DECISION = "treasury_decision"
"""The answer of a monitoring form that holds the decision."""


def take_treasury(content: FilingContent, treasury_fen: int, reason: str) -> tuple[Change, ...]:
    """Takes the treasury's figure; what the clerk had filled in stands in the decision.

    Units: 分.
    """
    total = content.total_line
    if total is None:
        return ()
    unit = content.money_unit
    before = (
        "没有填" if total.executed_fen is None else f"{exact_text(total.executed_fen, unit)} {unit.value}"
    )
    words = _words(f"采用国库数（{_shown(treasury_fen)}），原填报数 {before}", reason)
    return (
        Edit(kind=EditKind.MONEY, line_id=total.id, field="executed", text=exact_text(treasury_fen, unit)),
        Edit(kind=EditKind.ANSWER, field=DECISION, text=words),
    )


def keep_filled(content: FilingContent, treasury_fen: int, reason: str) -> tuple[Change, ...]:
    """Keeps the clerk's figure; the treasury's stands in the decision with the reason.

    Units: 分.
    """
    if content.total_line is None:
        return ()
    words = _words(f"采用填报数（{_shown(treasury_fen)}）", reason)
    return (Edit(kind=EditKind.ANSWER, field=DECISION, text=words),)


def is_settled(decision: str, treasury_fen: int | None) -> bool:
    """Whether a decision was made about this very figure of the treasury; a newer figure opens the question again.

    Units: 分.
    """
    return treasury_fen is not None and _shown(treasury_fen) in decision


def _shown(treasury_fen: int) -> str:
    return f"国库数 {exact_text(treasury_fen, MoneyUnit.WAN)} 万元"


def _words(choice: str, reason: str) -> str:
    return f"{choice}：{reason.strip()}" if reason.strip() else choice
