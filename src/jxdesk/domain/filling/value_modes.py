"""Value modes: the words for how an actual value becomes points, and the changes that choose one. Used by wizard and history."""

from __future__ import annotations

from jxdesk.domain.filling.editing import Change, EditKind, Restore
from jxdesk.domain.records.filings import IndicatorLine, ValueMode

MODE_WORDS = {
    ValueMode.PROPORTION: "按比例",
    ValueMode.PROPORTION_WITH_GATE: "按比例，过低不得分",
    ValueMode.ALL_OR_NOTHING: "直接赋分",
    ValueMode.GRADED: "分档（由人评定）",
    ValueMode.SATISFACTION_BANDS: "满意度分段",
    ValueMode.STEPS: "逐点扣分",
}
"""Source: 财预〔2021〕101号 names 直接赋分, 按比例赋分, 分档赋分 and 满意度赋分; the other two words are our own."""


def choose_mode(line: IndicatorLine, mode: ValueMode) -> tuple[Change, ...]:
    """The changes that score a line in another mode; what was printed rests on the old one and goes.

    A judged percent goes too, since it would count before any mode that reckons.
    """
    values: dict[str, object] = {"value_mode": mode, "printed_score": ""}
    if mode is not ValueMode.GRADED:
        values["judged_percent"] = None
    if line.value_mode is mode:
        return ()
    return (
        Restore(kind=EditKind.INDICATOR, line_id=line.id, values=values),
        Restore(kind=EditKind.HEADER, values={"printed_total": "", "printed_grade": ""}),
    )
