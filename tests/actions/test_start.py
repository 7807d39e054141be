"""A new workspace: its office and key, what is refused, and what is only a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.actions.start import AlreadyThere, BadOffice, check_office, start
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.exchange import keys
from jxdesk.store.faults import FolderUnfit
from jxdesk.store.safety import drives
from jxdesk.store.safety.drives import DriveKind

TOWN = {"name": "某镇财政所", "level": OfficeLevel.TOWNSHIP, "code": "53-23-29-103"}


def test_a_new_workspace_belongs_to_its_office_and_is_not_for_practice(tmp_path: Path) -> None:
    started = start(tmp_path / "数据", **TOWN, person="填报人")  # type: ignore[arg-type]
    assert started.findings == ()
    with Workspace.open_existing(started.home) as workspace:
        assert workspace.facts.office == started.office
        assert not workspace.practice
        assert workspace.facts.person == "填报人"
    assert started.office.region_code == "532329103"
    assert len(started.key.fingerprint.replace("-", "")) == 16


def test_a_key_with_a_passphrase_is_locked_and_opens_with_it(tmp_path: Path) -> None:
    started = start(tmp_path / "d", **TOWN, passphrase="山高水长一二三四")  # type: ignore[arg-type]
    assert started.key.is_locked
    key = keys.load(started.home / "keys")
    key.unlock("山高水长一二三四")
    with pytest.raises(JxError):
        key.unlock("别的口令别的口令")


def test_a_short_passphrase_is_refused_and_the_next_try_begins_afresh(tmp_path: Path) -> None:
    with pytest.raises(JxError, match="口令太短"):
        start(tmp_path / "d", **TOWN, passphrase="123")  # type: ignore[arg-type]
    assert start(tmp_path / "d", **TOWN).office.name == "某镇财政所"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "code", ["", "53", "53-23", "53-23-29", "53-23-29-103", "53-23-29-d155", "53-23-29-d155-001"]
)
def test_paths_of_every_shape_are_taken_and_others_are_wrong_usage(code: str) -> None:
    if code:
        check_office(name="某单位", level=OfficeLevel.UNIT, code=code)
        return
    for wrong in ("", "53-23-29-1", "53/23/29", " 53-23-29", "53-23-29-103-", "53-23-29-D155", "五三-23"):
        with pytest.raises(BadOffice) as refused:
            check_office(name="某单位", level=OfficeLevel.UNIT, code=wrong)
        assert refused.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("name", ["", "  ", "某\n镇", "镇" * 61])
def test_a_name_that_cannot_stand_on_a_form_is_refused(name: str) -> None:
    with pytest.raises(BadOffice):
        check_office(name=name, level=OfficeLevel.TOWNSHIP, code="53-23-29-103")


def test_an_unknown_region_a_level_that_does_not_fit_and_a_wrong_credit_code_are_warnings(
    tmp_path: Path,
) -> None:
    started = start(
        tmp_path / "d",
        name="某高新区财政局",
        level=OfficeLevel.COUNTY,
        code="53-04-71-d101",
        credit_code="115304000000000000",
    )
    assert [finding.code for finding in started.findings] == [
        "credit-code",
        "region-unknown",
        "level-differs",
    ]
    assert all(finding.advice for finding in started.findings)


def test_a_department_keeps_its_codes_and_knows_that_it_is_one() -> None:
    assert check_office(name="某县教育体育局", level=OfficeLevel.UNIT, code="53-23-29-d155") == ()


def test_a_workspace_is_never_started_twice_in_one_folder(tmp_path: Path) -> None:
    start(tmp_path / "d", **TOWN)  # type: ignore[arg-type]
    fingerprint = keys.load(tmp_path / "d" / "keys").card.fingerprint
    with pytest.raises(AlreadyThere) as refused:
        start(tmp_path / "d", name="另一个镇", level=OfficeLevel.TOWNSHIP, code="53-23-29-104")
    assert "某镇财政所" in refused.value.facts
    assert keys.load(tmp_path / "d" / "keys").card.fingerprint == fingerprint


def test_a_folder_with_other_files_a_file_and_a_bad_path_are_refused(tmp_path: Path) -> None:
    (tmp_path / "别人的.docx").touch()
    for place in (tmp_path, tmp_path / "别人的.docx", tmp_path / "坏\0名"):
        with pytest.raises(JxError):
            start(place, **TOWN)  # type: ignore[arg-type]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["别人的.docx"]


@pytest.mark.parametrize("kind", [DriveKind.NETWORK, DriveKind.REMOVABLE])
def test_a_network_drive_and_a_stick_are_no_place_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: DriveKind
) -> None:
    monkeypatch.setattr("jxdesk.store.safety.folder.drive_kind", lambda path: kind)
    assert drives.drive_kind(tmp_path) in DriveKind
    with pytest.raises(FolderUnfit):
        start(tmp_path / "d", **TOWN)  # type: ignore[arg-type]
    assert not (tmp_path / "d").exists()
