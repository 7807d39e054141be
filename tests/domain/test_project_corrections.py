"""What a form corrects of its project: only what was corrected, what the project says otherwise, and what it can keep."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from jxdesk.domain.filling.project_corrections import corrected, corrections
from jxdesk.domain.records.filings import FilingContent, Form, MoneyUnit
from jxdesk.domain.records.projects import Project
from jxdesk.domain.values.periods import period_days, period_text

PROJECT = Project(
    id="p1",
    office_id="o1",
    fiscal_year=2026,
    name="农村公路养护",
    leader="甲",
    phone="0878-1",
    continuity="延续项目",
    starts_on=dt.date(2026, 1, 1),
    ends_on=dt.date(2026, 12, 31),
)
OPENED = FilingContent(
    form=Form.PROJECT_TARGET,
    template_id="t",
    year=2026,
    title="",
    project_name="农村公路养护",
    office_name="某镇",
    money_unit=MoneyUnit.WAN,
    answers={"project_leader": "甲", "project_period": "2026年1月—2026年12月", "expected_goal": "养护"},
)


def now(**answers: str) -> FilingContent:
    """The form with some answers changed; ``name`` is the project's."""
    name = answers.pop("name", OPENED.project_name)
    return replace(OPENED, project_name=name, answers={**OPENED.answers, **answers})


def test_nothing_is_asked_where_nothing_was_corrected() -> None:
    assert corrections(OPENED, OPENED, PROJECT) == ()
    assert corrections(OPENED, now(expected_goal="多养护"), PROJECT) == ()
    # The project was renamed after the form was filled: the form keeps its name, and nobody asks.
    assert corrections(OPENED, OPENED, replace(PROJECT, name="乡村公路养护")) == ()


def test_what_was_corrected_goes_to_the_project_field_by_field() -> None:
    found = corrections(
        OPENED,
        now(
            name="农村公路日常养护",
            project_leader="乙",
            phone="0878-2",
            project_period="2026年3月—2028年6月",
            project_attribute="新增项目",
        ),
        PROJECT,
    )
    assert [one.word for one in found] == ["项目名称", "项目负责人", "联系电话", "项目期", "项目属性"]
    assert corrected(PROJECT, found) == replace(
        PROJECT,
        name="农村公路日常养护",
        leader="乙",
        phone="0878-2",
        starts_on=dt.date(2026, 3, 1),
        ends_on=dt.date(2028, 6, 30),
        continuity="新增项目",
    )


def test_what_was_emptied_or_typed_back_or_cannot_be_kept_is_not_asked_about() -> None:
    assert corrections(OPENED, now(project_leader=" "), PROJECT) == ()
    assert corrections(OPENED, now(project_leader="甲 "), PROJECT) == ()
    assert corrections(OPENED, now(project_period="三年"), PROJECT) == ()
    assert corrections(now(project_leader="丙"), now(project_leader="甲"), PROJECT) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年3月—2026年12月", ("2026-03-01", "2026-12-31")),
        ("2026.3-2026.12", ("2026-03-01", "2026-12-31")),
        ("２０２６年１月至２０２８年２月", ("2026-01-01", "2028-02-29")),
        ("2026年3月5日—2026年11月20日", ("2026-03-05", "2026-11-20")),
        ("2026年—2028年", ("2026-01-01", "2028-12-31")),
        ("2026-2028", ("2026-01-01", "2028-12-31")),
        ("2026年12月—2026年3月", None),
        ("2026年2月31日—2026年3月", None),
        ("长期", None),
        ("三年", None),
        ("", None),
    ],
)
def test_a_period_has_days_where_it_names_its_ends(text: str, days: tuple[str, str] | None) -> None:
    found = period_days(text)
    assert (found and tuple(day.isoformat() for day in found)) == days


def test_a_period_as_the_project_prints_it_is_read_back() -> None:
    days = dt.date(2024, 2, 1), dt.date(2028, 2, 29)
    assert period_days(period_text(*days)) == days
