"""Surveys: exact rates with their sentence, what does not fit, taking the rate over with its source, and the printed sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from jxdesk.actions import begin, fill, survey, turn_year, undo
from jxdesk.actions.survey import BadSurvey
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.projects import Project
from jxdesk.domain.year.surveys import Question, Scales, Survey, question_rate, rate, sentence
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import surveys
from tests.actions.year_desk import add_project, new_id, open_desk, read_filing, store_filing, target_of

TODAY = dt.date(2026, 7, 20)
WEIGHTED, SHARE = "weighted-five", "satisfied-share"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


@pytest.fixture
def project(workspace: Workspace) -> Project:
    made = add_project(workspace)
    store_filing(workspace, target_of(made))
    return made


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(("非常满意", "满意", "基本满意", "不满意", "很不满意"), numbers, strict=True))


def tally(project: Project, **changes: object) -> Survey:
    made = Survey(
        id=new_id(),
        office_id=project.office_id,
        project_id=project.id,
        year=2026,
        title="农村公路养护满意度调查",
        surveyed="沿线村民 100 人，入户问卷",
        held_on=dt.date(2026, 7, 10),
        scale_id=SHARE,
        issued=100,
        returned=97,
        valid=95,
        questions=(
            Question(id=new_id(), question="对路面养护质量是否满意", counts=counts(50, 30, 8, 5, 2)),
            Question(id=new_id(), question="对出行方便是否满意", counts=counts(60, 20, 10, 4, 1)),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def begin_evaluation(workspace: Workspace, project: Project) -> str:
    wish = Wish(
        form=Form.PROJECT_SELF_EVALUATION, year=2026, template_id="national-2020", project_id=project.id
    )
    return begin.begin(workspace, wish)


def line_of(workspace: Workspace, filing_id: str) -> str:
    content = read_filing(workspace, filing_id).content
    return next(line.id for line in content.indicator_lines if "满意度" in line.name)


def test_the_rate_is_exact_and_rounded_once(project: Project) -> None:
    scales = survey.scales()
    made = tally(project)
    share, weighted = scales.get(SHARE), scales.get(WEIGHTED)
    assert rate(made, share) == Decimal("93.68")  # 178 of 190
    assert question_rate(made.questions[0], share) == Decimal("92.63")  # 88 of 95
    # (110×100 + 50×80 + 18×60 + 9×30) ÷ 190 = 16350 ÷ 190 = 86.0526…
    assert rate(made, weighted) == Decimal("86.05")
    thirds = tally(project, questions=(Question(id="q", question="", counts=counts(2, 0, 0, 1, 0)),))
    assert rate(thirds, share) == Decimal("66.67")
    assert rate(replace(made, questions=()), share) is None


def test_the_sentence_says_where_the_figure_comes_from(project: Project) -> None:
    said = sentence(tally(project), survey.scales().get(SHARE))
    assert said == (
        "2026年7月“农村公路养护满意度调查”，调查 沿线村民 100 人，入户问卷：发放 100 份，收回 97 份，有效 95 份；"
        "2 个问题共 190 个回答（非常满意 110、满意 50、基本满意 18、不满意 9、很不满意 3），满意度 93.68%。"
    )
    assert sentence(tally(project, questions=()), survey.scales().get(SHARE)) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "没有写调查名称"),
        ({"held_on": dt.date(2026, 8, 1)}, "调查日期晚于今天"),
        ({"returned": 101}, "收回的比发放的多"),
        ({"valid": 98}, "有效的比收回的多"),
        ({"issued": -1}, "份数不能小于 0"),
        ({"valid": 0, "questions": ()}, "没有有效问卷"),
        ({"questions": ()}, "还没有问题"),
        ({"valid": 94}, "第 1 个问题有 95 个回答，比有效问卷 94 份还多"),
        ({"questions": (Question(id="q", question="问", counts=counts(-1, 0, 0, 0, 0)),)}, "份数小于 0"),
    ],
)
def test_a_survey_that_cannot_be_gives_no_figure_and_is_kept_all_the_same(
    workspace: Workspace, project: Project, changes: dict[str, object], said: str
) -> None:
    made = tally(project, **changes)
    filing_id = begin_evaluation(workspace, project)
    with pytest.raises(BadSurvey, match=said):
        survey.take_over(workspace, made, line_of(workspace, filing_id))
    survey.keep(workspace, made)
    assert survey.of_project(workspace, project.id, 2026) == (made,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"surveyed": ""}, "survey-surveyed"),
        ({"held_on": None}, "survey-held_on"),
        ({"issued": 200, "returned": 200, "valid": 120}, "survey-questions"),
        ({"issued": 20, "returned": 20, "valid": 20, "questions": ()}, "survey-valid"),
    ],
)
def test_what_is_odd_is_said(
    workspace: Workspace, project: Project, changes: dict[str, object], code: str
) -> None:
    facts = survey.judged(workspace, tally(project, **changes))
    assert code in [finding.code for finding in facts.findings]
    assert survey.judged(workspace, tally(project)).findings == ()


def test_the_rate_becomes_the_actual_value_of_a_satisfaction_line_with_its_source(
    workspace: Workspace, project: Project
) -> None:
    filing_id = begin_evaluation(workspace, project)
    made, line_id = tally(project), line_of(workspace, filing_id)
    facts = survey.judged(workspace, made)
    assert [place.line_id for place in facts.places] == [line_id]
    before = read_filing(workspace, filing_id)
    errand = survey.take_over(workspace, made, line_id)
    line = next(one for one in read_filing(workspace, filing_id).content.indicator_lines if one.id == line_id)
    assert (line.actual_text, line.actual) == ("93.68%", Decimal("93.68"))
    assert "农村公路养护满意度调查" in line.data_source
    (kept,) = survey.of_project(workspace, project.id, 2026)
    assert kept.line_id == line_id
    assert not survey.judged(workspace, kept).is_stale
    changed = replace(kept, questions=kept.questions[:1])
    assert survey.judged(workspace, changed).is_stale

    undo.undo(workspace, errand)
    assert read_filing(workspace, filing_id).content == before.content
    assert survey.of_project(workspace, project.id, 2026) == ()


def test_a_finished_form_takes_no_figure_over(workspace: Workspace, project: Project) -> None:
    filing_id = begin_evaluation(workspace, project)
    line_id = line_of(workspace, filing_id)
    filing = read_filing(workspace, filing_id)
    workspace.transact(
        lambda tx: tx.execute(
            "UPDATE filing SET state = ? WHERE id = ?", (FilingState.FINISHED.value, filing_id)
        )
    )
    with pytest.raises(Refused, match="已经填好或报出"):
        survey.take_over(workspace, tally(project), line_id)
    assert not survey.judged(workspace, tally(project)).places[0].can_take
    with pytest.raises(NotFound):
        survey.take_over(workspace, tally(project), "no-such-line")
    assert read_filing(workspace, filing_id).content == filing.content


def test_a_survey_is_changed_deleted_and_kept_over_a_restart(tmp_path: Path) -> None:
    with open_desk(tmp_path / "数据") as workspace:
        project = add_project(workspace)
        made = tally(project)
        survey.keep(workspace, made)
        again = replace(made, valid=96, questions=(made.questions[1],))
        survey.keep(workspace, again)
        other = tally(project, id=new_id(), questions=())
        survey.keep(workspace, other)
    with open_desk(tmp_path / "数据") as workspace:
        assert survey.of_project(workspace, project.id, 2026) == (again, other)
        survey.delete(workspace, other.id)
        assert survey.of_project(workspace, project.id, 2026) == (again,)
        with pytest.raises(NotFound):
            survey.delete(workspace, other.id)
        turn_year.close_year(workspace, 2026)
        with pytest.raises(Refused, match="已经结账"):
            survey.keep(workspace, again)
        assert workspace.read(lambda tx: surveys.of_office(tx, project.office_id, 2026)) == ()


def test_the_sheet_is_printed_and_written_as_a_workbook(
    workspace: Workspace, project: Project, tmp_path: Path
) -> None:
    made = tally(project)
    pdf = survey.write_sheet(workspace, made, tmp_path / "调查.pdf")
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "满意度调查统计表" in text
    assert "93.68%" in text
    book = openpyxl.load_workbook(survey.write_sheet(workspace, made, tmp_path / "调查.xlsx"))
    cells = [
        str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None
    ]
    assert "对路面养护质量是否满意" in cells
    assert any("不是规定的表样" in cell for cell in cells) or "92.63%" in cells
    with pytest.raises(survey.SurveyNotWritten):
        survey.write_sheet(workspace, made, tmp_path / "没有这个文件夹" / "调查.pdf")


@pytest.mark.parametrize(
    "answers",
    [[{"word": "满意", "weight": 100}], [{"word": "满意", "weight": 101}, {"word": "不满意", "weight": 0}]],
)
def test_a_scale_that_says_nothing_sound_is_refused(answers: list[dict[str, object]]) -> None:
    declared = {
        "scales": [{"id": "x", "name": "x", "source": "x", "answers": answers}],
        "advice": {"source": "x", "least_valid": 30},
    }
    with pytest.raises(DeclarationError):
        Scales.from_mapping(declared)


def test_a_form_opens_with_the_figure_that_was_taken_over(workspace: Workspace, project: Project) -> None:
    filing_id = begin_evaluation(workspace, project)
    survey.take_over(workspace, tally(project), line_of(workspace, filing_id))
    opened = fill.open_filing(workspace, filing_id)
    score = {one.line_id: one for one in opened.scorecard.lines}[line_of(workspace, filing_id)]
    assert score.computed == Decimal(10)
