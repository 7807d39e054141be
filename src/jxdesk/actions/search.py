"""Search over everything: projects of all years, their filings, offices, library entries and operation cards, by one text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.library.entries import LibraryEntry
from jxdesk.domain.library.search import LibraryQuery, Uses, look_up
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.values.lettering import fold
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import libraries
from jxdesk.store.shipped.cards import OperationCard, operation_cards
from jxdesk.store.views import finding_screens, project_sheet

SHOWN = 8
"""So many of a kind are shown; the rest is found in its own list."""
_OF_A_FORM = re.compile(r"(\d{1,2}月)?(目标|监控|自评)?")


class HitKind(StrEnum):
    """What was found; the value is the heading of its group."""

    PROJECT = "项目"
    FILING = "填报的表"
    OFFICE = "单位"
    ENTRY = "指标库"
    CARD = "操作卡"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found: what it is called, what stands beside it, and what its page is opened with."""

    kind: HitKind
    title: str
    note: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchShelf:
    """What does not change from keystroke to keystroke: the entries of the libraries and the cards."""

    entries: tuple[LibraryEntry, ...]
    cards: tuple[OperationCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found for a text, group by group; ``more_projects`` tells that the list of projects has more."""

    text: str
    hits: tuple[Hit, ...]
    more_projects: bool = False


def open_shelf(workspace: Workspace) -> SearchShelf:
    """Reads what a search keeps at hand while its box is open."""
    entries = workspace.read(lambda tx: libraries.shelf(tx).offered())
    return SearchShelf(entries=entries, cards=operation_cards())


def search(workspace: Workspace, shelf: SearchShelf, text: str) -> Hits:
    """Everything that a text means; all its words have to fit.

    Words that name a form (``目标``, ``10月监控``, ``自评``) choose among the filings of what the other words find.
    """
    words = fold(text).lower().split()
    if not words:
        return Hits(text=text, hits=())
    of_form = [word for word in words if _OF_A_FORM.fullmatch(word)]
    rest = [word for word in words if word not in of_form]

    def job(tx: Transaction) -> tuple[list[Hit], bool]:
        project_sheet.bring_sheet_up(tx, project_sheet.held_stage(tx))
        listed = finding_screens.found_projects(tx, words, SHOWN + 1)
        owners = finding_screens.found_projects(tx, rest, SHOWN) if of_form and rest else listed[:SHOWN]
        hits = [
            Hit(kind=HitKind.PROJECT, title=name, note=f"{year} 年　{unit}　{code}".rstrip(), target=key)
            for key, year, name, code, unit in listed[:SHOWN]
        ]
        hits += _filings(tx, owners, of_form)
        hits += [
            Hit(kind=HitKind.OFFICE, title=name, note=code, target=key)
            for key, name, code in finding_screens.found_offices(tx, words, SHOWN)
        ]
        return hits, len(listed) > SHOWN

    hits, more = workspace.transact(job)
    offered = look_up(shelf.entries, LibraryQuery(text=text), Uses())[:SHOWN]
    hits += [
        Hit(
            kind=HitKind.ENTRY,
            title=one.entry.name,
            note="　".join(filter(None, (one.entry.sector, one.entry.level2, one.entry.unit))),
            target=one.entry.name,
        )
        for one in offered
    ]
    hits += [
        Hit(kind=HitKind.CARD, title=card.title, note=_around(card.text, words), target=card.name)
        for card in shelf.cards
        if all(word in f"{card.title} {card.text}".lower() for word in words)
    ][:SHOWN]
    return Hits(text=text, hits=tuple(hits), more_projects=more)


def _filings(tx: Transaction, owners: Sequence[Sequence[str]], of_form: Sequence[str]) -> Iterable[Hit]:
    """The filings of some projects, newest stage first; of the named forms where any are named."""
    names = {owner[0]: owner[2] for owner in owners}
    found = finding_screens.filings_of_projects(tx, tuple(names))
    order = {key: place for place, key in enumerate(names)}
    found.sort(key=lambda one: (order[one[4]], -list(Form).index(Form(one[1])), -(one[2] or 0)))
    hits = []
    for key, form, period, year, project_id, _ in found:
        word = YearStage(form=Form(form), period=period).word
        if all(one in word for one in of_form):
            hits.append(
                Hit(kind=HitKind.FILING, title=f"{word}：{names[project_id]}", note=f"{year} 年", target=key)
            )
    return hits[:SHOWN]


def _around(text: str, words: Sequence[str]) -> str:
    """The line of a card in which the first word stands."""
    plain = (re.sub(r"[#*`|>]|^[-\d.]+ ", "", line).strip() for line in text.splitlines())
    return next((line for line in plain if words[0] in line.lower()), "")
