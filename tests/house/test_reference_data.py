"""The reference data that ship with the program are whole, in order and what their sources say."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

RESOURCES = Path(__file__).parents[2] / "resources"


def rows(name: str) -> list[dict[str, str]]:
    with (RESOURCES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_yunnan_has_one_province_16_prefectures_129_counties_and_1461_townships() -> None:
    lengths = Counter(len(row["code"]) for row in rows("regions.csv"))
    assert lengths == {2: 1, 4: 16, 6: 129, 9: 1461}


def test_every_region_has_its_parent_and_no_code_comes_twice() -> None:
    codes = [row["code"] for row in rows("regions.csv")]
    assert len(codes) == len(set(codes)) == 1607
    assert codes == sorted(codes)
    parent_length = {4: 2, 6: 4, 9: 6}
    assert all(code[: parent_length[len(code)]] in set(codes) for code in codes if len(code) > 2)


def test_counties_and_townships_are_of_the_kinds_the_bureau_counted() -> None:
    counties = Counter(row["name"][-1] for row in rows("regions.csv") if len(row["code"]) == 6)
    assert counties == {"县": 94, "市": 18, "区": 17}
    towns = [row for row in rows("regions.csv") if len(row["code"]) == 9]
    real = [row for row in towns if row["code"][6] in "0123"]
    assert len(towns) - len(real) == 32
    kinds = Counter("街道" if row["name"].endswith("街道") else row["name"][-1] for row in real)
    assert kinds["乡"] == 539
    assert kinds["镇"] == 667
    assert kinds["街道"] == 223


def test_known_counties_have_the_townships_of_their_own_reports() -> None:
    by_code = {row["code"]: row["name"] for row in rows("regions.csv")}
    assert by_code["532329"] == "武定县"
    assert sum(code.startswith("532329") for code in by_code) == 12
    assert by_code["533122"] == "梁河县"
    assert sum(code.startswith("533122") for code in by_code) == 10
    assert by_code["532302"] == "禄丰市"


def test_the_character_list_has_three_levels_of_8105_different_characters() -> None:
    lines = (RESOURCES / "characters.txt").read_text(encoding="utf-8").splitlines()
    assert [len(line) for line in lines] == [3500, 3000, 1605]
    assert len(set("".join(lines))) == 8105
    assert lines[0].startswith("一乙二十丁厂七卜")
    assert sum(ord(sign) > 0xFFFF for sign in "".join(lines)) == 196


def test_only_two_characters_of_region_names_stand_outside_the_list() -> None:
    listed = set((RESOURCES / "characters.txt").read_text(encoding="utf-8"))
    used = set("".join(row["name"] for row in rows("regions.csv")))
    assert used - listed == {"竜", "耈"}


def test_the_calendar_has_seven_years_and_no_weekday_marked_as_a_make_up_day() -> None:
    days = [(dt.date.fromisoformat(row["date"]), row["kind"], row["name"]) for row in rows("calendar.csv")]
    assert [day for day, _, _ in days] == sorted({day for day, _, _ in days})
    assert {day.year for day, _, _ in days} == set(range(2020, 2027))
    assert len(days) == 256
    assert {kind for _, kind, _ in days} == {"休", "班"}
    assert all(day.weekday() >= 5 for day, kind, _ in days if kind == "班")
    assert all(name for _, _, name in days)


def test_the_year_2026_has_its_seven_day_national_holiday_and_make_up_saturday() -> None:
    days = {row["date"]: row["kind"] for row in rows("calendar.csv")}
    assert all(days[f"2026-10-{day:02}"] == "休" for day in range(1, 8))
    assert days["2026-10-10"] == "班"
