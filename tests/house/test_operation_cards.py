"""Operation cards: each page has one, and a card names only buttons that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from jxdesk.store.shipped.cards import FIRST, OperationCard, operation_cards

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "src" / "jxdesk" / "desktop"
CARDS = {card.name: card for card in operation_cards()}
# What a card tells to press: 点“导出表格”.
PRESSED = re.compile(r"点左?边?的?“([^”]+)”")


@cache
def buttons() -> tuple[str, tuple[re.Pattern[str], ...]]:
    """Every text of the window's source, and those that are completed when they are shown, as patterns."""
    found, open_ones = [], []
    for path in DESKTOP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                said = [str(one.value) if isinstance(one, ast.Constant) else None for one in node.values]
                if sum(len(one) for one in said if one) > 1:
                    parts = (re.escape(one) if one is not None else ".{1,12}" for one in said)
                    open_ones.append(re.compile("".join(parts)))
    return "\n".join(found), tuple(open_ones)


def exists(word: str) -> bool:
    """Whether a button or an entry of the window can bear this word."""
    said, open_ones = buttons()
    return word in said or any(one.fullmatch(word) for one in open_ones)


def asked_for() -> set[str]:
    """The cards that pages and wizards open with F1."""
    found = set()
    for path in DESKTOP.rglob("*.py"):
        found |= set(
            re.findall(r'^\s+HELP(?:: [^=]+)? = "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
        )
    return found


def test_every_page_has_its_card() -> None:
    asked = asked_for()
    assert len(asked) >= 6
    assert asked - set(CARDS) == set()


def test_the_order_of_the_year_names_only_cards_that_are_there() -> None:
    assert set(FIRST) - set(CARDS) == set()


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.name)
def test_a_card_names_only_buttons_that_exist(card: OperationCard) -> None:
    assert card.title
    assert [word for word in PRESSED.findall(card.text) if not exists(word)] == []


def test_a_word_that_no_button_bears_is_noticed() -> None:
    assert PRESSED.findall("点“把月亮摘下来”") == ["把月亮摘下来"]
    assert not exists("把月亮摘下来")
    assert exists("开始填目标")
