"""Damage: a package cut at any offset or with any bit turned is refused, in words and without a crash.

The gate takes a seeded sample; ``-m full`` takes every offset and every bit of a small package, and one per cent
steps through a large one. The counts are printed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator

import pytest
from package_builder import contents, package

from jxdesk.exchange.contents import check_records
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import read_package

SMALL = package(contents(1, 1, seed=11))
SEED = 20261120


def verdict(data: bytes) -> str:
    try:
        check_records(read_package(io.BytesIO(data), len(data)))
    except PackageRefused as refused:
        return refused.code
    return "JX-OK"


def tally(packages: Iterable[bytes]) -> dict[str, int]:
    found: dict[str, int] = {}
    for data in packages:
        code = verdict(data)
        found[code] = found.get(code, 0) + 1
    return found


def cut(offsets: Iterable[int], whole: bytes = SMALL) -> Iterator[bytes]:
    return (whole[:offset] for offset in offsets)


def turned(bits: Iterable[int], whole: bytes = SMALL) -> Iterator[bytes]:
    for bit in bits:
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        yield bytes(data)


def test_the_package_itself_passes() -> None:
    assert verdict(SMALL) == "JX-OK"


def test_a_package_cut_anywhere_is_refused_as_cut() -> None:
    offsets = random.Random(SEED).sample(range(1, len(SMALL)), 400)
    assert tally(cut(offsets)) == {"JX-TRUNCATED": 400}


def test_a_package_with_one_bit_turned_anywhere_is_refused() -> None:
    bits = random.Random(SEED).sample(range(len(SMALL) * 8), 1500)
    found = tally(turned(bits))
    assert "JX-OK" not in found
    assert sum(found.values()) == 1500


def test_bytes_changed_put_in_and_taken_out_are_refused() -> None:
    random_ = random.Random(SEED)
    found = tally(mangled(random_, 600))
    assert "JX-OK" not in found
    assert sum(found.values()) == 600


def mangled(random_: random.Random, count: int) -> Iterator[bytes]:
    for _ in range(count):
        at = random_.randrange(len(SMALL))
        byte = (SMALL[at] + random_.randrange(1, 256)) % 256
        match random_.randrange(3):
            case 0:
                yield SMALL[:at] + bytes([byte]) + SMALL[at + 1 :]
            case 1:
                yield SMALL[:at] + bytes([byte]) + SMALL[at:]
            case _:
                yield SMALL[:at] + SMALL[at + 1 :]


@pytest.mark.full
def test_full_every_offset_and_every_bit_of_a_small_package(capsys: pytest.CaptureFixture[str]) -> None:
    cuts = tally(cut(range(1, len(SMALL))))
    bits = tally(turned(range(len(SMALL) * 8)))
    others = tally(mangled(random.Random(SEED), 20_000))
    with capsys.disabled():
        print(
            f"\ncut at every offset: {cuts}\nevery bit turned: {bits}\nchanged, put in, taken out: {others}"
        )
    assert cuts == {"JX-TRUNCATED": len(SMALL) - 1}
    assert "JX-OK" not in bits
    assert "JX-OK" not in others


@pytest.mark.full
def test_full_steps_of_one_per_cent_through_a_large_package(capsys: pytest.CaptureFixture[str]) -> None:
    large = package(contents(5326, 17, seed=12))
    steps = [len(large) * part // 100 for part in range(1, 100)]
    found = tally(cut(steps, large)) | {"turned": 0}
    flips = tally(turned((step * 8 + 3 for step in steps), large))
    with capsys.disabled():
        print(f"\n{len(large) / 1e6:.0f} MB, cut: {found}, one bit turned: {flips}")
    assert found["JX-TRUNCATED"] == 99
    assert flips == {"JX-DAMAGED": 99} or "JX-OK" not in flips
