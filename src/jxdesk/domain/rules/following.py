"""Following rules: how much it weighs when a form follows no target, or one that was adjusted, or lacks evidence; a part of the rule pack."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.declarations import Table
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import MONITORINGS, Form
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis, required


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTargetRule:
    """How much it weighs that a form was begun although there is no target that it could follow; an error keeps it from being sent."""

    monitoring: Severity
    self_evaluation: Severity
    basis: Basis

    def severity_for(self, form: Form) -> Severity:
        """The weight on a form."""
        return self.monitoring if form in MONITORINGS else self.self_evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedRule:
    """How a self-evaluation says that its target was adjusted: a sentence with one of the ``things`` and one of the ``turns``."""

    severity: Severity
    things: tuple[str, ...]
    turns: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRule:
    """On which forms missing evidence stands among the problems, and how much it weighs there at most."""

    forms: tuple[Form, ...]
    at_most: Severity
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingRule:
    """What forms are held to that follow a target."""

    no_target: NoTargetRule
    adjusted: AdjustedRule
    evidence: EvidenceRule


def read_following(table: Table) -> FollowingRule:
    """The section ``[following]`` of a pack.

    Raises: DeclarationError.
    """
    rule = FollowingRule(
        no_target=_no_target(required(table, "no_target")),
        adjusted=_adjusted(required(table, "adjusted")),
        evidence=_evidence(required(table, "evidence")),
    )
    table.finish()
    return rule


def _no_target(table: Table) -> NoTargetRule:
    rule = NoTargetRule(
        monitoring=table.word("monitoring", Severity),
        self_evaluation=table.word("self_evaluation", Severity),
        basis=basis(table),
    )
    table.finish()
    return rule


def _adjusted(table: Table) -> AdjustedRule:
    rule = AdjustedRule(
        severity=table.word("severity", Severity),
        things=table.texts("things"),
        turns=table.texts("turns"),
        basis=basis(table),
    )
    if not rule.things or not rule.turns:
        raise table.refuse("things", "things 和 turns 都要有词，不然没有一句话算得上说明")
    table.finish()
    return rule


def _evidence(table: Table) -> EvidenceRule:
    rule = EvidenceRule(
        forms=table.words("forms", Form), at_most=table.word("at_most", Severity), basis=basis(table)
    )
    table.finish()
    return rule
