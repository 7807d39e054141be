"""The practice county's year under way as a whole: targets and their approvals, July, treasury, accounts, and what is to be mended.

Most of it is filled in honestly; what is wrong on purpose is listed as ``Seeded``, so that nothing else may be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jxdesk.domain.filling.editing import apply
from jxdesk.domain.monitoring.treasury_choice import keep_filled
from jxdesk.domain.practice.department_mistakes import DEPARTMENT_MISTAKES
from jxdesk.domain.practice.departments import department_filings
from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.practice.monitoring_mistakes import (
    EXECUTED_BELOW_EARLIER,
    MONITORING_MISTAKES,
    MonitoringMistake,
    spoil_monitoring,
)
from jxdesk.domain.practice.monitorings import COURSES, JULY, Course, Watched, monitoring_of
from jxdesk.domain.practice.monitorings import TEMPLATE as MONITORING_TEMPLATE
from jxdesk.domain.practice.outside import final_accounts, treasury_figures
from jxdesk.domain.practice.target_year import (
    Given,
    Seeded,
    Stand,
    TargetYear,
    YearTarget,
    filed,
    project_of,
)
from jxdesk.domain.records.accounts import AccountFigure
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState, Form
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.rectifications import Rectification
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.domain.year.approvals import Adjustment, Approval

_APRIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeYear:
    """One fiscal year of the practice county; ``seeded`` names what is wrong in it on purpose, self-evaluations left out."""

    year: int
    projects: tuple[Project, ...]
    filings: tuple[Filing, ...]
    approvals: tuple[Approval, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    rectifications: tuple[Rectification, ...] = ()
    treasury: tuple[TreasuryFigure, ...] = ()
    accounts: tuple[AccountFigure, ...] = ()
    seeded: tuple[Seeded, ...] = ()


def finished_year(given: Given) -> PracticeYear:
    """A year of which everything is filed, approved and evaluated, and agrees with its accounts."""
    targets = TargetYear.all_approved(given)
    evaluations = tuple(targets.evaluations())
    said = {filing.project_id: filing.content for filing in evaluations}
    items = [one.item for one in given.evaluated]
    for filing in department_filings(given.year, items, said, given.templates, given.rules.id, finished=True):
        is_target = filing.content.form is Form.DEPARTMENT_TARGET
        targets.filings.append(replace(filing, state=FilingState.APPROVED) if is_target else filing)
        if is_target:
            targets.approve(filing, Draw(f"{given.year}/office/{filing.id}"))
    spent = [(one.item, one.sound, True) for one in given.evaluated]
    return PracticeYear(
        year=given.year,
        projects=tuple(item.project for item in items),
        filings=(*targets.filings, *evaluations),
        approvals=tuple(targets.approvals),
        accounts=tuple(final_accounts(given.year, spent, given.plan)),
    )


@dataclass(slots=True, kw_only=True)
class _July:
    """A July form on its way."""

    target: YearTarget
    course: Course = Course.GREEN
    mistakes: tuple[MonitoringMistake, ...] = ()
    filing: Filing | None = None


@dataclass(slots=True, kw_only=True)
class YearUnderWay:
    """Builds the year step by step, each step from what the ones before have put down."""

    given: Given
    _targets: TargetYear
    _months: list[_July] = field(default_factory=list)
    _filings: list[Filing] = field(default_factory=list)
    _treasury: list[TreasuryFigure] = field(default_factory=list)

    @classmethod
    def of(cls, given: Given) -> YearUnderWay:
        """The builder, with the targets built."""
        return cls(given=given, _targets=TargetYear.of(given))

    def build(self) -> PracticeYear:
        """The whole year; the same call gives the same values for ever."""
        given, targets = self.given, self._targets
        self._watch()
        self._compare_with_treasury()
        self._filings += [month.filing for month in self._months if month.filing is not None]
        self._filings += targets.evaluations()
        self._file_offices()
        spent = [(one.item, one.sound, _is_finished(one.filing)) for one in given.evaluated]
        differing = given.plan.year.accounts.differing
        return PracticeYear(
            year=given.year,
            projects=tuple(map(project_of, targets.targets)),
            filings=(*targets.filings, *self._filings),
            approvals=tuple(targets.approvals),
            adjustments=tuple(targets.adjustments),
            rectifications=tuple(self._rectifications()),
            treasury=tuple(self._treasury),
            accounts=tuple(final_accounts(given.year, spent, given.plan, differing=differing)),
            seeded=tuple(targets.seeded),
        )

    # ---- July ---------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        approved = self._targets.standing(Stand.APPROVED)
        order = Draw(f"{self.given.year}/july").shuffled(approved)
        order = order[share(len(self._targets.targets), self.given.plan.year.standing.unwatched) :]
        spoilt: list[_July] = []
        for mistakes in MONITORING_MISTAKES:
            for target in order:
                month = self._july(_July(target=target, mistakes=mistakes))
                if month is not None:
                    spoilt.append(month)
                    order.remove(target)
                    break
        others = [
            *self._targets.standing(Stand.ADJUSTED),
            *self._targets.standing(Stand.WAITING),
            *self._targets.standing(Stand.ABSENT)[:1],
        ]
        for number, target in enumerate((*others, *order)):
            month = self._july(_July(target=target, course=COURSES[number % len(COURSES)]))
            assert month is not None
            self._months.append(month)
        self._months += spoilt
        self._seed_july()

    def _july(self, month: _July) -> _July | None:
        """The month with its form; None where the form has nothing to make its mistakes with."""
        content = self._monitoring(month, JULY)
        spoilt = spoil_monitoring(content, month.mistakes, self.given.rules)
        if spoilt is None:
            return None
        state = FilingState.DRAFT if month.mistakes else FilingState.FINISHED
        item = month.target.item
        month.filing = filed(item, spoilt, state, self.given.draw("july-filed", item))
        return month

    def _monitoring(self, month: _July, period: int) -> FilingContent:
        target, item = month.target, month.target.item
        first_request = self._targets.adjustments[0].replaces_id if self._targets.adjustments else ""
        # The first of the adjusted targets was followed when it came into force; the others answer what was promised before.
        was_followed = target.first is not None and target.first.id == first_request
        watched = Watched(
            item=item,
            target=target.in_force if was_followed else target.first,
            last_result=self.given.last_result(item),
            result=target.evaluated.sound,
            course=month.course,
            period=period,
        )
        template = self.given.templates[MONITORING_TEMPLATE]
        return monitoring_of(
            watched, self.given.plan, template, self.given.rules, self.given.draw(f"month-{period}", item)
        )

    def _seed_july(self) -> None:
        for month in self._months:
            assert month.filing is not None
            self._targets.seed(month.filing, *(mistake.code for mistake in month.mistakes))
            target = month.target
            if target.stand is Stand.ABSENT:
                self._targets.seed(month.filing, "no-target")
            if target.stand is Stand.WAITING:
                self._targets.seed(month.filing, "target-not-approved")
            answered = {line.answers_line_id for line in month.filing.content.indicator_lines}
            in_force = target.in_force.content.indicator_lines if target.in_force is not None else ()
            if in_force and not answered <= {line.id for line in in_force}:
                self._targets.seed(month.filing, "target-changed")
            if EXECUTED_BELOW_EARLIER in month.mistakes:
                self._filings.append(self._april(month))

    def _april(self, month: _July) -> Filing:
        """What was said in April: more than in July."""
        assert month.filing is not None
        content, item = self._monitoring(replace(month, course=Course.GREEN), _APRIL), month.target.item
        july = {line.key: line.executed_fen or 0 for line in month.filing.content.money_lines}
        lines = tuple(
            replace(
                line,
                executed_fen=july[line.key] + share(july[line.key], 5),
                executed_text="",
            )
            for line in content.money_lines
        )
        content = replace(content, money_lines=lines)
        return filed(item, content, FilingState.FINISHED, self.given.draw("april-filed", item))

    # ---- what others say ----------------------------------------------------------------------------------------

    def _compare_with_treasury(self) -> None:
        """The treasury's July beside the clerks'; the first who differ have said why."""
        forms = [month.filing for month in self._months if month.filing is not None]
        self._treasury += treasury_figures(self.given.year, JULY, forms, self.given.plan)
        paid = {figure.project_id: figure.executed_fen for figure in self._treasury}
        for month in self._months:
            assert month.filing is not None
            content = month.filing.content
            total = content.total_line
            fen = paid.get(month.filing.project_id)
            if total is None or fen is None or fen == total.executed_fen:
                continue
            choice = keep_filled(content, fen, "国库有一笔 8 月初才入账")
            decided = apply(content, choice, self.given.rules).content
            month.filing = replace(month.filing, content=decided)
            return

    # ---- offices ------------------------------------------------------------------------------------------------

    def _file_offices(self) -> None:
        """The targets of the offices as a whole: finished ones are approved, among the others are some that do not fit."""
        said = {target.item.project.id: target.evaluated.sound for target in self._targets.targets}
        items = [target.item for target in self._targets.targets]
        waiting = list(DEPARTMENT_MISTAKES)
        for filing in department_filings(
            self.given.year, items, said, self.given.templates, self.given.rules.id, finished=False
        ):
            draw = Draw(f"{self.given.year}/office/{filing.id}")
            if filing.state is FilingState.FINISHED:
                approved = replace(filing, state=FilingState.APPROVED)
                self._filings.append(approved)
                self._targets.approve(approved, draw)
                continue
            for mistake in waiting:
                spoilt = mistake.make(filing.content)
                if spoilt is not None:
                    filing = replace(filing, content=spoilt)
                    self._targets.seed(filing, *sorted(mistake.codes))
                    waiting.remove(mistake)
                    break
            self._filings.append(filing)

    def _rectifications(self) -> Iterator[Rectification]:
        """Those of the projects that are worst off."""
        worst = sorted(
            (month for month in self._months if not month.mistakes),
            key=lambda one: one.course is Course.GREEN,
        )
        for trouble, month in zip(self.given.plan.year.rectifications, worst, strict=False):
            assert month.filing is not None
            yield Rectification(
                id=self.given.draw("rectified", month.target.item).id(),
                office_id=month.filing.office_id,
                project_id=month.filing.project_id,
                filing_id=month.filing.id,
                year=self.given.year,
                period=JULY,
                problem=trouble.problem,
                cause=trouble.cause,
                measure=trouble.measure,
                responsible=trouble.responsible,
                due_on=trouble.due_on,
                state=trouble.state,
                done_on=trouble.done_on,
                result=trouble.result,
                document_number=trouble.document_number,
            )


def _is_finished(filing: Filing | None) -> bool:
    return filing is not None and filing.state is FilingState.FINISHED
