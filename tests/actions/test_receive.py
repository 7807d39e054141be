"""Receiving between real desks: once, twice, after a gap, late, in conflict, refused; and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions.receiving import plan
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.receiving.taking import Choices
from jxdesk.actions.undo import undo_import
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.received import ReceivedStatus
from jxdesk.domain.road.chain import Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange import trust_file
from jxdesk.exchange.phone_codes import find_status
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package
from jxdesk.store.faults import Refused
from jxdesk.store.records import conflict_choices, filings, offices, received
from tests.actions.enrol_desks import COUNTY, TOWN, Desk, county, desk, enrolled, town
from tests.actions.road_desks import EVALUATIONS, TARGETS, drawn, edit, fill, of, receive, send, standing

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


def test_a_package_is_taken_in_with_its_office_its_projects_and_a_receipt(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    arrival = look(county, sent.path)
    assert arrival.placed.verdict is Verdict.NEXT
    assert [one.take for one in arrival.filings] == [Take.NEW] * 2
    assert [one.path for one in arrival.new_offices] == [TOWN]
    assert len(arrival.new_projects) == 2
    assert of(county, Form.PROJECT_SELF_EVALUATION) == ()
    done = commit(county, arrival)
    assert {one.id: one.content for one in of(county, Form.PROJECT_SELF_EVALUATION)} == {
        one.id: one.content for one in of(road, Form.PROJECT_SELF_EVALUATION)
    }
    office = county.read(lambda tx: offices.by_path(tx, TOWN))
    own = county.facts.office
    assert office is not None
    assert own is not None
    assert office.parent_id == own.id
    for one in of(county, Form.PROJECT_SELF_EVALUATION):
        assert one.state is FilingState.SEALED
        assert standing(county, one.id) == (Standing.WAITING.value, 1)
        assert standing(road, one.id) == (Standing.SENT.value, 1)
    assert done.exit_code is ExitCode.DONE
    assert done.receipt is not None
    assert done.receipt.parent == stick
    read = read_receipt(
        done.receipt.read_bytes(), trust_file.load(road.folder.keys), practice=False, where="回执"
    )
    assert (read.receipt.package, read.receipt.status) == (sent.digest, ReceiptStatus.IMPORTED)
    assert read.receipt.missing == ()
    with open_package(sent.path) as package:
        assert find_status(package.key(), package.digest, done.phone_code) is ReceiptStatus.IMPORTED


def test_the_same_package_twice_changes_nothing_and_gives_the_same_receipt(
    county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    sent = send(road, stick)
    first = receive(county, sent.path)
    assert first.receipt is not None
    said = first.receipt.read_bytes()
    before = county.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    elsewhere = tmp_path / "second stick" / sent.path.name
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(sent.path.read_bytes())
    again = receive(county, elsewhere)
    assert again.is_duplicate
    assert again.receipt is not None
    assert again.receipt.read_bytes() == said
    assert again.phone_code == first.phone_code
    assert county.read(lambda tx: tx.value("SELECT max(n) FROM change_log")) == before


def test_twenty_receives_at_once_are_one_import(county: Workspace, road: Workspace, stick: Path) -> None:
    sent = send(road, stick)
    with ThreadPoolExecutor(20) as pool:
        done = list(pool.map(lambda _: receive(county, sent.path), range(20)))
    assert len({one.package.import_id for one in done}) == 1
    assert len({one.package.receipt for one in done}) == 1
    assert len(of(county, Form.PROJECT_SELF_EVALUATION)) == 2
    assert len(county.read(received.all_received)) == 1
    assert [path.suffix for path in (county.folder.packages / "received").iterdir()] == [".jxpkg"]


def test_the_same_package_taken_in_while_it_is_looked_at_is_compared_and_not_called_a_second_copy(
    county: Workspace, road: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(road, stick)
    first = look(county, sent.path)
    portions, waits = plan.in_portions, [first]

    def after_another(found: Iterable[Filing]) -> Iterator[list[Filing]]:
        if waits:  # between asking what stands here and comparing with it
            commit(county, waits.pop())
        return portions(found)

    monkeypatch.setattr(plan, "in_portions", after_another)
    arrival = look(county, sent.path)
    assert not waits
    assert {one.take for one in arrival.filings} <= {Take.SAME}
    commit(county, arrival)
    assert len(county.read(received.all_received)) == 1


def test_what_was_not_reviewed_yet_is_replaced_by_the_next_round_field_by_field_shown(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    first, second = of(road, Form.PROJECT_SELF_EVALUATION)
    changed = edit(road, first, "7")
    arrival = look(county, send(road, stick).path)
    takes = {one.id: one.take for one in arrival.filings}
    assert takes == {first.id: Take.CHANGED, second.id: Take.SAME}
    shown = next(one for one in arrival.filings if one.id == first.id)
    assert ("actual_text", "7") in {(each.field, each.new) for each in shown.differences}
    commit(county, arrival)
    stored = county.read(lambda tx: filings.get(tx, first.id))
    assert stored is not None
    assert stored.content == changed.content
    assert dict(stored.vector) == dict(changed.vector)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)
    assert standing(county, second.id) == (Standing.WAITING.value, 1)


def test_a_gap_is_taken_in_and_named_and_what_comes_late_fills_it(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    targets = send(road, stick, TARGETS)
    evaluations = send(road, stick)
    done = receive(county, evaluations.path)
    assert done.package.facts["missing"] == [1]
    read = read_receipt(done.package.receipt, trust_file.load(road.folder.keys), practice=False, where="回执")
    assert [(gap.first, gap.last) for gap in read.receipt.missing] == [(1, 1)]
    late = look(county, targets.path)
    assert late.placed.verdict is Verdict.LATE
    assert not late.is_older
    done = commit(county, late)
    assert done.package.status is ReceivedStatus.IMPORTED
    assert len(of(county, Form.PROJECT_TARGET)) == 2
    read = read_receipt(done.package.receipt, trust_file.load(road.folder.keys), practice=False, where="回执")
    assert read.receipt.missing == ()
    assert [head.seq for head in read.receipt.heads] == [2]


def test_an_older_one_is_filed_away_and_overrides_nothing(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    old = send(road, stick)
    for one in of(road, Form.PROJECT_SELF_EVALUATION):
        edit(road, one, "7")
    receive(county, send(road, stick).path)
    now = of(county, Form.PROJECT_SELF_EVALUATION)
    done = receive(county, old.path)
    assert done.package.status is ReceivedStatus.OLDER
    assert done.exit_code is ExitCode.REFUSED
    assert of(county, Form.PROJECT_SELF_EVALUATION) == now
    assert (county.folder.packages / "received" / f"{old.digest}.jxpkg").exists()
    assert receive(county, old.path).is_duplicate


def test_an_import_is_taken_back_and_the_package_can_be_taken_in_again(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    before = {one.id: (one.content, dict(one.vector)) for one in of(county, Form.PROJECT_SELF_EVALUATION)}
    first = of(road, Form.PROJECT_SELF_EVALUATION)[0]
    edit(road, first, "7")
    second = send(road, stick)
    done = receive(county, second.path)
    undo_import(county, done.package.import_id)
    assert {
        one.id: (one.content, dict(one.vector)) for one in of(county, Form.PROJECT_SELF_EVALUATION)
    } == before
    assert standing(county, first.id) == (Standing.WAITING.value, 1)
    again = look(county, second.path)
    assert [one.take for one in again.filings if one.id == first.id] == [Take.CHANGED]
    assert not commit(county, again).is_duplicate
    assert standing(county, first.id) == (Standing.WAITING.value, 2)


def test_the_first_import_is_taken_back_to_an_empty_desk(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    done = receive(county, send(road, stick).path)
    undo_import(county, done.package.import_id)
    assert of(county, Form.PROJECT_SELF_EVALUATION) == ()
    assert county.read(lambda tx: offices.by_path(tx, TOWN)) is None
    with pytest.raises(Refused):
        undo_import(county, done.package.import_id)


def amended_here(county: Workspace, filing: Filing, value: str) -> Filing:
    """What accepting with changes does to a filing: the reviewing desk saves a cell of it."""
    line = filing.content.indicator_lines[0]
    lines = (replace(line, actual_text=value), *filing.content.indicator_lines[1:])
    changed = replace(filing, content=replace(filing.content, indicator_lines=lines))
    return county.transact(
        lambda tx: filings.save(tx, changed, expected_version=filing.version), errand="test"
    )


def test_what_was_changed_here_and_there_is_laid_before_a_person_and_the_loser_is_kept(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    first = of(road, Form.PROJECT_SELF_EVALUATION)[0]
    stored = county.read(lambda tx: filings.get(tx, first.id))
    assert stored is not None
    here = amended_here(county, stored, "30")
    edit(road, first, "28")
    sent = send(road, stick)
    arrival = look(county, sent.path)
    (conflict,) = arrival.open_choices
    assert conflict.take is Take.CONFLICT
    done = commit(county, arrival)
    assert done.package.facts["open"] == [first.id]
    assert county.read(lambda tx: filings.get(tx, first.id)) == here
    again = look(county, sent.path)
    assert again.placed.verdict is Verdict.DUPLICATE
    keys = frozenset(one.key for one in conflict.differences)
    done = commit(county, again, Choices(came={first.id: keys}, reasons={first.id: "以镇里的为准"}))
    assert done.package.facts["open"] == []
    merged = county.read(lambda tx: filings.get(tx, first.id))
    assert merged is not None
    assert merged.content.indicator_lines[0].actual_text == "28"
    chosen = county.read(lambda tx: conflict_choices.of_filing(tx, first.id))
    assert ("actual_text", "30", "28", "came", "以镇里的为准") in {
        (one.field, one.here, one.came, one.took, one.reason) for one in chosen
    }
    theirs = road.read(lambda tx: filings.get(tx, first.id))
    assert theirs is not None
    assert all(merged.vector[place] >= n for place, n in {**theirs.vector, **here.vector}.items())
    assert receive(county, sent.path).is_duplicate


def refused_code(workspace: Workspace, file: Path) -> str:
    """Looks at a file that must be refused, checks that it is in quarantine, and answers the code."""
    before = of(workspace, Form.PROJECT_SELF_EVALUATION)
    with pytest.raises(PackageRefused) as caught:
        look(workspace, file)
    entry = workspace.read(received.refused)[0]
    assert (entry.code, entry.file_name, entry.size_bytes) == (
        caught.value.code,
        file.name,
        file.stat().st_size,
    )
    kept = workspace.folder.packages / "quarantine" / entry.kept_as
    assert kept.read_bytes() == file.read_bytes()
    assert of(workspace, Form.PROJECT_SELF_EVALUATION) == before
    return str(caught.value.code)


def test_each_file_that_may_not_come_in_is_refused_by_its_own_name_and_put_aside(
    county: Workspace, road: Workspace, stick: Path, desk: Desk
) -> None:
    sent = send(road, stick)
    cut = stick / "cut.jxpkg"
    cut.write_bytes(sent.path.read_bytes()[:-9])
    assert refused_code(county, cut) == "JX-TRUNCATED"
    changed = bytearray(sent.path.read_bytes())
    changed[len(changed) // 2] ^= 1
    (stick / "changed.jxpkg").write_bytes(changed)
    assert refused_code(county, stick / "changed.jxpkg") in ("JX-DAMAGED", "JX-CONTAINER")
    empty = stick / "empty.jxpkg"
    empty.touch()
    assert refused_code(county, empty) == "JX-EMPTY"
    stranger = desk("乡", "53-23-29-104", OfficeLevel.TOWNSHIP)
    fill(stranger, ((), ()))
    other_county = desk("邻县", "53-23-31", OfficeLevel.COUNTY)
    assert refused_code(other_county, sent.path) == "JX-SIG-UNKNOWN"


def test_an_office_without_a_certificate_is_refused_until_it_is_enrolled(
    county: Workspace, town: Workspace, drawn: object, stick: Path, tmp_path: Path
) -> None:
    fill(town, drawn)  # type: ignore[arg-type]
    early = send(town, stick)
    assert refused_code(county, early.path) == "JX-SIG-UNKNOWN"
    enrolled(town, county, tmp_path / "enrolment")
    done = receive(county, send(town, stick).path)
    assert done.package.facts["missing"] == [1]


def test_a_copied_folder_that_sends_under_the_same_numbers_is_a_fork(
    county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    receive(county, send(road, stick).path)
    seq = len(road.read(lambda tx: tx.query("SELECT 1 FROM package_sent")))
    first = of(road, Form.PROJECT_SELF_EVALUATION)[0]
    edit(road, first, "7")
    one = send(road, stick)
    assert one.cover.seq == seq + 1
    receive(county, one.path)
    with open_package(one.path) as package:
        chain = package.manifest.chain
    # What the ledger would prevent is made by hand: the same number once more, over another state.
    road.transact(
        lambda tx: tx.execute("DELETE FROM package_sent WHERE seq = ?", (chain.seq,)), errand="test"
    )
    road.folder.ledger.write_text("")
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[0], "8")
    assert refused_code(county, send(road, stick).path) == "JX-FORK"


def test_what_is_for_another_office_is_refused_with_the_name_of_that_office(
    desk: Desk, county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    prefecture = desk("州", "53-23", OfficeLevel.PREFECTURE)
    enrolled(county, prefecture, tmp_path / "up", root_typed="")
    sent = send(road, stick)
    assert refused_code(prefecture, sent.path) in ("JX-SIG-UNKNOWN", "JX-RECIPIENT")


def test_a_look_changes_nothing_and_leaves_nothing(county: Workspace, road: Workspace, stick: Path) -> None:
    from jxdesk.actions.receiving.receive import drop

    sent = send(road, stick)
    before = county.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    drop(county, look(county, sent.path))
    assert county.read(lambda tx: tx.value("SELECT max(n) FROM change_log")) == before
    assert not list((county.folder.packages / "received").iterdir())
    assert [path.name for path in stick.iterdir()] == [sent.path.name]
    assert COUNTY in {one.path for one in county.read(offices.all_offices)}


def test_a_month_of_another_form_is_its_own_package(county: Workspace, road: Workspace, stick: Path) -> None:
    done = receive(county, send(road, stick, Task(form=Form.DEPARTMENT_SELF_EVALUATION, year=2025)).path)
    assert done.package.form == "department_self_evaluation"
    assert len(of(county, Form.DEPARTMENT_SELF_EVALUATION)) == 1
    assert EVALUATIONS.form is Form.PROJECT_SELF_EVALUATION
