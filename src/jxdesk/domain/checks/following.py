"""Checks of forms that follow a target: whether there is one, whether it is approved, and whether an adjustment is said in words.

Used by checks of monitoring and self-evaluation forms. How much each weighs stands in the rule pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import (
    MONITORINGS,
    OF_THE_OFFICE,
    SELF_EVALUATIONS,
    FilingContent,
    FilingState,
)
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.lettering import fold

FOLLOWING = MONITORINGS | SELF_EVALUATIONS
"""The forms that follow a target."""
_PLACES = ("other_notes", "deviation_analysis", "improvement", "problems", "actual_goal")
"""Where a form has room to say that its target was adjusted, the fittest first."""
_SENTENCE_ENDS = re.compile(r"[。！？；;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStanding:
    """How the target stands that a form follows.

    ``changed`` tells that the form answers another version than the one in force, ``untied`` that it
    was begun without one and lacks indicators of it, ``adjusted`` that the one in force is
    not the first; ``document_number`` is of the document that approved it.
    """

    has_target: bool = True
    approved: bool = True
    changed: bool = False
    untied: bool = False
    adjusted: bool = False
    document_number: str = ""


def standing_of(content: FilingContent, known: Known) -> TargetStanding | None:
    """How the target of a form stands on this desk; None for a form that follows none."""
    if content.form not in FOLLOWING:
        return None
    target = known.target
    if target is None:
        return TargetStanding(has_target=False, approved=False)
    of_target = {line.id for line in target.content.indicator_lines}
    answered = {
        line.answers_line_id
        for line in content.indicator_lines
        if line.answers_line_id and not line.not_applicable
    }
    approved = target.state is FilingState.APPROVED
    return TargetStanding(
        approved=approved,
        changed=bool(answered - of_target),
        untied=_is_untied(content, target.content),
        adjusted=approved and bool(target.replaces_id),
        document_number=known.target_document,
    )


def _is_untied(content: FilingContent, target: FilingContent) -> bool:
    """Whether a form answers no line of its target and does not name the same indicators by itself either."""
    if any(line.answers_line_id for line in content.indicator_lines):
        return False
    named = {line.clean_name or line.name for line in content.indicator_lines}
    return any((line.clean_name or line.name) not in named for line in target.indicator_lines)


def check_standing(
    content: FilingContent,
    standing: TargetStanding,
    rules: RulePack,
    template: FormTemplate | None = None,
    *,
    imported: bool = False,
) -> Iterator[Finding]:
    """What does not fit between a form and the target that it follows."""
    whose = "本单位" if content.form in OF_THE_OFFICE else "这个项目"
    if not standing.has_target:
        yield _about_indicators(
            _at_most_warning(rules.following.no_target.severity_for(content.form), if_so=imported),
            "no-target",
            f"{whose}今年没有绩效目标，指标只能自己填。",
            "请先补填绩效目标（年中追加的项目也要有）；目标登记批复以后，打开这张表，点上面的“看变化、带入”，指标逐条带进来。",
        )
    elif not standing.approved:
        yield _about_indicators(
            Severity.ADVICE,
            "target-not-approved",
            "指标取自还没有批复的绩效目标。",
            "目标批复以后，核对指标和指标值有没有改动。",
        )
    elif standing.untied and not imported:
        yield _about_indicators(
            Severity.WARNING,
            "target-not-taken-over",
            "绩效目标是后来批复的，这张表的指标还没有和目标对上。",
            "请点上面的“看变化、带入”，把目标的指标逐条带入，自己写的多余指标删掉。",
        )
    if standing.changed:
        where = "偏差原因里" if content.form in MONITORINGS else "自评里"
        yield _about_indicators(
            Severity.WARNING,
            "target-changed",
            f"绩效目标在这张{'监控' if content.form in MONITORINGS else '自评'}表开始以后调整过。",
            f"请点上面的“看变化、带入”，把调整后的指标逐条带入；不带入的，在{where}说明。",
        )
    if content.form in SELF_EVALUATIONS and standing.adjusted:
        yield from _check_said(content, standing, rules, template, imported=imported)


def _check_said(
    content: FilingContent,
    standing: TargetStanding,
    rules: RulePack,
    template: FormTemplate | None,
    *,
    imported: bool,
) -> Iterator[Finding]:
    if any(_says_so(text, standing.document_number, rules) for text in _texts(content)):
        return
    places = [(name, template.answer(name) if template is not None else None) for name in _PLACES]
    field, answer = next(((name, one) for name, one in places if one is not None), places[0])
    named = f"“{answer.label}”" if answer is not None else "其他需要说明事项"
    by = f"（{standing.document_number}）" if standing.document_number else ""
    yield Finding(
        severity=_at_most_warning(rules.following.adjusted.severity, if_so=imported),
        code="adjustment-unsaid",
        message=f"绩效目标批复以后调整过{by}，这张表里没有说明。",
        advice=f"请在{named}里写一句：绩效目标什么时候、经什么文件批准调整，调了哪些指标，为什么。",
        field=field,
    )


def _texts(content: FilingContent) -> Iterator[str]:
    yield from (content.answers.get(name, "") for name in (*_PLACES, "conclusion"))
    for line in content.indicator_lines:
        yield from (line.deviation_reason, line.manual_reason, line.remark)
    for task in content.task_lines:
        yield task.reason


def _says_so(text: str, document_number: str, rules: RulePack) -> bool:
    """Whether a text names the document, or speaks in one sentence of the target and of its change."""
    if document_number and _letters(document_number) in _letters(text):
        return True
    rule = rules.following.adjusted
    return any(
        any(thing in sentence for thing in rule.things) and any(turn in sentence for turn in rule.turns)
        for sentence in _SENTENCE_ENDS.split(text)
    )


def _letters(text: str) -> str:
    """A text without its brackets and marks: 〔2026〕 is typed in many ways."""
    return "".join(filter(str.isalnum, fold(text)))


def _at_most_warning(severity: Severity, *, if_so: bool) -> Severity:
    """A table that was published cannot be changed any more."""
    return Severity.WARNING if if_so and severity is Severity.ERROR else severity


def _about_indicators(severity: Severity, code: str, message: str, advice: str) -> Finding:
    return Finding(severity=severity, code=code, message=message, advice=advice, field="indicator_lines")
