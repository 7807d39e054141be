"""Survey: keeping a tally of satisfaction, taking its rate over into a form with its source, and printing its sheet."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from jxdesk.actions.judging import Judged, judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.documents import write_workbook
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import write_pdf
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.editing import Edit, EditKind, apply
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import SELF_EVALUATIONS, Filing, FilingState
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.domain.year.surveys import (
    Scales,
    Survey,
    check_survey,
    question_rate,
    rate,
    rate_text,
    returned_rate,
    satisfaction_lines,
    scale_words,
    sentence,
)
from jxdesk.shipped_files import resource
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import filings, fiscal_years, offices, projects, surveys
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.forms import rules_for

LAYOUT = "survey-tally"
MOST_ANSWERS = 5


class BadSurvey(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about a survey does not give a rate."""

    code = "JX-SURVEY"


class SurveyNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The sheet of a survey could not be written."""

    code = "JX-SURVEY-FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of satisfaction that can take a survey's rate over, and what it says now."""

    filing_id: str
    line_id: str
    form: str
    name: str
    target: str
    actual: str
    can_take: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """A survey with its rate, what does not fit, and where the rate can go; ``is_stale`` where the form still says another."""

    survey: Survey
    rate: str
    sentence: str
    findings: tuple[Finding, ...]
    places: tuple[Place, ...]
    is_stale: bool


@cache
def scales() -> Scales:
    """The shipped scales."""
    return Scales.from_mapping(tomllib.loads(resource("surveys", "scales.toml").read_text(encoding="utf-8")))


@cache
def _layout() -> PaperLayout:
    text = resource("papers", f"{LAYOUT}.toml").read_text(encoding="utf-8")
    return PaperLayout.from_mapping(tomllib.loads(text))


def of_project(workspace: Workspace, project_id: str, year: int) -> tuple[Survey, ...]:
    """The surveys of a project in a year."""
    return workspace.read(lambda tx: surveys.of_project(tx, project_id, year))


def judged(workspace: Workspace, survey: Survey) -> SurveyFacts:
    """A survey as it is being typed: its rate, what does not fit, and the lines that can take it over."""

    def job(tx: Transaction) -> SurveyFacts:
        scale = scales().get(survey.scale_id)
        found = rate_text(rate(survey, scale))
        places = _places(tx, survey)
        taken = next((place for place in places if place.line_id == survey.line_id), None)
        return SurveyFacts(
            survey=survey,
            rate=found,
            sentence=sentence(survey, scale),
            findings=check_survey(survey, scales(), today=tx.today()),
            places=places,
            is_stale=taken is not None and taken.actual != found,
        )

    return workspace.read(job)


def _places(tx: Transaction, survey: Survey) -> tuple[Place, ...]:
    if survey.project_id:
        found = filings.of_project(tx, survey.project_id)
    else:
        found = tuple(one for one in filings.of_office(tx, survey.office_id) if not one.project_id)
    return tuple(
        Place(
            filing_id=filing.id,
            line_id=line.id,
            form=filing.content.title,
            name=line.clean_name or line.name,
            target=line.target_text,
            actual=line.actual_text,
            can_take=filing.state is FilingState.DRAFT,
        )
        for filing in found
        if filing.content.year == survey.year and filing.content.form in SELF_EVALUATIONS
        for line in satisfaction_lines(filing.content)
    )


def keep(workspace: Workspace, survey: Survey) -> None:
    """Keeps a survey, whatever does not fit in it.

    Raises: Refused: its year is closed.
    """

    def job(tx: Transaction) -> None:
        fiscal_years.refuse_closed(tx, {survey.year})
        surveys.put(tx, survey)

    workspace.transact(job, errand="survey")


def delete(workspace: Workspace, survey_id: str) -> None:
    """Deletes a survey; a form that took its rate over keeps what it says.

    Raises: NotFound; Refused: its year is closed.
    """

    def job(tx: Transaction) -> None:
        survey = _get(tx, survey_id)
        fiscal_years.refuse_closed(tx, {survey.year})
        surveys.delete(tx, survey_id)

    workspace.transact(job, errand="survey_delete")


def take_over(workspace: Workspace, survey: Survey, line_id: str) -> str:
    """Writes the rate into a line of a self-evaluation, with the survey as its source; keeps the survey; answers the errand's id.

    Raises: BadSurvey; NotFound; Refused: the form is finished, or its year is closed.
    """

    def job(tx: Transaction) -> str:
        scale = scales().get(survey.scale_id)
        for finding in check_survey(survey, scales(), today=tx.today()):
            if finding.severity is Severity.ERROR:
                raise BadSurvey(finding.message, advice=finding.advice)
        place = next((one for one in _places(tx, survey) if one.line_id == line_id), None)
        filing = filings.get(tx, place.filing_id) if place is not None else None
        if filing is None:
            raise NotFound("没有这一行满意度指标。", advice="自评表里的指标可能改过，请重新打开。")
        if filing.state is not FilingState.DRAFT:
            raise Refused(
                "自评表已经填好或报出，不能直接改。",
                facts=filing.content.project_name or filing.content.office_name,
                advice="请先在自评里点“改回填写中”，再带入。",
            )
        found = rate_text(rate(survey, scale))
        edits = (
            Edit(kind=EditKind.INDICATOR, line_id=line_id, field="actual", text=found),
            Edit(kind=EditKind.INDICATOR, line_id=line_id, field="data_source", text=sentence(survey, scale)),
        )
        _save(tx, filing, edits)
        surveys.put(tx, replace(survey, line_id=line_id))
        return tx.errand_id

    return workspace.transact(job, errand="survey_take_over")


def _save(tx: Transaction, filing: Filing, edits: tuple[Edit, ...]) -> None:
    content = apply(filing.content, edits, rules_for(filing.content)).content
    changed = replace(filing, content=content)
    after: Judged = judge_filing(tx, changed)
    summary = filings.Summary.of(after.scorecard, after.findings)
    filings.save(tx, changed, expected_version=filing.version, summary=summary)


# ---- the sheet --------------------------------------------------------------------------------------------------


def survey_sheet(workspace: Workspace, survey: Survey) -> Sheet:
    """The tally sheet of a survey, as it is printed and as a workbook holds it."""
    office, name = workspace.read(partial(_names, survey=survey))
    scale = scales().get(survey.scale_id)
    words = [answer.word for answer in scale.answers][:MOST_ANSWERS]
    values = {
        "year": str(survey.year),
        "title": survey.title,
        "name": name or office,
        "office": office,
        "surveyed": survey.surveyed,
        "held_on": f"{survey.held_on.year}年{survey.held_on.month}月{survey.held_on.day}日"
        if survey.held_on
        else "",
        "issued": str(survey.issued),
        "returned": str(survey.returned),
        "valid": str(survey.valid),
        "returned_rate": returned_rate(survey),
        "scale": scale_words(scale),
        "sentence": sentence(survey, scale),
        **{f"head{n}": word for n, word in enumerate(words, 1)},
    }
    rows = [
        {
            "number": str(number),
            "question": question.question,
            "total": str(question.total),
            "rate": rate_text(question_rate(question, scale)),
            **{f"answer{n}": str(question.counts.get(word, 0)) for n, word in enumerate(words, 1)},
        }
        for number, question in enumerate(survey.questions, 1)
    ]
    return paper_sheet(_layout(), values, rows, is_practice=workspace.practice)


def write_sheet(workspace: Workspace, survey: Survey, to: Path) -> Path:
    """Writes the tally sheet as .pdf or .xlsx, by the ending of the name.

    Raises: SurveyNotWritten, FontMissingError.
    """
    sheet, buffer = survey_sheet(workspace, survey), BytesIO()
    write = write_pdf if to.suffix.lower() == ".pdf" else write_workbook
    write((sheet,), buffer, title=sheet.title)
    try:
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise SurveyNotWritten(
            "统计表没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、同名文件是否正在 WPS 或阅读器里打开，再试一次。",
        ) from error
    return to


def _names(tx: Transaction, *, survey: Survey) -> tuple[str, str]:
    office = offices.get(tx, survey.office_id)
    project = projects.get(tx, survey.project_id) if survey.project_id else None
    return (office.name if office is not None else "", project.name if project is not None else "")


def _get(tx: Transaction, survey_id: str) -> Survey:
    found = surveys.get(tx, survey_id)
    if found is None:
        raise NotFound("没有这份调查。", facts=survey_id, advice="它可能已被删除，请刷新。")
    return found
