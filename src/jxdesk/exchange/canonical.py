"""Canonical JSON: one legal byte string per value, written and read back; everything that is signed uses it.

It is RFC 8785 restricted to keys ``[a-z0-9_]{1,40}`` (an envelope's keys excepted), whole numbers up to 2^53−1, texts,
true, false and null. A reader encodes what it read and compares: that one step refuses double keys, white space,
needless escapes, a byte order mark and foreign line ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

import orjson

from jxdesk.exchange.refusals import PackageRefused, Refusal

Json = Any

MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1
MAX_TEXT_BYTES = 64 * 1024
MAX_LINE_BYTES = 1024 * 1024

PLAIN_KEY = re.compile(r"[a-z0-9_]{1,40}")
ENVELOPE_KEY = re.compile(r"payload|payloadType|signatures|alg|keyid|sig")

CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER

# A text without end takes the rest: looking for its end from every quotation mark in it would take for ever.
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def encode(value: Json, *, keys: re.Pattern[str] = PLAIN_KEY, long_texts: bool = False) -> bytes:
    """The canonical bytes of a value of our own making.

    Raises: ValueError for a value that has no canonical form.
    """
    fault = find_fault(value, keys=keys, long_texts=long_texts)
    if fault is not None:
        raise ValueError(f"no canonical form: {fault}")
    return orjson.dumps(value, option=CANONICAL)


def decode(
    data: bytes, *, keys: re.Pattern[str] = PLAIN_KEY, where: str = "", long_texts: bool = False
) -> Json:
    """The value of canonical bytes that came from elsewhere; ``long_texts`` lets an envelope's payload pass.

    Raises: PackageRefused with the JX-JSON code that fits.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise PackageRefused(_diagnose(data, keys, long_texts), where) from None
    fault = find_fault(value, keys=keys, long_texts=long_texts)
    if fault is not None or _encoded_again(value) != data:
        raise PackageRefused(_diagnose(data, keys, long_texts), where)
    return value


def _encoded_again(value: Json) -> bytes | None:
    try:
        return orjson.dumps(value, option=CANONICAL)
    except orjson.JSONEncodeError:
        return None


def find_fault(
    value: Json, *, keys: re.Pattern[str] = PLAIN_KEY, long_texts: bool = False, depth: int = 1
) -> Refusal | None:
    """What keeps a parsed value from being canonical, apart from its spelling; None when nothing does."""
    kind = type(value)
    if kind is str:
        return Refusal.LIMIT if not long_texts and is_long(value) else None
    if value is None or kind is bool:
        return None
    if kind is int:
        return None if -MAX_INTEGER <= value <= MAX_INTEGER else Refusal.JSON_INT
    if kind is dict:
        children: Iterator[Json] = iter(value.values())
        if any(type(key) is not str or keys.fullmatch(key) is None for key in value):
            return Refusal.JSON_KEY
    elif kind is list:
        children = iter(value)
    else:
        return Refusal.JSON_FLOAT
    if depth > MAX_DEPTH:
        return Refusal.JSON_DEPTH
    found = (find_fault(child, keys=keys, long_texts=long_texts, depth=depth + 1) for child in children)
    return next((fault for fault in found if fault is not None), None)


def is_long(text: str) -> bool:
    """Whether a text has more bytes than a package may carry in one text."""
    return len(text) * 4 > MAX_TEXT_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES


def _diagnose(data: bytes, keys: re.Pattern[str], long_texts: bool) -> Refusal:
    """Finds out, slowly and carefully, why bytes are not canonical JSON."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Refusal.JSON_UTF8
    if _depth(data) > MAX_DEPTH:  # before any parser with a stack sees it
        return Refusal.JSON_DEPTH
    careful = _Careful(keys)
    try:
        value = json.loads(
            text.removeprefix("\ufeff"),
            parse_constant=careful.constant,
            parse_float=careful.fraction,
            parse_int=careful.whole,
            object_pairs_hook=careful.pairs,
        )
    except _Found as found:
        return found.refusal
    except ValueError:
        return Refusal.JSON_SYNTAX
    if _has_surrogate(value):
        return Refusal.JSON_UTF8
    return find_fault(value, keys=keys, long_texts=long_texts) or Refusal.JSON_NONCANON


def _depth(data: bytes) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.finditer(_TEXT.sub(b"", data)):
        if bracket.group() in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def _has_surrogate(value: Json) -> bool:
    if isinstance(value, str):
        return any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return any(_has_surrogate(key) or _has_surrogate(child) for key, child in value.items())
    if isinstance(value, list):
        return any(_has_surrogate(child) for child in value)
    return False


class _Found(Exception):  # noqa: N818 - ends the diagnosis, never leaves this module
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class _Careful:
    """The hooks of the diagnosis: the first thing that a rule forbids ends it."""

    def __init__(self, keys: re.Pattern[str]) -> None:
        self._keys = keys

    def constant(self, word: str) -> NoReturn:
        raise _Found(Refusal.JSON_NAN)

    def fraction(self, digits: str) -> NoReturn:
        raise _Found(Refusal.JSON_FLOAT)

    def whole(self, digits: str) -> int:
        if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
            raise _Found(Refusal.JSON_INT)
        return int(digits)

    def pairs(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        value = dict(pairs)
        if len(value) != len(pairs):
            raise _Found(Refusal.JSON_DUPKEY)
        if any(self._keys.fullmatch(key) is None for key in value):
            raise _Found(Refusal.JSON_KEY)
        return value


def blocks(pieces: Iterable[bytes], *, where: str) -> Iterator[list[bytes]]:
    """The lines of an NDJSON member, block by block, without their line ends.

    Raises: PackageRefused for a line without end (JX-LIMIT) and a last line that is cut (JX-JSON-NONCANON).
    """
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if len(rest) > MAX_LINE_BYTES or (lines and len(lines[0]) > MAX_LINE_BYTES):
            raise PackageRefused(Refusal.LIMIT, where)
        if lines:
            yield lines
    if rest:
        raise PackageRefused(Refusal.JSON_NONCANON, where)


def decode_lines(lines: list[bytes], *, where: str, first: int) -> list[Json]:
    """The values of canonical lines; ``first`` numbers the first line for the message.

    Every line is parsed alone, then all are encoded at once and compared with the lines put together: each line being
    one whole value, equal bytes mean equal lines. Floats survive that comparison: the caller looks at the types.

    Raises: PackageRefused with the JX-JSON code that fits and the line.
    """
    loads = orjson.loads
    try:
        values = [loads(line) for line in lines]
        same = orjson.dumps(values, option=CANONICAL) == b"[" + b",".join(lines) + b"]"
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        same = False
    if not same:
        for number, line in enumerate(lines, first):
            decode(line, where=f"{where} 第 {number} 行")
        raise PackageRefused(Refusal.JSON_NONCANON, where)
    return values


def read_lines(lines: list[bytes]) -> list[Json]:
    """The values of lines that were found canonical before."""
    found: list[Json] = orjson.loads(b"[" + b",".join(lines) + b"]")
    return found
