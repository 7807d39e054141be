"""The tree: the tallies of single offices added up along the offices above them, so that every level makes the one above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jxdesk.domain.records.offices import Office
from jxdesk.domain.rollup.grouping import Part
from jxdesk.domain.rollup.tally import NOTHING, Tally, total

OWN_WORDS = "{name}（本级）"


@dataclass(frozen=True, slots=True)
class OfficeForest:
    """The offices that a desk looks after, each below the nearest one above it that is among them.

    What an office is below goes by its path and not by ``parent_id``: the path is its identity between desks.
    """

    offices: Mapping[str, Office]
    below: Mapping[str, Sequence[Office]]
    roots: Sequence[Office]

    def at(self, path: str) -> Office | None:
        """The office with this path."""
        return next((one for one in self.offices.values() if one.path == path), None)

    def under(self, office_id: str) -> tuple[Office, ...]:
        """An office and everything below it, each above what hangs on it."""
        found = [self.offices[office_id]]
        for one in found:  # grows while it is walked
            found.extend(self.below.get(one.id, ()))
        return tuple(found)


def forest_of(offices: Iterable[Office]) -> OfficeForest:
    """Hangs offices below each other, in the order of their paths."""
    ordered = sorted(offices, key=lambda one: one.path)
    by_path = {one.path: one for one in ordered}
    below: dict[str, list[Office]] = {}
    roots = []
    for one in ordered:
        above = _nearest_above(one.path, by_path)
        if above is None:
            roots.append(one)
        else:
            below.setdefault(above.id, []).append(one)
    return OfficeForest({one.id: one for one in ordered}, below, roots)


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """Every office with its own tally and with that of everything below it."""

    forest: OfficeForest
    own: Mapping[str, Tally] = field(default_factory=dict)
    whole: Mapping[str, Tally] = field(default_factory=dict)

    def of(self, office_id: str) -> Tally:
        """An office with everything below it."""
        return self.whole.get(office_id, NOTHING)

    def parts(self, office_id: str) -> tuple[Part, ...]:
        """What an office is made of: its own things first, where it has any, then each office below it.

        An office with nothing below it is one part: its own things.
        """
        office = self.forest.offices[office_id]
        own, below = self.own.get(office_id, NOTHING), self.forest.below.get(office_id, ())
        first = [Part(key=office_id, label=OWN_WORDS.format(name=office.name), tally=own)]
        return (
            *(first if own.everything or not below else ()),
            *(Part(key=one.id, label=one.name, tally=self.of(one.id), opens=True) for one in below),
        )


def roll_up(forest: OfficeForest, cells: Iterable[tuple[str, Tally]]) -> RolledUp:
    """Adds the tallies of offices up along the tree; several of one office are added together first."""
    found: dict[str, list[Tally]] = {}
    for office_id, tally in cells:
        found.setdefault(office_id, []).append(tally)
    own = {office_id: total(tallies) for office_id, tallies in found.items()}
    whole: dict[str, Tally] = {}
    # An office stands behind the one above it, so that from behind every part is whole before it is added.
    for root in forest.roots:
        for one in reversed(forest.under(root.id)):
            parts = [whole[each.id] for each in forest.below.get(one.id, ()) if each.id in whole]
            if one.id in own:
                parts.append(own[one.id])
            if parts:
                whole[one.id] = parts[0] if len(parts) == 1 else total(parts)
    return RolledUp(forest=forest, own=own, whole=whole)


def _nearest_above(path: str, known: Mapping[str, Office]) -> Office | None:
    while "-" in path:
        path = path.rpartition("-")[0]
        if path in known:
            return known[path]
    return None
