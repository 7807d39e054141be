"""Keys: an office's key on disk, open or locked by passphrases (slots), and the certificates beside it.

The key's seed is encrypted by a random data key (AES-256-GCM); each slot wraps that data key under a passphrase
(Argon2id, parameters stored and tuned when the slot is made). A practice key has no slot, and neither has the key of
an office that has not chosen a passphrase yet.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office
from jxdesk.domain.release import believable_day
from jxdesk.exchange import canonical
from jxdesk.exchange.certificates import LARGEST_CERTIFICATE, read_certificate, roles_of, self_signed
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.signing import ED25519_SHA256, Ed25519Signer, key_id
from jxdesk.exchange.trust import chain_from
from jxdesk.exchange.trust_file import TRUST_FILE, TrustDamaged
from jxdesk.exchange.trust_file import load as load_trust
from jxdesk.exchange.whole_files import write_private

KEY_FILE = "office.key.json"
CHAIN_FOLDER = "chain"
OWN_CERTIFICATE = f"{CHAIN_FOLDER}/00.dsse.json"
"""Where a key keeps the certificate by which it names itself; those of an enrolment stand in the trust file."""
SHORTEST_PASSPHRASE = 8
LARGEST_KEY_FILE = 256 * 1024
FORMAT = 1

_SEED_LABEL = b"jxdesk office key v1\x00"
_SLOT_LABEL = b"jxdesk key slot v1\x00"
_TARGET_SECONDS = 0.5
_MOST_ITERATIONS = 64
_MOST_MEMORY_KIB = 1024 * 1024


class KeyLocked(JxError):  # noqa: N818 - a state of the key, named as people say it
    """The key cannot be used: no passphrase, or a wrong one."""

    code = "JX-KEY-LOCKED"


class KeyFault(JxError):  # noqa: N818 - what is wrong with the key folder, as people say it
    """The key folder is missing, damaged or already in use."""

    code = "JX-KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCard:
    """What anybody may know of a key."""

    fingerprint: str
    is_locked: bool
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What guessing one passphrase costs.

    Units: ``memory_kib`` KiB.
    """

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One passphrase that opens the key; ``holder`` says whose it is."""

    holder: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKey:
    """An office's key as it lies on disk; ``seed`` is encrypted as soon as there is a slot."""

    public_key: bytes
    seed: bytes
    nonce: bytes = b""
    slots: tuple[Slot, ...] = ()

    @property
    def card(self) -> KeyCard:
        """What anybody may know of it."""
        return KeyCard(
            fingerprint=fingerprint(key_id(ED25519_SHA256, self.public_key)),
            is_locked=bool(self.slots),
            holders=tuple(slot.holder for slot in self.slots),
        )

    def unlock(self, passphrase: str | None = None) -> Ed25519Signer:
        """The key, ready to sign; an open key asks for no passphrase.

        Raises: KeyLocked.
        """
        signer = Ed25519Signer(_seed(self, passphrase))
        if signer.public_key != self.public_key:
            raise _damaged("公钥与私钥不符")
        return signer


def create(
    folder: Path,
    *,
    passphrase: str = "",
    holder: str = "",
    cost: Cost | None = None,
    seed: bytes | None = None,
) -> KeyCard:
    """Makes the key of an office and writes it into the key folder; an empty passphrase leaves it open.

    ``holder`` names whose passphrase it is. ``cost`` and ``seed`` are given by tests; else tuned here, and random.

    Raises: KeyFault where a key is there already or the passphrase is too short.
    """
    if (folder / KEY_FILE).exists():
        raise KeyFault(
            "这个单位的密钥已经有了。", facts=str(folder), advice="不要重复新建；如需更换，请联系上级。"
        )
    key = _new_key(passphrase, holder, cost, seed or secrets.token_bytes(32))
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / KEY_FILE, _to_bytes(key))
    return key.card


def renew(
    folder: Path, *, today: dt.date, passphrase: str = "", holder: str = "", cost: Cost | None = None
) -> KeyCard:
    """Makes another key where the old one is lost or nobody can open it; the old files are put aside, never deleted.

    What the office above handed down stays: whom this desk believes does not change with its own key. An office that was
    its own root begins anew.

    Raises: KeyFault where the passphrase is too short; nothing has changed then.
    """
    key = _new_key(passphrase, holder, cost, secrets.token_bytes(32))
    aside = folder / f"old-{today:%Y%m%d}-{secrets.token_hex(4)}"
    aside.mkdir(parents=True)
    # The certificate first: a key without it makes itself another one, a certificate without its key would be in the way.
    for name in (*((TRUST_FILE,) if _is_own_root(folder) else ()), CHAIN_FOLDER, KEY_FILE):
        if (folder / name).exists():
            (folder / name).rename(aside / name)
    write_private(folder / KEY_FILE, _to_bytes(key))
    return key.card


def look(folder: Path) -> KeyCard | None:
    """What the key folder holds; None where no key was made yet.

    Raises: KeyFault for a damaged key file.
    """
    return load(folder).card if (folder / KEY_FILE).exists() else None


def load(folder: Path) -> OfficeKey:
    """Reads the key; nothing is unlocked.

    Raises: KeyFault.
    """
    path = folder / KEY_FILE
    if not path.exists():
        raise KeyFault(
            "这里还没有单位密钥，不能签名。",
            facts=str(folder),
            advice="请先在“设置”里新建密钥。",
            code="JX-KEY-MISSING",
        )
    try:
        if path.stat().st_size > LARGEST_KEY_FILE:
            raise ValueError("太大")
        return _from_value(canonical.decode(path.read_bytes()))
    except (PackageRefused, ValueError) as error:
        raise _damaged(f"{path}（{error}）") from error


def add_passphrase(
    folder: Path, *, current: str = "", new: str, holder: str = "", cost: Cost | None = None
) -> KeyCard:
    """Lets one more passphrase open the key; the first one locks it. A holder's earlier passphrase is replaced.

    Raises: KeyLocked, KeyFault.
    """
    key = load(folder)
    if key.slots:
        data_key = _data_key(key, current)
        others = tuple(slot for slot in key.slots if slot.holder != holder)
        changed = replace(key, slots=(*others, _slot(data_key, new, holder=holder, cost=cost)))
    else:
        changed = _with_slot(key, key.seed, secrets.token_bytes(32), new, holder=holder, cost=cost)
    write_private(folder / KEY_FILE, _to_bytes(changed))
    return changed.card


def remove_passphrase(folder: Path, holder: str) -> KeyCard:
    """Takes a clerk's passphrase away.

    Raises: KeyFault for the last one, without which the key would be lost.
    """
    key = load(folder)
    left = tuple(slot for slot in key.slots if slot.holder != holder)
    if not left:
        raise KeyFault("这是最后一个口令，不能去掉。", advice="请先为接手的人加上口令。")
    changed = replace(key, slots=left)
    write_private(folder / KEY_FILE, _to_bytes(changed))
    return changed.card


def chain_of(folder: Path, signer: Ed25519Signer, office: Office, *, today: dt.date) -> tuple[bytes, ...]:
    """The certificates that packages carry: those of the enrolment, else one by which the key names itself.

    The self-signed one is made when it is first needed and kept; an office that was renamed or moved gets a new one.

    Raises: KeyFault for certificates that cannot be read or belong to another key; TrustDamaged; PackageRefused for a
    chain that was broken since it was handed down.
    """
    trust = load_trust(folder)
    given = trust.find(key_id(signer.suite, signer.public_key)) if trust is not None else None
    if trust is not None and given is not None and not given.is_self_signed and given.org == office.path:
        return tuple(one.envelope for one in chain_from(trust, given)[:-1])
    return (_own_certificate(folder / OWN_CERTIFICATE, signer, office, today),)


def _own_certificate(place: Path, signer: Ed25519Signer, office: Office, today: dt.date) -> bytes:
    """The certificate by which a key names itself, as it is kept, else made and kept."""
    if place.exists():
        try:
            kept = _small(place)
            said = read_certificate(kept, where=place.name)[0]
        except (PackageRefused, ValueError) as error:
            raise _damaged(f"{place}（{error}）") from error
        if said.public_key != signer.public_key:
            raise _damaged(f"{place}（证书是另一把密钥的）")
        if (said.org, said.name) == (office.path, office.name):
            return kept
    made = self_signed(
        signer,
        org=office.path,
        name=office.name,
        roles=roles_of(office.level),
        serial=secrets.token_hex(16),
        today=believable_day(today),
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    write_private(place, made)
    return made


def tuned_cost() -> Cost:
    """A cost that takes this machine half a second to a second."""
    cost = Cost()
    started = time.perf_counter()
    _stretch("tuning", b"\x00" * 16, cost)
    took = time.perf_counter() - started
    if took >= _TARGET_SECONDS:
        return cost
    wanted = round(cost.iterations * _TARGET_SECONDS / max(took, 0.01)) + 1
    return replace(cost, iterations=min(_MOST_ITERATIONS, wanted))


def _is_own_root(folder: Path) -> bool:
    try:
        trust = load_trust(folder)
    except TrustDamaged:
        return True  # nothing to be kept
    return trust is not None and all(one.is_self_signed for one in trust.certificates[:1])


def _new_key(passphrase: str, holder: str, cost: Cost | None, seed: bytes) -> OfficeKey:
    key = OfficeKey(public_key=Ed25519Signer(seed).public_key, seed=seed)
    if not passphrase:
        return key
    return _with_slot(key, seed, secrets.token_bytes(32), passphrase, holder=holder, cost=cost)


def _with_slot(
    key: OfficeKey, seed: bytes, data_key: bytes, passphrase: str, *, holder: str, cost: Cost | None
) -> OfficeKey:
    nonce = secrets.token_bytes(12)
    slot = _slot(data_key, passphrase, holder=holder, cost=cost)
    encrypted = AESGCM(data_key).encrypt(nonce, seed, _SEED_LABEL + key.public_key)
    return replace(key, seed=encrypted, nonce=nonce, slots=(slot,))


def _slot(data_key: bytes, passphrase: str, *, holder: str, cost: Cost | None) -> Slot:
    if len(_normal(passphrase)) < SHORTEST_PASSPHRASE:
        raise KeyFault(
            f"口令太短，至少 {SHORTEST_PASSPHRASE} 个字符。",
            advice="可以用一句好记的话，汉字、字母、数字都行。",
            code="JX-KEY-SHORT",
        )
    cost = cost or tuned_cost()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = AESGCM(_stretch(passphrase, salt, cost)).encrypt(nonce, data_key, _SLOT_LABEL)
    return Slot(holder=holder, cost=cost, salt=salt, nonce=nonce, wrapped=wrapped)


def _seed(key: OfficeKey, passphrase: str | None) -> bytes:
    if not key.slots:
        return key.seed
    try:
        return AESGCM(_data_key(key, passphrase)).decrypt(key.nonce, key.seed, _SEED_LABEL + key.public_key)
    except InvalidTag:
        raise _damaged("密文不符") from None


def _data_key(key: OfficeKey, passphrase: str | None) -> bytes:
    if not passphrase:
        raise KeyLocked(
            "密钥锁着，没有口令不能签名。",
            advice="请输入单位密钥的口令；脚本可用 --key-passphrase-file 指定口令文件。",
        )
    for slot in key.slots:
        try:
            wrapping = AESGCM(_stretch(passphrase, slot.salt, slot.cost))
            return wrapping.decrypt(slot.nonce, slot.wrapped, _SLOT_LABEL)
        except InvalidTag:
            continue
    raise KeyLocked(
        "口令不对，密钥没有打开。",
        advice="请核对大小写和中英文输入状态，再试一次。",
        code="JX-KEY-PASSPHRASE",
    )


def _normal(passphrase: str) -> str:
    """One spelling for what looks the same: input methods give full-width signs and composed letters at will."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    stretch = Argon2id(
        salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return stretch.derive(_normal(passphrase).encode("utf-8"))


def _to_bytes(key: OfficeKey) -> bytes:
    return canonical.encode(
        {
            "format": FORMAT,
            "nonce": key.nonce.hex(),
            "pub": key.public_key.hex(),
            "seed": key.seed.hex(),
            "slots": [
                {
                    "holder": slot.holder,
                    "iterations": slot.cost.iterations,
                    "kdf": "argon2id",
                    "lanes": slot.cost.lanes,
                    "memory_kib": slot.cost.memory_kib,
                    "nonce": slot.nonce.hex(),
                    "salt": slot.salt.hex(),
                    "wrapped": slot.wrapped.hex(),
                }
                for slot in key.slots
            ],
            "suite": ED25519_SHA256,
        }
    )


def _from_value(value: canonical.Json) -> OfficeKey:
    match value:
        case {
            "format": 1,
            "suite": "ed25519-sha256",
            "nonce": str(nonce),
            "pub": str(public_key),
            "seed": str(seed),
            "slots": list(slots),
        }:
            key = OfficeKey(
                public_key=bytes.fromhex(public_key),
                seed=bytes.fromhex(seed),
                nonce=bytes.fromhex(nonce),
                slots=tuple(_slot_from(slot) for slot in slots),
            )
            lengths = (len(key.public_key), len(key.seed), len(key.nonce))
            if lengths != ((32, 48, 12) if slots else (32, 32, 0)):
                raise ValueError("长度不对")
            return key
        case _:
            raise ValueError("缺项")


def _slot_from(value: canonical.Json) -> Slot:
    match value:
        case {
            "holder": str(holder),
            "iterations": int(iterations),
            "kdf": "argon2id",
            "lanes": int(lanes),
            "memory_kib": int(memory_kib),
            "nonce": str(nonce),
            "salt": str(salt),
            "wrapped": str(wrapped),
        } if (
            1 <= iterations <= _MOST_ITERATIONS
            and 1 <= lanes <= 16
            and 8 * lanes <= memory_kib <= _MOST_MEMORY_KIB
            and (len(nonce), len(salt), len(wrapped)) == (24, 32, 96)
        ):
            return Slot(
                holder=holder,
                cost=Cost(iterations=iterations, lanes=lanes, memory_kib=memory_kib),
                salt=bytes.fromhex(salt),
                nonce=bytes.fromhex(nonce),
                wrapped=bytes.fromhex(wrapped),
            )
        case _:
            raise ValueError("口令项有错")


def _damaged(facts: str) -> KeyFault:
    return KeyFault(
        "单位密钥文件已损坏。",
        facts=facts,
        advice="请从备份恢复 keys 文件夹；没有备份时请向上级重新登记。",
        code="JX-KEY-DAMAGED",
    )


def _small(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_CERTIFICATE:
        raise ValueError("证书太大")
    return path.read_bytes()
