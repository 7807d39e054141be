"""Unit doubt: whether a form's amounts stand in another unit than it declares, and the changes that read them in that one.

Used where a form is read, by the checks, and by the wizard's remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jxdesk.domain.filling.editing import Change, EditKind, Restore
from jxdesk.domain.filling.typed_money import MONEY_AMOUNTS
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.money import AmountState, exact_text, format_fen, parse_amount

CODE = "money-unit-doubtful"
IMPROBABLE_FEN = 100_000 * 10_000 * 100
"""Ten hundred million yuan: more than any one project of a county. The program's own choice, not a regulation."""

_AMOUNT_IN_TEXT = re.compile(r"(?<![\d.])\d[\d,]*(?:\.\d+)?\s*(?:亿元|万元|元)(?!\s*/)")
_TEN_THOUSAND = 10_000


def unit_doubt(content: FilingContent) -> Finding | None:
    """The finding that says so; None where nothing speaks against the declared unit."""
    found = _likely(content)
    if found is None:
        return None
    likely, why = found
    declared = content.money_unit
    return Finding(
        severity=Severity.WARNING,
        code=CODE,
        message=f"表上写金额单位是{declared.value}，看数字更像是{likely.value}：{why}。金额没有改动。",
        advice=f"请核对；如果确实是{likely.value}，请在表里改单位，或改填成{declared.value}。",
        row=_judged_lines(content)[0].row,
        field="money_unit",
    )


def likely_unit(content: FilingContent) -> MoneyUnit | None:
    """The unit that the amounts seem to stand in; None where that is the declared one."""
    found = _likely(content)
    return found[0] if found is not None else None


def read_in_unit(content: FilingContent, unit: MoneyUnit) -> tuple[Change, ...]:
    """The changes that take all amounts of the money block as standing in ``unit`` and write them in the declared one.

    What was printed of rates and scores rests on ratios and stays; an amount that names its own unit stays too.
    """
    changes = []
    for line in content.money_lines:
        values: dict[str, object] = {}
        for field in MONEY_AMOUNTS:
            text = getattr(line, f"{field}_text")
            fen = getattr(line, f"{field}_fen")
            again = parse_amount(text or exact_text(fen, content.money_unit), unit)
            if fen is not None and again.state is AmountState.READ and again.fen != fen:
                values |= {
                    f"{field}_fen": again.fen,
                    f"{field}_text": exact_text(again.fen, content.money_unit),
                }
        if values:
            changes.append(Restore(kind=EditKind.MONEY, line_id=line.id, values=values))
    return tuple(changes)


def _likely(content: FilingContent) -> tuple[MoneyUnit, str] | None:
    """The other unit and why."""
    lines = _judged_lines(content)
    amounts = [fen for line in lines for fen in _amounts(line) if fen]
    if not amounts:
        return None
    declared = content.money_unit
    if named := set(_named_amounts(content)):
        if named & set(amounts):
            return None
        if declared is MoneyUnit.WAN and named & {
            fen // _TEN_THOUSAND for fen in amounts if fen % _TEN_THOUSAND == 0
        }:
            return MoneyUnit.YUAN, "正文里的金额也说明这一点"
        if declared is MoneyUnit.YUAN and named & {fen * _TEN_THOUSAND for fen in amounts}:
            return MoneyUnit.WAN, "正文里的金额也说明这一点"
    if declared is MoneyUnit.WAN and max(amounts) >= IMPROBABLE_FEN:
        size = format_fen(max(amounts), MoneyUnit.WAN)
        return MoneyUnit.YUAN, f"按万元算有 {size} 万元，一个项目没有这么多"
    texts = [
        text
        for line in lines
        for text in (line.revised_budget_text, line.executed_text, line.original_budget_text)
    ]
    if declared is MoneyUnit.YUAN and any(
        re.search(r"\.\d*[1-9]\d{0,3}$", text) and _places(text) > 2 for text in texts
    ):
        return MoneyUnit.WAN, "有的金额小数超过两位，元没有那么细"
    return None


def _judged_lines(content: FilingContent) -> tuple[MoneyLine, ...]:
    total = next((line for line in content.money_lines if line.key is MoneyKey.TOTAL), None)
    return (total,) if total is not None and any(_amounts(total)) else content.money_lines


def _amounts(line: MoneyLine) -> Iterator[int]:
    for fen in (line.original_budget_fen, line.revised_budget_fen, line.executed_fen):
        if fen is not None:
            yield fen


def _places(text: str) -> int:
    return len(fold(text).partition(".")[2])


def _named_amounts(content: FilingContent) -> Iterable[int]:
    """Amounts that texts and targets of the form name with their unit."""
    texts = [content.answers.get("expected_goal", ""), content.answers.get("actual_goal", "")]
    for line in content.indicator_lines:
        if "元" in line.target_text or "元" in line.actual_text:
            texts.append(f"{line.target_text} {line.actual_text}")
    for text in texts:
        if "元" not in text:
            continue
        for match in _AMOUNT_IN_TEXT.finditer(fold(text)):
            amount = parse_amount(match.group(0), MoneyUnit.YUAN)
            if amount.state is AmountState.READ and amount.fen:
                yield amount.fen
