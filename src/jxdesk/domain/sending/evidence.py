"""Evidence: which attachments a form asks for, by its kind and by what it says, and which of them are missing.

The slots are declared data (``resources/evidence``); the errands of evidence and the wizard show them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from jxdesk.domain.declarations import Table
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, Form
from jxdesk.domain.records.packages import Attachment
from jxdesk.domain.rules.indicator_places import Place, place_of

OTHER = ""
"""The slot of what nobody asked for: it is never missing."""
FINDING = "evidence-missing"
PLACE = "attachments"
"""The field of a filing at which findings about its evidence stand."""


class When(StrEnum):
    """When a slot is asked for; ``words``: where the project or an indicator is named by one of the slot's words."""

    ALWAYS = "always"
    MAJOR_NEW = "major_new"
    SATISFACTION = "satisfaction"
    EXECUTED = "executed"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One piece of evidence that a form can ask for; without ``templates`` it goes with every variant of its forms."""

    key: str
    name: str
    forms: tuple[Form, ...]
    templates: tuple[str, ...] = ()
    when: When
    words: tuple[str, ...] = ()
    severity: Severity
    advice: str
    source: str
    own_choice: bool = False

    def is_asked(self, content: FilingContent, *, major_new: bool) -> bool:
        """Whether a filing that says this ought to carry it."""
        if content.form not in self.forms or (self.templates and content.template_id not in self.templates):
            return False
        match self.when:
            case When.ALWAYS:
                return True
            case When.MAJOR_NEW:
                return major_new
            case When.SATISFACTION:
                return any(
                    place_of(line.level1, line.level2) is Place.SATISFACTION and not line.not_applicable
                    for line in content.indicator_lines
                )
            case When.EXECUTED:
                return any(line.executed_fen for line in content.money_lines)
            case When.WORDS:
                named = (content.project_name, *(line.name for line in content.indicator_lines))
                return any(word in name for name in named for word in self.words)
            case never:
                assert_never(never)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceBook:
    """All slots that are known, in the order in which they are shown."""

    id: str
    name: str
    version: str
    slots: tuple[Slot, ...]

    @classmethod
    def from_mapping(cls, declared: Mapping[str, Any]) -> EvidenceBook:
        """The book as a declared file says it.

        Raises: DeclarationError.
        """
        top = Table(declared, where="evidence")
        book = cls(
            id=top.text("id"),
            name=top.text("name"),
            version=top.text("version"),
            slots=tuple(map(_slot, top.tables("slots"))),
        )
        keys = [slot.key for slot in book.slots]
        if len(set(keys)) < len(keys) or OTHER in keys:
            raise top.refuse("slots", "每种材料的 key 要写，而且各不相同")
        top.finish()
        return book

    def asked(self, content: FilingContent, *, major_new: bool) -> tuple[Slot, ...]:
        """What a filing that says this ought to carry."""
        return tuple(slot for slot in self.slots if slot.is_asked(content, major_new=major_new))

    def slot(self, key: str) -> Slot | None:
        """The slot of this key; None for other material."""
        return next((slot for slot in self.slots if slot.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An attachment in its slot, with the moment at which its bytes first came to this desk."""

    attachment: Attachment
    slot: str = OTHER
    added_at: str = ""


def missing(asked: Collection[Slot], there: Collection[str]) -> tuple[Slot, ...]:
    """What is asked for and not there."""
    return tuple(slot for slot in asked if slot.key not in there)


def findings_of(wanted: Collection[Slot], *, at_most: Severity = Severity.ERROR) -> tuple[Finding, ...]:
    """One finding for each slot that is missing, no heavier than ``at_most``; its field names the slot."""
    weights = list(Severity)
    return tuple(
        Finding(
            severity=max(slot.severity, at_most, key=weights.index),
            code=FINDING,
            message=f"还没有附“{slot.name}”。",
            advice=slot.advice,
            field=slot.key,
        )
        for slot in wanted
    )


def _slot(table: Table) -> Slot:
    slot = Slot(
        key=table.text("key"),
        name=table.text("name"),
        forms=table.words("forms", Form),
        templates=table.texts("templates"),
        when=table.word("when", When),
        words=table.texts("words"),
        severity=table.word("severity", Severity),
        advice=table.text("advice"),
        source=table.text("source"),
        own_choice=table.flag("own_choice"),
    )
    if not slot.forms:
        raise table.refuse("forms", "要写这种材料跟着哪些表")
    if (slot.when is When.WORDS) != bool(slot.words):
        raise table.refuse("words", "when 是 words 时要写 words，别的时候不写")
    table.finish()
    return slot
