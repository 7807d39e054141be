"""Library texts: rows of somebody's own library table, as texts, turned into entries with findings. Used when libraries are taken in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.library.entries import Attribute, EntryKind, LibraryEntry, entry_id
from jxdesk.domain.library.files import direction_of_measure
from jxdesk.domain.records.filings import Comparator, Direction
from jxdesk.domain.rules.indicator_places import Headings, headings, place_of
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.indicator_names import clean_level, clean_name, is_core_name
from jxdesk.domain.values.lettering import says_nothing
from jxdesk.domain.values.quantities import QuantityKind, read_direction, read_sign, read_target
from jxdesk.domain.values.units import canonical_unit

_COUNTING = (QuantityKind.NUMBER, QuantityKind.RANGE, QuantityKind.DATE)
_YES = frozenset({"是", "√", "★", "Y", "y", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTexts:
    """One row of a library table, as it is written."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "sector",
        "level1",
        "level2",
        "name",
        "comparator",
        "target",
        "unit",
        "attribute",
        "definition",
        "formula",
        "scoring_rule",
        "value_basis",
        "data_source",
        "value_method",
        "is_core",
        "good_example",
        "bad_example",
    )
    row: int
    sector: str = ""
    level1: str = ""
    level2: str = ""
    name: str = ""
    comparator: str = ""
    target: str = ""
    unit: str = ""
    attribute: str = ""
    definition: str = ""
    formula: str = ""
    scoring_rule: str = ""
    value_basis: str = ""
    data_source: str = ""
    value_method: str = ""
    is_core: str = ""
    good_example: str = ""
    bad_example: str = ""


def entries_from_texts(
    library_id: str, rows: Sequence[EntryTexts]
) -> tuple[tuple[LibraryEntry, ...], tuple[Finding, ...]]:
    """The entries of the rows, each once, and what does not fit."""
    entries: list[LibraryEntry] = []
    findings: list[Finding] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for texts in rows:
        where = (texts.sector, clean_level(texts.level1), clean_level(texts.level2), clean_name(texts.name))
        seen[where] += 1
        if seen[where] > 1:
            findings.append(
                _finding(
                    texts,
                    "library-entry-twice",
                    f"“{texts.name}”在同一处写了两次。",
                    "只收第一次写的那一行。",
                )
            )
            continue
        entry = _entry(library_id, len(entries), texts)
        entries.append(entry)
        findings += _doubts(texts, entry)
    return tuple(entries), tuple(findings)


def code_of(sector: str, level1: str, level2: str, name: str) -> str:
    """A code that a row without one keeps in every version of its table."""
    text = "\n".join((sector, clean_level(level1), clean_level(level2), clean_name(name)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _entry(library_id: str, position: int, texts: EntryTexts) -> LibraryEntry:
    level1, level2 = clean_level(texts.level1), clean_level(texts.level2)
    place = place_of(level1, level2)
    is_new = level1.startswith("成本")
    new = headings(place, GoalStyle.NEW) if place is not None else Headings(level1, level2)
    old = headings(place, GoalStyle.OLD) if place is not None and is_new else Headings(level1, level2)
    sign = read_sign(texts.comparator)
    said = read_direction(texts.comparator)
    target = "" if says_nothing(texts.target) else texts.target
    read = read_target(target, sign=texts.comparator if sign else "", unit=texts.unit, name=texts.name)
    is_words = (
        said is Direction.QUALITATIVE
        or "定性" in texts.attribute
        or (not texts.attribute and not sign and not texts.unit and read.kind is QuantityKind.WORDS)
    )
    comparator = Comparator.NONE if is_words else (sign or read.comparator)
    attribute = Attribute.QUALITATIVE if is_words else Attribute.QUANTITATIVE
    direction = direction_of_measure(comparator, attribute)
    if said is not None and not is_words and not sign:
        direction = said
    code = code_of(texts.sector, texts.level1, texts.level2, texts.name)
    return LibraryEntry(
        id=entry_id(library_id, code),
        library_id=library_id,
        position=position,
        code=code,
        sector=texts.sector,
        kind=EntryKind.PROJECT if place is not None else EntryKind.EVALUATION,
        level1=old.level1,
        level2=old.level2,
        new_level1=new.level1,
        new_level2=new.level2,
        name=clean_name(texts.name) or texts.name,
        definition=texts.definition,
        formula=texts.formula,
        comparator=comparator,
        direction=direction,
        target_text=_target_text(target, read.kind, is_words=is_words),
        unit="" if is_words else canonical_unit(texts.unit) or read.unit,
        attribute=attribute,
        scoring_rule=texts.scoring_rule,
        value_basis=texts.value_basis,
        data_source=texts.data_source,
        value_method=texts.value_method,
        is_core=is_core_name(texts.name) or texts.is_core.strip() in _YES,
        good_example=texts.good_example,
        bad_example=texts.bad_example,
    )


def _target_text(target: str, kind: QuantityKind, *, is_words: bool) -> str:
    return target if is_words or kind in _COUNTING else ""


def _doubts(texts: EntryTexts, entry: LibraryEntry) -> list[Finding]:
    found = []
    if not entry.level1:
        found.append(
            _finding(
                texts, "library-entry-without-level", f"“{entry.name}”没有一级指标。", "收下以后可以补。"
            )
        )
    if entry.attribute is Attribute.QUANTITATIVE and not entry.unit:
        found.append(
            _finding(
                texts,
                "library-entry-without-unit",
                f"“{entry.name}”没有度量单位。",
                "定量指标要有单位，收下以后可以补。",
            )
        )
    return found


def _finding(texts: EntryTexts, code: str, message: str, advice: str) -> Finding:
    return Finding(severity=Severity.WARNING, code=code, message=message, advice=advice, row=texts.row)
