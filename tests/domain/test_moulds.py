"""Values out of a mould are those that their class makes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace
from decimal import Decimal

import pytest

from jxdesk.domain.moulds import Mould
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine

LINES = Mould(IndicatorLine)


def test_a_made_value_is_the_one_that_its_class_makes() -> None:
    made = LINES.make(id="1", name="修路", target=Decimal("3.5"))
    own = IndicatorLine(id="1", name="修路", target=Decimal("3.5"))
    assert type(made) is IndicatorLine
    assert (made, hash(made), repr(made)) == (own, hash(own), repr(own))
    assert copy.copy(made) == pickle.loads(pickle.dumps(made)) == own


def test_a_made_value_is_frozen_and_has_no_room_for_more() -> None:
    made = LINES.make(id="1")
    with pytest.raises(FrozenInstanceError):
        made.name = "改"  # type: ignore[misc]
    assert not hasattr(made, "__dict__")


def test_a_value_is_cast_from_all_its_fields_in_their_order() -> None:
    own = IndicatorLine(id="1", name="修路", weight=Decimal(10), row=7)
    assert LINES.cast([getattr(own, name) for name in IndicatorLine.__slots__]) == own


def test_a_changed_value_is_the_replaced_one_and_leaves_the_first_alone() -> None:
    own = IndicatorLine(id="1", name="修路", weight=Decimal(10))
    assert LINES.change(own, name="架桥", row=3) == replace(own, name="架桥", row=3)
    assert own.name == "修路"


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(AttributeError):
        LINES.change(IndicatorLine(id="1"), colour="red")
    with pytest.raises(TypeError):
        LINES.make(id="1", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        LINES.make(name="修路")  # type: ignore[call-arg]


def test_defaults_that_are_made_anew_are_made_anew() -> None:
    content = Mould(FilingContent).make(form=Form.PROJECT_TARGET, template_id="t")
    assert content == FilingContent(form=Form.PROJECT_TARGET, template_id="t")


def test_a_class_that_looks_at_its_fields_is_not_passed_by() -> None:
    @dataclass(frozen=True, slots=True)
    class Positive:
        number: int = field(default=1)

        def __post_init__(self) -> None:
            if self.number <= 0:
                raise ValueError(self.number)

    with pytest.raises(TypeError, match="Positive"):
        Mould(Positive).make(number=-1)
