"""The average of a batch: sheets are kept before the decision, all must be in, and what passes is said with its denominator."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions.reviewing.cases import NotDecided
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.open_case import open_case
from jxdesk.actions.reviewing.sheets import fill_sheet, let_pass, read_sheet_case
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_sheet import Batch, FilledSheet, Mark, verdict
from jxdesk.domain.road.standings import Standing
from jxdesk.store.records import projects
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import TARGETS, drawn, fill, of, receive, send, standing

__all__ = ["county", "desk", "drawn", "town"]


@pytest.fixture
def came(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> tuple[Filing, Filing]:
    """Two targets of a town at the county, both of new major projects, so that both are judged by points."""
    stick = tmp_path / "U盘"
    stick.mkdir()
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    receive(county, send(town, stick, TARGETS).path)
    found = of(county, Form.PROJECT_TARGET)
    assert len(found) == 2

    def job(tx: object) -> None:
        for one in found:
            project = projects.get(tx, one.project_id)  # type: ignore[arg-type]
            assert project is not None
            projects.save(tx, replace(project, major_new=True))  # type: ignore[arg-type]

    county.transact(job, errand="test")  # type: ignore[arg-type]
    return found[0], found[1]


def sheet_of(county: Workspace, filing: Filing, lost: int) -> FilledSheet:
    """The scored sheet with so many points lost in the first question that has them."""
    sheet = open_case(county, filing.id).sheet
    assert sheet is not None
    assert sheet.is_scored
    marks = []
    for point in sheet.points:
        less = min(lost, int(point.weight or 0))
        score = (point.weight or Decimal(0)) - less
        lost -= less
        share = score / (point.weight or Decimal(1))
        grade = next(band.grade for band in sheet.marks if share >= band.low)
        marks.append(Mark(point=point.key, grade=grade, score=score))
    return FilledSheet(sheet_id=sheet.id, marks=tuple(marks))


def go_by(county: Workspace, filing: Filing, way: str, line: Decimal | None = None) -> None:
    """The county chooses a way to pass, as the pack leaves it the choice."""
    let_pass(county, read_sheet_case(county, filing.id).book, way, line)


def accept(filing: Filing) -> Decision:
    return Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED)


def test_a_sheet_is_kept_for_its_round_and_goes_with_the_decision(
    county: Workspace, came: tuple[Filing, Filing]
) -> None:
    one, _ = came
    assert open_case(county, one.id).filled is None
    filled = sheet_of(county, one, 3)
    fill_sheet(county, one.id, filled)
    assert open_case(county, one.id).filled == filled
    done = decide(county, [accept(one)])
    (decided,) = [review.sheet for review in done.reviews]
    assert decided is not None
    assert decided.marks == filled.marks
    assert decided.version == "yunnan-2020@2020.1/grade", "under which rules it was decided"


def test_by_the_average_nobody_passes_before_all_have_their_points(
    county: Workspace, came: tuple[Filing, Filing]
) -> None:
    one, two = came
    go_by(county, one, "average")
    fill_sheet(county, one.id, sheet_of(county, one, 3))
    case = read_sheet_case(county, one.id)
    assert case.batch == Batch(missing=(two.content.project_name,))
    for outcome, opinion in ((Outcome.ACCEPTED, ""), (Outcome.REJECTED, "立项依据不充分，不予通过")):
        with pytest.raises(NotDecided, match="同一批要评 2 份，还有 1 份没有得分") as caught:
            decide(county, [Decision(filing_id=one.id, outcome=outcome, opinion=opinion)])
        assert two.content.project_name in caught.value.title
    assert standing(county, one.id) == (Standing.WAITING.value, 1)

    fill_sheet(county, two.id, sheet_of(county, two, 10))
    case, found = read_sheet_case(county, one.id), open_case(county, one.id)
    assert found.sheet is not None
    assert found.filled is not None
    said = verdict(found.sheet, found.filled, case.book.passing, batch=case.batch)
    assert said.words == "97 分，优；同一批 2 份都有得分，平均 93.5 分，达到。"
    assert decide(county, [accept(one)]).warnings == ()
    below = decide(county, [accept(two)])
    assert ["没有达到" in one.message for one in below.warnings] == [True], (
        "asked, since a person may have reasons"
    )


def test_what_was_decided_counts_in_the_batch_and_a_return_need_not_wait(
    county: Workspace, came: tuple[Filing, Filing]
) -> None:
    one, two = came
    go_by(county, one, "average")
    fill_sheet(county, one.id, sheet_of(county, one, 30))
    decide(county, [Decision(filing_id=one.id, outcome=Outcome.RETURNED, opinion="请修改指标值")])
    case = read_sheet_case(county, two.id)
    assert case.batch == Batch(others=(Decimal(70),))


def test_an_office_goes_by_its_own_line_of_points(county: Workspace, came: tuple[Filing, Filing]) -> None:
    one, _ = came
    go_by(county, one, "fixed", Decimal(75))
    case = read_sheet_case(county, one.id)
    assert (case.book.passing.id, case.book.passing.score, case.batch) == ("fixed", 75, None)
    fill_sheet(county, one.id, sheet_of(county, one, 30))
    (warned,) = decide(county, [accept(one)]).warnings
    assert "分数线 75 分，没有达到" in warned.message
