"""Target help: what similar projects on this desk usually aim at, shown beside the fields of a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, projects
from jxdesk.store.shipped.coach import sector_of
from jxdesk.store.views.elsewhere import Usual, usual_targets


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetHelp:
    """The sector of a project, and what its kind aims at by indicator and unit."""

    sector: str = ""
    usual: Mapping[tuple[str, str], Usual] = field(default_factory=dict)

    def of_line(self, line: IndicatorLine) -> Usual | None:
        """What is usual for a line; None where no similar project has the indicator."""
        return self.usual.get((line.clean_name or clean_name(line.name), line.unit))


def target_help(workspace: Workspace, filing_id: str) -> TargetHelp:
    """What stands beside the fields of a target; nothing for a filing that is gone."""

    def job(tx: Transaction) -> TargetHelp:
        filing = filings.get(tx, filing_id)
        if filing is None:
            return TargetHelp()
        project = projects.get(tx, filing.project_id) if filing.project_id else None
        sector = sector_of(filing.content.project_name, project.sector if project else "")
        return TargetHelp(sector=sector, usual=usual_targets(tx, filing, sector, sector_of))

    return workspace.read(job)
