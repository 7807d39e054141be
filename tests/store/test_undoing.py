"""Undo, redo, and when something was built on what would be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jxdesk.domain.records.filings import Filing, FilingState, IndicatorLine
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import filings, offices, projects, undoing
from jxdesk.store.records.filings import Summary


def last_errand(database: Database) -> str:
    return database.read(lambda tx: journal.latest(tx, 1))[0].errand_id


def undo(database: Database, errand_id: str) -> str:
    def job(tx: Transaction) -> str:
        undoing.undo(tx, errand_id)
        return tx.errand_id

    return database.run(job, errand="undo")


def get(database: Database, filing: Filing) -> Filing:
    found = database.read(lambda tx: filings.get(tx, filing.id))
    assert found is not None
    return found


def save(database: Database, filing: Filing, **content: Any) -> tuple[Filing, str]:
    changed = replace(filing, content=replace(filing.content, **content))
    saved = database.run(lambda tx: filings.save(tx, changed, expected_version=filing.version), errand="fill")
    return saved, last_errand(database)


def test_undo_brings_the_old_value_under_a_new_version_and_redo_the_new_one(
    database: Database, build: Any
) -> None:
    _, _, filing = build.fill(database)
    changed, errand = save(database, filing, title="改过的标题")
    undone = undo(database, errand)
    back = get(database, filing)
    assert back.content == filing.content
    assert (back.version, dict(back.vector)) == (3, {f"{database.device}:1": 3})
    redone = undo(database, undone)
    assert get(database, filing).content == changed.content
    undo(database, redone)
    assert get(database, filing).content == filing.content
    assert get(database, filing).version == 5


def test_lines_that_were_added_moved_or_deleted_come_back(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    first, _, third = filing.content.indicator_lines
    new = IndicatorLine(id=build.id(), name="新指标")
    changed, errand = save(database, filing, indicator_lines=(third, new, first))
    undone = undo(database, errand)
    assert get(database, filing).content == filing.content
    undo(database, undone)
    assert get(database, filing).content == changed.content


def test_a_deleted_filing_comes_back_with_its_lines(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    database.run(lambda tx: filings.delete(tx, filing.id), errand="delete")
    undo(database, last_errand(database))
    back = get(database, filing)
    assert back.content == filing.content
    assert back.version == 2


def test_what_was_added_with_its_parents_goes_in_one_step(database: Database, build: Any) -> None:
    office = build.office()
    project = build.project(office)
    filing = build.filing(office, project)

    def job(tx: Transaction) -> None:
        offices.add(tx, office)
        projects.add(tx, project)
        filings.add(tx, filing)

    database.run(job, errand="import")
    undo(database, last_errand(database))
    for table in ("office", "project", "budget_version", "filing", "money_line", "indicator_line"):
        assert database.read(lambda tx, table=table: tx.value(f"SELECT count(*) FROM {table}")) == 0  # type: ignore[misc]


def test_a_later_change_to_the_same_filing_is_named_and_refused(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    added = last_errand(database)
    save(database, filing, title="后来改的")
    with pytest.raises(Refused, match="后来又改过") as refused:
        undo(database, added)
    assert "农村公路养护补助" in refused.value.facts
    assert get(database, filing).content.title == "后来改的"


def test_a_later_line_of_the_filing_counts_too(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    _, errand = save(database, filing, title="先改")
    lines = (*filing.content.indicator_lines, IndicatorLine(id=build.id(), name="满意度"))
    save(database, get(database, filing), indicator_lines=lines)
    with pytest.raises(Refused, match="后来又改过") as refused:
        undo(database, errand)
    assert "满意度" in refused.value.facts


def test_something_new_on_top_of_what_would_go_counts(database: Database, build: Any) -> None:
    office, project, filing = build.fill(database)
    sealed_office = [
        one for one in database.read(lambda tx: journal.latest(tx, 1000)) if one.record_id == project.id
    ]
    with pytest.raises(Refused, match="后来又改过") as refused:
        undo(database, sealed_office[-1].errand_id)
    assert "填报表" in refused.value.facts
    assert database.read(lambda tx: filings.get(tx, filing.id)) is not None
    assert office.id


def test_changes_that_were_taken_back_themselves_do_not_stand_in_the_way(
    database: Database, build: Any
) -> None:
    _, _, filing = build.fill(database)
    added = last_errand(database)
    _, second = save(database, filing, title="改")
    undo(database, second)
    undo(database, added)
    assert database.read(lambda tx: filings.get(tx, filing.id)) is None


def test_a_fresh_check_is_nothing_that_was_built(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    added = last_errand(database)
    database.run(lambda tx: filings.set_summary(tx, filing.id, Summary(grade="优", warning_count=3)))
    undo(database, added)
    assert database.read(lambda tx: filings.get(tx, filing.id)) is None


def test_work_on_another_project_does_not_stand_in_the_way(database: Database, build: Any) -> None:
    office, _, filing = build.fill(database)
    _, errand = save(database, filing, title="改")
    other = build.project(office, name="另一个项目")
    database.run(lambda tx: projects.add(tx, other), errand="add")
    database.run(lambda tx: filings.add(tx, build.filing(office, other)), errand="add")
    undo(database, errand)
    assert get(database, filing).content == filing.content


def test_sealing_after_the_change_stands_in_the_way(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    saved, errand = save(database, filing, title="改")
    sealed = replace(saved, state=FilingState.SEALED)
    database.run(lambda tx: filings.save(tx, sealed, expected_version=saved.version), errand="seal")
    with pytest.raises(Refused):
        undo(database, errand)


def test_an_errand_that_changed_nothing_cannot_be_undone(database: Database) -> None:
    database.run(lambda tx: tx.note("export"), errand="export")
    with pytest.raises(NotFound):
        undo(database, last_errand(database))
    with pytest.raises(NotFound):
        undo(database, "0" * 32)


def test_a_refused_undo_leaves_no_trace(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    added = last_errand(database)
    save(database, filing, title="后来改的")
    before = database.read(journal.head)
    with pytest.raises(Refused):
        undo(database, added)
    assert database.read(journal.head) == before
