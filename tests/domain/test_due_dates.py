"""Due dates: the ways in which offices write days, months, quarters and years."""

import datetime as dt

import pytest

from jxdesk.domain.values.due_dates import DueDate, Precision, is_late, is_on_the_edge, read_due_date


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2023年12月", DueDate(year=2023, month=12)),
        ("9月前", DueDate(month=9, before=True)),
        ("2023.12", DueDate(year=2023, month=12)),
        ("12月底之前", DueDate(month=12)),
        ("2026-11-30", DueDate(year=2026, month=11, day=30)),
        ("2026-11-30 00:00:00", DueDate(year=2026, month=11, day=30)),
        ("2023/3/5", DueDate(year=2023, month=3, day=5)),
        ("2023年1月-12月", DueDate(year=2023, month=12)),
        ("1-12月", DueDate(month=12)),
        ("2023年1月至2024年6月", DueDate(year=2024, month=6)),
        ("2023-2025年", DueDate(year=2025)),
        ("2023年", DueDate(year=2023)),
        ("2023年底前完成", DueDate(year=2023)),
        ("年底前", DueDate(month=12)),
        ("第四季度", DueDate(month=12)),
        ("2023年第三季度", DueDate(year=2023, month=9)),
        ("上半年", DueDate(month=6)),
        ("十二月底前完成", DueDate(month=12)),
        ("≤2023年12月31日", DueDate(year=2023, month=12, day=31)),
        ("截至2023年11月中旬", DueDate(year=2023, month=11, day=20)),
        ("已于2023年10月完成", DueDate(year=2023, month=10)),
        ("12月31日前", DueDate(month=12, day=31)),
    ],
)
def test_dates_and_periods_as_offices_write_them(text: str, due: DueDate) -> None:
    assert read_due_date(text) == due


@pytest.mark.parametrize(
    "text", ["", "300", "9个月", "每月10日前发放工资", "12-15", "2023.13", "及时", "3月5", "第五季度"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_due_date(text) is None


def test_a_day_that_no_calendar_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        read_due_date("2023年2月30日")


@pytest.mark.parametrize(
    ("actual", "due", "late"),
    [
        ("2023年9月30日", "2023年9月", False),
        ("2023年10月1日", "2023年9月", True),
        ("2023年9月", "2023年9月15日", False),
        ("10月", "9月前", True),
        ("9月", "9月前", False),
        ("2024年1月", "2023年12月", True),
        ("1月", "2023年12月", False),
        ("2022年12月", "2023年1月", False),
        ("2023年", "2023年6月", False),
    ],
)
def test_dates_are_compared_by_the_parts_that_both_name(actual: str, due: str, *, late: bool) -> None:
    one, other = read_due_date(actual), read_due_date(due)
    assert one is not None
    assert other is not None
    assert is_late(one, other) is late


def test_the_month_that_a_due_date_says_before_of_is_on_the_edge() -> None:
    due = DueDate(month=9, before=True)
    assert is_on_the_edge(DueDate(month=9), due)
    assert not is_on_the_edge(DueDate(month=8), due)
    assert not is_on_the_edge(DueDate(month=9), DueDate(month=9))


def test_a_date_knows_its_smallest_part() -> None:
    dates = (DueDate(year=2023), DueDate(month=3), DueDate(month=3, day=5))
    assert [date.precision for date in dates] == [Precision.YEAR, Precision.MONTH, Precision.DAY]


def test_the_last_day_of_a_month_or_year_counts() -> None:
    assert DueDate(month=2).last_day(2024) == dt.date(2024, 2, 29)
    assert DueDate(year=2023).last_day(2000) == dt.date(2023, 12, 31)
    assert DueDate(year=2023, month=3, day=5).last_day(2000) == dt.date(2023, 3, 5)
