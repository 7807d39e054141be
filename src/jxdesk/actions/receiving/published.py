"""Published: what an office above hands down, read and tried before it is taken, and put in force without touching what was filed.

A form or rule pack that is known under its id stays as it is: what comes under the same id with other words is refused.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.errors import JxError
from jxdesk.domain.library.handed_down import library_from_text
from jxdesk.domain.library.versions import difference, newest_of
from jxdesk.domain.records.regions import Regions
from jxdesk.domain.road.review_cases import failed_review_cases
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.rule_cases import failed_cases
from jxdesk.domain.sending.office_lists import office_changes
from jxdesk.domain.sending.publications import MOVED, Publication, PublicationKind
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.working_days import WorkCalendar
from jxdesk.domain.year.deadlines import Moved, Timetable
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import libraries, offices, publications
from jxdesk.store.shipped.deadlines import calendar_text, timetable, timetable_text
from jxdesk.store.shipped.forms import rule_packs, rule_texts, template_texts, templates
from jxdesk.store.shipped.regions import regions_text
from jxdesk.store.views import deadlines


class Handing(StrEnum):
    """What taking a publication in would do; the value is the word of the JSON answer."""

    NEW = "new"
    NEWER = "newer"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedPublication:
    """One thing handed down: what taking it in would do, what it changes in words, and why it is refused."""

    publication: Publication
    handing: Handing
    changes: tuple[str, ...] = ()
    reason: str = ""


def look_at_published(
    tx: Transaction, found: Sequence[Publication], *, own_path: str, is_late: bool
) -> tuple[ArrivedPublication, ...]:
    """What each publication would change here; ``is_late`` where newer ones from the same desk have come already."""
    return tuple(_looked_at(tx, one, own_path, is_late=is_late) for one in found)


def take_published(
    tx: Transaction,
    arrived: Sequence[ArrivedPublication],
    *,
    own_path: str,
    sender: str,
    digest: str,
) -> None:
    """Puts what is new in force and keeps its text; the overlay of the program is filled once this is committed."""
    for one in arrived:
        if one.handing not in (Handing.NEW, Handing.NEWER):
            continue
        publications.add(tx, one.publication, office_path=sender, package_id=digest)
        _apply(tx, one.publication, own_path)


def _looked_at(tx: Transaction, one: Publication, own_path: str, *, is_late: bool) -> ArrivedPublication:
    if publications.get(tx, one.kind, one.name, one.version) is not None:
        return ArrivedPublication(publication=one, handing=Handing.SAME)
    held = {(taken.kind, taken.name) for taken in publications.in_force(tx)}
    if is_late and (one.kind, one.name) in held:
        return ArrivedPublication(
            publication=one, handing=Handing.SAME, reason="比已收到的旧，只存档，不替换现在用的"
        )
    try:
        is_known, changes = _read(tx, one, own_path)
    except (JxError, tomllib.TOMLDecodeError, ValueError, KeyError) as fault:
        return ArrivedPublication(publication=one, handing=Handing.REFUSED, reason=str(fault))
    if not changes:
        return ArrivedPublication(publication=one, handing=Handing.SAME)
    handing = Handing.NEWER if is_known else Handing.NEW
    return ArrivedPublication(publication=one, handing=handing, changes=changes)


def _read(tx: Transaction, one: Publication, own_path: str) -> tuple[bool, tuple[str, ...]]:
    """Whether something of this name is in use here, and what would change; nothing where it says the same.

    Raises: DeclarationError, ValueError.
    """
    match one.kind:
        case PublicationKind.FORMS:
            template = FormTemplate.from_mapping(tomllib.loads(one.text))
            _refuse_other_id(template.id, one)
            return _declared(one, template.id in templates(), lambda: template_texts([template.id])[0].text)
        case PublicationKind.RULES:
            pack = RulePack.from_mapping(tomllib.loads(one.text))
            _refuse_other_id(pack.id, one)
            scored, judged = failed_cases(pack), failed_review_cases(pack.reviewing)
            if failed := [*(one.words for one in scored), *(one.words for one in judged)]:
                raise DeclarationError(
                    "规则包自带的例子算出来不一样，没有使用它。",
                    facts=failed[0],
                    advice="请先升级程序，或告诉下发的单位。",
                )
            return _declared(one, pack.id in rule_packs(), lambda: rule_texts([pack.id])[0].text)
        case PublicationKind.LIBRARY:
            library = library_from_text(one.text, family=one.name, version=one.version)
            shelf = libraries.shelf(tx).libraries
            before = newest_of(library.family, shelf)
            if any(other.id == library.id for other in shelf):
                return True, ()
            found = difference(before, library)
            words = (("新增", found.added), ("改动", found.changed), ("不再提供", found.dropped))
            return before is not None, tuple(f"{word}指标 {len(names)} 条" for word, names in words if names)
        case PublicationKind.OFFICES:
            changes = office_changes(one.text, offices.all_offices(tx), own_path=own_path)
            return True, tuple(change.words for change in changes)
        case PublicationKind.REGIONS:
            Regions.from_csv(one.text)
            return True, () if one.text == regions_text() else ("行政区划表换成新的一版",)
        case PublicationKind.HOLIDAYS:
            years = sorted(WorkCalendar.from_csv(one.text).years)
            return True, () if one.text == calendar_text() else (
                f"节假日安排到 {years[-1]} 年" if years else "节假日安排清空",
            )
        case PublicationKind.DEADLINES:
            return True, _deadline_changes(tx, one)
        case _:
            assert_never(one.kind)


def _declared(
    one: Publication, is_known: bool, known_text: Callable[[], str]
) -> tuple[bool, tuple[str, ...]]:
    if not is_known:
        return False, (f"新增“{one.title or one.name}”{one.version}版",)
    if known_text() == one.text:
        return True, ()
    raise DeclarationError(
        "同一编号的内容不一样，没有使用它：已经用它填过的表要一直照原样读。",
        facts=one.name,
        advice="请下发的单位给新的一版另起编号。",
    )


def _refuse_other_id(declared: str, one: Publication) -> None:
    if declared != one.name:
        raise DeclarationError(
            "下发的名称和内容里的编号不一样，没有使用它。",
            facts=f"{one.name} ≠ {declared}",
            advice="请向下发的单位重新要一份。",
        )


def _deadline_changes(tx: Transaction, one: Publication) -> tuple[str, ...]:
    if not one.name.startswith(MOVED):
        table = Timetable.from_mapping(tomllib.loads(one.text))
        if one.text == timetable_text():
            return ()
        return (f"报送期限换成“{table.name}”{table.version}版（{len(table.deadlines)} 项）",)
    year, moved = _moved(one.text)
    names = {deadline.key: deadline.name for deadline in timetable().deadlines}
    known = deadlines.moved(tx, year)
    return tuple(
        f"{names.get(key, key)}改到 {change.on.isoformat()}（{change.basis}）"
        for key, change in moved.items()
        if known.get(key) != change
    )


def _moved(text: str) -> tuple[int, dict[str, Moved]]:
    said = json.loads(text)
    return int(said["year"]), {
        key: Moved(on=dt.date.fromisoformat(one["on"]), basis=str(one["basis"]))
        for key, one in said["moved"].items()
    }


def _apply(tx: Transaction, one: Publication, own_path: str) -> None:
    """What beyond keeping its text makes a publication hold."""
    match one.kind:
        case PublicationKind.LIBRARY:
            libraries.add_library(tx, library_from_text(one.text, family=one.name, version=one.version))
        case PublicationKind.OFFICES:
            for change in office_changes(one.text, offices.all_offices(tx), own_path=own_path):
                if change.before is None:
                    offices.add(tx, change.office)
                else:
                    offices.save(tx, change.office)
        case PublicationKind.DEADLINES if one.name.startswith(MOVED):
            year, moved = _moved(one.text)
            for key, moved_to in moved.items():
                deadlines.move(tx, year, key, moved_to)
        case PublicationKind.RULES:
            settings.put(tx, settings.RULE_PACK, one.name)
        case _:
            pass
