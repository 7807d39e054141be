"""Who passes stands in the rule pack: it comes down like other rules, leaves the office what it says, and what was decided keeps its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions.receiving.published import Handing
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.cases import NotDecided
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.open_case import open_case
from jxdesk.actions.reviewing.sheets import fill_sheet, let_pass, read_sheet_case
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_sheet import verdict
from jxdesk.store.faults import Refused
from tests.actions.enrol_desks import PREFECTURE, Desk, county, desk, enrolled, town
from tests.actions.road_desks import drawn
from tests.actions.test_publish import forget, pack_text, published_pack
from tests.actions.test_review_batch import accept, came, sheet_of

__all__ = ["came", "county", "desk", "drawn", "town"]

STRICT = {
    'use = "grade"\n# The ways': 'use = "fixed"\n# The ways',
    'choices = ["grade", "fixed", "average"]': "choices = []",
    "score = 65\nlowest = 60\nhighest = 95\n": "score = 80\n",
    'weight = 10, question = "绩效目标填报格式': 'weight = 12, question = "绩效目标填报格式',
    'weight = 10, question = "绩效目标是否明确': 'weight = 8, question = "绩效目标是否明确',
}
"""A pack with a line of points that holds for all, and other points for the first two questions."""


def strict_pack(**more: str) -> str:
    """The pack without the examples of the one that it was made from."""
    text = pack_text("prefecture-2025", **STRICT, **more)
    first = text.index("[[reviewing.cases]]")
    return text[:first] + text[text.index("# Worked examples: a program") :]


@pytest.fixture
def prefecture(desk: Desk, county: Workspace, tmp_path: Path) -> Workspace:
    found = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    enrolled(county, found, tmp_path / "up")
    return found


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was published is forgotten by the program afterwards."""
    yield
    forget()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘下发"
    folder.mkdir()
    return folder


def publish(prefecture: Workspace, county: Workspace, stick: Path, text: str) -> None:
    """The prefecture hands a rule pack down, and the county takes it in."""
    with pytest.MonkeyPatch.context() as patch:
        file = published_pack(text, prefecture, stick, patch)
    arrival = look(county, file)
    handings = {one.publication.name: one.handing for one in arrival.publications}
    assert handings["prefecture-2025"] is Handing.NEW
    commit(county, arrival)


def said(county: Workspace, filing: Filing) -> str:
    """What the sheet of a filing comes to in words, by the rules that count for it."""
    case = open_case(county, filing.id)
    assert case.filled is not None
    assert case.sheets.written is not None
    return verdict(case.sheets.written, case.filled, case.sheets.book.passing).words


def test_a_pack_that_comes_down_says_who_passes_and_what_was_decided_before_keeps_its_own(
    prefecture: Workspace, county: Workspace, came: tuple[Filing, Filing], stick: Path
) -> None:
    one, two = came
    fill_sheet(county, one.id, sheet_of(county, one, 5))
    fill_sheet(county, two.id, sheet_of(county, two, 5))
    decide(county, [accept(one)])
    before = said(county, one)
    assert before == "95 分，优；“优”“良”通过，达到。"

    publish(prefecture, county, stick, strict_pack())
    assert said(county, one) == before, "decided under the pack of then, with its points and its way to pass"
    case = open_case(county, one.id)
    assert (case.sheets.book.pack_id, case.sheets.book.passing.id) == ("yunnan-2020", "grade")

    later = read_sheet_case(county, two.id)
    assert (later.book.pack_id, later.book.passing.id, later.book.passing.score) == (
        "prefecture-2025",
        "fixed",
        80,
    )
    with pytest.raises(NotDecided, match="照以前的规则包评的"):
        decide(county, [accept(two)])
    sheet = open_case(county, two.id).sheet
    assert sheet is not None
    assert [point.weight for point in sheet.points][:2] == [12, 8]
    fill_sheet(county, two.id, sheet_of(county, two, 21).under(later.book.edition))
    (warned,) = decide(county, [accept(two)]).warnings
    assert "分数线 80 分，没有达到" in warned.message
    (review,) = open_case(county, two.id).history
    assert review.sheet is not None
    assert review.sheet.version == "prefecture-2025@2020.1/fixed=80"


def test_an_office_chooses_only_where_the_pack_leaves_it_the_choice(
    prefecture: Workspace, county: Workspace, came: tuple[Filing, Filing], stick: Path
) -> None:
    one, _ = came
    shipped = read_sheet_case(county, one.id).book
    with pytest.raises(Refused, match="不许把分数线定为 40 分"):
        let_pass(county, shipped, "fixed", Decimal(40))
    let_pass(county, shipped, "fixed", Decimal(75))
    assert read_sheet_case(county, one.id).book.passing.score == 75

    publish(prefecture, county, stick, strict_pack())
    strict = read_sheet_case(county, one.id).book
    assert (strict.is_fixed, strict.passing.score) == (True, 80), (
        "what was chosen under another pack does not count"
    )
    with pytest.raises(Refused, match="没有许各单位用这个办法"):
        let_pass(county, strict, "average")
    with pytest.raises(Refused, match="不许把分数线定为 75 分") as caught:
        let_pass(county, strict, "fixed", Decimal(75))
    assert "规则包定为 80 分" in str(caught.value)
    assert read_sheet_case(county, one.id).book == strict


def test_a_pack_for_later_years_leaves_the_forms_of_this_year_alone(
    prefecture: Workspace, county: Workspace, came: tuple[Filing, Filing], stick: Path
) -> None:
    text = strict_pack(**{'years = ["2020", ""]': 'years = ["2027", ""]'})
    publish(prefecture, county, stick, text)
    assert read_sheet_case(county, came[0].id).book.pack_id == "yunnan-2020"


def test_a_pack_whose_examples_of_reviewing_come_out_otherwise_is_not_taken(
    prefecture: Workspace, county: Workspace, came: tuple[Filing, Filing], stick: Path
) -> None:
    text = pack_text("prefecture-2025", **STRICT)
    with pytest.MonkeyPatch.context() as patch:
        arrival = look(county, published_pack(text, prefecture, stick, patch))
    (refused,) = [one for one in arrival.publications if one.publication.name == "prefecture-2025"]
    assert refused.handing is Handing.REFUSED
    assert "90 分是优" in refused.reason
    commit(county, arrival)
    assert read_sheet_case(county, came[0].id).book.pack_id == "yunnan-2020"


def test_a_pack_from_before_packs_had_review_sheets_goes_by_those_that_ship(
    prefecture: Workspace, county: Workspace, came: tuple[Filing, Filing], stick: Path
) -> None:
    text = pack_text("prefecture-2025")
    first, last = text.index("# How filings are reviewed"), text.index("# Worked examples: a program")
    publish(prefecture, county, stick, text[:first] + text[last:])
    book = read_sheet_case(county, came[0].id).book
    assert (book.pack_id, book.passing.id) == ("yunnan-2020", "grade")


def test_a_decision_from_a_pack_that_is_gone_still_says_its_way_and_line(
    prefecture: Workspace, county: Workspace, came: tuple[Filing, Filing], stick: Path
) -> None:
    publish(prefecture, county, stick, strict_pack())
    one, _ = came
    fill_sheet(county, one.id, sheet_of(county, one, 15).under(read_sheet_case(county, one.id).book.edition))
    decide(county, [Decision(filing_id=one.id, outcome=Outcome.ACCEPTED_WITH_CHANGES, opinion="照表修改")])
    forget()
    assert said(county, one) == "85 分，良；分数线 80 分，达到。"
