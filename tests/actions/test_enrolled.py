"""How desks stand with their certificates: asked, certified, running out, stopped, renewed; on clocks right and wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from jxdesk.actions import enrol
from jxdesk.actions.backup import backup, restore
from jxdesk.actions.enrol import FingerprintDiffers, TrustRefused
from jxdesk.actions.enrolled import Below, EnrolmentState, OwnEnrolment, offices_below, own_enrolment
from jxdesk.actions.renew_key import renew_key
from jxdesk.actions.workspace import ViewOnly, Workspace
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.keys import KeyFault
from jxdesk.store.faults import NotFound, Refused
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, Desk, county, desk, enrolled, town

__all__ = ["county", "desk", "town"]

LEVEL = OfficeLevel.TOWNSHIP


def own(workspace: Workspace) -> OwnEnrolment:
    """How a desk stands."""
    found = own_enrolment(workspace)
    assert found is not None
    return found


def only_below(workspace: Workspace) -> Below:
    """The one office that asks at a desk."""
    (found,) = offices_below(workspace)
    return found


def test_a_township_asks_is_certified_and_installs(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    assert (own(town).state, own(town).certifies) == (EnrolmentState.NONE, False)
    asked = enrol.request(town, tmp_path)
    assert (own(town).state, own(town).asked_on) == (EnrolmentState.ASKED, dt.date(2026, 11, 20))
    said = enrol.take_request(county, asked.file)
    assert (said.org, said.name) == (TOWN, "镇财政局")
    waiting = only_below(county)
    assert (waiting.state, waiting.name, waiting.is_listed) == (EnrolmentState.ASKED, "镇财政局", False)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint[:9], to=tmp_path)
    below = only_below(county)
    assert (below.state, below.enrolment, below.asked_on) == (EnrolmentState.VALID, given.enrolment, None)
    enrol.install(town, given.file)
    mine = own(town)
    assert (mine.state, mine.issuer, mine.not_after) == (
        EnrolmentState.VALID,
        "县财政局",
        dt.date(2029, 11, 20),
    )
    assert (mine.serial, mine.root) == (given.enrolment.serial, "县财政局")
    assert mine.root_fingerprint == own(county).fingerprint
    assert (own(county).state, own(county).certifies) == (EnrolmentState.NONE, True)


def test_requests_that_are_not_for_this_desk_are_not_noted(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    stranger = desk("邻镇", "53-23-28-101", LEVEL)
    for upper, lower in ((county, stranger), (town, stranger), (county, county)):
        asked = enrol.request(lower, tmp_path)
        with pytest.raises(Refused, match="不归本单位发证书"):
            enrol.take_request(upper, asked.file)
        assert offices_below(upper) == ()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2029-09-20", EnrolmentState.VALID),
        ("2029-09-22", EnrolmentState.ENDING),
        ("2029-11-20", EnrolmentState.ENDING),
        ("2029-11-21", EnrolmentState.GRACE),
        # Past the grace by the PC's clock alone: nothing that the county signed says so, and so it still counts.
        ("2030-06-01", EnrolmentState.GRACE),
        # A clock that cannot be right, on either side, is not asked at all.
        ("2036-11-20", EnrolmentState.VALID),
        ("2025-11-20", EnrolmentState.VALID),
    ],
)
def test_the_clock_reminds_and_never_ends_a_certificate(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path, day: str, state: EnrolmentState
) -> None:
    enrolled(town, county, tmp_path)
    assert own(desk("镇", TOWN, LEVEL, day=day)).state is state
    assert only_below(desk("县", COUNTY, OfficeLevel.COUNTY, day=day)).state is state


def test_a_newer_word_from_the_county_ends_a_certificate_for_good(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    enrolled(town, county, tmp_path)
    lost = enrolled(desk("邻镇", "53-23-29-104", LEVEL), county, tmp_path).enrolment
    later = desk("县", COUNTY, OfficeLevel.COUNTY, day="2030-06-01")
    enrol.revoke(later, lost.serial, reason="撤并")
    enrol.install(town, enrol.hand_out(later, tmp_path / "down").file)
    assert own(town).state is EnrolmentState.OVER


def test_a_certificate_about_to_run_out_is_renewed_for_the_same_key(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    first = enrolled(town, county, tmp_path / "first").enrolment
    early = enrolled(
        desk("镇", TOWN, LEVEL, day="2029-06-01"),
        desk("县", COUNTY, OfficeLevel.COUNTY, day="2029-06-01"),
        tmp_path / "early",
    )
    assert early.enrolment == first
    lower = desk("镇", TOWN, LEVEL, day="2029-10-01")
    upper = desk("县", COUNTY, OfficeLevel.COUNTY, day="2029-10-01")
    renewed = enrolled(lower, upper, tmp_path / "next")
    assert (renewed.enrolment.not_after, renewed.others) == (dt.date(2032, 10, 1), ())
    assert (own(lower).state, own(lower).serial) == (EnrolmentState.VALID, renewed.enrolment.serial)
    assert (only_below(upper).state, only_below(upper).others) == (EnrolmentState.VALID, ())
    with pytest.raises(TrustRefused, match="比这一份新"):
        enrol.install(lower, early.file)
    assert own(lower).serial == renewed.enrolment.serial
    # One key with two certificates is stopped as one.
    enrol.revoke(upper, renewed.enrolment.serial, reason="丢失")
    assert [one.revoked_reason for one in enrol.register_of(upper)] == ["丢失", "丢失"]
    asked = enrol.request(lower, tmp_path)
    with pytest.raises(Refused, match="换一把新密钥"):
        enrol.certify(upper, asked.file, typed=asked.fingerprint, to=tmp_path)


@pytest.mark.parametrize("day", ["2025-11-20", "2036-11-20"])
def test_a_wrong_clock_at_the_county_gives_certificates_of_a_believable_day(
    town: Workspace, desk: Desk, tmp_path: Path, day: str
) -> None:
    wrong = desk("县", COUNTY, OfficeLevel.COUNTY, day=day)
    given = enrolled(town, wrong, tmp_path).enrolment
    assert given.issued_on == dt.date(2026, 11, 1)
    stopped = enrol.revoke(wrong, given.serial, reason="试")
    assert stopped.enrolment.revoked_on == dt.date(2026, 11, 1)


def test_the_list_of_stopped_keys_goes_down_by_itself(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="没有名单可发"):
        enrol.hand_out(county, tmp_path)
    given = enrolled(town, county, tmp_path).enrolment
    neighbour = desk("邻镇", "53-23-29-104", LEVEL)
    other = enrolled(neighbour, county, tmp_path)
    enrol.revoke(county, given.serial, reason="密钥丢失")
    handed = enrol.hand_out(county, tmp_path / "down")
    assert (handed.version, handed.file.name) == (1, "停用名单第1版_县财政局.jxtrust")
    heard = enrol.install(neighbour, handed.file)
    assert (heard.is_list, heard.stopped, heard.issuer) == (True, "", "县财政局")
    kept = trust_file.load(neighbour.folder.keys)
    assert kept is not None
    assert {entry.serial for entry in kept.lists[0].entries} == {given.serial}
    own_key_stopped = enrol.install(town, handed.file)
    assert (own_key_stopped.is_list, own_key_stopped.stopped) == (True, "密钥丢失")
    assert (own(town).state, own(town).stopped) == (EnrolmentState.STOPPED, "密钥丢失")
    assert [one.state for one in offices_below(county)] == [EnrolmentState.STOPPED, EnrolmentState.VALID]
    # The neighbour's own package is not a list for everybody, and a desk that was never enrolled takes no list.
    with pytest.raises(TrustRefused, match="不是发给本机密钥的"):
        enrol.install(town, other.file)
    stranger = desk("第三镇", "53-23-29-105", LEVEL)
    with pytest.raises(TrustRefused, match="不是发给本机密钥的"):
        enrol.install(stranger, handed.file)


def test_a_certificate_can_be_written_once_more_until_its_key_is_stopped(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    given = enrolled(town, county, tmp_path / "first")
    (town.folder.keys / trust_file.TRUST_FILE).unlink()
    assert own(town).state is EnrolmentState.ASKED
    again = enrol.certify_again(county, [given.enrolment.serial], to=tmp_path / "again")
    assert enrol.install(town, again.file).not_after == given.enrolment.not_after
    with pytest.raises(NotFound):
        enrol.certify_again(county, ["0" * 32], to=tmp_path)
    enrol.revoke(county, given.enrolment.serial, reason="丢失")
    with pytest.raises(Refused, match="已经停用"):
        enrol.certify_again(county, [given.enrolment.serial], to=tmp_path)


def test_a_lost_key_is_replaced_and_enrolled_anew(county: Workspace, town: Workspace, tmp_path: Path) -> None:
    old = enrolled(town, county, tmp_path).enrolment
    with pytest.raises(Refused, match="原因"):
        renew_key(town, reason=" ")
    with pytest.raises(KeyFault, match="口令太短"):
        renew_key(town, reason="口令忘了", passphrase="短")
    assert own(town).fingerprint == old.fingerprint
    card = renew_key(town, reason="口令忘了", passphrase="一句够长的新口令", holder="甲")
    mine = own(town)
    assert (mine.fingerprint, mine.state, mine.is_locked) == (card.fingerprint, EnrolmentState.NONE, True)
    (aside,) = town.folder.keys.glob("old-*")
    assert {one.name for one in aside.iterdir()} <= {"office.key.json", "chain"}
    asked = enrol.request(town, tmp_path, passphrase="一句够长的新口令")
    enrol.take_request(county, asked.file)
    assert (only_below(county).state, only_below(county).asked_on) == (
        EnrolmentState.VALID,
        dt.date(2026, 11, 20),
    )
    enrol.revoke(county, old.serial, reason="口令忘了", after_seq=7)
    assert only_below(county).state is EnrolmentState.ASKED
    given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
    assert not enrol.install(town, given.file).is_new_root
    assert own(town).state is EnrolmentState.VALID
    assert only_below(county).state is EnrolmentState.VALID


def test_a_damaged_key_file_can_be_replaced(town: Workspace) -> None:
    (town.folder.keys / keys.KEY_FILE).write_bytes(b"{}")
    with pytest.raises(KeyFault):
        own_enrolment(town)
    renew_key(town, reason="密钥文件坏了")
    assert own(town).state is EnrolmentState.NONE
    (town.folder.keys / keys.KEY_FILE).unlink()
    assert own(town).fingerprint == ""
    card = renew_key(town, reason="密钥文件没了")
    assert own(town).fingerprint == card.fingerprint


def test_who_only_looks_asks_certifies_and_stops_nothing(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    asked = enrol.request(town, tmp_path)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
    for one in (county, town):
        one.look_only(True)
    steps = (
        lambda: enrol.request(town, tmp_path / "none"),
        lambda: enrol.install(town, given.file),
        lambda: renew_key(town, reason="试"),
        lambda: enrol.take_request(county, asked.file),
        lambda: enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path / "none"),
        lambda: enrol.revoke(county, given.enrolment.serial, reason="试"),
    )
    for step in steps:
        with pytest.raises(ViewOnly):
            step()
    assert not (tmp_path / "none").exists()


def test_a_prefecture_answers_for_its_counties_and_not_for_their_townships(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    enrolled(county, prefecture, tmp_path)
    assert [one.org for one in offices_below(prefecture)] == [COUNTY]


def test_a_county_that_is_the_root_and_loses_its_key_still_names_what_it_stopped(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    stopped = enrolled(desk("邻镇", "53-23-29-104", LEVEL), county, tmp_path).enrolment
    enrolled(town, county, tmp_path / "first")
    enrol.revoke(county, stopped.serial, reason="撤并")
    renew_key(county, reason="口令都忘了")
    asked = enrol.request(town, tmp_path)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path / "anew")
    with pytest.raises(TrustRefused, match="改信另一个最上级"):
        enrol.install(town, given.file)
    on_paper = own(county).fingerprint
    assert enrol.install(town, given.file, root_typed=on_paper).is_new_root
    kept = trust_file.load(town.folder.keys)
    assert kept is not None
    assert [{entry.serial for entry in one.entries} for one in kept.lists] == [{stopped.serial}]


def test_a_county_with_another_key_brings_all_its_offices_along_by_one_package(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    old = enrolled(county, prefecture, tmp_path).enrolment
    neighbour = desk("邻镇", "53-23-29-104", LEVEL)
    for one in (town, neighbour):
        enrolled(one, county, tmp_path / "first")
    renew_key(county, reason="密钥文件坏了")
    enrol.revoke(prefecture, old.serial, reason="密钥丢失")
    enrolled(county, prefecture, tmp_path / "county")
    serials = [one.serial for one in enrol.register_of(county)]
    handed = enrol.certify_again(county, serials, to=tmp_path / "all")
    assert (handed.count, handed.file.name) == (2, "登记证书_2个单位.jxtrust")
    for one in (town, neighbour):
        done = enrol.install(one, handed.file)
        assert (done.root, done.is_new_root) == ("州财政局", False)
        assert own(one).state is EnrolmentState.VALID
        kept = trust_file.load(one.folder.keys)
        assert kept is not None
        assert [held.org for held in kept.certificates] == [own(one).office.path, COUNTY, PREFECTURE]
    assert [one.state for one in offices_below(county)] == [EnrolmentState.VALID] * 2
    # Once more changes nothing.
    count = len(enrol.register_of(county))
    again = enrol.certify_again(
        county, [one.enrolment.serial for one in offices_below(county) if one.enrolment], to=tmp_path / "all"
    )
    assert (again.count, len(enrol.register_of(county))) == (2, count)


def test_a_restored_register_gets_back_what_was_given_and_stopped_since(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    first = enrolled(town, county, tmp_path / "first").enrolment
    point = backup(county).path
    later = enrolled(desk("邻镇", "53-23-29-104", LEVEL), county, tmp_path / "later").enrolment
    enrol.revoke(county, first.serial, reason="密钥丢失", after_seq=5)
    county.close(backup=False)
    restore(tmp_path / "县", point)
    issued = tmp_path / "县" / "keys" / "issued.jsonl"
    issued.write_bytes(issued.read_bytes() + b'{"torn')  # by a power cut
    county = desk("县", COUNTY, OfficeLevel.COUNTY)
    assert enrol.register_of(county) == (first,)
    assert [(one.org, one.state) for one in offices_below(county)] == [
        (first.org, EnrolmentState.STOPPED),
        (later.org, EnrolmentState.VALID),
    ]
    # Nobody enrols the stolen key again, and the one that was forgotten can be stopped.
    asked = enrol.request(town, tmp_path)
    with pytest.raises(Refused, match="换一把新密钥"):
        enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
    assert enrol.revoke(county, later.serial, reason="撤并").version == 2
    register = enrol.register_of(county)
    assert [(one.serial, one.revoked_reason, one.revoked_after_seq) for one in register] == [
        (first.serial, "密钥丢失", 5),
        (later.serial, "撤并", 0),
    ]
    third = enrolled(desk("第三镇", "53-23-29-105", LEVEL), county, tmp_path / "third").enrolment
    assert [line.decode("ascii") for line in issued.read_bytes().splitlines() if b"torn" not in line] == [
        one.statement for one in (first, later, third)
    ]


def test_a_damaged_trust_file_is_mended_by_the_certificate_and_the_fingerprint_on_paper(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    given = enrolled(town, county, tmp_path)
    kept = town.folder.keys / trust_file.TRUST_FILE
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-30])
    with pytest.raises(TrustRefused, match="改信另一个最上级") as refused:
        enrol.install(town, given.file)
    assert own(county).fingerprint not in str(refused.value)
    with pytest.raises(FingerprintDiffers):
        enrol.install(town, given.file, root_typed="0000-0000")
    assert kept.read_bytes() == whole[:-30]
    enrol.install(town, given.file, root_typed=own(county).fingerprint[:9])
    assert kept.read_bytes() == whole


def test_who_types_the_topmost_fingerprint_at_once_has_it_checked(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    asked = enrol.request(town, tmp_path)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
    with pytest.raises(FingerprintDiffers):
        enrol.install(town, given.file, root_typed="0000-0000")
    assert enrol.install(town, given.file, root_typed=own(county).fingerprint).is_new_root


def test_a_deleted_key_and_its_certificate_come_back_with_a_backup(
    county: Workspace, desk: Desk, tmp_path: Path
) -> None:
    town = desk("镇", TOWN, LEVEL)
    enrolled(town, county, tmp_path)
    before, point = own(town), backup(town).path
    town.close(backup=False)
    for one in town.folder.keys.iterdir():
        if one.is_file():
            one.unlink()
    restore(tmp_path / "镇", point)
    assert own(desk("镇", TOWN, LEVEL)) == before
