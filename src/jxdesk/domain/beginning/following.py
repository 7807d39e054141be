"""Following: what an adjusted target means for the monitoring or self-evaluation that answers it, and taking it over line by line.

Source: 财预〔2020〕10号: the goals answered are the approved ones. A dropped indicator is marked not applicable with the document
of its approval, and only then gives its weight to those beside it (``reweighting``): own choice, as is offering each line by
itself. Used by the errand of adjustments and by the wizard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.beginning.adjusting import Turn, root_of, said
from jxdesk.domain.beginning.self_evaluation import unanswered
from jxdesk.domain.filling.editing import Change, EditKind, InsertLine, Restore
from jxdesk.domain.records.filing_lines import index_of
from jxdesk.domain.records.filings import SELF_EVALUATIONS, FilingContent, IndicatorLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.indicator_names import clean_level

_FOLLOWED = (
    "level1",
    "level2",
    "name",
    "clean_name",
    "comparator",
    "target_text",
    "target",
    "target_high",
    "unit",
    "marked_exact",
    "description",
    "formula",
    "scoring_rule",
    "value_basis",
    "data_source",
    "value_method",
    "is_core",
)
"""What a monitoring or self-evaluation line takes over from the line of the target that it answers."""
_SEEN = ("level1", "level2", "clean_name", "comparator", "target_text", "target", "target_high", "unit")
"""The part of it whose change is offered; the rest comes along."""


GOAL = "expected_goal"
"""The answer in which a form carries the goal of its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that the adjusted target says otherwise: ``line`` is the form's own, ``target`` the new one; one of them may be missing.

    Without either it is the goal in words.
    """

    turn: Turn
    name: str
    old: str = ""
    new: str = ""
    line: IndicatorLine | None = None
    target: IndicatorLine | None = None

    @property
    def key(self) -> str:
        """What the offer is chosen by."""
        present = self.line or self.target
        return present.id if present is not None else GOAL


def offers(content: FilingContent, versions: Sequence[FilingContent]) -> tuple[Offer, ...]:
    """What the newest of a target's versions, oldest first, says otherwise than the form that answers an earlier one, or none yet."""
    if not versions:
        return ()
    newest = versions[-1]
    answers = _answers(content, versions)
    wanted = {root_of(line): line for line in newest.indicator_lines}
    found = list(_goal_offer(content, versions))
    answered: set[str] = set()
    for line in content.indicator_lines:
        root = answers.get(line.id, "")
        if not root:
            continue
        answered.add(root)
        target = wanted.get(root)
        if target is None:
            if not line.not_applicable:
                found.append(Offer(turn=Turn.DROPPED, name=_name(line), old=said(line), line=line))
        elif _differs(line, target, with_weight=_has_points(content)):
            found.append(
                Offer(
                    turn=Turn.CHANGED,
                    name=_name(target),
                    old=f"{_moved(line, target)}{said(line)}",
                    new=said(target),
                    line=line,
                    target=target,
                )
            )
    every = is_untied(content)
    added = (
        line for root, line in wanted.items() if root not in answered and (every or _is_new(line, versions))
    )
    found += [Offer(turn=Turn.ADDED, name=_name(line), new=said(line), target=line) for line in added]
    return tuple(found)


def is_untied(content: FilingContent) -> bool:
    """Whether no line of a form answers a target: it was begun before there was one."""
    return not any(line.answers_line_id for line in content.indicator_lines)


def _answers(content: FilingContent, versions: Sequence[FilingContent]) -> dict[str, str]:
    """The line of the first version that each line of a form answers; where none does yet, the one of the same place and name."""
    if is_untied(content):
        by_name = {_told_by(line): root_of(line) for line in versions[-1].indicator_lines}
        named = {line.id: by_name.get(_told_by(line), "") for line in content.indicator_lines if _name(line)}
    else:
        roots = _roots(versions)
        named = {line.id: roots.get(line.answers_line_id, "") for line in content.indicator_lines}
    return {line_id: root for line_id, root in named.items() if root}


def _told_by(line: IndicatorLine) -> tuple[str, str]:
    return clean_level(line.level2), _name(line)


def _roots(versions: Sequence[FilingContent]) -> dict[str, str]:
    """The line of the first version behind every line of every version."""
    return {line.id: root_of(line) for version in versions for line in version.indicator_lines}


def _goal_offer(content: FilingContent, versions: Sequence[FilingContent]) -> Iterator[Offer]:
    """The goal in words, where an adjustment changed it and the form still says another."""
    newest = versions[-1].answers.get(GOAL, "")
    present = content.answers.get(GOAL, "")
    was_changed = any(version.answers.get(GOAL, "") != newest for version in versions)
    if was_changed and newest and present != newest:
        yield Offer(turn=Turn.CHANGED, name="年度总体目标", old=present, new=newest)


def _is_new(line: IndicatorLine, versions: Sequence[FilingContent]) -> bool:
    """Whether an adjustment brought the line: one of the first version that is not answered was left out by a person."""
    first = {root_of(one) for one in versions[0].indicator_lines}
    return root_of(line) not in first


def _has_points(content: FilingContent) -> bool:
    """Whether a form gives points to its indicators; monitorings and transfers do not."""
    lines = content.indicator_lines
    return content.form in SELF_EVALUATIONS and any(line.weight is not None for line in lines)


def _differs(line: IndicatorLine, target: IndicatorLine, *, with_weight: bool) -> bool:
    if any(getattr(line, name) != getattr(target, name) for name in _SEEN):
        return True
    return with_weight and target.weight is not None and line.weight != target.weight


def _moved(line: IndicatorLine, target: IndicatorLine) -> str:
    """The old name before the old value, where the name was changed."""
    return f"{_name(line)} " if _name(line) != _name(target) else ""


def _name(line: IndicatorLine) -> str:
    return line.clean_name or line.name


# ---- taking over ------------------------------------------------------------------------------------------------


def take_over(
    content: FilingContent,
    versions: Sequence[FilingContent],
    chosen: Collection[str],
    *,
    document_number: str,
) -> tuple[Change, ...]:
    """The changes that bring the offers of the ``chosen`` keys into the form, each to be taken back like any typed one.

    Lines that the adjustment left alone answer the version in force from then on.
    """
    every = offers(content, versions)
    changes: list[Change] = []
    for offer in every:
        if offer.key in chosen:
            changes += _change_of(content, offer, document_number)
    offered = {offer.line.id for offer in every if offer.line is not None}
    return (*changes, *_passed_on(content, versions, offered))


def _change_of(content: FilingContent, offer: Offer, document_number: str) -> Iterator[Change]:
    line, target = offer.line, offer.target
    if line is not None and target is None:
        reason = f"经批准的绩效目标调整（{document_number}）取消了这个指标。"
        yield Restore(
            kind=EditKind.INDICATOR,
            line_id=line.id,
            values={"not_applicable": True, "manual_reason": reason, "printed_score": ""},
        )
    elif line is not None and target is not None:
        values: dict[str, object] = {name: getattr(target, name) for name in _FOLLOWED}
        values["answers_line_id"] = target.id
        values["printed_score"] = ""
        if not line.direction_chosen:
            values["direction"] = target.direction
        if target.weight is not None and _has_points(content):
            values |= {"weight": target.weight, "printed_weight": ""}
        yield Restore(kind=EditKind.INDICATOR, line_id=line.id, values=values)
    elif target is None:
        yield Restore(kind=EditKind.ANSWER, values={GOAL: offer.new})
    else:
        fresh = unanswered(target, {target.id: new_id()}, answers_it=True)
        yield InsertLine(line=replace(fresh, merged_into=""), index=_index_for(content, target))


def _index_for(content: FilingContent, target: IndicatorLine) -> int:
    """Behind the last line of the same second level, else of the same first level, else at the end."""
    lines = content.indicator_lines
    for same in (
        [line for line in lines if (line.level1, line.level2) == (target.level1, target.level2)],
        [line for line in lines if line.level1 == target.level1],
    ):
        if same:
            return index_of(content, same[-1].id) + 1
    return len(lines)


def _passed_on(
    content: FilingContent, versions: Sequence[FilingContent], offered: Collection[str]
) -> Iterator[Change]:
    if not versions:
        return
    answers = _answers(content, versions)
    wanted = {root_of(line): line.id for line in versions[-1].indicator_lines}
    for line in content.indicator_lines:
        following = wanted.get(answers.get(line.id, ""))
        if line.id not in offered and following is not None and following != line.answers_line_id:
            yield Restore(kind=EditKind.INDICATOR, line_id=line.id, values={"answers_line_id": following})
