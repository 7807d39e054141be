"""The offices of the practice county: bureau, departments and towns, with invented codes whose check digits are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jxdesk.domain.practice.draw import Draw, apportion
from jxdesk.domain.practice.plan import ANY_OFFICE, TOWN, Department, Plan, Size
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.values.credit_codes import check_character, organisation_check


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An office with what its projects are drawn from; ``place`` is the word for it in a project's name."""

    office: Office
    place: str
    tags: frozenset[str]


def build_offices(plan: Plan, size: Size) -> tuple[Seat, ...]:
    """Every office of a scale, the one that keeps the data folder first."""
    if size.counties == 1:
        county = list(
            _county(plan, size, 0, path=size.path, region=size.region, parent=None, count=size.offices)
        )
        return tuple(county)
    top = _office(
        path=size.path,
        name=f"{plan.prefecture}财政局",
        level=OfficeLevel.PREFECTURE,
        parent=None,
        region=size.region,
        kind="11",
        department=True,
    )
    seats = [Seat(office=top, place="全市", tags=frozenset())]
    others = apportion(size.offices - 1 - size.first_county_offices, [1] * (size.counties - 1))
    for index, count in enumerate((size.first_county_offices, *others)):
        path, region = f"{size.path}-{index + 1:02}", f"{size.region[:4]}{index + 1:02}"
        seats += _county(plan, size, index, path=path, region=region, parent=top, count=count)
    return tuple(seats)


def _county(
    plan: Plan, size: Size, index: int, *, path: str, region: str, parent: Office | None, count: int
) -> Iterator[Seat]:
    """One county of ``count`` offices: its finance bureau, other departments, then its towns."""
    name = plan.counties[index]
    before = 0 if index == 0 else size.towns + (index - 1) * size.other_towns
    towns = plan.towns[before : before + (size.towns if index == 0 else size.other_towns)]
    departments = plan.departments[: count - len(towns)]
    bureau = _office(
        path=path,
        name=f"{name}{departments[0].name}",
        level=OfficeLevel.COUNTY,
        parent=parent,
        region=region,
        kind=departments[0].kind,
        department=True,
    )
    yield Seat(office=bureau, place="全县", tags=_tags(departments[0]))
    for number, department in enumerate(departments[1:], 102):
        office = _office(
            path=f"{path}-d{number}",
            name=f"{name}{department.name}",
            level=OfficeLevel.UNIT,
            parent=bureau,
            region=region,
            kind=department.kind,
            department=True,
        )
        yield Seat(office=office, place="全县", tags=_tags(department))
    for number, town in enumerate(towns, 101):
        office = _office(
            path=f"{path}-{number}",
            name=f"{name}{town}人民政府",
            level=OfficeLevel.TOWNSHIP,
            parent=bureau,
            region=f"{region}{number}",
            kind="11",
            department=False,
        )
        yield Seat(office=office, place=town, tags=frozenset({TOWN}))


def _tags(department: Department) -> frozenset[str]:
    return frozenset({*department.sectors, ANY_OFFICE})


def _office(
    *,
    path: str,
    name: str,
    level: OfficeLevel,
    parent: Office | None,
    region: str,
    kind: str,
    department: bool,
) -> Office:
    draw = Draw(path)
    segment = path.rsplit("-", 1)[-1]
    own_folder = level in {OfficeLevel.COUNTY, OfficeLevel.PREFECTURE}
    department_code = "101" if own_folder else segment.removeprefix("d")
    return Office(
        id=draw.id(),
        path=path,
        name=name,
        level=level,
        parent_id=parent.id if parent else "",
        region_code=region,
        credit_code=_credit_code(kind, region[:6], draw),
        department_code=department_code,
        unit_code=f"{department_code}001",
        is_department=department,
    )


def _credit_code(kind: str, region: str, draw: Draw) -> str:
    """A code of a region that does not exist, so that it is nobody's, with both check characters right."""
    organisation = f"PX{draw.whole(0, 999_999):06}"
    body = f"{kind}{region}{organisation}{organisation_check(organisation)}"
    return body + check_character(body)
