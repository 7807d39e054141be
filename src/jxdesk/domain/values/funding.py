"""Funding: whether the sources of a target's money make up its total, told in one sentence as one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.domain.records.filings import FilingContent, MoneyKey, MoneyLine
from jxdesk.domain.values.money import format_fen

_SOURCES = (
    ("上级补助", MoneyKey.UPPER),
    ("本级财力", MoneyKey.OWN),
)
_PARTS = (
    ("财政拨款", MoneyKey.FISCAL),
    ("其他资金", MoneyKey.OTHER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingSum:
    """The sentence; ``adds_up`` is None where there is nothing to add yet."""

    adds_up: bool | None
    words: str


def funding_sum(content: FilingContent) -> FundingSum:
    """The year's money: each sum with its parts, and by how much it is off."""
    by_key = {line.key: line for line in content.money_lines}
    sums = [
        _one(content, by_key.get(MoneyKey.TOTAL), "年度资金总额", _PARTS, by_key),
        _one(content, by_key.get(MoneyKey.FISCAL), "财政拨款", _SOURCES, by_key),
    ]
    told = [one for one in sums if one is not None]
    if not told:
        return FundingSum(adds_up=None, words="填好各项来源，这里会一分一分地核对合计。")
    return FundingSum(
        adds_up=all(is_right for is_right, _ in told), words="；".join(words for _, words in told) + "。"
    )


def _one(
    content: FilingContent,
    whole: MoneyLine | None,
    name: str,
    parts: Sequence[tuple[str, MoneyKey]],
    by_key: dict[MoneyKey, MoneyLine],
) -> tuple[bool, str] | None:
    found = [
        (words, by_key[key].original_budget_fen)
        for words, key in parts
        if key in by_key and by_key[key].original_budget_fen is not None
    ]
    if not found:
        return None
    unit = content.money_unit

    def shown(fen: int | None) -> str:
        return format_fen(fen, unit, at_most=6)

    added = sum(fen or 0 for _, fen in found)
    terms = " + ".join(f"{words} {shown(fen)}" for words, fen in found)
    stated = whole.original_budget_fen if whole is not None else None
    if stated is None:
        return False, f"{terms} = {shown(added)}，{name}还没有填"
    if stated == added and len(found) == 1:
        return True, f"{terms} {unit.value}，和{name}一致"
    if stated == added:
        return True, f"{terms} = {shown(added)} {unit.value}，和{name}一致"
    off = shown(abs(stated - added))
    return (
        False,
        f"{terms} = {shown(added)}，比{name} {shown(stated)} {'多' if added > stated else '少'} {off} {unit.value}",
    )
