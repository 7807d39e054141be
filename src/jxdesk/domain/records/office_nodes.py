"""Office nodes: the offices of a desk as a tree, each with what is counted at it and below it; lists are narrowed by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jxdesk.domain.records.offices import OfficeLevel

_COUNTY = re.compile(r"\d{2}-\d{2}-\d{2}(?=-|$)")


def county_of(path: str) -> str:
    """The path of the county that an office is of; empty above the counties and beside them."""
    found = _COUNTY.match(path)
    return found.group() if found is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNode:
    """One office of the tree; ``above`` is the path of the nearest office above it that is there too, empty at the top.

    ``count`` is of the office and everything below it, ``offices`` says how many offices stand below it.
    """

    path: str
    name: str
    level: OfficeLevel
    above: str = ""
    depth: int = 0
    count: int = 0
    offices: int = 0


def office_nodes(
    offices: Iterable[tuple[str, str, OfficeLevel]], counts: Mapping[str, int]
) -> tuple[OfficeNode, ...]:
    """The tree from path, name and level of each office, parents before children, and what is counted by path.

    An office whose parent is not among them hangs below the nearest one above it that is.
    """
    found = {path: (name, level) for path, name, level in offices}
    above: dict[str, str] = {}
    summed, below = dict.fromkeys(found, 0), dict.fromkeys(found, 0)
    ordered = sorted(found, key=lambda path: path.split("-"))
    for path in ordered:
        over = path
        while over := over.rpartition("-")[0]:
            if over in found:
                above.setdefault(path, over)
                below[over] += 1
                summed[over] += counts.get(path, 0)
        summed[path] += counts.get(path, 0)
    depths: dict[str, int] = {}
    for path in ordered:
        depths[path] = depths[above[path]] + 1 if path in above else 0
    return tuple(
        OfficeNode(
            path=path,
            name=found[path][0],
            level=found[path][1],
            above=above.get(path, ""),
            depth=depths[path],
            count=summed[path],
            offices=below[path],
        )
        for path in ordered
    )
