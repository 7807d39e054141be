"""The change log: complete without anybody remembering it, chained, and never edited."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import GENESIS, Change
from jxdesk.store.engine.database import Database
from jxdesk.store.engine.journal import Entry
from jxdesk.store.records import filings


def test_every_line_follows_from_the_one_before(database: Database, build: Any) -> None:
    build.fill(database)
    lines = database.read(lambda tx: journal.latest(tx, 100))[::-1]
    assert [line.n for line in lines] == list(range(1, len(lines) + 1))
    previous = GENESIS
    for line in lines:
        assert line.prev_hash == previous
        assert line.hash == line.expected_hash()
        previous = line.hash
    assert database.read(journal.head) == (len(lines), previous)
    assert database.read(journal.first_broken_line) is None


def test_a_line_says_who_when_where_and_by_which_errand(database: Database, build: Any) -> None:
    office, _, filing = build.fill(database)
    line = database.read(lambda tx: journal.history(tx, "office", office.id))[0]
    assert (line.who, line.device, line.epoch, line.errand) == ("练习员", database.device, 1, "start")
    assert line.old is None
    assert json.loads(line.new or "") == {"path": office.path, "name": office.name, "level": "township"}
    lines = database.read(lambda tx: journal.history_of_filing(tx, filing.id))
    assert len({one.errand_id for one in lines}) == 1
    assert len(lines) == 1 + len(filing.content.money_lines) + len(filing.content.indicator_lines)


def test_the_history_of_a_filing_tells_of_lines_that_are_gone(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    database.run(lambda tx: filings.delete(tx, filing.id))
    gone = [
        one for one in database.read(lambda tx: journal.history_of_filing(tx, filing.id)) if one.new is None
    ]
    assert {one.table_name for one in gone} == {"filing", "money_line", "indicator_line"}


def test_an_event_leaves_a_line_though_no_record_changed(database: Database) -> None:
    database.run(
        lambda tx: journal.record(tx, Entry(event="export", record_id="f", text="自评表.pdf")),
        errand="export",
    )
    line = database.read(lambda tx: journal.latest(tx, 1))[0]
    assert (line.table_name, line.record_id, line.field, line.new) == ("event", "f", "export", '"自评表.pdf"')


def test_writing_the_same_value_again_leaves_no_line(database: Database, build: Any) -> None:
    office, _, _ = build.fill(database)
    before = database.read(journal.head)
    database.run(lambda tx: tx.execute("UPDATE office SET name = name WHERE id = ?", (office.id,)))
    assert database.read(journal.head) == before


@pytest.mark.parametrize(
    "statement", ["DELETE FROM change_log", "UPDATE change_log SET new = '1' WHERE n = 2"]
)
def test_the_log_can_neither_be_cut_nor_edited(database: Database, build: Any, statement: str) -> None:
    build.fill(database)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.run(lambda tx: tx.execute(statement))


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE change_log SET new = '\"甲\"' WHERE n = 3", 3),
        ("UPDATE change_log SET who = '别人' WHERE n = 2", 2),
        ("DELETE FROM change_log WHERE n = 4", 4),
        ("UPDATE change_log SET hash = prev_hash WHERE n = 1", 1),
        ("UPDATE change_log SET at = '2020-01-01' WHERE n = 5", 5),
    ],
)
def test_tampering_with_the_file_is_found_at_its_line(
    tmp_path: Path, build: Any, tampering: str, broken: int
) -> None:
    path = tmp_path / "jxdesk.db"
    with Database.open(path) as database:
        office, project, _ = build.fill(database)
        for _ in range(3):
            database.run(lambda tx: filings.add(tx, build.filing(office, project)))
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER change_log_is_never_edited")
    connection.execute("DROP TRIGGER change_log_is_never_cut")
    connection.execute(tampering)
    connection.commit()
    connection.close()
    with Database.open(path) as database:
        assert database.read(journal.first_broken_line) == broken


def test_listeners_are_told_after_the_commit_and_not_of_what_failed(database: Database, build: Any) -> None:
    told: list[Change] = []
    database.listeners.append(told.extend)
    build.fill(database)
    with pytest.raises(sqlite3.IntegrityError):
        database.run(lambda tx: [tx.execute("INSERT INTO setting (id) VALUES ('a')") for _ in range(2)])
    database.read(lambda tx: None)
    assert told == list(database.read(lambda tx: journal.latest(tx, 1000))[::-1])
