"""Enrolment between real desks: request, fingerprint from the paper, certificate, trust, and keys that are stopped."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from jxdesk.actions import enrol
from jxdesk.actions.backup import backup, restore
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.enrol import FingerprintDiffers, TrustRefused
from jxdesk.actions.verify import verify
from jxdesk.actions.workspace import NotYourDuty, Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.trust import read_trust
from jxdesk.store.faults import NotFound, Refused
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, Desk, county, desk, enrolled, town

__all__ = ["county", "desk", "town"]


def chain_of(workspace: Workspace) -> list[str]:
    """The offices whose certificates a package of this desk would carry."""
    office = workspace.facts.office
    assert office is not None
    signer = keys.load(workspace.folder.keys).unlock()
    chain = keys.chain_of(workspace.folder.keys, signer, office, today=dt.date(2026, 11, 20))
    return [one.org for one in read_trust(b"\n".join(chain), where="包").certificates]


def test_a_request_asked_again_is_the_same_file(town: Workspace, tmp_path: Path) -> None:
    first = enrol.request(town, tmp_path / "stick")
    data = first.file.read_bytes()
    again = enrol.request(town, tmp_path / "stick")
    assert (again.file, again.fingerprint, again.file.read_bytes()) == (first.file, first.fingerprint, data)
    assert first.file.name == f"登记申请_镇财政局_{first.fingerprint[:4]}.jxreq"
    said = enrol.look_at(first.file)
    assert (said.org, said.name, said.level, said.practice) == (TOWN, "镇财政局", OfficeLevel.TOWNSHIP, False)


def test_before_enrolment_a_key_names_itself_and_afterwards_its_county_does(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    assert chain_of(town) == [TOWN]
    asked = enrol.request(town, tmp_path)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint[:9].lower(), to=tmp_path)
    done = enrol.install(town, given.file)
    assert (done.issuer, done.root, done.is_new_root) == ("县财政局", "县财政局", True)
    assert done.not_after == dt.date(2029, 11, 20)
    assert chain_of(town) == [TOWN]  # the county's own certificate is the root and does not travel
    kept = trust_file.load(town.folder.keys)
    assert kept is not None
    assert [one.org for one in kept.certificates] == [TOWN, COUNTY]
    assert not kept.certificates[0].is_self_signed


def test_a_certificate_asked_for_twice_is_the_same_one(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    first = enrolled(town, county, tmp_path)
    second = enrolled(town, county, tmp_path)
    assert first.enrolment == second.enrolment
    assert enrol.register_of(county) == (first.enrolment,)


@pytest.mark.parametrize("typed", ["", "ABCDEFGH", "X215"])
def test_a_fingerprint_that_is_not_on_the_paper_gives_no_certificate(
    county: Workspace, town: Workspace, tmp_path: Path, typed: str
) -> None:
    asked = enrol.request(town, tmp_path / "up")
    with pytest.raises(FingerprintDiffers):
        enrol.certify(county, asked.file, typed=typed, to=tmp_path / "down")
    with pytest.raises(FingerprintDiffers):  # right, but too short to mean anything
        enrol.certify(county, asked.file, typed=asked.fingerprint[:6], to=tmp_path / "down")
    assert enrol.register_of(county) == ()
    assert not (tmp_path / "down").exists()


def test_a_county_vouches_only_for_offices_below_it(county: Workspace, desk: Desk, tmp_path: Path) -> None:
    for name, code, level in (
        ("邻镇", "53-23-28-101", OfficeLevel.TOWNSHIP),
        ("州", PREFECTURE, OfficeLevel.PREFECTURE),
        ("另一县", COUNTY, OfficeLevel.COUNTY),
    ):
        asked = enrol.request(desk(name, code, level), tmp_path)
        with pytest.raises(PackageRefused) as refused:
            enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
        assert refused.value.code == "JX-SENDER-SCOPE"


def test_a_township_vouches_for_nobody(town: Workspace, desk: Desk, tmp_path: Path) -> None:
    asked = enrol.request(desk("站", f"{TOWN}-d001", OfficeLevel.UNIT), tmp_path)
    with pytest.raises(NotYourDuty, match="本单位不办“发登记证书”"):
        enrol.certify(town, asked.file, typed=asked.fingerprint, to=tmp_path)


def test_a_changed_request_is_refused(county: Workspace, town: Workspace, tmp_path: Path) -> None:
    asked = enrol.request(town, tmp_path)
    data = asked.file.read_bytes()
    for at in range(0, len(data), 7):
        broken = tmp_path / "broken.jxreq"
        broken.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(JxError):
            enrol.certify(county, broken, typed=asked.fingerprint, to=tmp_path)
    for odd in (b"", data[:-30], b"<html></html>"):
        broken.write_bytes(odd)
        with pytest.raises(PackageRefused):
            enrol.certify(county, broken, typed=asked.fingerprint, to=tmp_path)
    with pytest.raises(Refused):
        enrol.certify(county, tmp_path / "nowhere.jxreq", typed=asked.fingerprint, to=tmp_path)
    assert enrol.register_of(county) == ()


def test_practice_and_real_desks_do_not_enrol_with_each_other(town: Workspace, tmp_path: Path) -> None:
    home = make_practice_county(tmp_path / "练习").home
    asked = enrol.request(town, tmp_path)
    with Workspace.open_existing(home) as practice, pytest.raises(Refused, match="练习库"):
        enrol.certify(practice, asked.file, typed=asked.fingerprint, to=tmp_path)


def test_a_trust_package_of_another_key_or_office_is_not_installed(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    given = enrolled(town, county, tmp_path)
    other = desk("另一镇", "53-23-29-104", OfficeLevel.TOWNSHIP)
    with pytest.raises(TrustRefused, match="不是发给本机密钥的"):
        enrol.install(other, given.file)
    assert trust_file.load(other.folder.keys) is None


def test_every_broken_trust_package_leaves_what_was_believed(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    given = enrolled(town, county, tmp_path)
    before = (town.folder.keys / trust_file.TRUST_FILE).read_bytes()
    data = given.file.read_bytes()
    broken = tmp_path / "broken.jxtrust"
    for at in range(0, len(data), 11):
        broken.write_bytes(data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :])
        with pytest.raises(JxError):
            enrol.install(town, broken)
    own, issuer = data.splitlines()
    for odd in (b"", own, issuer, data[:-40]):
        broken.write_bytes(odd)
        with pytest.raises(JxError):
            enrol.install(town, broken)
    assert (town.folder.keys / trust_file.TRUST_FILE).read_bytes() == before


def test_a_county_that_is_enrolled_later_brings_its_townships_along(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    enrolled(town, county, tmp_path)
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    enrolled(county, prefecture, tmp_path)
    assert chain_of(county) == [COUNTY]
    asked = enrol.request(town, tmp_path)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
    with pytest.raises(TrustRefused, match="改信另一个最上级"):
        enrol.install(town, given.file)
    with pytest.raises(FingerprintDiffers):
        enrol.install(town, given.file, root_typed="0000-0000")
    on_paper = enrol.request(prefecture, tmp_path).fingerprint
    done = enrol.install(town, given.file, root_typed=on_paper[:9])
    assert (done.root, done.is_new_root) == ("州财政局", True)
    assert chain_of(town) == [TOWN, COUNTY]
    assert not enrol.install(town, given.file).is_new_root


def test_a_new_key_of_an_office_names_the_old_one_until_that_is_stopped(
    county: Workspace, desk: Desk, tmp_path: Path
) -> None:
    old = enrolled(desk("旧电脑", TOWN, OfficeLevel.TOWNSHIP), county, tmp_path).enrolment
    renewed = desk("新电脑", TOWN, OfficeLevel.TOWNSHIP)
    given = enrolled(renewed, county, tmp_path)
    assert given.others == (old,)
    enrol.revoke(county, old.serial, reason="换了电脑", after_seq=3)
    assert enrolled(renewed, county, tmp_path).others == ()


def test_a_stopped_key_is_refused_by_everybody_who_has_the_list(
    county: Workspace, town: Workspace, desk: Desk, tmp_path: Path
) -> None:
    given = enrolled(town, county, tmp_path)
    stopped = enrol.revoke(county, given.enrolment.serial, reason=" 密钥丢失 ")
    assert (stopped.version, stopped.enrolment.revoked_reason) == (1, "密钥丢失")
    kept = trust_file.load(county.folder.keys)
    assert kept is not None
    certificate = read_trust(given.file.read_bytes(), where="").certificates[0]
    assert kept.revocation_of(certificate) is not None
    with pytest.raises(PackageRefused) as refused:
        kept.refuse_stopped((certificate,), (), 1)
    assert refused.value.code == "JX-SIG-REVOKED"
    # The list rides with the next certificate that goes down, and the stopped key itself is not installed again.
    neighbour = desk("邻居", "53-23-29-104", OfficeLevel.TOWNSHIP)
    enrolled(neighbour, county, tmp_path)
    heard = trust_file.load(neighbour.folder.keys)
    assert heard is not None
    assert heard.revocation_of(certificate) is not None


def test_stopping_twice_changes_nothing_and_needs_a_known_serial_and_a_reason(
    county: Workspace, town: Workspace, tmp_path: Path
) -> None:
    serial = enrolled(town, county, tmp_path).enrolment.serial
    first = enrol.revoke(county, serial, reason="丢失")
    again = enrol.revoke(county, serial, reason="又一次")
    assert again == first
    with pytest.raises(NotFound):
        enrol.revoke(county, "0" * 32, reason="丢失")
    with pytest.raises(Refused, match="原因"):
        enrol.revoke(county, serial, reason="  ")


def test_a_restored_register_does_not_let_a_stopped_key_count_again(
    desk: Desk, town: Workspace, tmp_path: Path
) -> None:
    county = desk("县", COUNTY, OfficeLevel.COUNTY)
    serial = enrolled(town, county, tmp_path).enrolment.serial
    other = enrolled(desk("邻居", "53-23-29-104", OfficeLevel.TOWNSHIP), county, tmp_path).enrolment.serial
    point = backup(county).path
    enrol.revoke(county, serial, reason="丢失")
    county.close(backup=False)
    restore(tmp_path / "县", point)
    county = desk("县", COUNTY, OfficeLevel.COUNTY)
    assert [one.revoked_on for one in enrol.register_of(county)] == [None, None]
    assert enrol.revoke(county, other, reason="撤并").version == 2
    kept = trust_file.load(county.folder.keys)
    assert kept is not None
    assert {entry.serial for entry in kept.lists[0].entries} == {serial, other}


def test_an_older_list_never_undoes_a_newer_one(county: Workspace, desk: Desk, tmp_path: Path) -> None:
    lost = enrolled(desk("甲", "53-23-29-101", OfficeLevel.TOWNSHIP), county, tmp_path).enrolment
    town = desk("乙", "53-23-29-102", OfficeLevel.TOWNSHIP)
    early = enrolled(town, county, tmp_path).file.read_bytes()
    enrol.revoke(county, lost.serial, reason="丢失")
    enrolled(town, county, tmp_path)
    before = (town.folder.keys / trust_file.TRUST_FILE).read_bytes()
    older = tmp_path / "早先.jxtrust"
    older.write_bytes(early)
    enrol.install(town, older)
    assert (town.folder.keys / trust_file.TRUST_FILE).read_bytes() == before


def test_a_package_is_confirmed_by_the_trust_file_of_the_county_that_certified_its_sender(
    tmp_path: Path,
) -> None:
    """Over the command line's ``verify --trust``, as the help desk does it."""
    cases = json.loads(
        (Path(__file__).parents[1] / "samples/packages/cases.json").read_text(encoding="utf-8")
    )
    place = Path(__file__).parents[1] / "samples/packages"
    codes = {
        case["trust"]: verify(place / case["file"], place / case["trust"]).code
        for case in cases
        if "trust" in case and case["file"] == "good-certificate-of-the-county.jxpkg"
    }
    assert codes["trust-revoked.dsse.json"] == "JX-SIG-REVOKED"
    assert codes["trust-revoked-later.dsse.json"] == codes["trust-in-grace.dsse.json"] == "JX-OK"
    assert codes["trust-run-out.dsse.json"] == "JX-SIG-EXPIRED"
