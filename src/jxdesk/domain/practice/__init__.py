"""The practice county 练习县: offices, projects and filings of two years, the same ones on every machine.

Every name is invented. One year is finished and without errors; in the year under way some filings are finished, some
begun, some not there, and many hold mistakes of the kinds that real tables show. ``actions.demo`` stores them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jxdesk.domain.practice.county import build_offices
from jxdesk.domain.practice.departments import department_filings
from jxdesk.domain.practice.draw import Draw
from jxdesk.domain.practice.filings import begin, fill, fill_perfect
from jxdesk.domain.practice.mistakes import spoil
from jxdesk.domain.practice.plan import Plan, Scale, read_plan
from jxdesk.domain.practice.projects import Undertaking, build_projects
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.templates.form import FormTemplate

__all__ = ["Plan", "PracticeYear", "Scale", "build", "read_plan"]

# How ten filings of the year under way stand.
_FINISHED, _SPOILT, _BEGUN, _ABSENT = 3, 5, 1, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeYear:
    """One fiscal year of the practice county."""

    year: int
    projects: tuple[Project, ...]
    filings: tuple[Filing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCounty:
    """The whole practice county; the first office keeps the data folder."""

    offices: tuple[Office, ...]
    years: tuple[PracticeYear, ...]

    @property
    def home(self) -> Office:
        """The office that keeps the data folder."""
        return self.offices[0]


def build(
    plan: Plan, scale: Scale, *, templates: Mapping[str, FormTemplate], rule_pack_id: str
) -> PracticeCounty:
    """Builds a scale of the practice county; the same call gives the same values for ever."""
    size = plan.sizes[scale]
    seats = build_offices(plan, size)
    years = []
    for year in (plan.finished_year, plan.open_year):
        undertakings = build_projects(plan, size, seats, year)
        is_finished = year == plan.finished_year
        making = _finished if is_finished else _under_way
        of_projects = tuple(making(plan, undertakings, templates, rule_pack_id))
        said = {filing.project_id: filing.content for filing in of_projects}
        of_offices = department_filings(
            year, undertakings, said, templates, rule_pack_id, finished=is_finished
        )
        years.append(
            PracticeYear(
                year=year,
                projects=tuple(item.project for item in undertakings),
                filings=(*of_projects, *of_offices),
            )
        )
    return PracticeCounty(offices=tuple(seat.office for seat in seats), years=tuple(years))


def _finished(
    plan: Plan, undertakings: Sequence[Undertaking], templates: Mapping[str, FormTemplate], rule_pack_id: str
) -> Iterator[Filing]:
    for item in undertakings:
        content = fill(item, plan, templates[item.kind.template_id], rule_pack_id)
        yield _filing(item, content, FilingState.FINISHED)


def _under_way(
    plan: Plan, undertakings: Sequence[Undertaking], templates: Mapping[str, FormTemplate], rule_pack_id: str
) -> Iterator[Filing]:
    """The year under way: what stands where is drawn once for all, so that every town has some of each."""
    places = Draw(f"{plan.open_year}/standing").shuffled(range(len(undertakings)))
    standing = {index: order for order, index in enumerate(places)}
    for index, item in enumerate(undertakings):
        template = templates[item.kind.template_id]
        turn, place = divmod(standing[index], _FINISHED + _SPOILT + _BEGUN + _ABSENT)
        if place < _FINISHED:
            yield _filing(item, fill(item, plan, template, rule_pack_id), FilingState.FINISHED)
        elif place < _FINISHED + _SPOILT:
            sound = fill_perfect(item, plan, template, rule_pack_id)
            spoilt = spoil(sound, turn * _SPOILT + place - _FINISHED, item.draw)
            yield _filing(item, spoilt, FilingState.DRAFT)
        elif place < _FINISHED + _SPOILT + _BEGUN:
            yield _filing(item, begin(item, plan, template, rule_pack_id), FilingState.DRAFT)


def _filing(item: Undertaking, content: FilingContent, state: FilingState) -> Filing:
    return Filing(
        id=item.draw.id(),
        office_id=item.seat.office.id,
        project_id=item.project.id,
        content=content,
        state=state,
        version=1,
    )
