"""Library checks: what does not fit in an own or edited entry, while it is typed and before it is kept."""

from __future__ import annotations

from collections.abc import Iterable

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.library.entries import Attribute, LibraryEntry
from jxdesk.domain.records.filings import Comparator
from jxdesk.domain.rules.indicator_places import Place, place_of
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import QuantityKind, read_target
from jxdesk.domain.values.units import may_be_unit


def entry_findings(entry: LibraryEntry, others: Iterable[LibraryEntry] = ()) -> tuple[Finding, ...]:
    """What has to be mended (errors) and what should be looked at in an entry.

    Source: own choice.
    """
    found: list[Finding] = []

    def say(severity: Severity, field: str, message: str, advice: str) -> None:
        found.append(
            Finding(
                severity=severity, code=f"library-entry-{field}", message=message, advice=advice, field=field
            )
        )

    if not clean_name(entry.name):
        say(Severity.ERROR, "name", "还没有写三级指标的名称。", "例如“养护农村公路里程”。")
    if not entry.level1 or not entry.level2:
        say(Severity.ERROR, "level1", "还没有选放在哪一级。", "先选数量、质量、时效、成本、效益或满意度。")
    if entry.attribute is Attribute.QUANTITATIVE:
        if entry.comparator is Comparator.NONE:
            say(Severity.ERROR, "comparator", "定量指标要有符号。", "越多越好选 ≥，越少越好选 ≤。")
        if not entry.unit or not may_be_unit(entry.unit):
            say(Severity.ERROR, "unit", "定量指标要有度量单位。", "例如 公里、人次、%、元/人·天。")
        if entry.target_text and read_target(entry.target_text, unit=entry.unit).kind is QuantityKind.WORDS:
            say(Severity.ERROR, "target_text", "定量指标的指标值要写数。", "没有常用值就空着，填报的人再写。")
    elif not entry.definition:
        say(
            Severity.WARNING,
            "definition",
            "定性指标没有解释，别人不知道怎样算达成。",
            "写清看什么材料、达到什么样子算达成。",
        )
    if place_of(entry.level1, entry.level2) is Place.SATISFACTION and not entry.data_source:
        say(Severity.ADVICE, "data_source", "满意度没有写数据来源。", "写明问谁、发多少份问卷。")
    name = clean_name(entry.name)
    if name and any(
        other.id != entry.id and other.sector == entry.sector and clean_name(other.name) == name
        for other in others
    ):
        say(Severity.WARNING, "name", f"同一类里已经有“{name}”。", "如果意思一样，直接用已有的那一条。")
    return tuple(found)
