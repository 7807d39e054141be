"""Office scopes: the offices of a desk as the tree that its lists are narrowed by, with what each has; nothing changes."""

from __future__ import annotations

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.office_nodes import OfficeNode, office_nodes
from jxdesk.domain.records.offices import OfficeLevel, covers
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import offices
from jxdesk.store.views import office_list


def office_scopes(workspace: Workspace, year: int, *, with_figures: bool = False) -> tuple[OfficeNode, ...]:
    """The offices that this desk looks after, each with how many projects of a year it has with those below it.

    None where there is but one office: nothing can be narrowed. Of ``with_figures`` neither withdrawn nor classified projects
    are counted.
    """
    own = workspace.facts.office

    def job(tx: Transaction) -> tuple[OfficeNode, ...]:
        found = [
            (one.path, one.name, one.level)
            for one in offices.all_offices(tx)
            if own is None or covers(own.path, one.path)
        ]
        if len(found) < 2:
            return ()
        above = office_list.counties_without_office(
            tx, [path for path, *_ in found], own.path if own is not None else ""
        )
        found += [(path, name, OfficeLevel.COUNTY) for path, name in above.items()]
        return office_nodes(found, office_list.projects_by_path(tx, year, with_figures=with_figures))

    return workspace.read(job)
