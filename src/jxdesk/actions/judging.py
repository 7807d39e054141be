"""Judging: a filing scored and checked by its rules, template and what the desk knows; the one way of every errand that judges."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.checks.besides import HELD_AGAINST_THE_DESK, AnyBeside, beside_for
from jxdesk.domain.checks.check import check
from jxdesk.domain.checks.targets import TargetBeside
from jxdesk.domain.coaching.coach import Lesson, coached
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import Filing, FilingContent, Form, Scorecard
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.store.engine.database import Transaction
from jxdesk.store.shipped.coach import coach_book, sector_of
from jxdesk.store.shipped.forms import rules_for, templates
from jxdesk.store.views.known import known_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A filling under its rules and template: scored, and with everything that does not fit."""

    rules: RulePack
    template: FormTemplate | None
    scorecard: Scorecard
    findings: tuple[Finding, ...]


def judge(content: FilingContent, *, imported: bool, beside: AnyBeside | None = None) -> Judged:
    """Scores and checks what a form says; the one way for every errand, so that all of them answer alike.

    ``imported`` tells that the figures were read from a file, where they may be rounded; ``beside`` is what the
    form is held against.
    """
    rules, template = rules_for(content), templates().get(content.template_id)
    scorecard = score(content, rules)
    findings = findings_of(content, scorecard, imported=imported, beside=beside)
    return Judged(rules, template, scorecard, findings)


def findings_of(
    content: FilingContent, scorecard: Scorecard, *, imported: bool, beside: AnyBeside | None
) -> tuple[Finding, ...]:
    """Everything that does not fit in a filling that is scored already, with the coach's examples where it is a target."""
    rules, template = rules_for(content), templates().get(content.template_id)
    findings = check(content, scorecard, rules, template, imported=imported, beside=beside)
    if content.form is not Form.PROJECT_TARGET:
        return findings
    held = beside if isinstance(beside, TargetBeside) else None
    sector = sector_of(content.project_name, held.sector if held else "")
    return coached(content, findings, Lesson(book=coach_book(), rules=rules, sector=sector, beside=held))


def judge_filing(tx: Transaction, filing: Filing) -> Judged:
    """Scores and checks a filing as it stands on this desk, held against what the desk knows where its form asks for it."""
    content = filing.content
    found = known_of(tx, filing) if content.form in HELD_AGAINST_THE_DESK else None
    return judge(content, imported=bool(filing.imported_from), beside=beside_for(content, found))
