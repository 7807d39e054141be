"""The one connection: its settings, its thread, and transactions that keep what they said they kept."""

from __future__ import annotations

import gc
import logging
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlmodel
from sqlalchemy import create_engine, text

from jxdesk.domain.errors import ExitCode
from jxdesk.store.engine import database as store_database
from jxdesk.store.engine.connection import PRAGMAS
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.faults import DatabaseDamaged, NestedTransaction, StoreError
from jxdesk.store.schema import driver_tables, road_tables, rollup_tables, tables, wire_tables, year_tables
from jxdesk.store.schema import versions as schema

NEW_OFFICE = "INSERT INTO office (id, path, name) VALUES (?, ?, ?)"


def names(database: Database) -> list[str]:
    return [row[0] for row in database.read(lambda tx: tx.query("SELECT name FROM office ORDER BY name"))]


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, _, expected in PRAGMAS])
def test_each_setting_of_the_connection_has_taken(database: Database, name: str, expected: object) -> None:
    answer = database.maintain(lambda connection: connection.execute(f"PRAGMA {name}").fetchone()).result()
    assert answer == (expected,)


def test_a_setting_that_does_not_take_keeps_the_file_closed() -> None:
    with pytest.raises(StoreError) as refused:
        Database.open(Path(":memory:"))
    assert refused.value.code == "JX-DB-SETTINGS"
    assert "journal_mode" in refused.value.facts


def test_rows_by_the_driver_and_by_a_session_stand_in_one_transaction(database: Database) -> None:
    def job(tx: Transaction) -> list[str]:
        tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲"))
        tx.session.add(tables.OfficeRow(id="b" * 32, path="53-23", name="乙", parent_id="a" * 32))
        tx.executemany(NEW_OFFICE, [("c" * 32, "53-24", "丙")])
        row = tx.session.get(tables.OfficeRow, "a" * 32)
        assert row is not None
        row.name = "甲二"
        return [found[0] for found in tx.query("SELECT name FROM office ORDER BY path")]

    assert database.run(job) == ["甲二", "乙", "丙"]
    assert names(database) == ["丙", "乙", "甲二"]


def test_a_job_that_raises_leaves_nothing_of_the_driver_or_the_session(database: Database) -> None:
    def job(tx: Transaction) -> None:
        tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲"))
        tx.session.add(tables.OfficeRow(id="b" * 32, path="53-23", name="乙"))
        tx.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.run(job)
    assert names(database) == []
    assert database.read(lambda tx: tx.value("SELECT count(*) FROM change_log")) == 0


def test_a_jobs_trouble_with_another_file_is_not_blamed_on_the_database(database: Database) -> None:
    with pytest.raises(FileNotFoundError):
        database.run(lambda tx: Path("/no/such/file").read_text())


def test_a_session_nested_in_an_errand_is_refused_and_the_outer_work_is_kept(database: Database) -> None:
    def job(tx: Transaction) -> None:
        tx.session.add(tables.OfficeRow(id="a" * 32, path="53", name="外"))
        tx.session.flush()
        nested = sqlmodel.Session(tx.session.get_bind())
        with pytest.raises(NestedTransaction):
            nested.connection()
        nested.close()
        tx.execute(NEW_OFFICE, ("b" * 32, "53-23", "后"))

    database.run(job)
    assert names(database) == ["后", "外"]


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_a_session_may_not_end_the_errand(database: Database, ending: str) -> None:
    def job(tx: Transaction) -> None:
        tx.session.add(tables.OfficeRow(id="a" * 32, path="53", name="甲"))
        with pytest.raises(NestedTransaction):
            getattr(tx.session, ending)()

    database.run(job)
    assert names(database) == ["甲"]


def test_a_statement_that_ends_the_transaction_is_found_out(database: Database) -> None:
    def job(tx: Transaction) -> None:
        tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲"))
        tx.execute("ROLLBACK")
        tx.execute(NEW_OFFICE, ("b" * 32, "53-23", "乙"))

    with pytest.raises(RuntimeError, match="ended inside its job"):
        database.run(job)
    assert names(database) == []


def test_a_job_that_swallows_a_failed_save_is_rolled_back(database: Database) -> None:
    def job(tx: Transaction) -> None:
        tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲"))
        tx.session.add(tables.OfficeRow(id="b" * 32, path="53", name="同一路径"))
        with pytest.raises(Exception, match="UNIQUE"):
            tx.session.flush()

    with pytest.raises(RuntimeError, match="may not go on"):
        database.run(job)
    assert names(database) == []


def test_a_job_may_not_queue_another_one(database: Database) -> None:
    with pytest.raises(NestedTransaction):
        database.run(lambda tx: database.run(lambda inner: inner.execute("SELECT 1")))


def test_a_transaction_is_over_when_its_job_is(database: Database) -> None:
    kept = database.run(lambda tx: tx)
    with pytest.raises(RuntimeError, match="over"):
        kept.execute("SELECT 1")


def test_a_job_that_reads_may_not_write(database: Database) -> None:
    with pytest.raises(RuntimeError, match="only reads"):
        database.read(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
    assert names(database) == []
    database.run(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
    assert names(database) == ["甲"]


def test_the_connection_is_refused_on_another_thread_and_works_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    connection = database.maintain(lambda one: one).result()
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    caplog.set_level(logging.CRITICAL)
    engine = database.run(lambda tx: tx.session.get_bind())
    with pytest.raises((sqlite3.ProgrammingError, NestedTransaction)), sqlmodel.Session(engine) as session:
        session.exec(text("SELECT 1"))  # type: ignore[call-overload]
    database.run(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
    assert names(database) == ["甲"]


def test_a_second_process_is_told_that_the_file_is_in_use(database: Database) -> None:
    program = (
        "import sys; from pathlib import Path; from jxdesk.store.engine.database import Database\n"
        "from jxdesk.domain.errors import JxError\n"
        "try: Database.open(Path(sys.argv[1]))\n"
        "except JxError as error: print(error.code); raise SystemExit(int(error.exit_code))"
    )
    second = subprocess.run(
        [sys.executable, "-c", program, str(database.path)], capture_output=True, text=True, check=False
    )
    assert second.returncode == ExitCode.LOCKED
    assert second.stdout.strip() == "JX-LOCKED"


def test_opening_and_reading_load_no_models(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from jxdesk.store.safety.opening import open_folder\n"
        "from jxdesk.store.records import filings, imports, offices, packages, projects\n"
        "from jxdesk.store.views import screens; from jxdesk.store.engine import journal\n"
        "opened = open_folder(Path(sys.argv[1]))\n"
        "opened.database.read(lambda tx: projects.of_year(tx, 2026))\n"
        "opened.close()\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'pydantic', 'pypinyin', 'openpyxl'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "home")], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_loader_brings_the_models_while_reads_go_on(database: Database) -> None:
    gc.enable()
    before = sys.getswitchinterval()
    loader = database.warm()
    assert database.read(lambda tx: tx.value("SELECT count(*) FROM office")) == 0
    loader.join(timeout=60)
    assert not loader.is_alive()
    assert gc.isenabled()
    assert sys.getswitchinterval() == before
    assert database.warm() is loader
    assert database.run(lambda tx: tx.session.get(tables.OfficeRow, "x")) is None


def test_closing_folds_the_log_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "jxdesk.db"
    with Database.open(path) as database:
        database.run(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
    assert [one.name for one in tmp_path.glob("jxdesk.db*")] == ["jxdesk.db"]
    with Database.open(path) as database:
        assert names(database) == ["甲"]


def test_the_log_is_folded_when_nobody_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_database, "IDLE_SECONDS", 0.05)
    with Database.open(tmp_path / "jxdesk.db") as database:
        database.run(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
        log = tmp_path / "jxdesk.db-wal"
        deadline = time.monotonic() + 10
        while log.stat().st_size and time.monotonic() < deadline:
            time.sleep(0.02)
        assert log.stat().st_size == 0


def test_a_file_that_does_not_open_leaves_no_thread_behind(tmp_path: Path) -> None:
    (tmp_path / "jxdesk.db").write_bytes(b"?" * 9000)
    before = threading.active_count()
    with pytest.raises(DatabaseDamaged):
        Database.open(tmp_path / "jxdesk.db")
    assert threading.active_count() == before


def test_jobs_are_run_one_after_the_other_whoever_asks(database: Database) -> None:
    def add(number: int) -> None:
        database.run(lambda tx: tx.execute(NEW_OFFICE, (f"{number:032d}", f"53-{number}", f"{number:02d}")))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(database) == [f"{number:02d}" for number in range(20)]


def test_a_full_disk_is_said_in_words_and_the_save_is_tried_again_when_room_was_made(
    database: Database,
) -> None:
    database.run(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
    pages = database.maintain(lambda one: one.execute("PRAGMA page_count").fetchone()[0]).result()
    database.maintain(lambda one: one.execute(f"PRAGMA max_page_count={pages}").fetchone()).result()
    big = [(f"{n:032d}", f"53-{n}", "很长的名字" * 200) for n in range(200)]

    def job(tx: Transaction) -> None:
        tx.executemany(NEW_OFFICE, big)

    with pytest.raises(StoreError) as full:
        database.run(job)
    assert full.value.code == "JX-DISK-FULL"
    assert names(database) == ["甲"]

    def make_room() -> bool:
        database._held().execute("PRAGMA max_page_count=1073741823").fetchone()
        return True

    database.on_disk_full = make_room
    database.run(job)
    assert len(names(database)) == 201


def described(connection: sqlite3.Connection) -> dict[str, object]:
    found: dict[str, object] = {}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        found[table] = (
            connection.execute(f"PRAGMA table_info({table})").fetchall(),
            sorted(row[2:] for row in connection.execute(f"PRAGMA foreign_key_list({table})")),
            sorted(
                (
                    row[2],
                    row[3],
                    row[4],
                    [one[2] for one in connection.execute(f"PRAGMA index_info({row[1]})")],
                )
                for row in connection.execute(f"PRAGMA index_list({table})")
            ),
        )
    return found


def test_the_frozen_schema_is_the_schema_of_the_models(tmp_path: Path) -> None:
    frozen = sqlite3.connect(tmp_path / "frozen.db", isolation_level=None)
    schema.ensure(frozen, tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    others = (
        driver_tables.MetaRow,
        year_tables.TaskLineRow,
        road_tables.EnrolmentRow,
        wire_tables.OutboxRow,
        rollup_tables.RollUpSumRow,
    )
    for row in others:  # those tables are among them
        assert row.metadata is sqlmodel.SQLModel.metadata
    sqlmodel.SQLModel.metadata.create_all(engine)
    engine.dispose()
    models = sqlite3.connect(tmp_path / "models.db")
    assert described(frozen) == described(models)
    assert len(described(frozen)) == len(sqlmodel.SQLModel.metadata.tables)
    frozen.close()
    models.close()


@pytest.mark.parametrize(
    ("table", "column"), [("budget_version", "amount_fen"), ("money_line", "executed_fen")]
)
@pytest.mark.parametrize("wrong", [1.5, "一百"])
def test_money_columns_take_whole_fen_only(
    database: Database, table: str, column: str, wrong: object
) -> None:
    database.run(lambda tx: tx.execute(NEW_OFFICE, ("a" * 32, "53", "甲")))
    database.run(
        lambda tx: tx.execute(
            "INSERT INTO project (id, office_id, fiscal_year) VALUES ('p', ?, 2026)", ("a" * 32,)
        )
    )
    database.run(lambda tx: tx.execute("INSERT INTO filing (id, office_id) VALUES ('f', ?)", ("a" * 32,)))
    owner, owner_id = ("project_id", "p") if table == "budget_version" else ("filing_id", "f")
    insert = f"INSERT INTO {table} (id, {owner}, {column}) VALUES (?, ?, ?)"
    with pytest.raises(sqlite3.IntegrityError):
        database.run(lambda tx: tx.execute(insert, ("x", owner_id, wrong)))
    database.run(lambda tx: tx.execute(insert, ("x", owner_id, -5)))
    assert database.read(lambda tx: tx.value(f"SELECT {column} FROM {table}")) == -5
