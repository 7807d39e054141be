"""Coach book: wording that cannot be measured, with examples of how to say it better, read from ``resources/coach``. Used by the coach.

The examples are this program's own; none of them is a regulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis, number, required

THING = "{thing}"
"""What stands in an example where the line's own words are put."""
_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One way to say it, for a sector or for any; with ``{thing}`` it takes up the line's own words."""

    text: str
    sector: str = ""

    @property
    def takes_thing(self) -> bool:
        """Whether it needs something that the line speaks of."""
        return THING in self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words that say nothing measurable: what they stand for, what is to be asked instead, and examples."""

    topic: str
    words: tuple[str, ...]
    ask: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VagueRule:
    """Verbs that begin empty phrases, and the nouns that end them."""

    verbs: tuple[str, ...]
    endings: tuple[str, ...]
    ask: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHint:
    """The unit that words in a name ask for."""

    words: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamenessRule:
    """From how many lines on, from which share, and in how many other projects the same words are worth a remark.

    Units: ``share`` ratio of the lines that can be compared.
    """

    least: int
    share: Decimal
    projects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachBook:
    """Everything that the coach knows.

    ``input_examples`` say what was done instead of what was spent, ``starters`` are sentences to begin a target with.
    """

    id: str
    version: str
    basis: Basis
    wordings: tuple[Wording, ...]
    vague: VagueRule
    input_ask: str
    input_examples: tuple[Example, ...]
    units: tuple[UnitHint, ...]
    source_words: tuple[str, ...]
    source_examples: tuple[Example, ...]
    time_words: tuple[str, ...]
    time_examples: tuple[Example, ...]
    same: SamenessRule
    starters: tuple[str, ...]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> CoachBook:
        """A book from the mapping of its file.

        Raises: DeclarationError.
        """
        table = Table(mapping, where=f"写法例句 {mapping.get('id', '')}")
        inputs, satisfaction = required(table, "inputs"), required(table, "satisfaction")
        time, starters = required(table, "time"), required(table, "starters")
        book = cls(
            id=table.text("id"),
            version=table.text("version"),
            basis=basis(table),
            wordings=tuple(_wording(row) for row in table.tables("wordings")),
            vague=_vague(required(table, "vague")),
            input_ask=inputs.text("ask"),
            input_examples=_examples(inputs),
            units=tuple(_unit(row) for row in table.tables("units")),
            source_words=satisfaction.texts("source_words"),
            source_examples=_examples(satisfaction),
            time_words=time.texts("words"),
            time_examples=_examples(time),
            same=_same(required(table, "same")),
            starters=starters.texts("sentences"),
        )
        for part in (inputs, satisfaction, time, starters, table):
            part.finish()
        return book


def _wording(table: Table) -> Wording:
    wording = Wording(
        topic=table.text("topic"),
        words=table.texts("words"),
        ask=table.text("ask"),
        examples=_examples(table),
    )
    table.finish()
    if not wording.words:
        raise table.refuse("words", "至少写一个词")
    return wording


def _vague(table: Table) -> VagueRule:
    rule = VagueRule(
        verbs=table.texts("verbs"),
        endings=table.texts("endings"),
        ask=table.text("ask"),
        examples=_examples(table),
    )
    table.finish()
    return rule


def _unit(table: Table) -> UnitHint:
    hint = UnitHint(words=table.texts("words"), unit=table.text("unit"))
    table.finish()
    return hint


def _same(table: Table) -> SamenessRule:
    rule = SamenessRule(
        least=table.whole("least"),
        share=number(table, "share", low=_ZERO, high=_ONE),
        projects=table.whole("projects"),
    )
    table.finish()
    return rule


def _examples(table: Table) -> tuple[Example, ...]:
    """The examples of a table; the last one fits every line, so that there always is one.

    Raises: DeclarationError.
    """
    found = []
    for row in table.tables("examples"):
        found.append(Example(text=row.text("text"), sector=row.text("sector", "")))
        row.finish()
    if not found or found[-1].sector or found[-1].takes_thing:
        raise table.refuse("examples", "最后一个例句应适用于任何项目")
    return tuple(found)
