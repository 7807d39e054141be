"""Office rows: the parts that only forms of a whole office and of transfers have — duties, targets by year, the seven rows
on how money was managed — found by their labels. Used by forms."""

from __future__ import annotations

import re

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.particulars import Particulars
from jxdesk.documents.reading.sheets import GridCell
from jxdesk.documents.reading.words import heading_key, vocabulary
from jxdesk.domain.values.lettering import says_nothing

_YEAR = re.compile(r"(20\d\d)年?度?")
_GOALS = ("expected_goal", "next_goal", "later_goal")
_RESULTS = ("actual_goal", "next_result", "later_result")


def read_office(area: FormArea, year: int | None, found: Particulars) -> None:
    """Duties, overall target and the targets of three years."""
    words = vocabulary("office")
    for row in range(area.top, area.first_head_row):
        cells = area.grid.own_row(row)
        for n, cell in enumerate(cells):
            role = words.exact_role_of(cell.text)
            if not role or (cell.row, cell.column) in area.taken:
                continue
            if role == "years":
                _read_years(area, row, cells, year, found)
                break
            if role == "overall_goal" and not _has_duties(area):
                continue  # a project's form calls its own target so
            after = cells[n + 1] if n + 1 < len(cells) else None
            area.take(cell, after)
            if after is not None and not says_nothing(after.text):
                found.put(role, after.text, after)


def _has_duties(area: FormArea) -> bool:
    words = vocabulary("office")
    rows = range(area.top, area.first_head_row)
    return any(words.exact_role_of(cell.text) == "duties" for row in rows for cell in area.grid.own_row(row))


def _read_years(
    area: FormArea, top: int, headings: list[GridCell], year: int | None, found: Particulars
) -> None:
    """Rows of ``财年 | 目标 | 实际完成情况`` below their headings; the first year counts where the filing names none."""
    area.take_row(top)
    goal = next(
        (cell for cell in headings[1:] if vocabulary("goal").role_of(cell.text) == "expected_goal"), None
    )
    result = next(
        (cell for cell in headings[1:] if vocabulary("goal").role_of(cell.text) == "actual_goal"), None
    )
    rows: list[tuple[int, str, str]] = []
    for row in range(top + 1, area.first_head_row):
        cells = area.grid.own_row(row)
        named = _YEAR.fullmatch(heading_key(cells[0].text)) if cells else None
        if named is None:
            break
        area.take_row(row)
        rows.append((int(named.group(1)), _under(area, row, goal), _under(area, row, result)))
    listed = [of for of, _, _ in rows]
    first = year if year is not None and year in listed else min(listed, default=0)
    for of, target, actual in rows:
        place = of - first
        if 0 <= place < len(_GOALS):
            found.put(_GOALS[place], target, None)
            found.put(_RESULTS[place], actual, None)


def _under(area: FormArea, row: int, heading: GridCell | None) -> str:
    if heading is None:
        return ""
    text = area.grid.text(row, heading.column).strip()
    return "" if says_nothing(text) or not text.strip("-—") else text


def read_management(area: FormArea, found: Particulars) -> None:
    """The rows on how a transfer's money was managed: what is said of each, and what went wrong."""
    words, columns = vocabulary("management"), vocabulary("management_column")
    heads: dict[str, int] = {}
    for row in range(area.top, area.first_head_row):
        cells = area.grid.own_row(row)
        roles = {role: cell for cell in cells if (role := columns.exact_role_of(cell.text))}
        if "state" in roles:
            heads = {role: cell.column for role, cell in roles.items()}
            area.take_row(row)
            continue
        label = next((cell for cell in cells if words.exact_role_of(cell.text)), None)
        if label is None or not heads:
            continue
        area.take(label)
        for role, column in heads.items():
            cell = area.grid.at(row, column)
            if cell is not None and cell.row == row and cell is not label:
                area.take(cell)
                if not says_nothing(cell.text) or cell.text.strip() == "无":
                    found.put(f"{words.exact_role_of(label.text)}_{role}", cell.text, cell)
