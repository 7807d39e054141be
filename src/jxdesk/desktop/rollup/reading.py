"""What the page 汇总 reads for where one is: the roll-up, the single things behind it, and its chart; done on a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jxdesk.actions.rollup import RollUp, Sums, Wanted, items_of, rolled_up, score_bands
from jxdesk.desktop.rollup.views import CHARTS, Look, View
from jxdesk.domain.reports.chart_figures import AnyFigures, achievement_figures
from jxdesk.domain.rollup.charts import (
    DRAWN_SINGLY,
    bands_counted,
    chart_projects,
    filter_of,
    parts_achieved,
)
from jxdesk.domain.rollup.grouping import By, Part
from jxdesk.domain.rollup.handed import OUTSTANDING
from jxdesk.domain.rollup.shown import RolledItem

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything that is in sight; ``is_single`` where each spot or row is one project and not one office."""

    look: Look
    answer: RollUp
    parts: tuple[Part, ...] = ()
    items: tuple[RolledItem, ...] = ()
    chart: AnyFigures | None = None
    is_single: bool = True

    @property
    def is_list(self) -> bool:
        """Whether single things are in sight, and neither parts nor a chart."""
        return self.look.behind is not None or (self.look.view is View.MISSING and self.is_single)


def read(workspace: Workspace, wanted: Wanted, look: Look) -> Shown:
    """Reads what a look needs and nothing beside it.

    Raises: NotRolledUp.
    """
    answer = rolled_up(workspace, wanted)
    behind = look.behind
    if behind is not None:
        items = items_of(workspace, answer, handed=behind.handed, scores=behind.scores, part=behind.part)
        kept = tuple(one for one in items if one.is_late) if behind.late_only else items
        return Shown(look=look, answer=answer, items=kept)
    if look.view is View.MISSING:
        return _missing(workspace, answer, look)
    if look.view in CHARTS and answer.by is By.OFFICE:
        return _chart(workspace, answer, look)
    return Shown(look=look, answer=answer, parts=answer.parts)


def _missing(workspace: Workspace, answer: RollUp, look: Look) -> Shown:
    """What is outstanding one by one; where that is too long to be read, office by office."""
    if sum(map(answer.whole.count, OUTSTANDING)) > DRAWN_SINGLY:
        return Shown(look=look, answer=answer, parts=answer.outstanding_parts(), is_single=False)
    items = items_of(workspace, answer, handed=OUTSTANDING, sums=Sums.BUDGET)
    return Shown(look=look, answer=answer, items=items)


def _chart(workspace: Workspace, answer: RollUp, look: Look) -> Shown:
    basis = answer.basis
    if look.view is View.SCORES:
        counts = score_bands(workspace, answer)
        return Shown(look=look, answer=answer, chart=bands_counted(basis, counts, answer.whole))
    if answer.whole.due > DRAWN_SINGLY:
        chart = parts_achieved(basis, answer.parts, answer.whole)
        return Shown(look=look, answer=answer, chart=chart, is_single=False)
    items = items_of(workspace, answer)
    chart = achievement_figures(filter_of(basis), chart_projects(items))
    return Shown(look=look, answer=answer, items=items, chart=chart)
