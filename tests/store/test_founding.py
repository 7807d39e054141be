"""The first state of a database: one journal line for all of it, and only where nothing was changed before."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.faults import Refused
from jxdesk.store.records import offices
from jxdesk.store.records.founding import first_state
from jxdesk.store.safety.vacancy import refuse_occupied


def office(path: str) -> Office:
    return Office(id=new_id(), path=path, name="某镇财政所", level=OfficeLevel.TOWNSHIP)


def lines(database: Database) -> list[tuple[object, ...]]:
    return database.read(lambda tx: tx.query("SELECT table_name, field, new FROM change_log ORDER BY n"))


def found(database: Database) -> None:
    def job(tx: Transaction) -> None:
        with first_state(tx, text="三个单位"):
            offices.add_many(tx, tuple(office(f"53-23-99-10{n}") for n in range(3)))

    database.run(job, errand="demo")


def test_a_first_state_leaves_one_line_whatever_it_holds(database: Database) -> None:
    found(database)
    assert lines(database) == [("event", "founded", '"三个单位"')]


def test_every_change_after_the_first_state_is_recorded_again(database: Database) -> None:
    found(database)
    database.run(lambda tx: offices.add(tx, office("53-23-99-110")), errand="add")
    assert [line[0] for line in lines(database)] == ["event", "office"]


def test_a_first_state_that_fails_leaves_nothing_and_the_recorder_goes_on(database: Database) -> None:
    def job(tx: Transaction) -> None:
        with first_state(tx, text=""):
            offices.add(tx, office("53-23-99-101"))
            raise ValueError("interrupted")

    with pytest.raises(ValueError, match="interrupted"):
        database.run(job, errand="demo")
    assert database.read(offices.all_offices) == ()
    database.run(lambda tx: offices.add(tx, office("53-23-99-101")), errand="add")
    assert [line[0] for line in lines(database)] == ["office"]


def test_a_database_with_a_journal_has_no_first_state_any_more(database: Database) -> None:
    database.run(lambda tx: offices.add(tx, office("53-23-99-101")), errand="add")
    with pytest.raises(Refused):
        found(database)


def test_a_folder_is_free_when_it_is_not_there_or_empty_or_only_begun(tmp_path: Path) -> None:
    refuse_occupied(tmp_path / "还没有")
    begun = tmp_path / "开了头"
    (begun / "keys").mkdir(parents=True)
    (begun / "jxdesk.db").touch()
    refuse_occupied(begun)


def test_a_folder_with_other_files_is_refused_and_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").touch()
    with pytest.raises(Exception, match="已经有别的文件") as refused:
        refuse_occupied(tmp_path)
    assert "照片.jpg" in getattr(refused.value, "facts", "")
    with pytest.raises(Exception, match="不是文件夹"):
        refuse_occupied(tmp_path / "照片.jpg")
    with pytest.raises(Exception, match="打不开"):
        refuse_occupied(Path("坏\0路径"))
