"""The timetable and the calendar that the program ships; read once, used by the errand of the first page."""

from __future__ import annotations

import tomllib
from functools import cache

from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.values.working_days import WorkCalendar
from jxdesk.domain.year.deadlines import Timetable
from jxdesk.shipped_files import resource
from jxdesk.store.shipped import overlay

_TIMETABLE = "yunnan-2026"


@cache
def timetable() -> Timetable:
    """The deadlines: those that were published last, else the shipped ones."""
    return Timetable.from_mapping(tomllib.loads(timetable_text()))


@cache
def work_calendar() -> WorkCalendar:
    """The days off and days worked instead: those that were published last, else the shipped ones."""
    return WorkCalendar.from_csv(calendar_text())


def timetable_text() -> str:
    """The deadlines as they are written."""
    published = overlay.texts(PublicationKind.DEADLINES)
    place = resource("deadlines", f"{_TIMETABLE}.toml")
    return published[-1] if published else place.read_text(encoding="utf-8")


def calendar_text() -> str:
    """The calendar as it is written."""
    published = overlay.texts(PublicationKind.HOLIDAYS)
    place = resource("calendar.csv")
    return published[-1] if published else place.read_text(encoding="utf-8")


for _reader in (timetable, work_calendar):
    overlay.on_change(_reader.cache_clear)
