"""Stage words: what a followed stage is called; written small because the first page says it before forms are loaded."""

from __future__ import annotations

from jxdesk.store.views.list_stages import MONITORING, TARGET, ListStage


def stage_word(stage: ListStage) -> str:
    """目标, 7月监控 or 自评, as ``domain.records.stages`` calls them."""
    if stage.form == MONITORING:
        return f"{stage.period}月监控"
    return "目标" if stage == TARGET else "自评"
