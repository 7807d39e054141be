"""The roll-up of a county that received by road: who has filed, what it adds up to, and the same taken anew from the packages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from jxdesk.actions.deadlines import move
from jxdesk.actions.prove_rollup import proof
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.rollup import NotRolledUp, RollUp, Wanted, items_of, office_named, rolled_up, score_bands
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, Form, MoneyUnit
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.rollup.figures import FigureKind, figure_of
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import OUTSTANDING, Handed
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.store.records import filings, offices, projects
from tests.actions.enrol_desks import PREFECTURE, TOWN, Desk, county, desk, enrolled, town
from tests.actions.road_desks import YEAR, drawn, fill, of, receive, send

__all__ = ["county", "desk", "drawn", "town"]

STAGE = YearStage(form=Form.PROJECT_SELF_EVALUATION)


@pytest.fixture
def filed(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The county, with the self-evaluations of its town, a silent office with a project, and one that need not file."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    stick = tmp_path / "stick"
    stick.mkdir()
    receive(county, send(town, stick).path)
    own = county.own_office
    silent, exempt = (
        Office(
            id=new_id(),
            path=f"{own.path}-d{number}",
            name=name,
            level=OfficeLevel.UNIT,
            parent_id=own.id,
            is_exempt=number == 106,
        )
        for number, name in ((105, "沉默的局"), (106, "免报的局"))
    )

    def job(tx: offices.Transaction) -> None:
        offices.add_many(tx, [silent, exempt])
        for office in (silent, exempt):
            projects.add(
                tx, Project(id=new_id(), office_id=office.id, fiscal_year=YEAR, name=f"{office.name}的项目")
            )

    county.transact(job, errand="test")
    return county


def rolled(workspace: Workspace, **more: object) -> RollUp:
    return rolled_up(workspace, Wanted(year=YEAR, stage=STAGE, **more))  # type: ignore[arg-type]


def test_a_county_sees_who_has_filed_and_names_who_has_not(filed: Workspace) -> None:
    answer = rolled(filed)
    assert (answer.whole.filed, answer.whole.missing, answer.whole.exempt) == (2, 1, 1)
    coverage = figure_of(FigureKind.COVERAGE, answer.figures)
    assert coverage is not None
    assert (coverage.part, coverage.whole, coverage.text) == (2, 3, "66.7%")
    assert [one.name for one in answer.outstanding_offices()] == ["沉默的局"]
    missing = items_of(filed, answer, handed=OUTSTANDING)
    assert [(one.name, one.handed) for one in missing] == [("沉默的局的项目", Handed.MISSING)]
    labels = [part.label for part in answer.parts]
    assert labels[-2:] == ["沉默的局", "免报的局"]


def test_the_sums_are_those_of_the_forms(filed: Workspace) -> None:
    answer = rolled(filed)
    lines = [one.content.total_line for one in of(filed, Form.PROJECT_SELF_EVALUATION)]
    assert all(line is not None for line in lines)
    executed = sum(line.executed_fen or 0 for line in lines if line is not None)
    base = sum(line.revised_budget_fen or 0 for line in lines if line is not None)
    assert (answer.whole.executed_fen, answer.whole.base_fen, answer.whole.with_rate) == (executed, base, 2)
    assert sum(one.executed_fen or 0 for one in items_of(filed, answer)) == executed


def test_one_goes_down_to_an_office_and_knows_the_way_back(filed: Workspace) -> None:
    town_id = office_named(filed, TOWN)
    answer = rolled(filed, office_id=town_id, money_unit=MoneyUnit.YUAN)
    assert [one.path for one in answer.way] == [filed.own_office.path, TOWN]
    assert answer.whole.filed == 2
    (part,) = answer.parts
    assert not part.opens
    behind = items_of(filed, answer, part=part)
    assert {one.filing_id for one in behind} == {one.id for one in of(filed, Form.PROJECT_SELF_EVALUATION)}
    assert answer.basis.money_unit is MoneyUnit.YUAN


def test_a_county_that_is_no_office_here_holds_its_offices_together_all_the_same(desk: Desk) -> None:
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    office = Office(id=new_id(), path="53-23-29-103", name="白岩镇", level=OfficeLevel.TOWNSHIP)

    def job(tx: offices.Transaction) -> None:
        offices.add(tx, office)
        projects.add(tx, Project(id=new_id(), office_id=office.id, fiscal_year=YEAR, name="养护"))

    prefecture.transact(job, errand="test")
    (part,) = rolled(prefecture).parts
    assert (part.key, part.tally.missing, part.opens) == ("53-23-29", 1, True)
    below = rolled(prefecture, path="53-23-29")
    assert [one.path for one in below.way] == ["53-23", "53-23-29"]
    assert [one.name for one in items_of(prefecture, below)] == ["养护"]


def test_without_a_year_and_a_stage_it_is_the_newest_year_and_the_stage_at_hand(filed: Workspace) -> None:
    answer = rolled_up(filed, Wanted())
    assert (answer.basis.year, answer.basis.stage) == (YEAR, STAGE)
    assert STAGE in answer.stages
    assert YearStage(form=Form.DEPARTMENT_TARGET) in answer.stages


def test_what_came_after_the_day_is_late_and_the_day_may_be_moved(filed: Workspace) -> None:
    today = filed.read(lambda tx: tx.today())
    move(filed, YEAR, "self-evaluation", today - dt.timedelta(days=1))
    assert rolled(filed).whole.late == 2
    move(filed, YEAR, "self-evaluation", today)
    assert rolled(filed).whole.late == 0
    assert rolled(filed).basis.due_on == today


def _remark(filing: Filing) -> Remark:
    line = filing.content.indicator_lines[0]
    return Remark(line_id=line.id, field="actual", reason_code="evidence", text="与国库支付数不一致，请核对")


def test_a_returned_form_is_outstanding_and_its_amounts_leave_the_sums(filed: Workspace) -> None:
    first, second = of(filed, Form.PROJECT_SELF_EVALUATION)
    before = rolled(filed).whole
    decide(filed, [Decision(filing_id=first.id, outcome=Outcome.ACCEPTED)], by="乙")
    decide(
        filed,
        [
            Decision(
                filing_id=second.id, outcome=Outcome.RETURNED, opinion="请核对", remarks=(_remark(second),)
            )
        ],
        by="乙",
    )
    answer = rolled(filed)
    assert (answer.whole.passed, answer.whole.filed, answer.whole.returned) == (1, 0, 1)
    assert (answer.whole.with_rate, answer.whole.scored) == (1, 1)
    line = second.content.total_line
    assert line is not None
    assert answer.whole.executed_fen == before.executed_fen - (line.executed_fen or 0)
    (back,) = items_of(filed, answer, handed=(Handed.RETURNED,))
    assert back.filing_id == second.id
    assert answer.whole.coverage == 3_333


def test_forms_of_offices_cannot_be_divided_by_what_only_projects_have(filed: Workspace) -> None:
    with pytest.raises(NotRolledUp):
        rolled_up(filed, Wanted(year=YEAR, stage=YearStage(form=Form.DEPARTMENT_TARGET), by=By.SECTOR))
    with pytest.raises(NotRolledUp):
        rolled(filed, office_id="nobody")
    with pytest.raises(NotRolledUp):
        office_named(filed, "53-99")


def test_bands_of_scores_hold_what_is_scored(filed: Workspace) -> None:
    answer = rolled(filed)
    bands = score_bands(filed, answer)
    assert sum(bands.values()) == answer.whole.scored == 2


# ---- the packages --------------------------------------------------------------------------------------------------


def test_the_sums_taken_anew_from_the_packages_are_the_same(filed: Workspace) -> None:
    answer = rolled(filed)
    found = proof(filed, answer.asked)
    assert found.is_equal
    assert (found.packages, found.proven, found.own, found.differences) == (1, 2, 0, ())
    assert found.anew.executed_fen == answer.whole.executed_fen
    assert found.anew.reached_hundredths == answer.whole.reached_hundredths
    assert found.anew.points_hundredths == answer.whole.points_hundredths
    assert "一致" in found.words


def test_an_amount_that_was_changed_behind_everybodys_back_is_named_by_form_and_cell(
    filed: Workspace,
) -> None:
    first, _ = of(filed, Form.PROJECT_SELF_EVALUATION)
    line = first.content.total_line
    assert line is not None
    filed.transact(
        lambda tx: tx.execute(
            "UPDATE money_line SET executed_fen = executed_fen - 1 WHERE id = ?", (line.id,)
        ),
        errand="test",
    )
    found = proof(filed, rolled(filed).asked)
    assert not found.is_equal
    assert found.anew.executed_fen == found.here.executed_fen + 1
    (difference,) = found.differences
    assert (difference.filing_id, difference.cell) == (first.id, "执行数")
    assert difference.here != difference.in_package
    assert difference.here.endswith((" 元", " 万元"))
    assert "不一致" in found.words
    assert difference.words.startswith(difference.office_name)


def test_a_package_that_is_gone_or_damaged_is_named_and_the_others_are_read(filed: Workspace) -> None:
    answer = rolled(filed)
    digest = filed.read(lambda tx: tx.value("SELECT id FROM package_received"))
    kept = ArrivedFiles(filed.folder.packages).path(digest)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9] + b"x" + whole[-8:])
    damaged = proof(filed, answer.asked)
    assert not damaged.is_equal
    (fault,) = damaged.faults
    assert (fault.package, fault.forms) == (digest, 2)
    kept.unlink()
    (gone,) = proof(filed, answer.asked).faults
    assert gone.why == "文件不在了"


def test_what_was_filled_in_here_is_counted_apart(town: Workspace, drawn: object) -> None:
    fill(town, drawn)  # type: ignore[arg-type]
    found = proof(town, rolled(town).asked)
    assert (found.packages, found.own, found.is_equal) == (0, 2, True)
    assert found.words == "没有收到过这些表的数据包；另有 2 张是本机填的或导入的，没有数据包可对"


def test_proving_stops_when_it_is_cancelled(filed: Workspace) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        proof(filed, rolled(filed).asked, progress=progress)
    assert filed.read(lambda tx: filings.of_year(tx, YEAR, form=Form.PROJECT_SELF_EVALUATION))
