"""Table words: the shipped headings of free tables, read once. Used by reading tables and by the errands that match their columns."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from jxdesk.domain.lists.table_words import TableWords


@cache
def table_words() -> TableWords:
    """The words of ``resources/reading/tables.toml``.

    Raises: DeclarationError.
    """
    source = resources.files("jxdesk") / "resources" / "reading" / "tables.toml"
    return TableWords.from_mapping(tomllib.loads(source.read_text(encoding="utf-8")))
