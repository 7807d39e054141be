"""The projects of one practice year: who does what, with budgets that add up to the sum the scale asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.practice.county import Seat
from jxdesk.domain.practice.draw import Draw, apportion, share
from jxdesk.domain.practice.plan import ANY_OFFICE, TOWN, UNIT_FEN, Kind, Plan, Size
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, FundingLine, Project, ProjectClass

PHASES = ("", "（二期）", "（三期）", "（四期）", "（五期）", "（六期）")
TOWN_WEIGHT, SECTOR_WEIGHT, OTHER_WEIGHT = 4, 3, 1
_NEW_OF_A_HUNDRED = 30
"""In how many of a hundred offices the last project of the year is a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """A project with what its filing is drawn from.

    Units: ``*_fen`` 分; ``carried_fen`` is the part of the budget that came over from last year.
    """

    project: Project
    seat: Seat
    kind: Kind
    original_fen: int
    revised_fen: int
    carried_fen: int
    own_fen: int
    draw: Draw


def build_projects(
    plan: Plan, size: Size, seats: Sequence[Seat], year: int, *, before: Sequence[Undertaking] = ()
) -> tuple[Undertaking, ...]:
    """Every project of a year, office by office; ``before`` are those of the year before, from which most go on.

    Both the original and the revised budgets add up to the scale's sum: what one project gains another one loses.
    """
    chosen = [(seat, kind, phase) for seat, kind, phase in _choices(plan, size, seats, year)]
    draws = [Draw(f"{year}/{index}/{seat.office.path}") for index, (seat, _, _) in enumerate(chosen)]
    drawn = [
        draw.amount(kind.low_fen // UNIT_FEN, kind.high_fen // UNIT_FEN)
        for draw, (_, kind, _) in zip(draws, chosen, strict=True)
    ]
    units = drawn if size.total_fen is None else apportion(size.total_fen // UNIT_FEN, drawn)
    revised = _adjusted(units, Draw(f"{year}/adjustments"))
    known = {
        (item.project.office_id, item.project.name.replace(str(year - 1), str(year))): item.project.id
        for item in before
    }
    made = (
        _undertaking(
            seat,
            kind,
            phase,
            year=year,
            number=index + 1,
            original=was * UNIT_FEN,
            revised=now * UNIT_FEN,
            draw=draw,
        )
        for index, ((seat, kind, phase), was, now, draw) in enumerate(
            zip(chosen, units, revised, draws, strict=True)
        )
    )
    return tuple(_going_on(item, known) if before else item for item in made)


def _going_on(item: Undertaking, known: Mapping[tuple[str, str], str]) -> Undertaking:
    """The undertaking with the project of the year before that it goes on from, or as a new one."""
    predecessor = known.get((item.project.office_id, item.project.name), "")
    continuity = "延续项目" if predecessor else "新增项目"
    return replace(item, project=replace(item.project, predecessor_id=predecessor, continuity=continuity))


def _choices(plan: Plan, size: Size, seats: Sequence[Seat], year: int) -> list[tuple[Seat, Kind, str]]:
    """Which office does which kinds of projects; what is its own trade comes before meetings and printers.

    From one year to the next an office goes on with what it does, and some take up something new for their last one.
    """
    counts = apportion(size.projects, [_weight(seat) for seat in seats])
    chosen: list[tuple[Seat, Kind, str]] = []
    for seat, count in zip(seats, counts, strict=True):
        draw = Draw(f"{plan.finished_year}/kinds/{seat.office.path}")
        fitting = draw.shuffled([kind for kind in plan.kinds if kind.who & seat.tags])
        fitting.sort(key=lambda kind: ANY_OFFICE in kind.who)
        places = list(range(count))
        if count and year != plan.finished_year and draw.chance(_NEW_OF_A_HUNDRED):
            places[-1] = count
        chosen += [(seat, fitting[n % len(fitting)], PHASES[n // len(fitting)]) for n in places]
    return chosen


def _weight(seat: Seat) -> int:
    if TOWN in seat.tags:
        return TOWN_WEIGHT
    if not seat.tags:
        return 0
    return OTHER_WEIGHT if seat.tags == {ANY_OFFICE} else SECTOR_WEIGHT


def _adjusted(units: list[int], draw: Draw) -> list[int]:
    """The budgets after the year's adjustments: some give, their neighbours take, the sum stays."""
    after = list(units)
    for index in range(0, len(units) - 1, 2):
        if draw.chance(16):
            moved = share(min(units[index], units[index + 1]), draw.whole(4, 14))
            after[index] -= moved
            after[index + 1] += moved
    return after


def _undertaking(
    seat: Seat, kind: Kind, phase: str, *, year: int, number: int, original: int, revised: int, draw: Draw
) -> Undertaking:
    own = 0
    if len(kind.sources) > 1 and kind.sources[-1].key == "own":
        own = share(min(original, revised) // UNIT_FEN, draw.whole(10, 30)) * UNIT_FEN
    carried = 0
    if draw.chance(12):
        carried = share(min(original, revised) // UNIT_FEN, draw.whole(5, 20)) * UNIT_FEN
    return Undertaking(
        project=Project(
            id=draw.id(),
            office_id=seat.office.id,
            fiscal_year=year,
            name=kind.name.format(year=year, place=seat.place) + phase,
            code=_code(seat, kind, year, number),
            project_class=_class(kind),
            sector=kind.sector,
            tier="本级" if kind.sources[0].key in {"county", "own", "state"} else "上级下达",
            continuity="延续项目" if draw.chance(60) else "新增项目",
            recurrence=_recurrence(kind),
            department=seat.office.name,
            implementing_unit=seat.office.name,
            leader="项目负责人（练习）",
            budgets=_budgets(original, revised, year, draw),
            funding=_funding(kind, revised, own, year, draw),
        ),
        seat=seat,
        kind=kind,
        original_fen=original,
        revised_fen=revised,
        carried_fen=carried,
        own_fen=own,
        draw=draw,
    )


def _class(kind: Kind) -> ProjectClass:
    return ProjectClass.OPERATING_OTHER if kind.work in {"运转", "会议", "租赁"} else ProjectClass.SPECIFIC


def _recurrence(kind: Kind) -> str:
    return "经常性" if ANY_OFFICE in kind.who or _class(kind) is ProjectClass.OPERATING_OTHER else "一次性"


def _code(seat: Seat, kind: Kind, year: int, number: int) -> str:
    """21 characters: region, year, class letter and a number of 12 digits.

    Source: domain paper 2.4 (layout seen in published tables).
    """
    letter = "Y" if _class(kind) is ProjectClass.OPERATING_OTHER else "T"
    return f"{seat.office.region_code[:6]}{year % 100:02}{letter}{number:012}"


def _budgets(original: int, revised: int, year: int, draw: Draw) -> tuple[BudgetVersion, ...]:
    requested = original + share(original // UNIT_FEN, draw.whole(0, 25)) * UNIT_FEN
    number = draw.whole(3, 60)
    versions = [
        BudgetVersion(stage=BudgetStage.REQUESTED, amount_fen=requested, dated=dt.date(year - 1, 9, 28)),
        BudgetVersion(stage=BudgetStage.REVIEWED, amount_fen=original, dated=dt.date(year - 1, 12, 5)),
        BudgetVersion(
            stage=BudgetStage.ORIGINAL,
            amount_fen=original,
            dated=dt.date(year, 2, 18),
            document_number=f"练财预〔{year}〕{number}号",
        ),
    ]
    if revised != original:
        versions.append(
            BudgetVersion(
                stage=BudgetStage.ADJUSTED,
                amount_fen=revised - original,
                dated=dt.date(year, 8, 21),
                document_number=f"练财预〔{year}〕{number + 60}号",
            )
        )
    versions.append(BudgetVersion(stage=BudgetStage.REVISED, amount_fen=revised, dated=dt.date(year, 9, 30)))
    return tuple(versions)


def _funding(kind: Kind, revised: int, own: int, year: int, draw: Draw) -> tuple[FundingLine, ...]:
    """The sources of the revised budget, which they add up to."""
    first, *others = kind.sources
    if own:
        amounts = [revised - own, own]
    elif others and draw.chance(70):
        rest = share(revised // UNIT_FEN, draw.whole(10, 40)) * UNIT_FEN
        amounts = [revised - rest, rest]
    else:
        amounts = [revised]
    return tuple(
        FundingLine(
            source=source.name,
            book=source.book,
            amount_fen=amount,
            document_number=source.number.format(year=year, n=draw.whole(1, 150)),
        )
        for source, amount in zip((first, *others), amounts, strict=False)
    )
