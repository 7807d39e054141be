"""Wholes: a record added with its lines is one line of the journal, and says as much as one for each of them did."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.records.filings import Filing, FilingContent, Form
from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import Change, unfolded
from jxdesk.store.engine.database import Database, Row, Transaction
from jxdesk.store.records import filings, offices, projects, undoing
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.founding import first_state
from jxdesk.store.views.past_versions import filing_at
from jxdesk.store.views.project_history import project_changes, project_history

TABLES = ("project", "budget_version", "funding_line", "filing", "money_line", "indicator_line", "task_line")


def rows_of(database: Database) -> dict[str, list[Row]]:
    return {
        table: database.read(lambda tx, table=table: tx.query(f"SELECT * FROM {table} ORDER BY id"))  # type: ignore[misc]
        for table in TABLES
    }


def said(changes: list[Change]) -> set[tuple[str, str, str | None, str]]:
    """What single changes say, whatever the order of the names in an object, and but for what is usual."""
    usual = ("", 0, "{}", "[]")
    return {
        (
            one.table_name,
            one.record_id,
            one.old,
            str(
                sorted((name, cell) for name, cell in json.loads(one.new or "").items() if cell not in usual)
            ),
        )
        for one in changes
    }


def test_a_filing_with_its_lines_and_a_project_with_its_budgets_are_one_line_each(
    database: Database, build: Any
) -> None:
    office, project, filing = build.fill(database)
    lines = database.read(lambda tx: journal.latest(tx, 100))[::-1]
    assert [(one.table_name, one.record_id) for one in lines] == [
        ("office", office.id),
        ("project", project.id),
        ("filing", filing.id),
    ]
    assert [len(list(unfolded(one))) for one in lines] == [1, 4, 6]


def test_the_single_changes_are_those_that_the_triggers_note(
    database: Database, build: Any, tmp_path: Path
) -> None:
    office, _, _ = build.fill(database)
    with Database.open(tmp_path / "single.db") as single:
        single.run(lambda tx: offices.add(tx, office))

        def insert(tx: Transaction) -> None:
            tx.execute("PRAGMA defer_foreign_keys=ON")
            for table, rows in rows_of(database).items():
                for row in rows:
                    tx.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

        single.run(insert)
        whole, apart = (
            one.read(lambda tx: [each for line in journal.latest(tx, 100) for each in unfolded(line)])
            for one in (database, single)
        )
    assert len(apart) == 11
    assert said(whole) == said(apart)


def test_one_line_is_shorter_than_a_line_for_each_cell_row(database: Database, build: Any) -> None:
    office, project, _ = build.fill(database)
    database.run(lambda tx: filings.add(tx, build.filing(office, project, lines=20)))
    line = database.read(lambda tx: journal.latest(tx, 1))[0]
    columns = json.loads(line.new or "")["with"]["indicator_line"]
    assert len(columns["id"]) == 20
    assert columns["level2"] == "数量指标"
    assert "actual_text" not in columns
    assert columns["weight"] == "12.5"


def test_a_filing_without_lines_says_nothing_of_lines(database: Database, build: Any) -> None:
    office, _, _ = build.fill(database)
    bare = Filing(
        id=build.id(), office_id=office.id, content=FilingContent(form=Form.DEPARTMENT_TARGET, template_id="")
    )
    database.run(lambda tx: filings.add(tx, bare))
    line = database.read(lambda tx: journal.latest(tx, 1))[0]
    assert "with" not in json.loads(line.new or "")


def test_words_that_look_like_the_mark_are_words(database: Database, build: Any) -> None:
    office, project, _ = build.fill(database)
    odd = replace(project, id=build.id(), name='"with":{"id":[1]}', code="", budgets=(), funding=())
    database.run(lambda tx: projects.add(tx, odd))
    told = database.read(lambda tx: journal.history(tx, "project", odd.id))
    assert [json.loads(one.new or "")["name"] for one in told] == [odd.name]
    assert office.id


def test_what_fails_inside_leaves_the_tables_watched_and_no_line(database: Database, build: Any) -> None:
    office, project, filing = build.fill(database)
    before = database.read(journal.head)

    def twice(tx: Transaction) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            filings.add(tx, filing)
        tx.execute("UPDATE filing SET title = '改' WHERE id = ?", (filing.id,))
        tx.execute("INSERT INTO filing (id, office_id) VALUES ('raw', ?)", (office.id,))

    database.run(twice)
    told = database.read(lambda tx: journal.latest(tx, 10))[:2]
    assert [(one.record_id, one.field) for one in told] == [("raw", ""), (filing.id, "title")]
    assert database.read(journal.head)[0] == before[0] + 2
    assert project.id


def test_in_a_first_state_nothing_is_told_of_single_records(database: Database, build: Any) -> None:
    office = build.office()
    project = build.project(office)

    def job(tx: Transaction) -> None:
        with first_state(tx, text="一个项目"):
            offices.add(tx, office)
            projects.add(tx, project)
            filings.add(tx, build.filing(office, project))

    database.run(job, errand="demo")
    told = database.read(lambda tx: journal.latest(tx, 10))
    assert [(one.table_name, one.field) for one in told] == [("event", "founded")]


def test_undo_takes_a_whole_back_and_redo_brings_every_value_again(database: Database, build: Any) -> None:
    office, project, filing = build.fill(database)
    summary = Summary(error_count=1, computed_scores={filing.content.indicator_lines[0].id: None})
    other = build.filing(office, project)
    database.run(lambda tx: filings.add(tx, other, summary=summary), errand="import")
    added = rows_of(database)
    errand = database.read(lambda tx: journal.latest(tx, 1))[0].errand_id
    assert database.run(lambda tx: undoing.undo(tx, errand), errand="undo") == 6
    assert database.read(lambda tx: filings.get(tx, other.id)) is None
    undone = database.read(lambda tx: journal.latest(tx, 1))[0].errand_id
    database.run(lambda tx: undoing.undo(tx, undone), errand="redo")
    database.run(lambda tx: tx.execute("UPDATE filing SET version = 1, vector = ?", (vector(database),)))
    assert rows_of(database) == added
    assert database.read(journal.first_broken_line) is None


def vector(database: Database) -> str:
    return json.dumps({f"{database.device}:1": 1}, separators=(",", ":"))


def test_a_filing_is_found_as_it_was_when_it_came(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    came = database.read(journal.head)[0]
    first, *others = filing.content.indicator_lines
    content = replace(filing.content, indicator_lines=(*others, replace(first, actual_text="12公里")))
    database.run(lambda tx: filings.save(tx, replace(filing, content=content), expected_version=1))
    then = database.read(lambda tx: filing_at(tx, filing.id, came))
    assert then == filing
    assert database.read(lambda tx: filing_at(tx, filing.id, came - 1)) is None


def test_the_history_of_a_project_counts_and_names_what_a_whole_brought(
    database: Database, build: Any
) -> None:
    _, project, filing = build.fill(database)
    steps = database.read(lambda tx: project_history(tx, project.id))
    assert [(errand, count) for _, _, _, errand, count in steps] == [("add", 6), ("add", 4)]
    rows = database.read(lambda tx: project_changes(tx, project.id, [steps[0][0]]))
    names = {(table, line) for _, _, table, _, _, _, line in rows}
    assert ("filing", "") in names
    assert {line for table, line in names if table == "money_line"} == {
        one.label for one in filing.content.money_lines
    }
    assert [table for _, _, table, *_ in rows].count("indicator_line") == 3
