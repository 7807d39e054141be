"""Duties: who may do what at which level, against a matrix written out by hand."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.people import Role
from jxdesk.domain.road.duties import Allowed, Denied, Duty, DutyBook
from jxdesk.store.shipped.duties import duty_book

FILE = Path(__file__).parents[3] / "resources" / "duties" / "duties.toml"
LEVELS = (
    OfficeLevel.UNIT,
    OfficeLevel.TOWNSHIP,
    OfficeLevel.COUNTY,
    OfficeLevel.PREFECTURE,
    OfficeLevel.PROVINCE,
)
# One column for each level above; F, R and H are who fills, reviews and heads, a dot is a level without the duty.
MATRIX = """
fill        FRH  FRH  FRH  FRH  FRH
seal        FRH  FRH  FRH  FRH  .
receive     .    .    FRH  FRH  FRH
review      .    .    RH   RH   RH
return      .    .    RH   RH   RH
approve     FRH  FRH  RH   RH   RH
adjust_approve RH RH H    H    H
publish     .    .    RH   RH   RH
certify     .    .    H    H    H
revoke      .    .    H    H    H
hand_over   FRH  FRH  FRH  FRH  FRH
take_over   H    H    H    H    H
close_year  H    H    H    H    H
restore     H    H    H    H    H
people      H    H    H    H    H
"""
# The pages of the window that belong to a duty: o is offered, w offered with the words why not, a dot is not offered at all.
PAGES = """
review    F  .  .  w  w  w
review    R  .  .  o  o  o
review    H  .  .  o  o  o
returned  F  o  o  o  o  .
returned  R  o  o  o  o  .
returned  H  o  o  o  o  .
"""
LETTERS = {Role.FILLS: "F", Role.REVIEWS: "R", Role.HEAD: "H"}
WHO = {
    (Duty(line.split()[0]), level): cell.strip(".")
    for line in MATRIX.strip().splitlines()
    for level, cell in zip(LEVELS, line.split()[1:], strict=True)
}
OFFERS = [
    (page, level, letter, cell)
    for page, letter, *cells in (line.split() for line in PAGES.strip().splitlines())
    for level, cell in zip(LEVELS, cells, strict=True)
]
CASES = [(duty, level, role) for (duty, level) in WHO for role in Role]


def named(case: object) -> str:
    return str(getattr(case, "value", case))


def test_the_matrix_has_every_duty_at_every_level() -> None:
    assert WHO.keys() == set(itertools.product(Duty, OfficeLevel))


@pytest.mark.parametrize(("duty", "level", "role"), CASES, ids=named)
def test_at_a_desk_with_all_roles_each_person_does_what_is_theirs(
    duty: Duty, level: OfficeLevel, role: Role
) -> None:
    answer = duty_book().may(duty, level, role, Role)
    if LETTERS[role] in WHO[duty, level]:
        assert answer == Allowed()
    else:
        assert isinstance(answer, Denied)
        assert answer.why
        assert answer.advice


@pytest.mark.parametrize(("duty", "level"), WHO, ids=named)
def test_a_desk_without_roles_does_all_that_its_level_has(duty: Duty, level: OfficeLevel) -> None:
    answer = duty_book().may(duty, level, None, ())
    assert answer == Allowed() if WHO[duty, level] else isinstance(answer, Denied)
    assert duty_book().exists(duty, level) == bool(WHO[duty, level])


@pytest.mark.parametrize(("duty", "level", "role"), CASES, ids=named)
def test_one_person_alone_is_never_locked_out_and_stands_in_where_the_role_is_missing(
    duty: Duty, level: OfficeLevel, role: Role
) -> None:
    answer = duty_book().may(duty, level, role, {role})
    if WHO[duty, level]:
        assert answer == Allowed(stands_in=LETTERS[role] not in WHO[duty, level])
    else:
        assert isinstance(answer, Denied)


@pytest.mark.parametrize(("page", "level", "letter", "wanted"), OFFERS, ids=named)
def test_a_page_follows_the_level_of_the_office_and_the_role_of_the_person(
    page: str, level: OfficeLevel, letter: str, wanted: str
) -> None:
    role = next(one for one, sign in LETTERS.items() if sign == letter)
    match duty_book().page(page, level, role, Role):
        case None:
            assert wanted == "."
        case Allowed():
            assert wanted == "o"
        case Denied() as denied:
            assert wanted == "w"
            assert "由审核人或负责人来办" in denied.words


def test_pages_without_a_duty_are_for_everybody_and_the_table_names_those_that_have_one() -> None:
    assert {page for page, *_ in OFFERS} == set(duty_book().pages)
    for level in (*LEVELS, None):
        assert duty_book().page("projects", level, Role.FILLS, Role) == Allowed()
    assert duty_book().page("review", None, None, ()) == Allowed()


def test_a_page_that_is_given_twice_or_to_no_duty_is_refused() -> None:
    double, unknown = declared(), declared()
    double["pages"].append(double["pages"][0])
    unknown["pages"].append({"page": "tray", "duty": "carry"})
    with pytest.raises(DeclarationError, match="一个页面只归一件事"):
        DutyBook.from_mapping(double)
    with pytest.raises(DeclarationError, match="不认识 'carry'"):
        DutyBook.from_mapping(unknown)


def test_a_refusal_names_only_those_who_are_there_and_where_people_are_set_up() -> None:
    answer = duty_book().may(Duty.REVIEW, OfficeLevel.COUNTY, Role.FILLS, {Role.FILLS, Role.HEAD})
    assert isinstance(answer, Denied)
    assert answer.why == "“审核”由负责人来办，您是填报人。"
    assert "设置 → 人员" in answer.advice
    both = duty_book().may(Duty.REVIEW, OfficeLevel.COUNTY, None, Role)
    assert isinstance(both, Denied)
    assert both.why == "“审核”由审核人或负责人来办，您不在本单位的人员名单里。"


def test_a_level_without_the_duty_says_who_does_it_instead() -> None:
    answer = duty_book().may(Duty.CERTIFY, OfficeLevel.TOWNSHIP, Role.HEAD, Role)
    assert answer == Denied(
        "本单位不办“发登记证书”。", "乡镇和部门、单位的登记证书由县财政局发，县的由州、市财政局发。"
    )


def test_a_folder_that_belongs_to_no_office_yet_is_not_judged() -> None:
    assert duty_book().may(Duty.REVIEW, None, None, ()) == Allowed()


def test_the_table_says_that_roles_are_this_programs_own_choice() -> None:
    assert duty_book().basis.own_choice
    assert "本程序的建议" in duty_book().basis.source


def declared() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_a_table_that_leaves_a_duty_out_or_says_one_twice_is_refused() -> None:
    short, double = declared(), declared()
    short["duties"].pop()
    double["duties"].append(double["duties"][0])
    for wrong in (short, double):
        with pytest.raises(DeclarationError, match="每件事要写一次"):
            DutyBook.from_mapping(wrong)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"elsewhere": ""}, "要写由谁来办"),
        ({"at": [{"levels": ["county"], "roles": []}]}, "要写级别和岗位"),
        ({"at": [{"levels": ["county"], "roles": ["负责人"]}] * 2}, "一个级别只写一次"),
        ({"at": [{"levels": ["village"], "roles": ["负责人"]}]}, "不认识 'village'"),
        ({"at": [{"levels": ["county"], "roles": ["出纳"]}]}, "不认识 '出纳'"),
        ({"because": "x"}, "不认识这一项"),
    ],
)
def test_a_duty_that_says_too_little_or_too_much_is_refused(change: dict[str, Any], complaint: str) -> None:
    wrong = declared()
    next(one for one in wrong["duties"] if one["duty"] == "review").update(change)
    with pytest.raises(DeclarationError, match=complaint):
        DutyBook.from_mapping(wrong)
