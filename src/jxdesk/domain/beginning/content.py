"""Beginning a filing: which form is wanted, and the pieces that every form's first content shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import IndicatorField
from jxdesk.domain.values.money import exact_text


class BeginFrom(StrEnum):
    """What a target begins with: last year's target, last year's self-evaluation, the better of them, or nothing."""

    BEST = "best"
    LAST_TARGET = "last_target"
    LAST_RESULT = "last_result"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which form is wanted; ``project_id`` is empty for a form of the office as a whole, ``period`` is a cut-off month.

    ``begin_from`` and ``style`` are for targets; without a style that of the source counts, else that of the form.
    """

    form: Form
    year: int
    template_id: str
    project_id: str = ""
    office_id: str = ""
    period: int | None = None
    begin_from: BeginFrom = BeginFrom.BEST
    style: GoalStyle | None = None


def first_head(wish: Wish, template: FormTemplate, known: Known) -> FilingContent:
    """The head of a new filing, without any lines."""
    project = known.project
    words = {"year": str(wish.year), "period": str(wish.period or "")}
    title = template.title
    for word, value in words.items():
        title = title.replace(f"{{{word}}}", value)
    return FilingContent(
        form=wish.form,
        template_id=template.id,
        year=wish.year,
        period=wish.period,
        title=title,
        project_name=project.name if project else "",
        project_code=project.code if project else "",
        office_name=known.office.name,
        department=project.department if project else "",
        implementing_unit=(project.implementing_unit if project else "") or known.office.name,
        money_unit=template.money_unit,
        execution_weight=template.execution_weight,
    )


def first_money(
    template: FormTemplate, amounts: Mapping[MoneyKey, Mapping[str, int | None]]
) -> tuple[MoneyLine, ...]:
    """The money rows of the form with the amounts that are known, by row and column (``original_budget`` …).

    Units: 分.
    """
    if template.money is None:
        return ()
    lines = []
    for row in template.money.rows:
        values: dict[str, int | str | None] = {}
        for column, fen in amounts.get(row.key, {}).items():
            values |= {f"{column}_fen": fen, f"{column}_text": exact_text(fen, template.money_unit)}
        lines.append(MoneyLine(id=new_id(), key=row.key, label=row.label, **values))  # type: ignore[arg-type]
    return tuple(lines)


def empty_lines(template: FormTemplate) -> tuple[IndicatorLine, ...]:
    """One empty indicator line for each second level of the form."""
    return tuple(
        IndicatorLine(id=new_id(), level1=level.name, level2=child)
        for level in template.levels
        for child in (level.children or ("",))
    )


def carried_answers(source: FilingContent | None, *names: str) -> Mapping[str, str]:
    """Narrative answers of these names that an earlier filing gives."""
    if source is None:
        return MappingProxyType({})
    return MappingProxyType({name: source.answers[name] for name in names if source.answers.get(name)})


def gives_points(template: FormTemplate) -> bool:
    """Whether a form has a column for the points of its indicators."""
    return template.indicators.column(IndicatorField.WEIGHT) is not None


def without_points(lines: Iterable[IndicatorLine]) -> tuple[IndicatorLine, ...]:
    """The lines for a form that has no such column: what nobody can see or change must not be scored."""
    return tuple(replace(line, weight=None, printed_weight="") for line in lines)
