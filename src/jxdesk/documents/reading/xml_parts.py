"""XML parts: the expat parser that reads the parts of a workbook, with hostile declarations refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

from jxdesk.documents.reading import faults

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def part_parser(
    on_start: Callable[[str, dict[str, str]], None] | None,
    on_end: Callable[[str], None] | None,
    on_text: Callable[[str], None] | None,
) -> expat.XMLParserType:
    """A parser that hands out names without their prefix and refuses document type declarations."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if on_start is not None:
        parser.StartElementHandler = _named(on_start)
    if on_end is not None:
        parser.EndElementHandler = _named(on_end)
    if on_text is not None:
        parser.CharacterDataHandler = on_text
    return parser


def _named(handler: Callable[..., None]) -> Callable[..., None]:
    """The handler behind one that takes the prefix off names, where there is one."""

    def with_plain_name(name: str, *rest: dict[str, str]) -> None:
        handler(name if ":" not in name else name.rpartition(":")[2], *rest)

    return with_plain_name


def _refuse_doctype(*_: object) -> None:
    raise faults.forbidden_xml()


@lru_cache(maxsize=4_096)
def whole_number(text: str | None) -> int:
    """A count or index in an attribute; 0 for anything else."""
    return int(text) if text is not None and text.isdecimal() else 0


def plain_text(text: str) -> str:
    """Text without the escapes that stand for control characters."""
    if "_x" not in text and "\r" not in text:
        return text
    return (
        _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
