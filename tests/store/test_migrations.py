"""Migrations: on a copy, checked, swapped in whole, with the old file kept."""

from __future__ import annotations

import gzip
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.records.filings import Form, Likelihood
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Database
from jxdesk.store.records import filings
from jxdesk.store.safety import migrations, swap
from jxdesk.store.safety.backups import Backups
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.migrations import MigrationFailed
from jxdesk.store.safety.opening import open_folder
from jxdesk.store.schema import versions as schema

KEPT = Path(__file__).parents[1] / "samples" / "databases"

REBUILD = """
CREATE TABLE office_new (
  id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  nickname TEXT NOT NULL DEFAULT ''
);
INSERT INTO office_new (id, path, name) SELECT id, path, name FROM office;
DROP TABLE office;
ALTER TABLE office_new RENAME TO office;
CREATE TRIGGER office_has_a_name BEFORE INSERT ON office
BEGIN SELECT CASE WHEN NEW.name = '' THEN RAISE(ABORT, 'name; missing') END; END;
"""
NEXT = (*schema.STEPS, REBUILD)


@pytest.fixture
def filled(home: Path, build: Any) -> DataFolder:
    opened = open_folder(home)
    build.fill(opened.database)
    opened.close(backup=False)
    return opened.folder


def look(path: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_step_rebuilds_a_table_and_its_children_stay(filled: DataFolder) -> None:
    old = filled.database.read_bytes()
    lines = look(filled.database, "SELECT count(*) FROM change_log")
    migrations.migrate(filled, Backups(filled), steps=NEXT)
    assert look(filled.database, "PRAGMA user_version") == [(schema.VERSION + 1,)]
    assert look(filled.database, "SELECT name, nickname FROM office") == [("白岩镇财政所", "")]
    assert look(filled.database, "SELECT count(*) FROM project, filing") == [(1,)]
    assert look(filled.database, "SELECT count(*) FROM change_log") == lines
    assert look(filled.database, "PRAGMA foreign_key_check") == []
    (aside,) = filled.moved_aside.iterdir()
    assert aside.read_bytes() == old
    (kept,) = Backups(filled).listed()
    assert (kept.contents.reason, kept.contents.pinned, kept.contents.state.schema) == (
        "migration",
        True,
        schema.VERSION,
    )
    assert not list(filled.root.glob("incoming*"))


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("DELETE FROM office;", MigrationFailed),
        ("DELETE FROM money_line;", MigrationFailed),
        ("ALTER TABLE office ADD COLUMN a TEXT; SELECT * FROM no_such_table;", sqlite3.OperationalError),
    ],
)
def test_a_step_that_loses_rows_or_fails_leaves_the_old_database(
    filled: DataFolder, step: str, why: type[Exception]
) -> None:
    before = filled.database.read_bytes()
    with pytest.raises(why):
        migrations.migrate(filled, Backups(filled), steps=(*schema.STEPS, step.replace("; ", ";\n")))
    assert filled.database.read_bytes() == before
    opened = open_folder(filled.root)
    assert opened.database.read(lambda tx: tx.value("SELECT count(*) FROM money_line")) == 2
    opened.close()
    assert not list(filled.root.glob("incoming*"))


@pytest.mark.parametrize("kept", sorted(KEPT.glob("schema-*.db.gz")), ids=lambda path: path.name)
def test_a_database_of_each_schema_opens_with_everything_it_held(home: Path, kept: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "jxdesk.db").write_bytes(gzip.decompress(kept.read_bytes()))
    before = look(home / "jxdesk.db", "SELECT n, hash FROM change_log ORDER BY n")
    opened = open_folder(home)
    try:
        read = opened.database.read
        target = read(lambda tx: filings.of_year(tx, 2023, form=Form.PROJECT_TARGET))[0].content
        result = read(lambda tx: filings.of_year(tx, 2022, form=Form.PROJECT_SELF_EVALUATION))[0].content
        assert (target.project_name, len(target.indicator_lines)) == ("村组干部报酬", 8)
        assert result.total_line is not None
        assert result.total_line.executed_fen == 38_766_462
        assert {line.likelihood for line in result.indicator_lines} == {Likelihood.UNSAID}
        assert (result.task_lines, result.money_lines[0].forecast_fen) == ((), None)
        assert read(lambda tx: tx.query("SELECT n, hash FROM change_log ORDER BY n"))[: len(before)] == before
        assert read(journal.first_broken_line) is None
    finally:
        opened.close(backup=False)


def test_a_swap_that_was_interrupted_is_finished_at_the_next_start(
    filled: DataFolder, tmp_path: Path
) -> None:
    replacement = tmp_path / "new.db"
    with Database.open(replacement) as database:
        database.run(lambda tx: tx.execute("INSERT INTO setting (id, value) VALUES ('mark', 'new')"))
    filled.database.replace(filled.moved_aside / "old.db")
    replacement.replace(swap.incoming(filled))
    (filled.root / "swap.json").write_text('{"aside": "old.db"}')
    opened = open_folder(filled.root)
    assert opened.database.read(lambda tx: tx.value("SELECT value FROM setting WHERE id = 'mark'")) == "new"
    opened.close()
    assert not (filled.root / "swap.json").exists()


def test_the_write_ahead_log_goes_aside_with_its_database(filled: DataFolder, tmp_path: Path) -> None:
    filled.database.with_name("jxdesk.db-wal").write_bytes(b"log")
    with Database.open(tmp_path / "new.db"):
        pass
    (tmp_path / "new.db").replace(swap.incoming(filled))
    first = swap.swap_in(filled, aside_name="x")
    assert first.with_name("x.db-wal").read_bytes() == b"log"
    assert not filled.database.with_name("jxdesk.db-wal").exists()
    filled.database.replace(swap.incoming(filled))
    assert swap.swap_in(filled, aside_name="x").name == "x-2.db"


def test_statements_are_split_with_triggers_whole() -> None:
    assert len(schema.statements(REBUILD)) == 5
    assert schema.statements(REBUILD)[-1].endswith("END;")


def test_no_sql_needs_more_than_sqlite_3_34() -> None:
    """Source: sqlite.org/changes.html: RETURNING 3.35, STRICT 3.37, ->> and unixepoch() 3.38, RIGHT JOIN 3.39."""
    newer = re.compile(r"RETURNING|\bSTRICT\b|->>|unixepoch\(|RIGHT JOIN|IS (NOT )?DISTINCT")
    for module in Path(schema.__file__).parent.glob("*.py"):
        code = module.read_text(encoding="utf-8").split('"""', 2)[-1]
        assert newer.search(code) is None, (module.name, newer.search(code))
