"""Forms that follow a target: no target, one that came later, one that was adjusted, and what the rule pack makes of each."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from jxdesk.domain.checks.check import check
from jxdesk.domain.checks.following import TargetStanding, standing_of
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState, Form
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.sending.evidence import Slot, When, findings_of

ADJUSTED = TargetStanding(adjusted=True, document_number="练财预〔2026〕88号")
OFFICE = Office(id="o", path="53-23-29-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)

Found = Callable[..., dict[str, Finding]]


@pytest.fixture
def form(make_line: Any, make_content: Any) -> FilingContent:
    """A self-evaluation of one indicator."""
    line = replace(make_line("12", "12", name="养护里程", weight="90"), answers_line_id="promised")
    content: FilingContent = make_content(line)
    return content


@pytest.fixture
def found(rules: RulePack) -> Found:
    """The findings of a form by code."""

    def run(
        content: FilingContent, standing: TargetStanding, *, imported: bool = False, by: RulePack = rules
    ) -> dict[str, Finding]:
        return {
            one.code: one
            for one in check(content, score(content, by), by, imported=imported, standing=standing)
        }

    return run


def test_an_adjusted_target_that_is_not_said_stops_sending_and_shows_where_to_say_it(
    found: Found, form: FilingContent
) -> None:
    finding = found(form, ADJUSTED)["adjustment-unsaid"]
    assert finding.severity is Severity.ERROR
    assert finding.field == "other_notes"
    assert "练财预〔2026〕88号" in finding.message
    assert "其他需要说明事项" in finding.advice
    assert "adjustment-unsaid" not in found(form, TargetStanding())


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("绩效目标经批准作了调整，养护里程增加到15公里。", True),
        ("按练财预〔2026〕88号执行。", True),
        ("按练财预［２０２６］８８号执行。", True),
        ("社会效益指标已取消", True),
        ("无", False),
        ("产业结构调整到位。全年目标完成。", False),
        ("其他资金是自筹。", False),
    ],
)
def test_one_sentence_about_the_target_and_its_change_or_the_document_says_it(
    found: Found, form: FilingContent, text: str, is_said: bool
) -> None:
    said = replace(form, answers={**form.answers, "other_notes": text})
    assert ("adjustment-unsaid" not in found(said, ADJUSTED)) is is_said
    of_line = replace(form, indicator_lines=(replace(form.indicator_lines[0], deviation_reason=text),))
    assert ("adjustment-unsaid" not in found(of_line, ADJUSTED)) is is_said


def test_an_imported_table_that_does_not_say_it_is_a_warning_and_a_monitoring_owes_no_words(
    found: Found, form: FilingContent
) -> None:
    assert found(form, ADJUSTED, imported=True)["adjustment-unsaid"].severity is Severity.WARNING
    watched = replace(form, form=Form.PROJECT_MONITORING, period=7)
    assert "adjustment-unsaid" not in found(watched, ADJUSTED)


@pytest.mark.parametrize("kind", [Form.PROJECT_MONITORING, Form.PROJECT_SELF_EVALUATION])
def test_a_form_without_a_target_is_told_and_the_pack_says_how_much_that_weighs(
    found: Found, form: FilingContent, declared: dict[str, Any], kind: Form
) -> None:
    content = replace(form, form=kind, period=7 if kind is Form.PROJECT_MONITORING else None)
    without = TargetStanding(has_target=False, approved=False)
    assert found(content, without)["no-target"].severity is Severity.WARNING
    strict = deepcopy(declared)
    strict["following"]["no_target"] |= {"monitoring": "error", "self_evaluation": "error"}
    pack = RulePack.from_mapping(strict)
    assert found(content, without, by=pack)["no-target"].severity is Severity.ERROR
    assert found(content, without, by=pack, imported=True)["no-target"].severity is Severity.WARNING
    assert "no-target" not in found(content, TargetStanding(), by=pack)


def test_a_form_that_was_left_empty_is_told_all_the_same(
    found: Found, make_line: Any, make_content: Any
) -> None:
    empty = make_content(make_line("12", "", name="养护里程", weight="90"))
    codes = found(empty, TargetStanding(has_target=False, approved=False))
    assert {"no-target", "unfilled-form"} <= codes.keys()


@pytest.mark.parametrize(
    ("change", "key"),
    [({"things": []}, "things"), ({"turns": []}, "things"), ({"severity": "loud"}, "severity")],
)
def test_a_pack_that_could_never_be_answered_is_refused(
    declared: dict[str, Any], change: dict[str, Any], key: str
) -> None:
    wrong = deepcopy(declared)
    wrong["following"]["adjusted"] |= change
    with pytest.raises(DeclarationError, match=key):
        RulePack.from_mapping(wrong)


# ---- how a target stands on the desk ----------------------------------------------------------------------------


def target(
    form: FilingContent, state: FilingState, *, replaces: str = "", line_id: str = "promised"
) -> Filing:
    """A target with the indicator of the form."""
    lines = (replace(form.indicator_lines[0], id=line_id, answers_line_id=""),)
    content = replace(form, form=Form.PROJECT_TARGET, indicator_lines=lines)
    return Filing(id="t", office_id="o", project_id="p", content=content, state=state, replaces_id=replaces)


def stands(form: FilingContent, found: Filing | None) -> TargetStanding:
    """How a target stands for a form."""
    standing = standing_of(form, Known(office=OFFICE, target=found, target_document="12号"))
    assert standing is not None
    return standing


def test_a_target_is_adjusted_once_the_version_that_replaces_another_is_approved(form: FilingContent) -> None:
    assert stands(form, target(form, FilingState.APPROVED)) == TargetStanding(document_number="12号")
    asked = stands(form, target(form, FilingState.DRAFT, replaces="first"))
    assert (asked.adjusted, asked.approved) == (False, False)
    assert stands(form, target(form, FilingState.APPROVED, replaces="first")).adjusted
    assert stands(form, target(form, FilingState.APPROVED, replaces="first", line_id="other")).changed
    assert not stands(form, None).has_target
    assert standing_of(replace(form, form=Form.PROJECT_TARGET), Known(office=OFFICE)) is None


def test_a_form_begun_before_its_target_is_untied_until_it_names_the_same_indicators(
    form: FilingContent,
) -> None:
    alone = replace(form, indicator_lines=(replace(form.indicator_lines[0], answers_line_id=""),))
    assert not stands(alone, target(form, FilingState.APPROVED)).untied
    lines = (replace(alone.indicator_lines[0], name="别的", clean_name="别的"),)
    assert stands(replace(alone, indicator_lines=lines), target(form, FilingState.APPROVED)).untied


@pytest.mark.parametrize(
    ("slot", "at_most", "given"),
    [
        (Severity.ERROR, Severity.ADVICE, Severity.ADVICE),
        (Severity.WARNING, Severity.ERROR, Severity.WARNING),
        (Severity.ADVICE, Severity.WARNING, Severity.ADVICE),
    ],
)
def test_missing_evidence_weighs_what_its_slot_says_and_no_more_than_the_pack_allows(
    slot: Severity, at_most: Severity, given: Severity
) -> None:
    wanted = Slot(
        key="survey",
        name="满意度调查资料",
        forms=(Form.PROJECT_SELF_EVALUATION,),
        when=When.ALWAYS,
        severity=slot,
        advice="",
        source="",
    )
    assert [one.severity for one in findings_of((wanted,), at_most=at_most)] == [given]
