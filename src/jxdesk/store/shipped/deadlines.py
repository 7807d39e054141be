"""The timetable and the calendar that the program ships; read once, used by the errand of the first page."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from jxdesk.domain.values.working_days import WorkCalendar
from jxdesk.domain.year.deadlines import Timetable

_TIMETABLE = "yunnan-2026"


@cache
def timetable() -> Timetable:
    """The shipped deadlines."""
    place = files("jxdesk").joinpath("resources", "deadlines", f"{_TIMETABLE}.toml")
    return Timetable.from_mapping(tomllib.loads(place.read_text(encoding="utf-8")))


@cache
def work_calendar() -> WorkCalendar:
    """The shipped days off and days worked instead."""
    return WorkCalendar.from_csv(
        files("jxdesk").joinpath("resources", "calendar.csv").read_text(encoding="utf-8")
    )
