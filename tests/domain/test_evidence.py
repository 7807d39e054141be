"""Evidence: what a form asks for, from the shipped slots, and what a wrongly written file of slots is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.sending.evidence import EvidenceBook, findings_of, missing
from jxdesk.store.shipped.evidence import evidence_book


def filing(form: Form, **changes: object) -> FilingContent:
    plain = FilingContent(form=form, template_id="any", year=2026, project_name="村级活动经费")
    return replace(plain, **changes)  # type: ignore[arg-type]


def keys(content: FilingContent, *, major_new: bool = False) -> list[str]:
    return [slot.key for slot in evidence_book().asked(content, major_new=major_new)]


def test_a_major_new_project_is_asked_for_its_appraisal_and_another_one_is_not() -> None:
    target = filing(Form.PROJECT_TARGET)
    assert keys(target) == ["basis", "estimate"]
    assert keys(target, major_new=True) == ["ex_ante", "basis", "estimate"]


def test_a_self_evaluation_is_asked_for_what_it_speaks_of() -> None:
    line = IndicatorLine(id="a", level1="满意度指标", level2="服务对象满意度指标", name="群众满意度")
    money = MoneyLine(id="m", key=MoneyKey.TOTAL, label="年度资金总额", executed_fen=100)
    result = filing(Form.PROJECT_SELF_EVALUATION)
    assert keys(result) == []
    assert keys(replace(result, indicator_lines=(line,))) == ["survey"]
    assert keys(replace(result, indicator_lines=(replace(line, not_applicable=True),))) == []
    assert keys(replace(result, money_lines=(money,))) == ["payment"]
    assert keys(replace(result, project_name="村道硬化")) == ["acceptance"]


def test_what_is_missing_is_told_with_the_weight_of_its_slot() -> None:
    asked = evidence_book().asked(filing(Form.PROJECT_TARGET), major_new=True)
    found = findings_of(missing(asked, {"basis"}))
    assert [(one.field, one.severity) for one in found] == [
        ("ex_ante", Severity.ERROR),
        ("estimate", Severity.ADVICE),
    ]
    assert "事前绩效评估报告" in found[0].message
    assert all(one.advice for one in found)
    assert findings_of(missing(asked, {"ex_ante", "basis", "estimate"})) == ()


def test_a_slot_can_go_with_one_variant_of_a_form_only() -> None:
    book = evidence_book()
    only = replace(book, slots=tuple(replace(slot, templates=("target-2015",)) for slot in book.slots))
    target = filing(Form.PROJECT_TARGET)
    assert only.asked(target, major_new=True) == ()
    assert only.asked(replace(target, template_id="target-2015"), major_new=False)


SLOT = {
    "key": "a",
    "name": "材料",
    "forms": ["project_target"],
    "when": "always",
    "severity": "advice",
    "advice": "加上。",
    "source": "出处",
}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"when": "sometimes"}, "when"),
        ({"forms": []}, "forms"),
        ({"forms": ["unknown"]}, "forms"),
        ({"when": "words"}, "words"),
        ({"words": ["工程"]}, "words"),
        ({"colour": "red"}, "colour"),
        ({"key": ""}, "slots"),
    ],
)
def test_a_slot_that_says_what_nobody_knows_is_refused_with_its_place(
    changes: dict[str, object], place: str
) -> None:
    declared = {"id": "e", "name": "n", "version": "1", "slots": [SLOT | changes]}
    with pytest.raises(DeclarationError) as refused:
        EvidenceBook.from_mapping(declared)
    assert place in refused.value.facts


def test_two_slots_of_one_key_are_refused() -> None:
    with pytest.raises(DeclarationError):
        EvidenceBook.from_mapping({"id": "e", "name": "n", "version": "1", "slots": [SLOT, SLOT]})
