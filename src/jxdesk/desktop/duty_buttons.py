"""Duty buttons: a button or a page for what is not this person's to do stays in sight, cannot be pressed, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QAbstractButton

from jxdesk.desktop.furniture import Bar
from jxdesk.desktop.theme import Tone
from jxdesk.domain.road.duties import Denied, Duty
from jxdesk.store.shipped.duties import duty_book

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace

_OWN_TIP = "own_tip"


def offer(
    tool: QAbstractButton, workspace: Workspace, duty: Duty, *, when: bool = True, tip: str | None = None
) -> None:
    """Lets a button be pressed ``when`` there is something to do and its duty is the person's; else its hint says whose it is.

    ``tip`` takes the place of the hint that it was made with.
    """
    if tool.property(_OWN_TIP) is None:
        tool.setProperty(_OWN_TIP, tool.toolTip())
    answer = workspace.may(duty)
    if isinstance(answer, Denied):
        tool.setEnabled(False)
        tool.setToolTip(answer.words)
    else:
        tool.setEnabled(when)
        tool.setToolTip(str(tool.property(_OWN_TIP)) if tip is None else tip)


def has_duty(workspace: Workspace, duty: Duty) -> bool:
    """Whether offices of this desk's level have such a duty, whoever does it."""
    office = workspace.facts.office
    return office is not None and duty_book().exists(duty, office.level)


class DutyBar(Bar):
    """A line that says whose something is, and takes no room where it is this person's own."""

    def __init__(self, workspace: Workspace, duty: Duty, *, name: str) -> None:
        super().__init__(Tone.INFO, name=name)
        answer = workspace.may(duty)
        self.setHidden(not isinstance(answer, Denied))
        if isinstance(answer, Denied):
            self.say(Tone.INFO, answer.words)


class PageOffer(NamedTuple):
    """How a page is offered: ``is_there`` where the level of the office has it, ``why_not`` where it cannot be opened."""

    is_there: bool
    why_not: str = ""


def page_offers(workspace: Workspace) -> dict[str, PageOffer]:
    """How each page that belongs to a duty is offered at this desk, to who works there now."""
    book, facts = duty_book(), workspace.facts
    level = facts.office.level if facts.office is not None else None
    offers = {}
    for name, duty in book.pages.items():
        answer = book.page(name, level, facts.role, facts.roles_here)
        denied = workspace.may(duty) if answer is None else answer
        offers[name] = PageOffer(answer is not None, denied.words if isinstance(denied, Denied) else "")
    return offers
