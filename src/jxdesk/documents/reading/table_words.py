"""Table words: the shipped headings of free tables, read once. Used by reading tables and by the errands that match their columns."""

from __future__ import annotations

import tomllib
from functools import cache

from jxdesk.domain.lists.table_words import TableWords
from jxdesk.shipped_files import resource


@cache
def table_words() -> TableWords:
    """The words of ``resources/reading/tables.toml``.

    Raises: DeclarationError.
    """
    text = resource("reading", "tables.toml").read_text(encoding="utf-8")
    return TableWords.from_mapping(tomllib.loads(text))
