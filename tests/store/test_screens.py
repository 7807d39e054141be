"""List screens: filters, orders, sums and first letters over the sheet, and that the sheet follows every change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.shipped.first_letters import first_letters, found_by_letters
from jxdesk.store.views import first_page, list_stages, project_sheet, screens, year_screens
from jxdesk.store.views.list_stages import ListStage
from jxdesk.store.views.screens import ProjectQuery

PROJECTS = (
    # id, name, department, unit, budget, executed, revised, score, state, errors
    (
        "p1",
        "农村公路养护",
        "县交通运输局",
        "白岩镇人民政府",
        12_840_000,
        11_068_000,
        12_840_000,
        9_240,
        "finished",
        0,
    ),
    ("p2", "高龄老年人补贴", "县民政局", "县民政局", 9_600_000, 4_000_000, 9_600_000, 8_000, "draft", 2),
    ("p3", "长水水库维修", "县水务局", "县水务局", 15_000_000, None, None, None, "", 0),
    (
        "p4",
        "森林防火",
        "县林业和草原局",
        "县林业和草原局",
        4_500_000,
        4_500_000,
        4_500_000,
        10_000,
        "sealed",
        0,
    ),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Four projects, of which one has no filing."""
    with Database.open(tmp_path / "jxdesk.db") as opened:
        opened.run(_fill)
        yield opened


def _fill(tx: Transaction) -> None:
    tx.execute("INSERT INTO office (id, path, name) VALUES ('o', '53-23-29', '练习县财政局')")
    for key, name, department, unit, budget, executed, revised, score, state, errors in PROJECTS:
        tx.execute(
            "INSERT INTO project (id, office_id, fiscal_year, name, code, department, implementing_unit)"
            " VALUES (?, 'o', 2026, ?, ?, ?, ?)",
            (key, name, f"53232926T00000000000{key[1]}", department, unit),
        )
        tx.execute(
            "INSERT INTO budget_version (id, project_id, stage, amount_fen) VALUES (?, ?, 'original', ?)",
            (f"b{key}", key, budget),
        )
        book = "government_funds" if key == "p4" else "general"
        tx.execute(
            "INSERT INTO funding_line (id, project_id, source, book, amount_fen) VALUES (?, ?, '本级财力', ?, ?)",
            (f"l{key}", key, book, budget),
        )
        if state:
            tx.execute(
                "INSERT INTO filing (id, office_id, project_id, form, year, state, computed_hundredths, computed_grade,"
                " error_count, warning_count) VALUES (?, 'o', ?, 'project_self_evaluation', 2026, ?, ?, '优', ?, 0)",
                (f"f{key}", key, state, score, errors),
            )
            tx.execute(
                "INSERT INTO money_line (id, filing_id, money_key, revised_budget_fen, executed_fen) VALUES (?, ?, 'total', ?, ?)",
                (f"m{key}", f"f{key}", revised, executed),
            )


def listed(database: Database, **filters: Any) -> list[str]:
    """The ids of a list, in its order."""

    def job(tx: Transaction) -> list[str]:
        project_sheet.bring_sheet_up(tx)
        rows = screens.project_rows(tx, ProjectQuery(year=2026)._replace(**filters))
        return [cells[1] for cells in screens.project_block(tx, rows)]

    return database.run(job)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, ["p1", "p2", "p3", "p4"]),
        ({"text": "公路"}, ["p1"]),
        ({"text": "白岩"}, ["p1"]),
        ({"text": "T000000000002"}, ["p2"]),
        ({"text": "t000000000002"}, ["p2"]),
        ({"text": "公路 交通"}, ["p1"]),
        ({"text": "公路 水务"}, []),
        ({"text": "%"}, []),
        ({"state": "none"}, ["p3"]),
        ({"state": "draft"}, ["p2"]),
        ({"state": "problem"}, ["p2"]),
        ({"unit": "县水务局"}, ["p3"]),
        ({"unit": "县交通运输局"}, ["p1"]),
        ({"book": "government_funds"}, ["p4"]),
        ({"rate": "low"}, ["p2"]),
        ({"rate": "high"}, ["p1"]),
        ({"rate": "full"}, ["p4"]),
        ({"rate": "none"}, ["p3"]),
        ({"rate_below": 90}, ["p1", "p2"]),
        ({"year": 2025}, []),
    ],
)
def test_a_filter_shows_what_fits(database: Database, filters: dict[str, Any], ids: list[str]) -> None:
    assert listed(database, **filters) == ids


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("ncgl", ["p1"]),
        ("NCGL", ["p1"]),
        ("xmzj", ["p2"]),
        ("slfh", ["p4"]),
        ("cssk", ["p3"]),
        ("zssk", ["p3"]),
        ("byz", ["p1"]),
    ],
)
def test_first_letters_find_names_and_units(database: Database, typed: str, ids: list[str]) -> None:
    assert listed(database, text=typed) == ids


@pytest.mark.parametrize(
    ("sort", "rising"),
    [
        ("budget", ["p4", "p2", "p1", "p3"]),
        ("executed", ["p2", "p4", "p1", "p3"]),
        ("rate", ["p2", "p1", "p4", "p3"]),
        ("score", ["p2", "p1", "p4", "p3"]),
        ("name", ["p2", "p1", "p4", "p3"]),
        ("problems", ["p1", "p3", "p4", "p2"]),
    ],
)
def test_what_has_no_value_stands_last_in_both_orders(
    database: Database, sort: str, rising: list[str]
) -> None:
    assert listed(database, sort=sort) == rising
    falling = listed(database, sort=sort, descending=True)
    if sort in ("executed", "rate", "score"):
        assert falling == [*reversed(rising[:-1]), rising[-1]]
    else:
        assert set(falling) == set(rising)
        assert falling[0] == rising[-1]


def test_the_beginning_of_a_list_is_the_beginning_of_the_whole_list(database: Database) -> None:
    def job(tx: Transaction) -> tuple[list[int], list[int]]:
        project_sheet.bring_sheet_up(tx)
        query = ProjectQuery(year=2026, sort="budget", descending=True)
        return screens.project_rows(tx, query, limit=2), screens.project_rows(tx, query)

    first, whole = database.run(job)
    assert first == whole[:2]


def test_sums_counts_and_choices_are_those_of_the_rows(database: Database) -> None:
    def job(tx: Transaction) -> tuple[Any, ...]:
        project_sheet.bring_sheet_up(tx)
        query = ProjectQuery(year=2026)
        rows = screens.project_rows(tx, query)
        return (
            screens.project_totals(tx, query),
            screens.sums(tx, rows[:2]),
            screens.state_counts(tx, 2026),
            screens.choices(tx, 2026),
        )

    totals, two, counts, (units, books) = database.run(job)
    assert totals == [4, 41_940_000, 19_568_000, 26_940_000]
    assert two == [2, 22_440_000, 15_068_000, 22_440_000]
    assert counts == {"finished": 1, "draft": 1, "none": 1, "sealed": 1, "all": 4, "problem": 1}
    assert "白岩镇人民政府" in units
    assert books == ["general", "government_funds"]


def test_one_pass_over_a_year_says_the_same_as_the_sheet(database: Database) -> None:
    def job(tx: Transaction) -> tuple[Any, ...]:
        project_sheet.bring_sheet_up(tx)
        return first_page.year_glance(tx, 2026), screens.project_totals(tx, ProjectQuery(year=2026))

    glance, totals = database.run(job)
    assert [sum(row[place] for row in glance) for place in (2, 4, 5, 6)] == totals
    assert sum(row[3] for row in glance) == 1


def change(database: Database, sql: str) -> None:
    """A change by somebody who knows nothing of the sheet."""
    database.run(lambda tx: tx.execute(sql))


def test_the_sheet_follows_every_change(database: Database) -> None:
    assert listed(database, state="sealed") == ["p4"]
    change(database, "UPDATE filing SET state = 'sealed' WHERE id = 'fp1'")
    assert listed(database, state="sealed") == ["p1", "p4"]
    change(database, "UPDATE project SET name = '改了名' WHERE id = 'p4'")
    assert listed(database, text="glm") == ["p4"]
    change(database, "UPDATE money_line SET executed_fen = 1 WHERE id = 'mp1'")
    assert listed(database, rate="low") == ["p1", "p2"]
    change(database, "UPDATE budget_version SET amount_fen = 1 WHERE project_id = 'p3'")
    assert listed(database, sort="budget")[0] == "p3"
    change(database, "DELETE FROM filing WHERE id = 'fp2'")
    assert listed(database, state="none") == ["p2", "p3"]


def test_the_sheet_takes_in_what_comes_and_lets_go_of_what_goes(database: Database) -> None:
    listed(database, sort="budget")
    change(
        database,
        "INSERT INTO project (id, office_id, fiscal_year, name) VALUES ('p5', 'o', 2026, '新项目')",
    )
    assert listed(database, text="新项目") == ["p5"]
    change(database, "DELETE FROM project WHERE id = 'p5'")
    assert listed(database, text="新项目") == []
    assert len(listed(database, sort="budget")) == 4


def test_a_change_that_is_rolled_back_leaves_the_sheet_as_it_was(database: Database) -> None:
    listed(database, sort="budget")

    def fails(tx: Transaction) -> None:
        tx.execute("UPDATE project SET name = '没有改成' WHERE id = 'p1'")
        raise KeyError("stop")

    with pytest.raises(KeyError):
        database.run(fails)
    assert listed(database, text="没有改成") == []
    assert listed(database, text="农村公路") == ["p1"]


def test_a_list_leaves_no_line_in_the_journal(database: Database) -> None:
    before = database.read(lambda tx: tx.value("SELECT count(*) FROM change_log"))
    listed(database, text="公路", sort="rate")
    assert database.read(lambda tx: tx.value("SELECT count(*) FROM change_log")) == before


def test_letters_and_digits_stay_and_second_readings_are_added() -> None:
    assert first_letters("2026年A类") == "2026nal"
    assert found_by_letters("长水") == "zs cs"
    assert found_by_letters("公路") == "gl"


# ---- the stages of a year ---------------------------------------------------------------------------------------

OCTOBER = ListStage(list_stages.MONITORING, 10)


def _fill_october(tx: Transaction) -> None:
    """Two projects watched in October, one of them by the treasury's figure alone; a target that was finished."""
    for key, period, state, executed in (("p1", 7, "finished", 5_000_000), ("p1", 10, "draft", 6_420_000)):
        tx.execute(
            "INSERT INTO filing (id, office_id, project_id, form, year, period, state, error_count)"
            " VALUES (?, 'o', ?, 'project_monitoring', 2026, ?, ?, 1)",
            (f"w{key}{period}", key, period, state),
        )
        tx.execute(
            "INSERT INTO money_line (id, filing_id, money_key, original_budget_fen, executed_fen)"
            " VALUES (?, ?, 'total', 12840000, ?)",
            (f"n{key}{period}", f"w{key}{period}", executed),
        )
    tx.execute(
        "INSERT INTO treasury_figure (id, project_id, year, period, executed_fen) VALUES ('t', 'p2', 2026, 10, 9600000)"
    )
    tx.execute(
        "INSERT INTO filing (id, office_id, project_id, form, year, state) VALUES ('z', 'o', 'p3', 'project_target', 2026, 'approved')"
    )


def seen_in(database: Database, stage: ListStage, **filters: Any) -> list[tuple[Any, ...]]:
    """Project, execution, rate and state of a list that follows a stage, and what its sheet adds up to."""

    def job(tx: Transaction) -> list[tuple[Any, ...]]:
        project_sheet.bring_sheet_up(tx, stage)
        query = ProjectQuery(year=2026, stage=stage)._replace(**filters)
        cells = screens.project_block(tx, screens.project_rows(tx, query), stage)
        assert screens.project_totals(tx, query)[2] == sum(cell[8] or 0 for cell in cells)
        return [(cell[1], cell[8], cell[9], cell[12]) for cell in cells]

    return database.run(job)


def test_a_list_follows_the_stage_that_it_is_asked_for(database: Database) -> None:
    database.run(_fill_october)
    assert seen_in(database, OCTOBER) == [
        ("p1", 6_420_000, 5000, "draft"),
        ("p2", 9_600_000, 10_000, "none"),
        ("p3", None, None, "none"),
        ("p4", None, None, "none"),
    ]
    assert seen_in(database, ListStage(list_stages.MONITORING, 7), state="finished") == [
        ("p1", 5_000_000, 3894, "finished")
    ]
    assert seen_in(database, list_stages.TARGET, state="approved") == [("p3", None, None, "approved")]
    assert seen_in(database, list_stages.SELF_EVALUATION, state="sealed") == [
        ("p4", 4_500_000, 10_000, "sealed")
    ]


def test_the_sheet_of_a_stage_follows_changes_and_keeps_first_letters(database: Database) -> None:
    database.run(_fill_october)
    assert [row[0] for row in seen_in(database, OCTOBER, state="problem", text="ncgl")] == ["p1"]
    change(database, "UPDATE treasury_figure SET executed_fen = 4800000 WHERE id = 't'")
    assert seen_in(database, OCTOBER, text="xmzj") == [("p2", 4_800_000, 5000, "none")]
    change(database, "UPDATE filing SET state = 'finished', error_count = 0 WHERE id = 'wp110'")
    assert seen_in(database, OCTOBER, state="problem") == []
    assert [row[0] for row in seen_in(database, OCTOBER, state="finished")] == ["p1"]


def test_the_stage_at_hand_is_the_last_one_in_which_anything_was_filled(database: Database) -> None:
    def at_hand() -> ListStage:
        return database.read(lambda tx: first_page.stage_at_hand(tx, 2026))

    database.run(_fill_october)
    assert at_hand() == list_stages.SELF_EVALUATION
    change(database, "DELETE FROM filing WHERE form = 'project_self_evaluation'")
    assert at_hand() == OCTOBER
    change(database, "DELETE FROM filing WHERE form = 'project_monitoring'")
    assert at_hand() == list_stages.TARGET
    change(database, "DELETE FROM filing")
    assert at_hand() == list_stages.SELF_EVALUATION


def test_the_progress_of_a_year_counts_each_project_once_a_stage(database: Database) -> None:
    database.run(_fill_october)
    change(
        database,
        "INSERT INTO filing (id, office_id, project_id, form, year, state, replaces_id)"
        " VALUES ('z2', 'o', 'p3', 'project_target', 2026, 'draft', 'z')",
    )
    counts = database.read(lambda tx: year_screens.stage_counts(tx, 2026))
    assert sorted(counts, key=lambda one: (one[0], one[1] or 0)) == [
        ["project_monitoring", 7, 1, 1, 1],
        ["project_monitoring", 10, 1, 0, 1],
        ["project_self_evaluation", None, 3, 2, 1],
        ["project_target", None, 1, 1, 0],
    ]
