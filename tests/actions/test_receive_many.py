"""A whole stick at once: found, taken in one after the other, stopped in the middle, and what lies beside for others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jxdesk.actions import passphrases, receipts
from jxdesk.actions.inbox import inbox
from jxdesk.actions.receiving.finding import find_files
from jxdesk.actions.receiving.many import ManyReceived, receive_many, write_receipt_again
from jxdesk.actions.sent_ledger import ledger, unread_receipts
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.exchange.keys import KeyLocked
from jxdesk.store.records import received
from tests.actions.enrol_desks import Desk, county, desk, enrolled, town
from tests.actions.road_desks import TARGETS, drawn, edit, fill, of, send

__all__ = ["county", "desk", "drawn", "town"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def road(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town enrolled at the county and with a filled year; answers the town."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    return town


def three(road: Workspace, stick: Path) -> list[Path]:
    """Three packages of the town, in the order in which they were sent."""
    found = [send(road, stick, TARGETS).path, send(road, stick).path]
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[0], "7")
    return [*found, send(road, stick).path]


class StoppedAt(Progress):
    """A person who presses 停下 while the second package is read."""

    def step(self, count: int = 1) -> None:
        """Counts, and is stopped after the first file."""
        self.cancel()
        super().step(count)


def test_packages_and_receipts_are_found_in_folders_and_own_ones_are_left_out(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    files = three(road, stick)
    inner = stick / "报送" / "镇"
    inner.mkdir(parents=True)
    moved = inner / files[0].name.upper()
    shutil.move(files[0], moved)
    (stick / "说明.txt").write_text("不是包")
    (stick / "回执.jxrcpt").write_bytes(b"{}")
    for hidden in ("$RECYCLE.BIN", ".Trash-1000"):
        (stick / hidden).mkdir()
        shutil.copy(files[1], stick / hidden)
    shutil.copytree(road.folder.root, stick / "绩效桌面数据")
    found = find_files(county, [stick])
    assert set(found.packages) == {moved, *files[1:]}
    assert [file.name for file in found.receipts] == ["回执.jxrcpt"]
    theirs = find_files(road, [stick])
    assert theirs.packages == ()
    assert [(one.file, one.sender, one.recipients) for one in theirs.for_others] == [
        (moved, "镇财政局", ("武定县（53-23-29）",))
    ]
    assert find_files(road, [files[1]]).packages == (files[1],)


def test_many_have_one_backup_and_an_import_each_and_again_change_nothing(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    files = three(road, stick)
    backups = len(list(county.folder.backups.glob("*.jxbak")))
    answer = receive_many(county, files)
    assert [one.done is not None and not one.done.is_duplicate for one in answer.files] == [True] * 3
    assert len(list(county.folder.backups.glob("*.jxbak"))) == backups + 1
    assert len({one.import_id for one in county.read(received.all_received)}) == 3
    assert len(list(stick.glob("*.jxrcpt"))) == 3
    again = receive_many(county, files)
    assert all(one.done is not None and one.done.is_duplicate for one in again.files)
    assert len(list(county.folder.backups.glob("*.jxbak"))) == backups + 1


def test_stopping_keeps_what_was_taken_in_and_the_rest_can_follow(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    files = three(road, stick)
    answer: ManyReceived = receive_many(county, files, progress=StoppedAt())
    assert answer.is_stopped
    assert len(county.read(received.all_received)) == 1
    assert [path.suffix for path in (county.folder.packages / "received").iterdir()] == [".jxpkg"]
    rest = receive_many(county, files)
    assert not rest.is_stopped
    assert len(county.read(received.all_received)) == 3


def test_a_refused_one_is_listed_once_and_one_for_others_is_left_where_it_lies(
    county: Workspace, road: Workspace, desk: Desk, stick: Path, tmp_path: Path
) -> None:
    files = three(road, stick)
    cut = stick / "cut.jxpkg"
    cut.write_bytes(files[0].read_bytes()[:-9])
    answer = receive_many(county, [cut, *files])
    assert [one.fault is None for one in answer.files] == [False, True, True, True]
    assert [one.code for one in inbox(county).refused] == ["JX-TRUNCATED"]
    # The town looks at a stick with what it sent itself: none of it is for the town, and nothing is put aside.
    beside = receive_many(road, files[:1])
    assert [one.is_for_others for one in beside.files] == [True]
    assert inbox(road).refused == ()


def test_a_wrong_passphrase_is_said_before_anything_is_read(desk: Desk, tmp_path: Path, stick: Path) -> None:
    locked = desk("锁着的县", "53-23-31", OfficeLevel.COUNTY)
    passphrases.set_passphrase(locked, holder="甲", new="一句够长的好口令", current="")
    (stick / "a.jxpkg").write_bytes(b"PK")
    with pytest.raises(KeyLocked):
        receive_many(locked, [stick / "a.jxpkg"], passphrase="不是这一句")
    assert inbox(locked).refused == ()


def test_the_receipt_is_written_again_and_the_ledger_knows_what_is_new(
    county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    files = three(road, stick)
    receive_many(county, files)
    assert [one.status for one in ledger(road).entries] == [None] * 3
    on_stick = find_files(road, [stick]).receipts
    assert len(unread_receipts(road, on_stick)) == 3
    digest = county.read(received.all_received)[0].digest
    folder = tmp_path / "另一处"
    folder.mkdir()
    file, fault = write_receipt_again(county, digest, folder)
    assert (file is not None, fault) == (True, "")
    assert file is not None
    told = receipts.take_file(road, file)
    assert told.is_proof
    (entry,) = [one for one in ledger(road).entries if one.status is not None]
    assert (entry.package.digest, entry.is_proven) == (digest, True)
    assert len(unread_receipts(road, [*on_stick, file])) == 2
