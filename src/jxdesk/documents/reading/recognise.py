"""Recognises what a form is: its kind, the template it follows, its year and the unit of its money."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.words import heading_key
from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.money_words import unit_in
from jxdesk.shipped_files import resource

_WHOLE_OFFICE = re.compile(r"整体|部门\(单位\)|部门绩效自评表")
_TRANSFER = re.compile(r"转移支付|区域绩效|共同财政事权")
_TRANSFER_NAME = re.compile(r"(?:专项)?转移支付(?:\(项目\)|项目)?名称")
_LONGEST_HEADING = 40
_NEAR_ENOUGH = 0.5
_DEFAULT = {Form.PROJECT_SELF_EVALUATION: "national-2020"}
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=\s*(?:年度?|\)|-|\.|$))")
_FISCAL_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年度")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What tells one template from others, with its headings as keys."""

    id: str
    form: Form
    first_year: int
    last_year: int
    money_unit: MoneyUnit
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    absent: tuple[str, ...]
    prefer: int


@cache
def candidates() -> tuple[Candidate, ...]:
    """The templates that ship with the program, as far as recognising goes."""
    folder = resource("forms")
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    return tuple(_candidate(tomllib.loads(entry.read_text(encoding="utf-8"))) for entry in files)


def _candidate(mapping: dict[str, Any]) -> Candidate:
    told = mapping.get("recognise", {})
    years = [*mapping["years"], ""][:2]

    def keys(name: str) -> tuple[str, ...]:
        return tuple(heading_key(text) for text in told.get(name, ()))

    return Candidate(
        id=mapping["id"],
        form=Form(mapping["form"]),
        first_year=int(years[0]),
        last_year=int(years[1] or 9999),
        money_unit=MoneyUnit(mapping["money_unit"]),
        titles=keys("titles"),
        headings=keys("headings"),
        absent=keys("absent"),
        prefer=told.get("prefer", 0),
    )


def kind_of(area: FormArea, title: str) -> Form:
    """The kind of form, by its title and, where that leaves it open, by its columns."""
    roles = {role for head in area.heads for role in head.columns}
    key = heading_key(title)
    office = bool(_WHOLE_OFFICE.search(key))
    if "监控" in key or ("progress" in roles and "score" not in roles and "自评" not in key):
        return Form.DEPARTMENT_MONITORING if office else Form.PROJECT_MONITORING
    has_results = "actual" in roles or "score" in roles
    is_evaluation = "自评" in key or ("评价" in key and has_results)
    if not is_evaluation and not has_results:
        return Form.DEPARTMENT_TARGET if office else Form.PROJECT_TARGET
    if office:
        return Form.DEPARTMENT_SELF_EVALUATION
    if (_TRANSFER.search(key) or _names_transfer(area)) and "score" not in roles:
        return Form.TRANSFER_SELF_EVALUATION
    return Form.PROJECT_SELF_EVALUATION


def _names_transfer(area: FormArea) -> bool:
    """Whether the form asks for the name of a transfer where others ask for that of a project."""
    return any(
        _TRANSFER_NAME.fullmatch(heading_key(cell.text).partition(":")[0])
        for row in range(area.top, area.first_head_row)
        for cell in area.grid.own_row(row)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The template that a form follows; ``exact`` is false where another one is only the nearest."""

    template_id: str
    money_unit: MoneyUnit
    exact: bool


def template_of(area: FormArea, form: Form, *, title: str, year: int | None) -> Recognition:
    """The template of the kind whose headings stand on the form; failing that one that has most of them, or none."""
    present = _headings(area)
    title_key = heading_key(title)
    best: tuple[tuple[float, ...], Candidate] | None = None
    for candidate in candidates():
        if candidate.form is not form or not candidate.headings:
            continue
        share = sum(_stands(heading, present) for heading in candidate.headings) / len(candidate.headings)
        unwanted = sum(_stands(heading, present) for heading in candidate.absent)
        fits = share == 1 and not unwanted
        in_force = year is None or candidate.first_year <= year <= candidate.last_year
        titled = any(known in title_key for known in candidate.titles)
        near = share - unwanted / 4 + titled / 5
        rank = tuple(map(float, (fits, fits and in_force, 0 if fits else near, titled, candidate.prefer)))
        if best is None or rank > best[0]:
            best = (rank, candidate)
    if best is None:
        return Recognition(template_id=_DEFAULT.get(form, ""), money_unit=MoneyUnit.WAN, exact=False)
    rank, candidate = best
    if not rank[0] and rank[2] < _NEAR_ENOUGH:
        # A form that is like none of its kind is more likely in 万元 than in the unit of whichever comes first.
        unit = candidate.money_unit if form in _DEFAULT else MoneyUnit.WAN
        return Recognition(template_id=_DEFAULT.get(form, ""), money_unit=unit, exact=False)
    return Recognition(template_id=candidate.id, money_unit=candidate.money_unit, exact=bool(rank[0]))


def _headings(area: FormArea) -> frozenset[str]:
    last = area.heads[-1].bottom if area.heads else area.bottom
    keys = (
        heading_key(cell.text)
        for row in range(area.top, last + 1)
        for cell in area.grid.own_row(row)
        if len(cell.text) <= _LONGEST_HEADING * 2
    )
    return frozenset(key for key in keys if key and len(key) <= _LONGEST_HEADING)


def _stands(heading: str, present: Iterable[str]) -> bool:
    return any(heading in key for key in present)


def year_of(texts: Iterable[str]) -> int | None:
    """The fiscal year that the first of the texts names, ``2022年度`` before a bare ``2022年``."""
    for text in texts:
        plain = re.sub(r"\s+", "", fold(text))
        if re.search(r"[〇零○一二三四五六七八九]{4}年", plain):
            plain = plain.translate(_HAN_DIGITS)
        found = _FISCAL_YEAR.search(plain) or _YEAR.search(plain) or re.fullmatch(r"\(?(20[0-4]\d)\)?", plain)
        if found:
            return int(found.group(1))
    return None


def page_unit(area: FormArea) -> MoneyUnit | None:
    """The money unit that a caption above the table names."""
    for row in range(area.top, area.first_head_row):
        for cell in area.grid.own_row(row):
            if re.search(r"单位\s*[:：]?\s*(?:人民币)?\s*[亿万]?元", fold(cell.text)):
                unit = unit_in(cell.text)
                if unit is not None:
                    return unit
    return None
