"""Unified social credit codes: published codes pass, changed ones are named."""

from __future__ import annotations

import pytest

from jxdesk.domain.values.credit_codes import check_character, check_credit_code, organisation_check


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000101623741K", "911101066976941872"])
def test_published_codes_pass_both_checks(code: str) -> None:
    assert check_credit_code(code) == ()
    assert check_credit_code(f" {code.lower()} ") == ()


def test_check_values_of_30_and_31_become_y_and_0() -> None:
    assert check_character("11532329000000009") == "Y"
    assert check_character("11532329000000019") == "0"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91350100M000100Y4Z", "不该出现的字符"),
        ("91350100M000100Y44", "最后一位不对：按前 17 位算应是 3"),
        ("91350211M0000XUF46", "位不对"),
        ("9135010OM000100Y43", "不该出现的字符"),
        ("1153232900000000", "现在是 16 位"),
        ("11532329000000009Y", "第 17 位不对"),
    ],
)
def test_a_code_that_does_not_fit_is_a_warning_that_says_where(code: str, said: str) -> None:
    (finding,) = check_credit_code(code)
    assert finding.severity == "warning"
    assert said in finding.message


def test_no_code_is_no_finding() -> None:
    assert check_credit_code("") == ()


def test_organisation_codes_end_in_x_for_ten_and_0_for_eleven() -> None:
    ends = {organisation_check(f"{number:08}") for number in range(40)}
    assert {"X", "0"} <= ends
    assert organisation_check("10162374") == "1"
