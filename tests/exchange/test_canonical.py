"""Canonical JSON: one byte string per value, and nothing else is read."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from jxdesk.exchange import canonical
from jxdesk.exchange.refusals import PackageRefused, Refusal

KEYS = st.from_regex(canonical.PLAIN_KEY, fullmatch=True)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-canonical.MAX_INTEGER, max_value=canonical.MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
).filter(lambda tree: canonical.find_fault(tree) is None)


def by_the_standard_library(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_canonical_bytes_are_those_of_the_standard_library_and_come_back(tree: Any) -> None:
    data = canonical.encode(tree)
    assert data == by_the_standard_library(tree)
    assert canonical.decode(data) == tree


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
SIGNS = 'a9 "\\/\b\f\n\r\t\x00\x1f\x7f\x80é中𠀀\u2028\ufeff\uffff😀'


def drawn_tree(random_: random.Random, depth: int = 1) -> Any:
    """A value of what a package may hold, with the characters that writers of JSON disagree about."""
    kind = random_.randrange(8 if depth < canonical.MAX_DEPTH else 6)
    match kind:
        case 0:
            return random_.choice([None, True, False])
        case 1:
            return random_.randint(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
        case 2:
            return random_.choice([0, -1, 1, canonical.MAX_INTEGER, -canonical.MAX_INTEGER])
        case 3 | 4:
            return "".join(random_.choices(SIGNS, k=random_.randrange(12)))
        case 5:
            return "".join(
                chr(code) for _ in range(4) if not 0xD800 <= (code := random_.randrange(0x110000)) < 0xE000
            )
        case 6:
            return [drawn_tree(random_, depth + 1) for _ in range(random_.randrange(5))]
        case _:
            keys = ["".join(random_.choices(LETTERS, k=random_.randint(1, 40))) for _ in range(5)]
            return {key: drawn_tree(random_, depth + 1) for key in keys[: random_.randrange(6)]}


def differing(count: int, seed: int) -> list[Any]:
    """The trees of so many that are written otherwise than by the reference of RFC 8785, or do not come back."""
    random_ = random.Random(seed)
    found = []
    for _ in range(count):
        tree = drawn_tree(random_)
        data = canonical.encode(tree)
        if data != rfc8785.dumps(tree) or canonical.decode(data) != tree:
            found.append(tree)
    return found


def test_canonical_bytes_are_those_of_rfc_8785() -> None:
    assert differing(1_000, 20261120) == []


@pytest.mark.full
def test_full_ten_thousand_trees_are_written_as_rfc_8785_says(capsys: pytest.CaptureFixture[str]) -> None:
    found = differing(10_000, 20261121)
    with capsys.disabled():
        print(f"\n10,000 trees beside RFC 8785: {len(found)} differ")
    assert found == []


@settings(max_examples=200, deadline=None)
@given(TREES, st.data())
def test_no_other_spelling_of_a_value_is_read(tree: Any, data: Any) -> None:
    spelled = canonical.encode(tree)
    at = data.draw(st.integers(min_value=0, max_value=len(spelled)))
    other = (
        spelled[:at] + data.draw(st.sampled_from([b" ", b"\n", b"\t", b"0", b"\xef\xbb\xbf"])) + spelled[at:]
    )
    try:
        read = canonical.decode(other)
    except PackageRefused:
        return
    assert canonical.encode(read) == other  # another value, and that one in its own only spelling


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {"A": 1}, {"a" * 41: 1}, [[[[[[[[[1]]]]]]]]]])
def test_a_value_without_canonical_form_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        canonical.encode(value)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([b'{"a":1},{"b":2}'], Refusal.JSON_SYNTAX),
        ([b'{"a":"x}', b'{y"}'], Refusal.JSON_SYNTAX),
        ([b'{"a":1},{"b":2}', b'{"c":"x', b'y"}'], Refusal.JSON_SYNTAX),
        ([b'{"a":1}', b""], Refusal.JSON_SYNTAX),
        ([b'{"a":1} ', b'{"b":1}'], Refusal.JSON_NONCANON),
        ([b'{"b":1,"a":1}'], Refusal.JSON_NONCANON),
        ([b'{"a":1}', b'{"a":2.0}'], None),
    ],
)
def test_every_line_is_one_value_in_its_own_spelling(lines: list[bytes], code: Refusal | None) -> None:
    if code is None:
        assert canonical.decode_lines(lines, where="x", first=1) == [
            {"a": 1},
            {"a": 2.0},
        ]  # types are the model's
        return
    with pytest.raises(PackageRefused) as refused:
        canonical.decode_lines(lines, where="x", first=1)
    assert refused.value.refusal is code


def test_the_line_that_is_wrong_is_named() -> None:
    with pytest.raises(PackageRefused, match="第 12 行"):
        canonical.decode_lines([b'{"a":1}', b'{"a":1', b'{"a":1}'], where="data/filing.ndjson", first=11)


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1000])
def test_blocks_give_the_same_lines_whatever_the_pieces(piece: int) -> None:
    data = b'{"a":1}\n{"bb":22}\n{"ccc":"\xe4\xb8\xad"}\n'
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
    assert [line for block in canonical.blocks(pieces, where="x") for line in block] == data.splitlines()
