"""The targets of the practice county's projects, filled as a careful clerk fills them; mistakes are made elsewhere.

What a project promises is what its self-evaluation answers, so both are made from the same lines.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.beginning.adjusting import begin_adjustment
from jxdesk.domain.beginning.content import BeginFrom, Wish
from jxdesk.domain.beginning.self_evaluation import unanswered
from jxdesk.domain.beginning.target import begin_target
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.practice.draw import Draw
from jxdesk.domain.practice.filings import NOTHING, OTHER_NOTES
from jxdesk.domain.practice.plan import Plan
from jxdesk.domain.practice.projects import Undertaking
from jxdesk.domain.records.filings import Filing, FilingContent, Form, IndicatorLine
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import Project
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.quantities import decimal_text

TEMPLATE = "yunnan-05-2-2022"
COUNTED = "数量指标"


def target_of(
    item: Undertaking, result: FilingContent, plan: Plan, template: FormTemplate, rules: str, draw: Draw
) -> FilingContent:
    """The target that a faultless self-evaluation answers, with the money as it was when the year began."""
    wish = Wish(
        form=Form.PROJECT_TARGET,
        year=item.project.fiscal_year,
        template_id=template.id,
        project_id=item.project.id,
        begin_from=BeginFrom.EMPTY,
    )
    known = Known(office=item.seat.office, project=_as_it_began(item))
    begun = begin_target(wish, template, known)
    content = replace(
        begun,
        rule_pack_id=rules,
        indicator_lines=tuple(_promised(line, plan, draw) for line in result.indicator_lines),
        answers={**begun.answers, "expected_goal": result.answers["expected_goal"]},
    )
    return with_own_ids(content, draw)


def with_own_ids(content: FilingContent, draw: Draw) -> FilingContent:
    """The content with identities that are the same on every machine."""
    return replace(
        content,
        money_lines=tuple(replace(line, id=draw.id()) for line in content.money_lines),
        indicator_lines=tuple(replace(line, id=draw.id()) for line in content.indicator_lines),
        task_lines=tuple(replace(line, id=draw.id()) for line in content.task_lines),
    )


def answering(result: FilingContent, target: FilingContent) -> FilingContent:
    """The self-evaluation with each line naming the line of the target that it answers."""
    lines = tuple(
        replace(line, answers_line_id=asked.id)
        for line, asked in zip(result.indicator_lines, target.indicator_lines, strict=True)
    )
    return replace(result, indicator_lines=lines)


def with_note(result: FilingContent, note: str) -> FilingContent:
    """The self-evaluation with one more sentence where it explains itself; a form that was not filled in explains nothing."""
    if not note or not result.answers:
        return result
    place = next(name for name in (OTHER_NOTES, "actual_goal") if name in result.answers)
    said = result.answers[place].removeprefix(NOTHING) if place == OTHER_NOTES else result.answers[place]
    return replace(result, answers={**result.answers, place: said + note})


def with_another_count(content: FilingContent, item: Undertaking, percent: int, draw: Draw) -> FilingContent:
    """The same target with so many hundredths of the first thing that it counts, in the indicator and in the words of the goal."""
    first = next(line for line in content.indicator_lines if counts(line))
    assert first.target is not None
    smallest = Decimal(1) if first.target == first.target.to_integral_value() else Decimal("0.1")
    step = smallest if percent > 100 else -smallest
    count = first.target * percent / 100 // smallest * smallest
    count = max(count, first.target + step) if percent > 100 else min(count, first.target + step)
    text = f"{SIGNS[first.comparator]}{decimal_text(count)}{first.unit}"
    lines = tuple(
        replace(line, target=count, target_text=text) if line is first else line
        for line in content.indicator_lines
    )
    goal = item.kind.goal.format(place=item.seat.place, q=[_plain(line) for line in lines])
    changed = replace(content, indicator_lines=lines, answers={**content.answers, "expected_goal": goal})
    return with_own_ids(changed, draw)


def counts(line: IndicatorLine) -> bool:
    """Whether a line counts things of which there can be fewer."""
    return line.level2 == COUNTED and line.target is not None and line.target > 1


def adjusted_copy(before: Filing, wanted: FilingContent, filing_id: str, draw: Draw) -> Filing:
    """The changed copy of an approved target that says what ``wanted`` says."""
    copy = begin_adjustment(before, filing_id)
    content = with_own_ids(copy.content, draw)
    lines = tuple(
        replace(asked, id=own.id, answers_line_id=own.answers_line_id)
        for own, asked in zip(content.indicator_lines, wanted.indicator_lines, strict=True)
    )
    return replace(copy, content=replace(content, indicator_lines=lines, answers=wanted.answers))


def _promised(line: IndicatorLine, plan: Plan, draw: Draw) -> IndicatorLine:
    """The line without its result, with where its figure will come from and why it is set so."""
    grounds = plan.year.grounds[line.level2]
    return replace(
        unanswered(line, {line.id: draw.id()}, answers_it=False),
        printed_weight="",
        description=plan.year.evidence if line.target is None else "",
        data_source=grounds.source,
        value_basis=grounds.basis,
    )


def _plain(line: IndicatorLine) -> str:
    return decimal_text(line.target) if line.target is not None else line.target_text


def _as_it_began(item: Undertaking) -> Project:
    """The project with the money that it had before the budget was adjusted: what was moved, was moved at its first source."""
    first, *others = item.project.funding
    moved = item.revised_fen - item.original_fen
    return replace(item.project, funding=(replace(first, amount_fen=first.amount_fen - moved), *others))
