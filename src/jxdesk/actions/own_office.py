"""Own office: whose desk this is, as the settings page shows it, and the person who fills in here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from jxdesk.actions.workspace import NotYourDuty, Workspace
from jxdesk.domain.records.offices import Office
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import offices, people


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
    """Says who fills in from now on; the name stands in the journal and on packages.

    Raises: NotYourDuty for the name of another person of this desk: they come in themselves.
    """
    if name.strip() != workspace.facts.person and workspace.read(partial(_is_listed, name=name.strip())):
        raise NotYourDuty(
            "这是人员名单里另一个人的名字。",
            facts=name.strip(),
            advice="换人请在“设置 → 人员”里点“换人”，由本人进来。",
        )
    workspace.transact(lambda tx: settings.put(tx, settings.PERSON, name.strip()), errand="person")
    workspace.forget_facts()
    workspace.database.who = name.strip() or workspace.database.who


def _is_listed(tx: Transaction, *, name: str) -> bool:
    return any(one.name == name and not one.left_on for one in people.everybody(tx))
