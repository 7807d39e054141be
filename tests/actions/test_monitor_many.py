"""Many figures of monitoring at once: stored just as one by one, in one errand that can be stopped and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import monitor
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.monitor import EXECUTED, FORECAST, Done, Typed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, libraries, offices, projects
from jxdesk.store.views import monitoring, monitoring_sheets
from jxdesk.store.views.known import document_of, known, known_of
from jxdesk.store.views.known_many import MonitoringShelf
from jxdesk.store.views.monitoring_sheets import MANY

YEAR, PERIOD = 2026, 5
"""A month that the practice county has not begun."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("county") / "练习县"
    make_practice_county(home)
    return home


@pytest.fixture
def desks(county: Path, tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """The county twice: one for single cells, one for many at once."""
    homes = [Path(shutil.copytree(county, tmp_path / name / "练习县")) for name in ("one", "many")]
    with Workspace.open_existing(homes[0]) as one, Workspace.open_existing(homes[1]) as many:
        yield one, many


def cells(workspace: Workspace, amount: str) -> list[Typed]:
    """Two cells of every project of the year, some in words that are refused and some above the budget."""
    rows = monitor.month(workspace, YEAR, PERIOD).rows
    assert len(rows) >= MANY - 4
    typed = []
    for number, row in enumerate(rows):
        text = "不知道" if number % 7 == 3 else "99999999" if number % 7 == 5 else f"{amount}{number}"
        typed.append(Typed(project_id=row.project_id, field=EXECUTED, text=text))
        typed.append(Typed(project_id=row.project_id, field=FORECAST, text=f"{amount}{number}.5"))
    return typed


def one_by_one(workspace: Workspace, typed: list[Typed]) -> list[Done]:
    owners = dict.fromkeys(one.project_id for one in typed)
    return [
        monitor.put(workspace, YEAR, PERIOD, [one for one in typed if one.project_id == owner])
        for owner in owners
    ]


def stored(workspace: Workspace) -> dict[str, tuple[str, int, tuple[object, ...], list[tuple[object, ...]]]]:
    """What is stored of each monitoring form: its words with ids made plain, version, summary, and points of its lines."""

    def read(tx: Transaction) -> dict[str, tuple[str, int, tuple[object, ...], list[tuple[object, ...]]]]:
        found = {}
        for filing in filings.of_year(tx, YEAR, form=Form.PROJECT_MONITORING):
            if filing.content.period != PERIOD:
                continue
            summary = tx.row(
                "SELECT computed_hundredths, computed_grade, error_count, warning_count, advice_count,"
                " filled_with FROM filing WHERE id = ?",
                (filing.id,),
            )
            points = tx.query(
                "SELECT position, computed_hundredths, effective_hundredths FROM indicator_line"
                " WHERE filing_id = ? ORDER BY position",
                (filing.id,),
            )
            assert summary is not None
            found[filing.project_id] = (plain(filing), filing.version, summary, points)
        return found

    return workspace.read(read)


def plain(filing: Filing) -> str:
    """The content with every id of its own as a number."""
    content = filing.content
    text = repr(content)
    for number, line in enumerate((*content.money_lines, *content.indicator_lines, *content.task_lines)):
        text = text.replace(line.id, f"#{number}")
    return text


def test_many_at_once_are_stored_as_one_by_one(
    desks: tuple[Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, many = desks
    monkeypatch.setattr(monitoring_sheets, "MANY", 2)
    monkeypatch.setattr(monitor, "PORTION", 7)
    for amount in ("1", "2"):  # first they are made, then they are changed
        typed = cells(one, amount)
        monkeypatch.setattr(monitoring_sheets, "MANY", 10_000)
        singles = one_by_one(one, typed)
        monkeypatch.setattr(monitoring_sheets, "MANY", 2)
        together = monitor.put(many, YEAR, PERIOD, cells(many, amount))
        assert stored(many) == stored(one)
        assert len(stored(many)) == len(typed) // 2
        said = [refused.finding for done in singles for refused in done.refused]
        assert [refused.finding.message for refused in together.refused] == [one.message for one in said]
        assert len(said) >= 3
        lights = {row.project_id: row for done in singles for row in done.rows}
        assert [replace(row, filing_id="") for row in together.rows] == [
            replace(lights[row.project_id], filing_id="") for row in together.rows
        ]


def test_many_are_one_errand_and_are_taken_back_together(desks: tuple[Workspace, Workspace]) -> None:
    _, many = desks
    errands = "SELECT count(DISTINCT errand_id) FROM change_log"
    before = many.read(lambda tx: tx.value(errands))
    first = monitor.put(many, YEAR, PERIOD, cells(many, "1"))
    made = stored(many)
    second = monitor.put(many, YEAR, PERIOD, cells(many, "2"))
    assert many.read(lambda tx: tx.value(errands)) == before + 2
    monitor.take_back(many, YEAR, PERIOD, second.inverse)
    assert {key: value[0] for key, value in stored(many).items()} == {
        key: value[0] for key, value in made.items()
    }
    monitor.take_back(many, YEAR, PERIOD, first.inverse)
    assert stored(many) == {}


def test_stopping_half_way_leaves_nothing_behind(
    desks: tuple[Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, many = desks
    monkeypatch.setattr(monitor, "PORTION", 5)

    class Stopping(Progress):
        def step(self, count: int = 1) -> None:
            super().step(count)
            if self.done >= 10:
                self.cancel()

    with pytest.raises(Cancelled):
        monitor.put(many, YEAR, PERIOD, cells(many, "1"), progress=Stopping())
    assert stored(many) == {}


def test_what_is_read_for_many_is_what_is_read_for_one(desks: tuple[Workspace, Workspace]) -> None:
    _, many = desks
    monitor.put(many, YEAR, PERIOD, cells(many, "1"))

    def compare(tx: Transaction) -> int:
        ids = [one.id for one in projects.of_year(tx, YEAR) if not one.is_classified]
        month = monitoring.filing_ids(tx, YEAR, PERIOD, tuple(ids))
        present = {one.project_id: one for one in filings.get_many(tx, list(month.values()))}
        shelf = MonitoringShelf.of(tx, ids, year=YEAR, period=9)
        new = shelf.known(ids)
        there = MonitoringShelf.of(tx, ids, year=YEAR, period=PERIOD).known_of(present)
        for project_id in ids:
            project = projects.get(tx, project_id)
            assert project is not None
            office = offices.get(tx, project.office_id)
            assert office is not None
            single = known(tx, Form.PROJECT_MONITORING, YEAR, project=project, office=office, period=9)
            document = document_of(tx, single.target)
            single = replace(single, target_document=document, retired=libraries.retired(tx))
            stands = known_of(tx, present[project_id])
            if single.target is not None:  # then last year's forms are not read
                single = replace(single, last_year=None, last_result=None)
                stands = replace(stands, last_year=None, last_result=None)
            assert new[project_id] == single
            assert there[project_id] == stands
        return len(ids)

    assert many.read(compare) >= 20
