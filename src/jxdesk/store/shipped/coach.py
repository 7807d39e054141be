"""The coach's book that the program ships, and the sector that a project's name speaks for; read once, used where targets are judged."""

from __future__ import annotations

import tomllib
from functools import cache

from jxdesk.domain.coaching.coach_book import CoachBook
from jxdesk.domain.library.entries import Sector, guess_sector
from jxdesk.shipped_files import resource
from jxdesk.store.shipped.libraries import libraries


@cache
def coach_book() -> CoachBook:
    """The shipped examples of how to say a target."""
    text = resource("coach", "targets.toml").read_text(encoding="utf-8")
    return CoachBook.from_mapping(tomllib.loads(text))


@cache
def shipped_sectors() -> tuple[Sector, ...]:
    """The sectors of the shipped libraries, each once."""
    known = {sector.name: sector for library in libraries() for sector in library.sectors}
    return tuple(known.values())


def sector_of(project_name: str, said: str = "") -> str:
    """The sector of a project, by what its own field says and by its name; empty where neither tells."""
    return guess_sector(project_name, shipped_sectors(), said=said)
