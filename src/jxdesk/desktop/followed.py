"""The followed stage: which form of the year the project list and the first page follow, kept on this machine.

Read before the first paint, so it imports next to nothing.
"""

from __future__ import annotations

from jxdesk.desktop import preferences
from jxdesk.store.views.list_stages import ListStage


def followed_stage() -> ListStage | None:
    """The stage that was chosen; None where none was, and the one at hand is followed."""
    form, _, period = preferences.STAGE.get().partition("/")
    if not form.isidentifier() or not (period.isdecimal() or not period):
        return None
    return ListStage(form, int(period) if period else None)


def follow(stage: ListStage) -> None:
    """Keeps the choice."""
    preferences.STAGE.put(stage.form if stage.period is None else f"{stage.form}/{stage.period}")
