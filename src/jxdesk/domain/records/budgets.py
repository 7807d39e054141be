"""Budgets: which version of a project's budget counts, and what a list that says another amount adds to them. Used by every room."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.domain.records.projects import BudgetStage, BudgetVersion

WRONG_UNIT = 10_000
"""What an amount is off by when 元 was read as 万元; this program's own choice as a sign of doubt."""
ROUNDING = 200
"""An amount that was printed in 万元 has lost its last places: one part in so many is still the same amount."""


def standing(budgets: Sequence[BudgetVersion], stage: BudgetStage) -> int | None:
    """The amount of a stage: of several adjustments their sum, of any other stage its newest version.

    Units: 分.
    """
    found = [version.amount_fen for version in budgets if version.stage is stage]
    if not found:
        return None
    return sum(found) if stage is BudgetStage.ADJUSTED else found[-1]


def revised_budget(budgets: Sequence[BudgetVersion]) -> int | None:
    """The budget as it stands: the revised version, else the original one with all adjustments.

    Units: 分.
    """
    revised = standing(budgets, BudgetStage.REVISED)
    if revised is not None:
        return revised
    original, adjusted = (
        standing(budgets, BudgetStage.ORIGINAL),
        standing(budgets, BudgetStage.ADJUSTED),
    )
    return original if adjusted is None else (original or 0) + adjusted


def with_version(budgets: Sequence[BudgetVersion], version: BudgetVersion) -> tuple[BudgetVersion, ...]:
    """The versions with what a list says put behind them; nothing is overwritten, and what is known stays as it is."""
    if version.stage is BudgetStage.ADJUSTED:
        is_known = _is_known_adjustment(budgets, version)
    else:
        is_known = standing(budgets, version.stage) == version.amount_fen
    return tuple(budgets) if is_known else (*budgets, version)


def _is_known_adjustment(budgets: Sequence[BudgetVersion], version: BudgetVersion) -> bool:
    """Whether an adjustment is there: of this amount under the same document or none, or as the sum where no document is named."""
    number = version.document_number
    if not number and standing(budgets, version.stage) == version.amount_fen:
        return True
    return any(
        one.stage is version.stage
        and one.amount_fen == version.amount_fen
        and (not number or one.document_number in ("", number))
        for one in budgets
    )


def off_by_unit(one_fen: int, other_fen: int) -> bool:
    """Whether two amounts differ by the factor between 元 and 万元, as they do when a unit was taken for another.

    Units: 分.
    """
    low, high = sorted((abs(one_fen), abs(other_fen)))
    return low > 0 and abs(high - low * WRONG_UNIT) * ROUNDING <= low * WRONG_UNIT
