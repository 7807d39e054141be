"""The targets of the practice county's year under way: which project stands where, who approved what, and what was adjusted.

Most of it is filled in honestly; what is wrong on purpose is listed as ``Seeded``, so that nothing else may be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.practice.plan import Plan
from jxdesk.domain.practice.projects import Undertaking
from jxdesk.domain.practice.target_mistakes import TARGET_MISTAKES, V12, TargetMistake, spoil_target
from jxdesk.domain.practice.targets import (
    TEMPLATE,
    adjusted_copy,
    answering,
    counts,
    target_of,
    with_another_count,
    with_note,
)
from jxdesk.domain.practice.year_plan import Request
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState
from jxdesk.domain.records.projects import Project
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.year.approvals import Adjustment, AdjustmentState, Approval, ApprovalFacts

_MORE, _FEWER = 120, 80
"""Percent of what is counted that stood in a target before it was adjusted, and that a waiting request asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A project with its self-evaluation: as it would be without a mistake, and as it stands, if it stands at all."""

    item: Undertaking
    sound: FilingContent
    filing: Filing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """Something that is wrong on purpose: the filing, and the code of the finding that has to point at it."""

    filing_id: str
    code: str


class Stand(StrEnum):
    """How the target of a project stands."""

    APPROVED = "approved"
    ADJUSTED = "adjusted"
    WAITING = "waiting"
    SPOILT = "spoilt"
    ABSENT = "absent"


@dataclass(slots=True, kw_only=True)
class YearTarget:
    """A project's target on its way: ``first`` is what July was begun with, ``content`` what is in force."""

    evaluated: Evaluated
    content: FilingContent
    stand: Stand = Stand.APPROVED
    mistakes: tuple[TargetMistake, ...] = ()
    first: Filing | None = None
    in_force: Filing | None = None

    @property
    def item(self) -> Undertaking:
        """What it is the target of."""
        return self.evaluated.item


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the year is built from; ``results`` are last year's self-evaluations by project."""

    plan: Plan
    year: int
    evaluated: Sequence[Evaluated]
    results: Mapping[str, Filing]
    templates: Mapping[str, FormTemplate]
    rules: RulePack

    def draw(self, what: str, item: Undertaking) -> Draw:
        """The stream of choices for one thing about one project."""
        return Draw(f"{self.year}/{what}/{item.project.code}")

    def last_result(self, item: Undertaking) -> Filing | None:
        """Last year's self-evaluation of a project that goes on."""
        return self.results.get(item.project.predecessor_id)


@dataclass(slots=True, kw_only=True)
class TargetYear:
    """Builds the targets, each step from what the ones before have put down."""

    given: Given
    targets: list[YearTarget] = field(default_factory=list)
    filings: list[Filing] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    seeded: list[Seeded] = field(default_factory=list)

    @classmethod
    def of(cls, given: Given) -> TargetYear:
        """The targets of a year; the same call gives the same values for ever."""
        made = cls(given=given)
        made._promise()
        made._choose()
        for target in made.targets:
            made._file(target)
        made._adjust()
        return made

    @classmethod
    def all_approved(cls, given: Given) -> TargetYear:
        """The targets of a year in which nothing went wrong and nothing was changed."""
        made = cls(given=given)
        made._promise()
        for target in made.targets:
            made._file(target)
        return made

    def standing(self, stand: Stand) -> list[YearTarget]:
        """The targets that stand so, in the order of the projects."""
        return [target for target in self.targets if target.stand is stand]

    def evaluations(self) -> Iterator[Filing]:
        """The self-evaluations, each answering the target in force and saying where that is not the first one."""
        numbers = {one.filing_id: one.document_number for one in self.adjustments}
        for target in self.targets:
            filing, in_force = target.evaluated.filing, target.in_force
            if filing is not None and in_force is not None:
                content = answering(filing.content, in_force.content)
                number = numbers.get(in_force.id, "")
                note = self.given.plan.year.adjustment.note.format(number=number) if number else ""
                filing = replace(filing, content=with_note(content, note))
            if filing is not None:
                yield filing

    def _promise(self) -> None:
        template = self.given.templates[TEMPLATE]
        for one in self.given.evaluated:
            draw = self.given.draw("target", one.item)
            content = target_of(one.item, one.sound, self.given.plan, template, self.given.rules.id, draw)
            self.targets.append(YearTarget(evaluated=one, content=content))

    def _choose(self) -> None:
        """Which project stands where: each pair of mistakes at the first that has something to make it with."""
        left = Draw(f"{self.given.year}/targets").shuffled(self.targets)
        for mistakes in TARGET_MISTAKES:
            found = next((one for one in left if self._spoilt(one, mistakes) is not None), None)
            if found is not None:
                found.stand, found.mistakes = Stand.SPOILT, mistakes
                left.remove(found)
        standing = self.given.plan.year.standing
        requests = len(self.given.plan.year.adjustment.requests)
        for stand, count in (
            (Stand.ABSENT, share(len(self.targets), standing.absent)),
            (Stand.WAITING, share(len(self.targets), standing.waiting)),
        ):
            for target in left[:count]:
                target.stand = stand
            del left[:count]
        fitting = [one for one in left if any(counts(line) for line in one.content.indicator_lines)]
        for target in fitting[:requests]:
            target.stand = Stand.ADJUSTED

    def _spoilt(self, target: YearTarget, mistakes: tuple[TargetMistake, ...]) -> FilingContent | None:
        before = self.given.last_result(target.item)
        return spoil_target(target.content, before.content if before is not None else None, mistakes)

    def _file(self, target: YearTarget) -> None:
        draw, state = self.given.draw("filed", target.item), FilingState.APPROVED
        match target.stand:
            case Stand.ABSENT | Stand.ADJUSTED:
                return
            case Stand.WAITING:
                state = FilingState.FINISHED
            case Stand.SPOILT:
                state = FilingState.DRAFT
                target.content = self._spoilt(target, target.mistakes) or target.content
            case Stand.APPROVED:
                pass
        target.first = target.in_force = self._filed(target, target.content, state, draw)
        self.seed(target.first, *(mistake.code for mistake in target.mistakes))

    def _filed(self, target: YearTarget, content: FilingContent, state: FilingState, draw: Draw) -> Filing:
        filing = filed(target.item, content, state, draw)
        self.filings.append(filing)
        if state is FilingState.APPROVED:
            self.approve(filing, draw)
        return filing

    def approve(self, filing: Filing, draw: Draw) -> None:
        """Records that a target was approved with all others of the year."""
        approval = self.given.plan.year.approval
        facts = ApprovalFacts(
            approved_on=approval.approved_on.replace(year=self.given.year),
            document_number=approval.document_number.format(year=self.given.year),
            approver=approval.approver,
        )
        self.approvals.append(Approval(id=draw.id(), filing_id=filing.id, facts=facts, filing_version=1))

    def _adjust(self) -> None:
        """Each request at one target: with what was promised before, and with what is or shall be promised after."""
        chosen = self.standing(Stand.ADJUSTED)
        requests = self.given.plan.year.adjustment.requests
        for number, (target, request) in enumerate(zip(chosen, requests, strict=False), 1):
            draw = self.given.draw("adjusted", target.item)
            old = new = target.content
            if request.approved_on is None:
                new = with_another_count(old, target.item, _FEWER, draw)
            else:
                old = with_another_count(new, target.item, _MORE, draw)
            first = self._filed(target, old, FilingState.APPROVED, draw)
            copy = adjusted_copy(first, new, draw.id(), draw)
            state = FilingState.FINISHED if request.approved_on is None else FilingState.APPROVED
            copy = replace(copy, state=state, version=1)
            self.filings.append(copy)
            self._request(request, first, copy, number, draw)
            target.first = first
            target.in_force = copy if state is FilingState.APPROVED else first

    def _request(self, request: Request, first: Filing, copy: Filing, number: int, draw: Draw) -> None:
        adjusting, approver = self.given.plan.year.adjustment, self.given.plan.year.approval.approver
        adjustment = Adjustment(
            id=draw.id(),
            filing_id=copy.id,
            replaces_id=first.id,
            reason=request.reason,
            requested_on=request.requested_on,
            requested_by=adjusting.requested_by,
        )
        if request.approved_on is not None:
            document_number = adjusting.document_number.format(n=60 + number)
            adjustment = replace(
                adjustment,
                state=AdjustmentState.APPROVED,
                approver=approver,
                approved_on=request.approved_on,
                document_number=document_number,
            )
            facts = ApprovalFacts(
                approved_on=request.approved_on, document_number=document_number, approver=approver
            )
            self.approvals.append(
                Approval(id=draw.id(), filing_id=copy.id, facts=facts, filing_version=copy.version)
            )
        self.adjustments.append(adjustment)

    def seed(self, filing: Filing, *codes: str) -> None:
        """Notes what is wrong in a filing on purpose."""
        self.seeded += [Seeded(filing_id=filing.id, code=code) for code in codes]


def project_of(target: YearTarget) -> Project:
    """The project; one that lacks its appraisal is a new major one."""
    return replace(target.item.project, major_new=V12 in target.mistakes)


def filed(item: Undertaking, content: FilingContent, state: FilingState, draw: Draw) -> Filing:
    """A filing of a project with this content."""
    return Filing(
        id=draw.id(),
        office_id=item.seat.office.id,
        project_id=item.project.id,
        content=content,
        state=state,
        version=1,
    )
