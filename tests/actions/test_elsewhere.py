"""What other targets of an office say alike: read again at each typed cell, and only for what this form says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.known import SaidElsewhere
from jxdesk.store.views.elsewhere import said_elsewhere
from tests.actions.year_desk import add_project, open_desk, store_filing, target_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "desk") as workspace:
        yield workspace


def test_the_same_indicator_with_the_same_value_names_the_other_projects_line_by_line(
    desk: Workspace,
) -> None:
    first, second, third = (add_project(desk, name) for name in ("村道养护", "便民桥", "路灯"))
    own = store_filing(desk, target_of(first))
    other = target_of(second)
    mileage, quality, *rest = other.content.indicator_lines
    changed = (mileage, replace(quality, target_text="≥99%"), *rest)
    store_filing(desk, replace(other, content=replace(other.content, indicator_lines=changed)))
    store_filing(desk, target_of(third))
    found = desk.read(lambda tx: said_elsewhere(tx, own))
    lines = own.content.indicator_lines
    assert found.lines[lines[0].id] == ("便民桥", "路灯")
    assert found.lines[lines[1].id] == ("路灯",)
    assert found.goal == ("便民桥", "路灯")


def test_a_form_that_says_nothing_yet_is_like_no_other(desk: Workspace) -> None:
    store_filing(desk, target_of(add_project(desk, "便民桥")))
    own = target_of(add_project(desk, "村道养护"))
    blank = tuple(replace(line, clean_name="", target_text="") for line in own.content.indicator_lines)
    own = replace(own, content=replace(own.content, indicator_lines=blank, answers={}))
    assert desk.read(lambda tx: said_elsewhere(tx, own)) == SaidElsewhere()
