"""The operation cards that the program ships, in the order of a clerk's year; help, search and the printed manual read them."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.shipped_files import resource

FIRST = (
    "start",
    "import",
    "projects",
    "library",
    "target",
    "department",
    "monitoring",
    "self-evaluation",
    "agreement",
    "charts",
    "year",
    "seal",
    "wire",
    "verify",
    "verify-by-hand",
    "verify-receipt-by-hand",
    "enrolment",
    "key-lost",
    "clerk-change",
    "new-pc",
    "pc-broken",
    "after-restore",
    "backup",
    "people",
    "practice",
)
"""The cards in the order of a clerk's year; others follow by name."""


@dataclass(frozen=True, slots=True)
class OperationCard:
    """One operation card: its name, its title and its Markdown below it."""

    name: str
    title: str
    text: str


def operation_cards() -> tuple[OperationCard, ...]:
    """All cards, in their order."""
    found = []
    for entry in resource("help").iterdir():
        if entry.name.endswith(".md"):
            head, _, text = entry.read_text(encoding="utf-8").lstrip().partition("\n")
            found.append(OperationCard(entry.name.removesuffix(".md"), head.lstrip("# ").strip(), text))
    order = {name: place for place, name in enumerate(FIRST)}
    return tuple(sorted(found, key=lambda card: (order.get(card.name, len(order)), card.name)))
