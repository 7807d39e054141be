"""Backing up and restoring as errands: by workspace while it is open, by folder when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.actions import backup
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.store.engine import journal
from jxdesk.store.faults import DatabaseDamaged
from jxdesk.store.records import offices, packages
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.safety import ledger


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    opened = Workspace.open(tmp_path / "home")
    add_office(opened, "53-23-29-103")
    yield opened
    opened.close(backup=False)


def add_office(workspace: Workspace, path: str) -> None:
    office = Office(id=new_id(), path=path, name=f"单位{path}", level=OfficeLevel.TOWNSHIP)
    workspace.transact(lambda tx: offices.add(tx, office), errand="start")


def office_paths(workspace: Workspace) -> list[str]:
    return [office.path for office in workspace.read(offices.all_offices)]


def seal(workspace: Workspace, digest: str) -> SentPackage:
    position = workspace.read(lambda tx: packages.next_position(tx, workspace.folder))
    sent = SentPackage(
        digest=digest,
        position=position,
        form=Form.PROJECT_SELF_EVALUATION,
        year=2026,
        file_name=f"{digest}.jxpkg",
        facts={"projects": 2},
    )
    workspace.transact(lambda tx: packages.add(tx, sent), errand="seal")
    packages.append_to_ledger(workspace.folder, sent)
    return sent


def test_a_backup_is_made_listed_and_noted(workspace: Workspace, tmp_path: Path) -> None:
    made = backup.backup(workspace)
    assert backup.backups(tmp_path / "home") == (made,)
    assert made.contents.state.offices == 1
    newest = workspace.read(lambda tx: journal.latest(tx, 1))[0]
    assert (newest.errand, newest.n) == ("backup", made.contents.state.head_n)
    facts = backup.facts(workspace)
    assert (facts.newest, facts.paused, facts.second_place, facts.trouble) == (made, False, None, "")


def test_closing_right_after_a_backup_makes_no_second_one(workspace: Workspace, tmp_path: Path) -> None:
    made = backup.backup(workspace)
    workspace.close()
    assert backup.backups(tmp_path / "home") == (made,)


def test_the_second_place_gets_its_copy_when_it_is_chosen(workspace: Workspace, tmp_path: Path) -> None:
    made = backup.backup(workspace)
    backup.choose_second_place(workspace, tmp_path / "盘")
    assert (tmp_path / "盘" / "backups" / made.name).exists()
    assert backup.facts(workspace).second_place == tmp_path / "盘"


def test_a_restore_is_previewed_done_and_confirmed(workspace: Workspace, tmp_path: Path) -> None:
    made = backup.backup(workspace)
    add_office(workspace, "53-23-29-104")
    home = tmp_path / "home"
    seen = backup.preview(home, made.path, workspace=workspace)
    assert seen.present is not None
    assert (seen.backup.state.offices, seen.present.offices, seen.later_changes) == (1, 2, 1)
    workspace.close(backup=False)
    assert backup.preview(home, made.path) == seen
    backup.restore(home, made.path)
    with Workspace.open(home) as restored:
        assert office_paths(restored) == ["53-23-29-103"]
        assert backup.facts(restored).paused
        assert backup.back_up_if_due(restored) is None
        backup.confirm_restored(restored)
        assert not backup.facts(restored).paused


def test_a_restore_with_later_changes_loses_nothing(workspace: Workspace, tmp_path: Path) -> None:
    made = backup.backup(workspace)
    add_office(workspace, "53-23-29-104")
    workspace.close(backup=False)
    backup.restore(tmp_path / "home", made.path, with_later_changes=True)
    with Workspace.open(tmp_path / "home") as restored:
        assert office_paths(restored) == ["53-23-29-103", "53-23-29-104"]


def test_a_broken_folder_is_recovered_to_its_newest_state(workspace: Workspace, tmp_path: Path) -> None:
    backup.backup(workspace)
    add_office(workspace, "53-23-29-104")
    workspace.close(backup=False)
    database = tmp_path / "home" / "jxdesk.db"
    database.write_bytes(database.read_bytes()[:3000])
    with pytest.raises(DatabaseDamaged):
        Workspace.open(tmp_path / "home")
    backup.recover(tmp_path / "home")
    with Workspace.open(tmp_path / "home") as restored:
        assert office_paths(restored) == ["53-23-29-103", "53-23-29-104"]


def test_what_was_sent_is_remembered_across_a_restore_and_its_number_is_not_used_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = seal(workspace, "a" * 64)
    made = backup.backup(workspace)
    second = seal(workspace, "b" * 64)
    assert (first.position.seq, first.position.prev) == (1, "")
    assert (second.position.seq, second.position.prev) == (2, "a" * 64)
    assert backup.sent_and_forgotten(workspace) == ()
    workspace.close(backup=False)
    backup.restore(tmp_path / "home", made.path)
    with Workspace.open(tmp_path / "home") as restored:
        assert backup.sent_and_forgotten(restored) == (second,)
        position = restored.read(lambda tx: packages.next_position(tx, restored.folder))
        assert (position.seq, position.prev, position.epoch) == (3, "b" * 64, 2)


def test_the_ledger_is_completed_after_a_crash_and_a_torn_line_is_passed_over(workspace: Workspace) -> None:
    first = seal(workspace, "a" * 64)
    second = seal(workspace, "b" * 64)
    file = workspace.folder.ledger
    file.write_bytes(file.read_bytes()[:-30])
    assert packages.ledger(workspace.folder) == (first,)
    workspace.read(lambda tx: ledger.reconcile(tx, workspace.folder))
    assert packages.ledger(workspace.folder) == (first, second)
    assert workspace.read(lambda tx: packages.get(tx, "b" * 64)) == second
    workspace.transact(lambda tx: packages.set_status(tx, "b" * 64, "received"))
    assert [one.status for one in workspace.read(packages.all_sent)] == ["received", "sealed"]
