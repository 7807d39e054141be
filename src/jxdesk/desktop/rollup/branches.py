"""The branches of the tree beside the page 汇总: every office of the desk, those that were rolled up with their coverage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTreeWidgetItem

from jxdesk.desktop.amounts import percent
from jxdesk.desktop.office_tree import Branch

if TYPE_CHECKING:
    from jxdesk.actions.rollup import RollUp


def branches_of(answer: RollUp) -> Iterator[Branch]:
    """The offices, each behind the one that it hangs below."""
    above = {one.id: key for key, below in answer.forest.below.items() for one in below}
    for root in answer.forest.roots:
        for one in answer.forest.under(root.id):
            tally = answer.rolled.of(one.id)
            item = QTreeWidgetItem([one.name])
            rate = percent(tally.coverage)
            said = f"应报 {tally.due:,}，已报 {tally.handed_in:,}，覆盖率 {rate}" if rate else ""
            item.setToolTip(0, "\n".join(part for part in (f"{one.name}（{one.path}）", said) if part))
            yield Branch(one.id, above.get(one.id, ""), item)
