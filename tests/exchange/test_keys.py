"""Keys: locked by passphrases, opened by each of them, and never half-written."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.exchange import keys
from jxdesk.exchange.certificates import Role, read_certificate, roles_of
from jxdesk.exchange.keys import Cost, KeyFault, KeyLocked
from jxdesk.exchange.signing import is_signed

CHEAP = Cost(iterations=1, lanes=1, memory_kib=64)
PASSPHRASE = "白岩镇的老水井 8 号"
TODAY = dt.date(2026, 11, 20)
OFFICE = Office(id="a", path="53-23-99-103", name="练习县白岩镇财政所", level=OfficeLevel.TOWNSHIP)


def test_a_locked_key_signs_only_with_its_passphrase(tmp_path: Path) -> None:
    card = keys.create(tmp_path, passphrase=PASSPHRASE, holder="张三", cost=CHEAP)
    assert card.is_locked
    assert card.holders == ("张三",)
    key = keys.load(tmp_path)
    signer = key.unlock(PASSPHRASE)
    assert is_signed(signer.suite, key.public_key, signer.sign(b"x"), b"x")
    with pytest.raises(KeyLocked) as none:
        key.unlock("")
    assert none.value.code == "JX-KEY-LOCKED"
    with pytest.raises(KeyLocked) as wrong:
        key.unlock(PASSPHRASE + "!")
    assert wrong.value.code == "JX-KEY-PASSPHRASE"


def test_the_seed_is_nowhere_in_the_file_of_a_locked_key(tmp_path: Path) -> None:
    seed = bytes(range(32))
    keys.create(tmp_path, passphrase=PASSPHRASE, cost=CHEAP, seed=seed)
    written = (tmp_path / keys.KEY_FILE).read_bytes()
    assert seed.hex().encode() not in written
    assert PASSPHRASE.encode() not in written


def test_the_same_passphrase_typed_full_width_or_with_a_line_end_opens_the_key(tmp_path: Path) -> None:
    keys.create(tmp_path, passphrase="Baiyan2026", cost=CHEAP)
    assert keys.load(tmp_path).unlock("Ｂａｉｙａｎ２０２６\n")


@pytest.mark.parametrize("short", ["1234567", "  123456 ", "密码"])
def test_a_passphrase_below_eight_characters_is_refused(tmp_path: Path, short: str) -> None:
    with pytest.raises(KeyFault) as refused:
        keys.create(tmp_path, passphrase=short, cost=CHEAP)
    assert refused.value.code == "JX-KEY-SHORT"
    assert keys.look(tmp_path) is None


def test_an_open_key_asks_for_nothing_until_a_passphrase_is_added(tmp_path: Path) -> None:
    assert not keys.create(tmp_path).is_locked
    public_key = keys.load(tmp_path).unlock().public_key
    keys.add_passphrase(tmp_path, new=PASSPHRASE, holder="张三", cost=CHEAP)
    key = keys.load(tmp_path)
    assert key.unlock(PASSPHRASE).public_key == public_key
    with pytest.raises(KeyLocked):
        key.unlock("")


def test_each_clerk_has_a_passphrase_and_can_lose_it(tmp_path: Path) -> None:
    keys.create(tmp_path, passphrase=PASSPHRASE, holder="张三", cost=CHEAP)
    keys.add_passphrase(tmp_path, current=PASSPHRASE, new="李四的新口令二〇二六", holder="李四", cost=CHEAP)
    assert keys.load(tmp_path).unlock("李四的新口令二〇二六")
    assert keys.load(tmp_path).unlock(PASSPHRASE)
    keys.remove_passphrase(tmp_path, "张三")
    with pytest.raises(KeyLocked):
        keys.load(tmp_path).unlock(PASSPHRASE)
    with pytest.raises(KeyFault, match="最后一个口令"):
        keys.remove_passphrase(tmp_path, "李四")
    with pytest.raises(KeyLocked):
        keys.add_passphrase(tmp_path, current="不对的口令不对的", new=PASSPHRASE, cost=CHEAP)


def test_a_key_is_made_once(tmp_path: Path) -> None:
    keys.create(tmp_path)
    with pytest.raises(KeyFault, match="已经有了"):
        keys.create(tmp_path)


def test_no_key_and_a_damaged_key_are_told_apart(tmp_path: Path) -> None:
    assert keys.look(tmp_path) is None
    with pytest.raises(KeyFault) as missing:
        keys.load(tmp_path)
    assert missing.value.code == "JX-KEY-MISSING"
    keys.create(tmp_path, passphrase=PASSPHRASE, cost=CHEAP)
    path = tmp_path / keys.KEY_FILE
    whole = path.read_bytes()
    for damaged in (
        b"",
        whole[:-1],
        whole.replace(b'"format":1', b'"format":2'),
        whole.replace(b"argon2id", b"md5"),
    ):
        path.write_bytes(damaged)
        with pytest.raises(KeyFault) as found:
            keys.look(tmp_path)
        assert found.value.code == "JX-KEY-DAMAGED"


def test_a_key_file_cannot_ask_for_endless_work(tmp_path: Path) -> None:
    keys.create(tmp_path, passphrase=PASSPHRASE, cost=CHEAP)
    path = tmp_path / keys.KEY_FILE
    path.write_bytes(path.read_bytes().replace(b'"memory_kib":64', b'"memory_kib":99999999'))
    with pytest.raises(KeyFault):
        keys.load(tmp_path)


def test_a_swapped_seed_or_public_key_is_noticed(tmp_path: Path) -> None:
    keys.create(tmp_path / "a", passphrase=PASSPHRASE, cost=CHEAP)
    keys.create(tmp_path / "b", passphrase=PASSPHRASE, cost=CHEAP)
    one = json.loads((tmp_path / "a" / keys.KEY_FILE).read_bytes())
    other = json.loads((tmp_path / "b" / keys.KEY_FILE).read_bytes())
    mixed = json.dumps({**one, "pub": other["pub"]}, sort_keys=True, separators=(",", ":"))
    (tmp_path / "a" / keys.KEY_FILE).write_text(mixed, encoding="utf-8")
    with pytest.raises(KeyFault):
        keys.load(tmp_path / "a").unlock(PASSPHRASE)


def test_the_cost_is_tuned_to_this_machine() -> None:
    cost = keys.tuned_cost()
    assert cost.iterations >= 3
    assert cost.memory_kib == 64 * 1024


def test_an_office_that_is_not_enrolled_names_itself_and_keeps_what_it_said(tmp_path: Path) -> None:
    keys.create(tmp_path)
    signer = keys.load(tmp_path).unlock()
    chain = keys.chain_of(tmp_path, signer, OFFICE, today=TODAY)
    certificate, _ = read_certificate(chain[0], where="x")
    assert certificate.is_self_signed
    assert (certificate.org, certificate.scope, certificate.name) == (OFFICE.path, OFFICE.path, OFFICE.name)
    assert certificate.roles == (Role.SUBMIT,)
    assert (certificate.not_before, certificate.not_after) == ("2026-11-20", "2029-11-20")
    assert keys.chain_of(tmp_path, signer, OFFICE, today=dt.date(2027, 5, 1)) == chain


def test_an_office_that_was_renamed_names_itself_anew(tmp_path: Path) -> None:
    keys.create(tmp_path)
    signer = keys.load(tmp_path).unlock()
    before = keys.chain_of(tmp_path, signer, OFFICE, today=TODAY)
    renamed = Office(id="a", path=OFFICE.path, name="练习县白岩镇财政与统计办", level=OfficeLevel.TOWNSHIP)
    assert keys.chain_of(tmp_path, signer, renamed, today=TODAY) != before


def test_certificates_of_another_key_are_not_used(tmp_path: Path) -> None:
    for name in ("a", "b"):
        keys.create(tmp_path / name)
        keys.chain_of(tmp_path / name, keys.load(tmp_path / name).unlock(), OFFICE, today=TODAY)
    (tmp_path / "b" / "chain" / "00.dsse.json").write_bytes(
        (tmp_path / "a" / "chain" / "00.dsse.json").read_bytes()
    )
    with pytest.raises(KeyFault):
        keys.chain_of(tmp_path / "b", keys.load(tmp_path / "b").unlock(), OFFICE, today=TODAY)


@pytest.mark.parametrize(
    ("level", "may_issue"),
    [(OfficeLevel.UNIT, False), (OfficeLevel.TOWNSHIP, False), (OfficeLevel.COUNTY, True)],
)
def test_bureaus_may_issue_and_offices_below_only_hand_in(level: OfficeLevel, may_issue: bool) -> None:
    assert (Role.ISSUE in roles_of(level)) is may_issue
    assert Role.SUBMIT in roles_of(level)
