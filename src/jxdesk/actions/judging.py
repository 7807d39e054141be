"""Judging: a filing scored and checked by its rules, template and what the desk knows; the one way of every errand that judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.checks.besides import beside_for
from jxdesk.domain.checks.check import check, is_unfilled
from jxdesk.domain.checks.following import standing_of
from jxdesk.domain.checks.targets import TargetBeside
from jxdesk.domain.coaching.coach import Lesson, coached
from jxdesk.domain.findings import Finding
from jxdesk.domain.library.entries import retired_finding
from jxdesk.domain.records.filings import Filing, FilingContent, Form, Scorecard
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessed import Assessed, assessed
from jxdesk.domain.scoring.score import score
from jxdesk.domain.sending.evidence import PLACE, missing
from jxdesk.domain.sending.evidence import findings_of as evidence_findings
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings
from jxdesk.store.shipped.coach import coach_book, sector_of
from jxdesk.store.shipped.evidence import evidence_book
from jxdesk.store.shipped.forms import rules_for, templates
from jxdesk.store.views.known import known_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A filling under its rules and template: scored, and with everything that does not fit."""

    rules: RulePack
    template: FormTemplate | None
    scorecard: Scorecard
    findings: tuple[Finding, ...]


def judge(
    content: FilingContent, *, imported: bool, known: Known | None = None, worded: bool = True
) -> Judged:
    """Scores and checks what a form says; the one way for every errand, so that all of them answer alike.

    ``imported`` tells that the figures were read from a file, where they may be rounded; ``known`` is what the desk holds
    beside the form, None where the form stands for itself. Without ``worded`` the points come without the sentences that
    explain them: for forms that nobody looks at now.
    """
    rules, template = rules_for(content), templates().get(content.template_id)
    found = assessed(content, rules)
    scorecard = score(content, rules, found=found, worded=worded)
    findings = findings_of(content, scorecard, imported=imported, known=known, found=found)
    return Judged(rules, template, scorecard, findings)


def findings_of(
    content: FilingContent,
    scorecard: Scorecard,
    *,
    imported: bool,
    known: Known | None,
    found: Assessed | None = None,
) -> tuple[Finding, ...]:
    """Everything that does not fit in a filling that is scored already, with the coach's examples where it is a target."""
    rules, template = rules_for(content), templates().get(content.template_id)
    beside = beside_for(content, known)
    standing = standing_of(content, known) if known is not None else None
    findings = check(
        content, scorecard, rules, template, imported=imported, beside=beside, standing=standing, found=found
    )
    if known is not None:
        findings = (*findings, *_retired(content, known), *_evidence(content, known, rules))
    if content.form is not Form.PROJECT_TARGET:
        return findings
    held = beside if isinstance(beside, TargetBeside) else None
    sector = sector_of(content.project_name, held.sector if held else "")
    return coached(content, findings, Lesson(book=coach_book(), rules=rules, sector=sector, beside=held))


def _retired(content: FilingContent, known: Known) -> Iterator[Finding]:
    """Advice about indicators that the library does not offer any more."""
    for line in content.indicator_lines if known.retired else ():
        finding = retired_finding(line, known.retired)
        if finding is not None:
            yield finding


def _evidence(content: FilingContent, known: Known, rules: RulePack) -> tuple[Finding, ...]:
    """The evidence that is asked for and not attached, on the forms where the rule pack lists it among the problems."""
    rule = rules.following.evidence
    if content.form not in rule.forms or is_unfilled(content):
        return ()
    asked = evidence_book().asked(content, major_new=known.project is not None and known.project.major_new)
    found = evidence_findings(missing(asked, known.slots), at_most=rule.at_most)
    return tuple(replace(one, field=PLACE) for one in found)


def judge_filing(tx: Transaction, filing: Filing) -> Judged:
    """Scores and checks a filing as it stands on this desk, held against what the desk knows."""
    return judge(filing.content, imported=bool(filing.imported_from), known=known_of(tx, filing))


def judge_anew(tx: Transaction, filings_: Sequence[Filing]) -> None:
    """Stores a fresh check of filings after something beside them changed; their versions do not move."""
    summaries = {}
    for filing in filings_:
        judged = judge_filing(tx, filing)
        summaries[filing.id] = filings.Summary.of(judged.scorecard, judged.findings)
    filings.set_summaries(tx, summaries)
