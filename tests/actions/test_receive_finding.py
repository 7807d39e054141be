"""What lies on a stick: told apart by its first page, taken in by number and never by name, refused once however often."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.inbox import inbox, settle
from jxdesk.actions.receiving.finding import FoundFiles, find_files, in_turn
from jxdesk.actions.receiving.many import look_many, receive_many
from jxdesk.actions.receiving.receive import look
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.practice import Scale
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Seen
from jxdesk.exchange.front import read_front
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.store.records import received
from tests.actions.enrol_desks import Desk, county, desk, enrolled, town
from tests.actions.road_desks import TARGETS, drawn, edit, fill, of, send

__all__ = ["county", "desk", "drawn", "town"]

SAMPLES = Path(__file__).parents[1] / "samples" / "packages"


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


def three(office: Workspace, stick: Path) -> list[Path]:
    """Three packages of an office, in the order in which they were sent."""
    found = [send(office, stick, TARGETS).path, send(office, stick).path]
    edit(office, of(office, Form.PROJECT_SELF_EVALUATION)[0], "7")
    return [*found, send(office, stick).path]


def renamed(files: list[Path], *names: str) -> list[Path]:
    """The same files under other names, and as if they had been copied in another order."""
    moved = []
    for second, (file, name) in enumerate(zip(files, names, strict=True)):
        moved.append(file.rename(file.with_name(f"{name}.jxpkg")))
        os.utime(moved[-1], (1_700_000_000 - second, 1_700_000_000 - second))
    return moved


def test_what_says_that_it_is_for_others_is_neither_copied_nor_verified_nor_put_aside(
    road: Workspace, desk: Desk, county: Workspace, drawn: object, stick: Path, tmp_path: Path
) -> None:
    neighbour = desk("乡", "53-23-29-104", OfficeLevel.TOWNSHIP)
    enrolled(neighbour, county, tmp_path / "enrolment")
    fill(neighbour, drawn)  # type: ignore[arg-type]
    whole, _, cut = three(neighbour, stick)
    cut.write_bytes(cut.read_bytes()[:-9])  # nobody here looks behind the first page
    headless = stick / "headless.jxpkg"
    headless.write_bytes(whole.read_bytes()[:200])
    found = find_files(road, [stick])
    assert found.packages == (headless,)
    assert {one.file for one in found.for_others} == set(stick.glob("*.jxpkg")) - {headless}
    assert {one.sender for one in found.for_others} == {"乡财政局"}
    answer = receive_many(road, found.packages)
    assert [one.fault.code for one in answer.files if one.fault] == ["JX-TRUNCATED"]
    assert [one.file_name for one in inbox(road).refused] == [headless.name]
    assert not list((road.folder.packages / "received").iterdir())


def test_a_file_for_another_office_that_was_given_by_itself_is_refused_and_not_put_aside(
    road: Workspace, desk: Desk, county: Workspace, drawn: object, stick: Path, tmp_path: Path
) -> None:
    prefecture = desk("州", "53-23", OfficeLevel.PREFECTURE)
    enrolled(county, prefecture, tmp_path / "up", root_typed="")
    from_above = send(road, stick).path
    assert find_files(road, [from_above]).packages == (from_above,)
    with pytest.raises(PackageRefused) as caught:
        look(road, from_above)
    assert caught.value.code == "JX-RECIPIENT"
    assert inbox(road).refused == ()
    assert not list(road.folder.packages.glob("quarantine/*"))


@pytest.mark.parametrize("names", [("c", "b", "a"), ("b", "c", "a"), ("9", "10", "8")])
def test_a_stick_is_taken_in_by_number_whatever_its_files_are_called(
    county: Workspace, road: Workspace, stick: Path, names: tuple[str, str, str]
) -> None:
    files = renamed(three(road, stick), *names)
    seen = look_many(county, find_files(county, [stick]).packages)
    assert [one.arrival.placed.missing for one in seen.files if one.arrival] == [()] * 3
    answer = receive_many(county, find_files(county, [stick]).packages)
    assert [one.file for one in answer.files] == files
    taken = county.read(received.all_received)
    assert [one.position.seq for one in taken] == [3, 2, 1]
    assert [one.facts["missing"] for one in taken] == [[], [], []]
    assert [one.facts["verdict"] for one in taken] == ["next"] * 3


def test_offices_follow_each_other_and_what_is_in_no_chain_comes_last(
    county: Workspace, road: Workspace, desk: Desk, drawn: object, stick: Path, tmp_path: Path
) -> None:
    neighbour = desk("乡", "53-23-29-104", OfficeLevel.TOWNSHIP)
    enrolled(neighbour, county, tmp_path / "enrolment")
    fill(neighbour, drawn)  # type: ignore[arg-type]
    first, second = three(road, stick), three(neighbour, stick)
    moved = renamed([*first, *second], "6", "2", "4", "5", "1", "3")
    (stick / "0.jxpkg").write_bytes(b"PK")
    found = find_files(county, [stick])
    assert found.packages == (*moved, stick / "0.jxpkg")
    assert found.said[moved[3]].sender_name == "乡财政局"


@pytest.fixture
def said(road: Workspace, stick: Path) -> Manifest:
    """What a real package says of itself."""
    return read_front(send(road, stick).path)


def test_of_two_pcs_of_one_office_the_package_that_has_seen_less_comes_first(said: Manifest) -> None:
    def one(device: str, seq: int, other: int) -> Manifest:
        rest = (Seen(device="b" if device == "a" else "a", epoch=1, seq=other),) if other else ()
        return replace(
            said,
            chain=replace(said.chain, device=device, seq=seq),
            knows=(Seen(device=device, epoch=1, seq=seq), *rest),
        )

    # The first PC sends twice, hands over to the second, which sends twice and hands back.
    made = [one("b", 1, 0), one("b", 2, 0), one("a", 1, 2), one("a", 2, 2), one("b", 3, 2)]
    turn = [Path(f"{number}.jxpkg") for number in range(len(made))]
    for seed in range(20):
        shuffled = random.Random(seed).sample(turn, len(turn))
        assert in_turn(shuffled, dict(zip(turn, made, strict=True))) == tuple(turn)


def test_what_is_no_plain_file_and_what_cannot_be_read_does_not_stop_the_others(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    (sent,) = [send(road, stick).path]
    (stick / "ordner.jxpkg").mkdir()
    os.mkfifo(stick / "pipe.jxpkg")
    (stick / "away.jxpkg").symlink_to(stick / "nowhere")
    assert find_files(county, [stick]) == FoundFiles(packages=(sent,), said={sent: read_front(sent)})


def test_a_refused_file_is_listed_once_with_its_newest_name_and_how_often_it_was_looked_at(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    cut = stick / "cut.jxpkg"
    cut.write_bytes(send(road, stick).path.read_bytes()[:-9])
    for _ in range(2):
        with pytest.raises(PackageRefused):
            look(county, cut)
    again = cut.rename(stick / "cut again.jxpkg")
    with pytest.raises(PackageRefused):
        look(county, again)
    other = stick / "other.jxpkg"
    other.write_bytes(b"PK\x03\x04")
    with pytest.raises(PackageRefused):
        look(county, other)
    found = inbox(county)
    assert [(one.file_name, one.times) for one in found.refused] == [
        ("other.jxpkg", 1),
        ("cut again.jxpkg", 3),
    ]
    assert found.counts["refused"] == 2
    assert len(list((county.folder.packages / "quarantine").iterdir())) == 2
    settle(county, found.refused[1].id)
    assert [one.file_name for one in inbox(county).refused] == ["other.jxpkg"]
    with pytest.raises(PackageRefused):
        look(county, again)
    assert [(one.file_name, one.times) for one in inbox(county).refused] == [
        ("cut again.jxpkg", 1),
        ("other.jxpkg", 1),
    ]


def test_practice_refuses_what_is_real_in_words_of_its_own(tmp_path: Path) -> None:
    home = tmp_path / "练习"
    make_practice_county(home, Scale.SMALL)
    with Workspace.open_existing(home) as practice:
        with pytest.raises(PackageRefused) as caught:
            look(practice, SAMPLES / "good-plain.jxpkg")
        assert (caught.value.code, int(caught.value.exit_code)) == ("JX-REAL", 1)
        assert "正式" in caught.value.title
        assert [one.code for one in inbox(practice).refused] == ["JX-REAL"]
        assert look(practice, SAMPLES / "good-practice.jxpkg").manifest.practice
