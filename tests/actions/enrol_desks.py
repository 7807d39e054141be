"""Desks that enrol with each other: a county, a township of it, and any other that a test makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jxdesk.actions import enrol, start
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import OfficeLevel

COUNTY, TOWN, PREFECTURE = "53-23-29", "53-23-29-103", "53-23"
Desk = Callable[..., Workspace]


@contextmanager
def desks_in(place: Path) -> Iterator[Desk]:
    """Opens the desk of an office on a day, which is made in this folder at the first call; all are closed in the end."""
    opened: dict[Path, Workspace] = {}

    def make(folder: str, code: str, level: OfficeLevel, *, day: str = "2026-11-20") -> Workspace:
        home = place / folder

        def clock() -> dt.datetime:
            return dt.datetime.fromisoformat(f"{day}T09:00:00+08:00")

        if home in opened:
            opened[home].close(backup=False)
        if not home.exists():
            start.start(home, name=f"{folder}财政局", level=level, code=code, clock=clock)
        opened[home] = Workspace.open_existing(home, clock=clock)
        return opened[home]

    try:
        yield make
    finally:
        for workspace in opened.values():
            workspace.close(backup=False)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Opens the desk of an office on a day, which is made at the first call."""
    with desks_in(tmp_path) as make:
        yield make


@pytest.fixture
def county(desk: Desk) -> Workspace:
    """The county on its first day."""
    return desk("县", COUNTY, OfficeLevel.COUNTY)


@pytest.fixture
def town(desk: Desk) -> Workspace:
    """The township on its first day."""
    return desk("镇", TOWN, OfficeLevel.TOWNSHIP)


def enrolled(lower: Workspace, upper: Workspace, stick: Path, **more: str) -> enrol.Certified:
    """The whole way: request, certificate, installed."""
    asked = enrol.request(lower, stick)
    given = enrol.certify(upper, asked.file, typed=asked.fingerprint, to=stick)
    enrol.install(lower, given.file, **more)
    return given
