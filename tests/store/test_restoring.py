"""Restoring: looked at first, the old database kept, a new epoch, and with the journal nothing lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.store.engine import journal
from jxdesk.store.faults import DatabaseDamaged, FolderLocked, NotFound
from jxdesk.store.records import filings
from jxdesk.store.safety import mirror, restoring
from jxdesk.store.safety.archive import BackupDamaged, State
from jxdesk.store.safety.opening import Opened, open_folder

TABLES = ("office", "project", "budget_version", "funding_line", "filing", "money_line", "indicator_line")


def rows_of(opened: Opened) -> dict[str, list[Any]]:
    return {
        table: opened.database.read(lambda tx, table=table: tx.query(f"SELECT * FROM {table} ORDER BY id"))  # type: ignore[misc]
        for table in TABLES
    }


def type_a_cell(opened: Opened, filing_id: str, value: int) -> None:
    def job(tx: Any) -> None:
        filing = filings.get(tx, filing_id)
        assert filing is not None
        first, *rest = filing.content.indicator_lines
        lines = (replace(first, actual_text=f"{value}公里", actual=Decimal(value)), *rest)
        changed = replace(filing, content=replace(filing.content, indicator_lines=lines))
        filings.save(tx, changed, expected_version=filing.version)

    opened.database.run(job, errand="fill")


@pytest.fixture
def backed_up(home: Path, build: Any) -> tuple[Path, str]:
    """A closed folder with a backup, and changes after it; answers the backup and the filing's id."""
    opened = open_folder(home, who="练习员")
    _, _, filing = build.fill(opened.database)
    made = opened.backups.make(opened.database, reason="asked")
    for value in range(5):
        type_a_cell(opened, filing.id, value)
    opened.close(backup=False)
    return made.path, filing.id


def actual_of(opened: Opened, filing_id: str) -> Decimal | None:
    filing = opened.database.read(lambda tx: filings.get(tx, filing_id))
    assert filing is not None
    return filing.content.indicator_lines[0].actual


def test_a_preview_shows_both_states_and_changes_nothing(home: Path, backed_up: tuple[Path, str]) -> None:
    before = (home / "jxdesk.db").read_bytes()
    seen = restoring.preview(home, backed_up[0])
    assert isinstance(seen.present, State)
    assert (seen.backup.state.projects, seen.present.projects) == (1, 1)
    assert seen.later_changes == seen.present.head_n - seen.backup.state.head_n > 0
    assert (home / "jxdesk.db").read_bytes() == before
    opened = open_folder(home)
    assert restoring.preview(home, backed_up[0], database=opened.database) == seen
    opened.close(backup=False)


def test_a_preview_over_a_broken_database_says_that_it_cannot_be_read(
    home: Path, backed_up: tuple[Path, str]
) -> None:
    (home / "jxdesk.db").write_bytes(b"?" * 9000)
    assert restoring.preview(home, backed_up[0]).present is None


def test_a_restore_brings_the_old_state_under_a_new_epoch_and_keeps_the_replaced_one(
    home: Path, backed_up: tuple[Path, str]
) -> None:
    backup, filing_id = backed_up
    replaced = (home / "jxdesk.db").read_bytes()
    progress = Progress()
    contents = restoring.restore(home, backup, who="练习员", progress=progress)
    assert contents.state.epoch == 1
    assert progress.done == progress.total
    assert [path.read_bytes() for path in (home / "aside").iterdir()] == [replaced]
    opened = open_folder(home)
    assert actual_of(opened, filing_id) is None
    assert (opened.database.epoch, opened.new_identity) == (2, False)
    assert opened.database.read(journal.first_broken_line) is None
    line = next(
        one for one in opened.database.read(lambda tx: journal.latest(tx, 5)) if one.field == "restore"
    )
    assert (line.epoch, line.who) == (2, "练习员")
    assert backup.name in (line.new or "")
    opened.close()


def test_a_restore_with_the_journal_brings_every_change_back(home: Path, backed_up: tuple[Path, str]) -> None:
    backup, filing_id = backed_up
    opened = open_folder(home)
    rows = rows_of(opened)
    opened.close(backup=False)
    restoring.restore(home, backup, replay=True)
    opened = open_folder(home)
    assert rows_of(opened) == rows
    assert actual_of(opened, filing_id) == 4
    assert opened.database.read(journal.first_broken_line) is None
    opened.close()


def test_after_a_restore_automatic_backups_wait_until_somebody_confirms(
    home: Path, backed_up: tuple[Path, str]
) -> None:
    restoring.restore(home, backed_up[0])
    opened = open_folder(home)
    opened.database.run(lambda tx: tx.note("something"))
    assert opened.backups.paused
    assert opened.backups.make_if_changed(opened.database) is None
    assert opened.backups.make_if_due(opened.database) is None
    opened.backups.resume()
    assert opened.backups.make_if_changed(opened.database) is not None
    opened.close()


def test_going_back_and_on_again_follows_the_newer_epoch(home: Path, backed_up: tuple[Path, str]) -> None:
    backup, filing_id = backed_up
    restoring.restore(home, backup)
    opened = open_folder(home)
    type_a_cell(opened, filing_id, 77)
    opened.close()
    (home / "jxdesk.db").unlink()
    restoring.recover(home)
    opened = open_folder(home)
    assert actual_of(opened, filing_id) == 77
    assert opened.database.epoch == 3
    opened.close()


def test_a_damaged_backup_is_refused_and_the_folder_stays_as_it_was(
    home: Path, backed_up: tuple[Path, str]
) -> None:
    backup, filing_id = backed_up
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupDamaged):
        restoring.restore(home, backup)
    opened = open_folder(home)
    assert actual_of(opened, filing_id) == 4
    assert opened.database.epoch == 1
    opened.close()


def test_a_file_that_is_no_backup_is_refused(home: Path, backed_up: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "表.jxbak").write_bytes(b"PK not really")
    with pytest.raises(BackupDamaged):
        restoring.restore(home, tmp_path / "表.jxbak")


def test_an_open_folder_is_not_restored_under_the_window(home: Path, backed_up: tuple[Path, str]) -> None:
    opened = open_folder(home)
    with pytest.raises(FolderLocked):
        restoring.restore(home, backed_up[0])
    opened.close()


def test_a_cancelled_restore_leaves_the_folder_as_it_was(home: Path, backed_up: tuple[Path, str]) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        restoring.restore(home, backed_up[0], progress=progress)
    opened = open_folder(home)
    assert actual_of(opened, backed_up[1]) == 4
    opened.close()


def test_missing_keys_come_back_and_present_ones_are_not_written_over(home: Path, build: Any) -> None:
    opened = open_folder(home)
    build.fill(opened.database)
    (home / "keys" / "a.key").write_bytes(b"old a")
    (home / "keys" / "b.key").write_bytes(b"old b")
    made = opened.backups.make(opened.database, reason="asked")
    opened.close(backup=False)
    (home / "keys" / "a.key").write_bytes(b"new a")
    (home / "keys" / "b.key").unlink()
    restoring.restore(home, made.path)
    assert (home / "keys" / "a.key").read_bytes() == b"new a"
    assert (home / "keys" / "b.key").read_bytes() == b"old b"


def test_a_backup_is_restored_on_another_pc(home: Path, backed_up: tuple[Path, str], tmp_path: Path) -> None:
    backup, filing_id = backed_up
    elsewhere = tmp_path / "another"
    restoring.restore(elsewhere, backup)
    opened = open_folder(elsewhere)
    assert actual_of(opened, filing_id) is None
    assert opened.database.epoch == 2
    opened.close()


def test_without_any_backup_the_journal_alone_is_enough(home: Path, build: Any) -> None:
    opened = open_folder(home)
    _, _, filing = build.fill(opened.database)
    type_a_cell(opened, filing.id, 6)
    rows = rows_of(opened)
    opened.close(backup=False)
    (home / "jxdesk.db").unlink()
    assert restoring.recover(home) is None
    opened = open_folder(home)
    assert rows_of(opened) == rows
    opened.close()


def test_a_founded_database_without_a_backup_is_not_half_recovered(home: Path) -> None:
    opened = open_folder(home)
    opened.database.run(lambda tx: tx.note("founded", text="练习县"))
    opened.database.run(lambda tx: tx.note("something"))
    opened.close(backup=False)
    with pytest.raises(NotFound):
        restoring.recover(home)


def test_with_nothing_to_go_by_recovery_says_so(home: Path) -> None:
    home.mkdir()
    with pytest.raises(NotFound, match="没有找到能用的备份"):
        restoring.recover(home)


def test_the_second_place_alone_is_enough_when_the_whole_folder_is_gone(
    home: Path, build: Any, tmp_path: Path
) -> None:
    opened = open_folder(home)
    opened.folder.set_second_place(tmp_path / "盘")
    opened.close()
    opened = open_folder(home)
    _, _, filing = build.fill(opened.database)
    opened.backups.make(opened.database, reason="asked")
    type_a_cell(opened, filing.id, 9)
    rows = rows_of(opened)
    opened.close(backup=False)
    places = (home / "places.json").read_bytes()
    shutil.rmtree(home)
    home.mkdir()
    (home / "places.json").write_bytes(places)
    restoring.recover(home)
    opened = open_folder(home)
    assert rows_of(opened) == rows
    opened.close()


def destroy(home: Path, chance: random.Random) -> str:
    """Does to the database and the journal what disks and people do."""
    path = home / "jxdesk.db"
    content = bytearray(path.read_bytes())
    kind = chance.choice(["header", "cut", "emptied", "flips", "gone", "zeros"])
    match kind:
        case "header":
            content[:100] = chance.randbytes(100)
        case "cut":
            del content[chance.randrange(len(content)) :]
        case "emptied":
            content.clear()
        case "flips":
            for _ in range(200):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        case "zeros":
            start = chance.randrange(len(content))
            content[start : start + 8192] = bytes(len(content[start : start + 8192]))
    path.write_bytes(content)
    if kind == "gone":
        path.unlink()
    if chance.random() < 0.3:
        newest = max((home / "journal").iterdir())
        with newest.open("ab") as file:
            file.write(b'{"n":123456,"at":"2026-03-02T08:30:00+08:00","who":"' + chance.randbytes(20))
    if chance.random() < 0.2:
        backups = sorted((home / "backups").glob("*.jxbak"))
        damaged = bytearray(backups[-1].read_bytes())
        damaged[chance.randrange(len(damaged))] ^= 0x10
        backups[-1].write_bytes(damaged)
    return kind


def drill(home: Path, build: Any, seed: int) -> tuple[int, str]:
    """Works, backs up now and then, destroys, recovers and compares; answers the number of lines and the harm done."""
    chance = random.Random(seed)
    opened = open_folder(home)
    _, _, filing = build.fill(opened.database)
    opened.backups.make(opened.database, reason="asked")
    for value in range(chance.randrange(1, 15)):
        type_a_cell(opened, filing.id, value)
        if chance.random() < 0.2:
            opened.backups.make(opened.database, reason="timer")
    rows = rows_of(opened)
    lines = opened.database.read(lambda tx: journal.latest(tx, 10**6))[::-1]
    opened.close(backup=False)
    kind = destroy(home, chance)
    restoring.recover(home)
    opened = open_folder(home)
    assert rows_of(opened) == rows, (seed, kind)
    kept = opened.database.read(lambda tx: journal.latest(tx, 10**6))[::-1]
    assert kept[: len(lines)] == lines, (seed, kind)
    assert opened.database.read(journal.first_broken_line) is None
    opened.close(backup=False)
    return len(lines), kind


@pytest.mark.parametrize("seed", range(12))
def test_a_destroyed_database_comes_back_with_every_line(home: Path, build: Any, seed: int) -> None:
    lines, _ = drill(home, build, seed)
    assert lines > 10


@pytest.mark.full
def test_a_thousand_destroyed_databases_come_back_with_every_line(
    tmp_path: Path, build: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    done = []
    for seed in range(1_000):
        home = tmp_path / f"{seed}"
        done.append(drill(home, build, seed))
        shutil.rmtree(home)
    with capsys.disabled():
        print(f"\n1,000 of 1,000 identical, 0 of {sum(lines for lines, _ in done)} lines lost")
    assert len({kind for _, kind in done}) == 6


def test_the_chain_is_followed_past_a_damaged_line_by_the_second_place(
    home: Path, build: Any, tmp_path: Path
) -> None:
    opened = open_folder(home)
    opened.folder.set_second_place(tmp_path / "盘")
    opened.close()
    opened = open_folder(home)
    build.fill(opened.database)
    lines = list(opened.database.read(lambda tx: journal.latest(tx, 1000))[::-1])
    opened.close()
    (path,) = (home / "journal").iterdir()
    texts = path.read_bytes().splitlines(keepends=True)
    texts[2] = b"?" * len(texts[2])
    path.write_bytes(b"".join(texts))
    places = [home / "journal", tmp_path / "盘" / "journal"]
    assert mirror.chain_from(lines[0].prev_hash, mirror.read_lines(places)) == lines


def test_a_broken_database_does_not_open_and_says_what_to_do(home: Path, backed_up: tuple[Path, str]) -> None:
    (home / "jxdesk.db").write_bytes(b"?" * 9000)
    with pytest.raises(DatabaseDamaged) as damaged:
        open_folder(home, pause=lambda _: None)
    assert "备份" in damaged.value.advice
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(home / "jxdesk.db").execute("PRAGMA quick_check").fetchall()
