"""Own office: whose desk this is, as the settings page shows it, and the person who fills in here."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import Office
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import offices


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOffice:
    """The office of the workspace, who fills in, where the data lies, and how many offices stand below."""

    office: Office | None
    parent: str
    person: str
    offices: int
    folder: str


def own_office(workspace: Workspace) -> OwnOffice:
    """What the settings page says about the office."""
    facts = workspace.facts

    def job(tx: Transaction) -> tuple[str, int]:
        known = offices.all_offices(tx)
        names = {office.id: office.name for office in known}
        parent = names.get(facts.office.parent_id, "") if facts.office else ""
        return parent, len(known)

    parent, count = workspace.read(job)
    return OwnOffice(
        office=facts.office,
        parent=parent,
        person=facts.person,
        offices=count,
        folder=str(workspace.folder.root),
    )


def set_person(workspace: Workspace, name: str) -> None:
    """Says who fills in from now on; the name stands in the journal and on packages."""
    workspace.transact(lambda tx: settings.put(tx, settings.PERSON, name.strip()), errand="person")
    workspace.forget_facts()
    workspace.database.who = name.strip() or workspace.database.who
