"""Sealing and verifying a prefecture's year (5,326 projects with 10 indicators each), beside hashing and a raw insert.

Two floors. The goals are held against hashing the package and inserting its own records, raw, into tables as wide as they
are: what any reader of this data must do. The narrow rows are those of the first design, 7.5 MB with a dozen columns and
no words beside the numbers; beside them stands what a form in full costs, whatever the program does.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import sys
from pathlib import Path

import floors

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))

from package_builder import KEY, Contents, certificate, contents, heading, pack, package, signer

from jxdesk.actions.seal import seal as seal_errand
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.sending.selection import Choice
from jxdesk.exchange import keys, sealing
from jxdesk.exchange.contents import check_records
from jxdesk.exchange.record_model import TABLES
from jxdesk.exchange.stick import write_safely
from jxdesk.exchange.verifying import open_package, read_package
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects

PROJECTS, LINES = 5_326, 10
NARROW = "hash and raw insert, narrow rows"
OWN = "hash and raw insert, the package's records"
PACKAGE = "year.jxpkg"
SCHEMA = """
CREATE TABLE project(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, department INTEGER NOT NULL, name TEXT NOT NULL,
  year INTEGER NOT NULL, kind INTEGER NOT NULL, budget INTEGER NOT NULL, spent INTEGER NOT NULL, score INTEGER, goal TEXT);
CREATE TABLE indicator(id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES project(id), seq INTEGER NOT NULL,
  l1 TEXT NOT NULL, l2 TEXT NOT NULL, name TEXT NOT NULL, op TEXT NOT NULL, target INTEGER NOT NULL, unit TEXT NOT NULL,
  weight INTEGER NOT NULL, actual INTEGER, score INTEGER);
"""
INDEXES = (
    "CREATE INDEX by_department ON project(department); CREATE INDEX by_project ON indicator(project_id);"
)
Rows = list[tuple[object, ...]]


def year() -> Contents:
    """The year that is sealed."""
    return contents(PROJECTS, LINES)


def narrow_rows() -> tuple[Rows, Rows]:
    """The rows of the first floor."""
    draw = random.Random(7)
    projects_: Rows = []
    indicators: Rows = []
    for number in range(1, PROJECTS + 1):
        budget = draw.randrange(10_000_00, 90_000_000_00)
        name = f"2025年农村公路建设项目（{number}）"
        goal = "通过项目实施，改善基础设施条件，提升公共服务水平，" * 3
        projects_.append(
            (
                number,
                f"{draw.getrandbits(128):032x}",
                number % 580,
                name,
                2025,
                number % 4,
                budget,
                budget // 2,
                90_00,
                goal,
            )
        )
        for place in range(LINES):
            target = draw.randrange(1_00, 1000_00)
            indicators.append(
                (
                    len(indicators) + 1,
                    number,
                    place,
                    "产出指标",
                    "数量指标",
                    "道路建设完成率",
                    "≥",
                    target,
                    "%",
                    9_00,
                    target,
                    9_00,
                )
            )
    return projects_, indicators


def database(path: Path, schema: str) -> sqlite3.Connection:
    """A new database with the settings of the product."""
    for part in ("", "-wal", "-shm"):
        Path(f"{path}{part}").unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(schema)
    return connection


def insert(connection: sqlite3.Connection, tables: dict[str, Rows], indexes: str) -> None:
    """All rows in one transaction, the indexes after them."""
    connection.execute("BEGIN")
    for table, rows in tables.items():
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    connection.execute("COMMIT")
    connection.executescript(indexes)
    connection.close()


def lay_floors(work: Path, sealed: bytes) -> None:
    """Lays down what the two floors read: the package, and the bytes of the narrow rows."""
    (work / PACKAGE).write_bytes(sealed)
    rows = b"\n".join(
        json.dumps(row, ensure_ascii=False).encode() for table in narrow_rows() for row in table
    )
    (work / "narrow").write_bytes(rows)


def prepare(work: Path) -> None:
    """Seals the year once, and lays it into a workspace."""
    of = year()
    lay_floors(work, package(of))
    os.environ["XDG_DATA_HOME"] = str(work / "user")
    workspace = Workspace.open(work / "home")
    keys.create(workspace.folder.keys)

    def store(tx: Transaction) -> None:
        offices.add_many(tx, of.offices)
        projects.add_many(tx, of.projects)
        filings.add_many(tx, [(filing, filings.Summary()) for filing in of.filings])
        settings.put(tx, settings.OFFICE, of.offices[0].id)

    workspace.transact(store)
    workspace.close(backup=False)


def narrow_floor(work: Path) -> float:
    """The floor of the design papers."""
    projects_, indicators = narrow_rows()
    began = floors.now()
    hashlib.sha256((work / "narrow").read_bytes()).digest()
    connection = database(work / "narrow.db", SCHEMA)
    insert(connection, {"project": projects_, "indicator": indicators}, INDEXES)
    return floors.now() - began


def own_floor(work: Path) -> float:
    """The same, with the package's own records laid into tables as wide as they are."""
    tables: dict[str, Rows] = {}
    schema = ""
    with open_package(work / PACKAGE, with_records=False) as package:
        for table in TABLES:
            names = sorted(table.fields)
            rows: Rows = [
                tuple(_plain(record.get(name)) for name in names) for record in package.records(table)
            ]
            if rows:
                tables[table.name] = rows
                columns = ", ".join(f'"{name}"' if name != "id" else "id TEXT PRIMARY KEY" for name in names)
                schema += f"CREATE TABLE {table.name}({columns});"
    began = floors.now()
    hashlib.sha256((work / PACKAGE).read_bytes()).digest()
    connection = database(work / "own.db", schema)
    insert(connection, tables, "CREATE INDEX by_filing ON indicator_line(filing_id);")
    return floors.now() - began


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def verify_bytes(work: Path) -> float:
    """Container, signature, manifest and the hash of every member."""
    path = work / PACKAGE
    began = floors.now()
    with path.open("rb") as stream:
        read_package(stream, path.stat().st_size)
    return floors.now() - began


def verify_all(work: Path) -> float:
    """The same, and every record parsed, compared with its canonical form, checked, counted and summed."""
    path = work / PACKAGE
    began = floors.now()
    with path.open("rb") as stream:
        check_records(read_package(stream, path.stat().st_size))
    return floors.now() - began


def export(work: Path) -> float:
    """Filings in memory into a package on disk: encoded, hashed, signed, written, synced, renamed, read back, compared."""
    of = year()
    began = floors.now()
    with pack(of)[0] as data:
        sealed = sealing.seal(data, heading(), (signer(),), chain=[certificate(signer())], key=KEY)
        write_safely(sealed.chunks(), work / "out", "a.jxpkg", size=sealed.size)
    return floors.now() - began


def whole_errand(work: Path) -> float:
    """What the clerk waits for: read from the database, sealed, kept, committed, copied to the folder, read back twice."""
    os.environ["XDG_DATA_HOME"] = str(work / "user")
    workspace = Workspace.open(work / "home", check=False)
    choice = Choice(task=Task(form=Form.PROJECT_SELF_EVALUATION, year=2025))
    began = floors.now()
    seal_errand(workspace, choice, to=work / "out")
    seconds = floors.now() - began
    workspace.close(backup=False)
    return seconds


def _pair(name: str, run: floors.Run, goal: float | None) -> tuple[floors.Case, floors.Case]:
    return (
        floors.Case(name=name, run=run, against=OWN, goal=goal),
        floors.Case(name=f"{name}, beside narrow rows", run=run, against=NARROW),
    )


CASES = (
    floors.Case(name=NARROW, run=narrow_floor),
    floors.Case(name=OWN, run=own_floor),
    *_pair("verify signature and hashes", verify_bytes, 0.3),
    *_pair("verify with every record", verify_all, 1.3),
    *_pair("export, fsync and read-back included", export, 1.3),
    *_pair("the whole errand", whole_errand, None),
)

if __name__ == "__main__":
    floors.main(__file__, f"packages, {PROJECTS:,} x {LINES}", CASES, prepare=prepare)
