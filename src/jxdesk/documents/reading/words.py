"""Heading words: tells which part of a form a heading stands for, by the lists in ``resources/reading/words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from jxdesk.domain.declarations import Table
from jxdesk.domain.lists.headings import bare_key, heading_key
from jxdesk.shipped_files import resource

__all__ = ["LONGEST_HEADING", "Vocabulary", "WordList", "bare_key", "heading_key", "vocabulary"]

LONGEST_HEADING = 40
_BRACKETS_ONLY = re.compile(r"[()]")
_NUMBERING = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]+|\([一二三四五六七八九十\d]+\))[、.,:]?(?=[^\d一二三四五六七八九十、.])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """The words of one role."""

    role: str
    words: frozenset[str]
    contains: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def fits(self, key: str) -> bool:
        """Whether a heading of this key stands for the role."""
        if any(part in key for part in self.without):
            return False
        return key in self.words or any(part in key for part in self.contains) or key.endswith(self.ends)


class Vocabulary:
    """The roles of one section of the file, in its order."""

    def __init__(self, section: str, lists: Iterable[WordList]) -> None:
        self.section = section
        self._lists = tuple(lists)
        self.role_of = lru_cache(maxsize=4096)(self._role_of)
        self.exact_role_of = lru_cache(maxsize=4096)(self._exact_role_of)

    def _role_of(self, text: str) -> str:
        """The role that a heading stands for, by its whole or by a part of it; empty for none."""
        exact = self.exact_role_of(text)
        key = heading_key(text)
        if exact or not key or len(key) > LONGEST_HEADING:
            return exact
        bare = bare_key(key)
        return next((words.role for words in self._lists if words.fits(bare)), "")

    def _exact_role_of(self, text: str) -> str:
        """The role whose list has the whole heading, with or without what stands in brackets; empty for none."""
        key = heading_key(text)
        if not key or len(key) > LONGEST_HEADING:
            return ""
        plain = _NUMBERING.sub("", key)
        for candidate in dict.fromkeys((key, _BRACKETS_ONLY.sub("", key), bare_key(key), bare_key(plain))):
            for words in self._lists:
                if candidate and candidate in words.words:
                    return words.role if words.fits(candidate) else ""
        return ""


@cache
def vocabulary(section: str) -> Vocabulary:
    """The words of a section: indicator, list, money, money_row, particular, goal, tail or furniture."""
    return Vocabulary(section, _word_lists(_sections()[section], section))


@cache
def _sections() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(resource("reading", "words.toml").read_text(encoding="utf-8"))


def _word_lists(section: Mapping[str, object], name: str) -> list[WordList]:
    top = Table(section, where=f"words.{name}")
    lists = []
    for role in section:
        table = top.table(role)
        if table is None:
            raise top.refuse(role, "缺少这一项")
        lists.append(
            WordList(
                role=role,
                words=frozenset(heading_key(word) for word in table.texts("words")),
                contains=table.texts("contains"),
                ends=table.texts("ends"),
                without=table.texts("without"),
            )
        )
        table.finish()
    return lists
