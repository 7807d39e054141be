"""Desks of one area, made once for all tests of the wire and copied for each; a test that makes its own imports another ``area``."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.actions.enrol_hub import set_up_hub
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import OfficeLevel
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, desks_in, enrolled
from tests.actions.road_desks import drawn, fill, send
from tests.hub.post_office import Area, running

__all__ = ["drawn", "running"]


def desk_clock() -> dt.datetime:
    """The desks' day."""
    return dt.datetime.fromisoformat("2026-11-20T09:00:00+08:00")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, drawn: object) -> Path:
    """Three desks that are enrolled with each other, the service's folder, and what the township has sealed."""
    folder = tmp_path_factory.mktemp("area")
    with pytest.MonkeyPatch.context() as patch, desks_in(folder) as desk:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("user")))
        prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
        county = desk("县", COUNTY, OfficeLevel.COUNTY)
        town = desk("镇", TOWN, OfficeLevel.TOWNSHIP)
        stick = folder / "U盘"
        stick.mkdir()
        enrolled(county, prefecture, stick)
        enrolled(town, county, stick)
        set_up_hub(prefecture, folder / "接收服务")
        fill(town, drawn)  # type: ignore[arg-type]
        send(town, stick)
    return folder


@pytest.fixture
def area(made: Path, tmp_path: Path) -> Iterator[Area]:
    """The three desks, opened."""
    folder = shutil.copytree(made, tmp_path / "州县镇")
    desks = [Workspace.open_existing(folder / name, clock=desk_clock) for name in ("州", "县", "镇")]
    prefecture, county, town = desks
    yield Area(
        prefecture=prefecture,
        county=county,
        town=town,
        hub=folder / "接收服务",
        stick=folder / "U盘",
    )
    for one in desks:
        one.close(backup=False)


@pytest.fixture
def sealed(area: Area) -> Path:
    """What the township has handed in to its county, on the stick."""
    return next(area.stick.glob("*.jxpkg"))
