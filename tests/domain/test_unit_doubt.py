"""A unit that the amounts contradict: found by what the texts name or by sheer size, and mended by reading them again."""

from __future__ import annotations

import pytest

from jxdesk.domain.filling.editing import apply
from jxdesk.domain.filling.unit_doubt import likely_unit, read_in_unit, unit_doubt
from jxdesk.domain.records.filings import FilingContent, Form, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.values.money import parse_amount
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs

RULES = rule_packs()[DEFAULT_RULE_PACK]


def content(text: str, unit: MoneyUnit, *, goal: str = "") -> FilingContent:
    """A form whose total and fiscal rows print one amount, as it was read under the declared unit."""
    fen = parse_amount(text, unit).fen
    lines = tuple(
        MoneyLine(
            id=key.value,
            key=key,
            revised_budget_fen=fen,
            revised_budget_text=text,
            executed_fen=fen,
            executed_text=text,
            printed_rate="100%",
            row=5,
        )
        for key in (MoneyKey.TOTAL, MoneyKey.FISCAL)
    )
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="national-2020",
        money_unit=unit,
        money_lines=lines,
        answers={"expected_goal": goal},
    )


@pytest.mark.parametrize(
    ("text", "declared", "goal", "likely"),
    [
        ("3876646200", MoneyUnit.WAN, "", MoneyUnit.YUAN),
        ("1284000", MoneyUnit.WAN, "投入资金128.4万元。", MoneyUnit.YUAN),
        ("128.4", MoneyUnit.YUAN, "投入资金128.4万元。", MoneyUnit.WAN),
        ("38.766462", MoneyUnit.YUAN, "", MoneyUnit.WAN),
        ("128.4", MoneyUnit.WAN, "投入资金128.4万元。", None),
        ("128.4", MoneyUnit.WAN, "", None),
    ],
)
def test_the_likely_unit_is_told_from_texts_size_and_decimals(
    text: str, declared: MoneyUnit, goal: str, likely: MoneyUnit | None
) -> None:
    form = content(text, declared, goal=goal)
    assert likely_unit(form) is likely
    finding = unit_doubt(form)
    assert (finding is None) is (likely is None)
    if finding is not None and likely is not None:
        assert likely.value in finding.advice
        assert (finding.field, finding.row) == ("money_unit", 5)


@pytest.mark.parametrize(
    ("text", "declared", "goal", "fen", "shown"),
    [
        ("1284000", MoneyUnit.WAN, "投入资金128.4万元。", 128_400_000, "128.40"),
        ("128.4", MoneyUnit.YUAN, "投入资金128.4万元。", 128_400_000, "1284000.00"),
    ],
)
def test_amounts_read_in_the_likely_unit_leave_no_doubt_and_come_back_by_the_inverse(
    text: str, declared: MoneyUnit, goal: str, fen: int, shown: str
) -> None:
    form = content(text, declared, goal=goal)
    likely = likely_unit(form)
    assert likely is not None
    mended = apply(form, read_in_unit(form, likely), RULES)
    for line in mended.content.money_lines:
        assert (line.revised_budget_fen, line.revised_budget_text) == (fen, shown)
        assert (line.executed_fen, line.printed_rate) == (fen, "100%")
    assert unit_doubt(mended.content) is None
    assert mended.content.money_unit is declared
    assert apply(mended.content, mended.inverse, RULES).content == form


def test_an_amount_that_names_its_own_unit_stays() -> None:
    form = content("1284000元", MoneyUnit.WAN)
    assert read_in_unit(form, MoneyUnit.YUAN) == ()
