"""The overlay: what an office above has published, beside what the program ships; held for each workspace while it is open.

A published form or rule pack has an id of its own and never takes the place of a shipped one, so that what was filed under
an older one is read by it for ever. A newer timetable, calendar or table of regions is the one that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from jxdesk.domain.sending.publications import MOVED, PublicationKind


class Published(Protocol):
    """What the overlay needs of a publication."""

    @property
    def kind(self) -> PublicationKind:
        """What it is."""

    @property
    def name(self) -> str:
        """Its name, the same over its versions."""

    @property
    def text(self) -> str:
        """What it says."""


_held: dict[str, tuple[Published, ...]] = {}
_forget: list[Callable[[], None]] = []


def on_change(forget: Callable[[], None]) -> None:
    """Lets a reader of declared files forget what it has read whenever the overlay changes."""
    _forget.append(forget)


def hold(owner: str, published: Iterable[Published]) -> None:
    """Holds what a workspace has in force, in the order in which it came, in the place of what it had before."""
    new = tuple(published)
    if _said(_held.get(owner, ())) == _said(new):
        return
    _held.pop(owner, None)
    if new:
        _held[owner] = new
    for forget in _forget:
        forget()


def texts(kind: PublicationKind) -> tuple[str, ...]:
    """The published texts of a kind, the one that came last at the end."""
    return tuple(text for name, text in _of_kind(kind).items() if not name.startswith(MOVED))


def text_of(kind: PublicationKind, name: str) -> str | None:
    """The published text of this name."""
    return _of_kind(kind).get(name)


def _of_kind(kind: PublicationKind) -> dict[str, str]:
    found: dict[str, str] = {}
    for published in _held.values():
        for one in published:
            if one.kind is kind:
                found.pop(one.name, None)
                found[one.name] = one.text
    return found


def _said(published: Iterable[Published]) -> list[tuple[PublicationKind, str, str]]:
    return [(one.kind, one.name, one.text) for one in published]
