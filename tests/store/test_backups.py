"""Backups: verified, listed, thinned, and never counted when half-written."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.progress import Progress
from jxdesk.store.records import attachments
from jxdesk.store.safety import archive
from jxdesk.store.safety.archive import BackupDamaged
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.safety.thinning import Dated, keepers


def change(opened: Opened) -> None:
    opened.database.run(lambda tx: tx.note("something"))


def test_a_backup_says_what_it_holds_and_has_its_sum_beside_it(opened: Opened, build: Any) -> None:
    build.fill(opened.database)
    (opened.folder.keys / "office.key").write_bytes(b"locked")
    sha256 = attachments.keep(opened.folder, b"scan")
    progress = Progress()
    made = opened.backups.make(opened.database, reason="asked", progress=progress)
    state = made.contents.state
    assert (state.offices, state.projects, state.filings, state.total_fen) == (1, 1, 1, 1_234_567)
    assert (made.contents.reason, made.contents.attachments) == ("asked", (sha256,))
    assert archive.verify(made.path) == made.contents
    digest = hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert archive.sum_file(made.path).read_text().split() == [digest, made.name]
    with zipfile.ZipFile(made.path) as packed:
        assert sorted(packed.namelist()) == ["contents.json", "jxdesk.db", "keys/office.key"]
    assert progress.done == progress.total
    assert sorted(opened.folder.backups.iterdir()) == [made.path, archive.sum_file(made.path)]
    assert opened.backups.listed() == (made,)


def test_a_backup_goes_where_it_is_asked_to(opened: Opened, build: Any, tmp_path: Path) -> None:
    build.fill(opened.database)
    made = opened.backups.make(opened.database, reason="asked", to=tmp_path / "盘" / "备份")
    assert made.path.parent == tmp_path / "盘" / "备份"
    assert archive.verify(made.path).state.projects == 1
    assert opened.backups.listed() == ()


def test_half_a_backup_is_never_listed_and_swept_at_the_next_start(home: Path, build: Any) -> None:
    opened = open_folder(home)
    build.fill(opened.database)
    made = opened.backups.make(opened.database, reason="asked")
    for name in ("x.jxbak.tmp", "y.db.tmp", "z.jxbak.sha256"):
        (opened.folder.backups / name).write_bytes(b"half")
    (opened.folder.backups / "cut.jxbak").write_bytes(made.path.read_bytes()[:500])
    assert [one.name for one in opened.backups.listed()] == [made.name]
    opened.close()
    open_folder(home).close()
    assert sorted(path.name for path in opened.folder.backups.iterdir()) == sorted(
        ["cut.jxbak", made.name, f"{made.name}.sha256"]
    )


def test_any_changed_byte_of_a_backup_is_found(opened: Opened, build: Any) -> None:
    build.fill(opened.database)
    made = opened.backups.make(opened.database, reason="asked")
    whole = made.path.read_bytes()
    for place in range(0, len(whole), 97):
        changed = bytearray(whole)
        changed[place] ^= 0x40
        made.path.write_bytes(changed)
        with pytest.raises(BackupDamaged):
            archive.verify(made.path)


def test_damage_is_found_without_the_sum_too(opened: Opened, build: Any) -> None:
    build.fill(opened.database)
    made = opened.backups.make(opened.database, reason="asked")
    archive.sum_file(made.path).unlink()
    changed = bytearray(made.path.read_bytes())
    changed[len(changed) // 2] ^= 0x40
    made.path.write_bytes(changed)
    with pytest.raises(BackupDamaged):
        archive.verify(made.path)


def test_closing_backs_up_what_changed_and_only_that(home: Path, build: Any) -> None:
    open_folder(home).close()
    assert list((home / "backups").iterdir()) == []
    opened = open_folder(home)
    build.fill(opened.database)
    opened.close()
    assert [one.contents.reason for one in opened.backups.listed()] == ["close"]
    again = open_folder(home)
    again.close()
    assert len(again.backups.listed()) == 1


def test_the_timer_backs_up_after_half_an_hour_and_only_when_something_changed(
    home: Path, build: Any, clock: Any
) -> None:
    opened = open_folder(home, clock=clock)
    build.fill(opened.database)
    assert opened.backups.make_if_due(opened.database) is not None
    change(opened)
    clock.pass_(minutes=29)
    assert opened.backups.make_if_due(opened.database) is None
    clock.pass_(minutes=1)
    assert opened.backups.make_if_due(opened.database) is not None
    clock.pass_(minutes=31)
    assert opened.backups.make_if_due(opened.database) is None
    change(opened)
    clock.pass_(days=-300)
    assert opened.backups.make_if_due(opened.database) is not None
    opened.close(backup=False)


def test_three_years_of_backups_are_thinned_to_what_the_rule_keeps() -> None:
    start = dt.datetime(2024, 1, 1, 17, 0, tzinfo=dt.UTC)
    kept: list[Dated] = []
    for day in range(3 * 365):
        for hour in range(3):
            at = start + dt.timedelta(days=day, hours=hour)
            kept.append(Dated(f"{at:%Y%m%d%H}", at, pinned=day == 5 and hour == 0))
            names = keepers(kept)
            kept = [one for one in kept if one.name in names]
    loose = sorted((one.at for one in kept if not one.pinned), reverse=True)
    assert [one.name for one in kept if one.pinned] == ["2024010617"]
    newest = loose[0]
    assert loose[:10] == [newest - dt.timedelta(days=n // 3, hours=n % 3) for n in range(10)]
    assert len({at.date() for at in loose if newest - at < dt.timedelta(days=14)}) == 14
    assert len({at.isocalendar()[:2] for at in loose if newest - at < dt.timedelta(weeks=8)}) == 8
    assert len({(at.year, at.month) for at in loose}) == 24
    assert len(loose) <= 10 + 14 + 8 + 24


def test_no_more_than_the_rule_says_is_kept_and_pinned_ones_are_not_counted() -> None:
    start = dt.datetime(2026, 5, 1, 8, 0, tzinfo=dt.UTC)
    many = [Dated(f"{n:03d}", start + dt.timedelta(minutes=n), pinned=n < 40) for n in range(100)]
    assert keepers(many) == {one.name for one in many[:40]} | {one.name for one in many[-10:]}


def test_thinning_deletes_files_with_their_sums(home: Path, clock: Any) -> None:
    opened = open_folder(home, clock=clock)
    for number in range(14):
        change(opened)
        clock.pass_(minutes=1)
        opened.backups.make(opened.database, reason="asked", pinned=number == 0)
    assert len(opened.backups.listed()) == 11
    assert len(list(opened.folder.backups.glob("*.sha256"))) == 11
    opened.close(backup=False)


def test_a_backup_with_attachments_and_packages_is_copied_to_the_second_place_once(
    opened: Opened, build: Any, tmp_path: Path
) -> None:
    build.fill(opened.database)
    sha256 = attachments.keep(opened.folder, b"scan")
    (opened.folder.packages / "a.jxpkg").write_bytes(b"package")
    second = tmp_path / "第二块盘"
    opened.folder.set_second_place(second)
    made = opened.backups.make(opened.database, reason="asked")
    assert archive.verify(second / "backups" / made.name) == made.contents
    assert (second / "attachments" / sha256[:2] / sha256).read_bytes() == b"scan"
    assert (second / "packages" / "a.jxpkg").read_bytes() == b"package"
    assert made.contents.packages == {"a.jxpkg": hashlib.sha256(b"package").hexdigest()}
    assert opened.backups.second_place_trouble == ""
    stamp = (second / "backups" / made.name).stat().st_mtime_ns
    opened.backups.copy_to_second_place()
    assert (second / "backups" / made.name).stat().st_mtime_ns == stamp


def test_a_second_place_that_is_away_does_not_spoil_the_backup(
    opened: Opened, build: Any, tmp_path: Path
) -> None:
    build.fill(opened.database)
    (tmp_path / "away").write_text("x")
    opened.folder.set_second_place(tmp_path / "away")
    made = opened.backups.make(opened.database, reason="asked")
    assert archive.verify(made.path).state.projects == 1
    assert "away" in opened.backups.second_place_trouble
