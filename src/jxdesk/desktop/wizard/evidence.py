"""The evidence card of a wizard: its steps go on the wizard's undo stack, and the checks hear what is attached."""

from __future__ import annotations

from dataclasses import replace

from jxdesk.actions.evidence import Evidence
from jxdesk.desktop.evidence.card import EvidenceCard
from jxdesk.desktop.wizard.session import FilingSession


def filing_evidence(session: FilingSession) -> EvidenceCard:
    """The card of the filing that is open."""

    def on_shown(found: Evidence) -> None:
        if session.known.slots != found.slots:
            session.known = replace(session.known, slots=found.slots)
            session.check_now()

    made = EvidenceCard(session.context, stack=session.stack)
    made.shown.connect(on_shown)
    made.show_filing(session.filing.id)
    return made
