"""The mirror journal: every line outside the database too, repaired after a crash, and enough to replay."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import GENESIS
from jxdesk.store.records import filings
from jxdesk.store.safety import mirror
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.schema import versions as schema


def lines_of(opened: Opened) -> list[Any]:
    return list(opened.database.read(lambda tx: journal.latest(tx, 10**6))[::-1])


def test_the_journal_holds_every_line_of_the_log(opened: Opened, build: Any) -> None:
    build.fill(opened.database)
    lines = lines_of(opened)
    assert list(mirror.read_lines([opened.folder.journal])) == lines
    assert mirror.chain_from(GENESIS, mirror.read_lines([opened.folder.journal])) == lines


@pytest.mark.parametrize("harm", ["torn", "cut", "emptied", "gone", "scribbled"])
def test_a_journal_that_lacks_lines_is_completed_at_the_next_start(home: Path, build: Any, harm: str) -> None:
    opened = open_folder(home)
    build.fill(opened.database)
    opened.close()
    (path,) = (home / "journal").iterdir()
    whole = path.read_bytes()
    match harm:
        case "torn":
            path.write_bytes(whole[:-100])
        case "cut":
            path.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
        case "emptied":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
        case "scribbled":
            path.write_bytes(whole + b'{"n": 99, "half')
    opened = open_folder(home)
    lines = lines_of(opened)
    opened.close()
    assert mirror.chain_from(GENESIS, mirror.read_lines([home / "journal"])) == lines


def test_a_second_place_that_is_chosen_later_gets_the_whole_journal(
    home: Path, build: Any, tmp_path: Path
) -> None:
    opened = open_folder(home)
    build.fill(opened.database)
    opened.folder.set_second_place(tmp_path / "第二块盘")
    opened.close()
    opened = open_folder(home)
    opened.database.run(lambda tx: tx.note("seal"))
    lines = lines_of(opened)
    opened.close()
    assert list(mirror.read_lines([tmp_path / "第二块盘" / "journal"])) == lines


def test_a_second_place_that_is_away_stops_nobody_and_is_named(
    home: Path, build: Any, tmp_path: Path
) -> None:
    opened = open_folder(home)
    (tmp_path / "away").write_text("not a folder")
    opened.folder.set_second_place(tmp_path / "away")
    opened.close()
    opened = open_folder(home)
    build.fill(opened.database)
    lines = lines_of(opened)
    opened.close()
    assert list(opened.mirror.troubles) == [tmp_path / "away" / "journal"]
    assert list(mirror.read_lines([home / "journal"])) == lines


def test_a_day_has_its_own_file(home: Path, build: Any, clock: Any) -> None:
    opened = open_folder(home, clock=clock)
    build.fill(opened.database)
    clock.pass_(days=1)
    opened.database.run(lambda tx: tx.note("seal"))
    opened.close()
    assert sorted(path.name for path in (home / "journal").iterdir()) == [
        "000001-20260302.ndjson",
        "000001-20260303.ndjson",
    ]


def test_lines_follow_each_other_by_hash_though_the_clock_jumps_back(
    home: Path, build: Any, clock: Any
) -> None:
    opened = open_folder(home, clock=clock)
    build.fill(opened.database)
    clock.pass_(days=-400)
    opened.database.run(lambda tx: tx.note("seal"))
    opened.close()
    opened = open_folder(home, clock=clock)
    opened.database.run(lambda tx: tx.note("seal"))
    lines = lines_of(opened)
    opened.close()
    assert mirror.chain_from(GENESIS, mirror.read_lines([home / "journal"])) == lines


def test_a_changed_line_is_passed_over_and_ends_the_chain(opened: Opened, build: Any) -> None:
    office, project, _ = build.fill(opened.database)
    opened.database.run(lambda tx: filings.add(tx, build.filing(office, project)))
    opened.database.read(lambda tx: None)  # the lines are written after the commit is answered
    (path,) = opened.folder.journal.iterdir()
    texts = path.read_bytes().splitlines(keepends=True)
    texts[3] = texts[3].replace(b"1234567", b"7654321")
    path.write_bytes(b"".join(texts))
    assert len(mirror.chain_from(GENESIS, mirror.read_lines([opened.folder.journal]))) == 3


def test_replaying_the_journal_on_an_empty_database_gives_the_same_records(
    opened: Opened, build: Any, tmp_path: Path
) -> None:
    build.fill(opened.database)
    connection = sqlite3.connect(tmp_path / "replayed.db", isolation_level=None)
    schema.ensure(connection, tmp_path)
    connection.execute("BEGIN")
    mirror.replay(connection, lines_of(opened))
    connection.execute("COMMIT")
    for table in (
        "office",
        "project",
        "budget_version",
        "funding_line",
        "filing",
        "money_line",
        "indicator_line",
    ):
        sql = f"SELECT * FROM {table} ORDER BY id"
        assert connection.execute(sql).fetchall() == opened.database.read(lambda tx, sql=sql: tx.query(sql))  # type: ignore[misc]
    connection.close()


@pytest.mark.parametrize(
    ("table", "field"),
    [("office; DROP TABLE office", "name"), ("office", "name = 1 --"), ("change_log", "who")],
)
def test_a_line_naming_what_the_database_has_not_is_refused(
    opened: Opened, build: Any, tmp_path: Path, table: str, field: str
) -> None:
    build.fill(opened.database)
    line = lines_of(opened)[0]._replace(table_name=table, field=field, new='"x"')
    connection = sqlite3.connect(tmp_path / "replayed.db", isolation_level=None)
    schema.ensure(connection, tmp_path)
    with pytest.raises(ValueError, match="not in this database"):
        mirror.replay(connection, [line])
    connection.close()
