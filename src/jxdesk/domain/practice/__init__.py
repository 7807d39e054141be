"""The practice county 练习县: offices, projects and filings of two years, the same ones on every machine.

Every name is invented. One year is finished and without errors; the year under way has its targets and their approvals,
July, the treasury and the accounts, and in places that are known it holds mistakes of the kinds that real tables show.
``actions.demo`` stores them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jxdesk.domain.practice.county import build_offices
from jxdesk.domain.practice.departments import department_filings
from jxdesk.domain.practice.draw import Draw
from jxdesk.domain.practice.filings import begun, fill, fill_perfect
from jxdesk.domain.practice.mistakes import spoil
from jxdesk.domain.practice.plan import Plan, Scale, Size, read_plan
from jxdesk.domain.practice.projects import Undertaking, build_projects
from jxdesk.domain.practice.target_year import Evaluated, Given, Seeded
from jxdesk.domain.practice.year import PracticeYear, YearUnderWay, finished_year
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState, Form
from jxdesk.domain.records.offices import Office
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate

__all__ = ["Plan", "PracticeCounty", "PracticeYear", "Scale", "Seeded", "build", "read_plan"]

# How ten self-evaluations of the year under way stand.
_FINISHED, _SPOILT, _BEGUN, _ABSENT = 3, 5, 1, 1
NO_RESULTS: Mapping[str, Filing] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCounty:
    """The whole practice county; the first office keeps the data folder."""

    offices: tuple[Office, ...]
    years: tuple[PracticeYear, ...]

    @property
    def home(self) -> Office:
        """The office that keeps the data folder."""
        return self.offices[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """What every year is made with."""

    plan: Plan
    size: Size
    templates: Mapping[str, FormTemplate]
    rules: RulePack


def build(
    plan: Plan, scale: Scale, *, templates: Mapping[str, FormTemplate], rules: RulePack
) -> PracticeCounty:
    """Builds a scale of the practice county; the same call gives the same values for ever."""
    making = _Making(plan=plan, size=plan.sizes[scale], templates=templates, rules=rules)
    seats = build_offices(plan, making.size)
    before = build_projects(plan, making.size, seats, plan.finished_year)
    now = build_projects(plan, making.size, seats, plan.open_year, before=before)
    finished = _finished_year(making, before)
    under_way = _year_under_way(making, now, finished.filings)
    return PracticeCounty(offices=tuple(seat.office for seat in seats), years=(finished, under_way))


def _finished_year(making: _Making, undertakings: Sequence[Undertaking]) -> PracticeYear:
    plan, templates, rules = making.plan, making.templates, making.rules.id
    made = [
        _evaluated(item, fill(item, plan, templates[item.kind.template_id], rules)) for item in undertakings
    ]
    if making.size.whole_year:
        return finished_year(_given(making, plan.finished_year, made))
    return _evaluations_alone(making, plan.finished_year, made)


def _year_under_way(
    making: _Making, undertakings: Sequence[Undertaking], last_year: Sequence[Filing]
) -> PracticeYear:
    year = making.plan.open_year
    made = tuple(_under_way(making, undertakings))
    if not making.size.whole_year:
        return _evaluations_alone(making, year, made)
    results = {
        filing.project_id: filing
        for filing in last_year
        if filing.content.form is Form.PROJECT_SELF_EVALUATION
    }
    return YearUnderWay.of(_given(making, year, made, results)).build()


def _given(
    making: _Making, year: int, evaluated: Sequence[Evaluated], results: Mapping[str, Filing] = NO_RESULTS
) -> Given:
    return Given(
        plan=making.plan,
        year=year,
        evaluated=evaluated,
        results=results,
        templates=making.templates,
        rules=making.rules,
    )


def _evaluations_alone(making: _Making, year: int, evaluated: Sequence[Evaluated]) -> PracticeYear:
    """A year of self-evaluations and the forms of the offices as a whole: as much as a large scale can be made of in seconds."""
    items = [one.item for one in evaluated]
    filings = [one.filing for one in evaluated if one.filing is not None]
    said = {filing.project_id: filing.content for filing in filings}
    is_finished = year == making.plan.finished_year
    of_offices = department_filings(
        year, items, said, making.templates, making.rules.id, finished=is_finished
    )
    return PracticeYear(
        year=year, projects=tuple(item.project for item in items), filings=(*filings, *of_offices)
    )


def _under_way(making: _Making, undertakings: Sequence[Undertaking]) -> Iterator[Evaluated]:
    """The year under way: what stands where is drawn once for all, so that every town has some of each."""
    plan = making.plan
    places = Draw(f"{plan.open_year}/standing").shuffled(range(len(undertakings)))
    standing = {index: order for order, index in enumerate(places)}
    for index, item in enumerate(undertakings):
        template = making.templates[item.kind.template_id]
        turn, place = divmod(standing[index], _FINISHED + _SPOILT + _BEGUN + _ABSENT)
        if place < _FINISHED:
            yield _evaluated(item, fill(item, plan, template, making.rules.id))
        elif place < _FINISHED + _SPOILT:
            sound = fill_perfect(item, plan, template, making.rules.id)
            spoilt = spoil(sound, turn * _SPOILT + place - _FINISHED, item.draw)
            yield Evaluated(item=item, sound=sound, filing=_filing(item, spoilt, FilingState.DRAFT))
        else:
            sound = fill(item, plan, template, making.rules.id)
            is_begun = place < _FINISHED + _SPOILT + _BEGUN
            filing = _filing(item, begun(sound), FilingState.DRAFT) if is_begun else None
            yield Evaluated(item=item, sound=sound, filing=filing)


def _evaluated(item: Undertaking, content: FilingContent) -> Evaluated:
    return Evaluated(item=item, sound=content, filing=_filing(item, content, FilingState.FINISHED))


def _filing(item: Undertaking, content: FilingContent, state: FilingState) -> Filing:
    return Filing(
        id=item.draw.id(),
        office_id=item.seat.office.id,
        project_id=item.project.id,
        content=content,
        state=state,
        version=1,
    )
