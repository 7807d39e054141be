"""Sums of counties that are kept in memory: always those of the projects themselves, whatever is changed, added or taken away."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.tally import Tally, total
from jxdesk.domain.rollup.tree import OfficeForest, forest_of
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.views import rollup, rollup_kept
from jxdesk.store.views.rollup import Asked

ASKED = Asked(year=2025, stage=YearStage(form=Form.PROJECT_SELF_EVALUATION), scope="53")
PATHS = ("53", "53-01", "53-01-01", "53-01-01-d1", "53-01-02", "53-02", "53-02-03", "53-02-03-d1", "53-02-d9")
LEVELS = {"53": "province", "53-01": "prefecture", "53-02": "prefecture", "53-02-d9": "unit"}
LEVELS |= {path: "unit" if "-d" in path else "county" for path in PATHS if path.count("-") > 1}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A province of three counties with some projects, forms and money each."""
    with Database.open(tmp_path / "jxdesk.db") as opened:
        opened.run(_fill, errand="test")
        yield opened


def _fill(tx: Transaction) -> None:
    dice = random.Random(3)
    for path in PATHS:
        tx.execute(
            "INSERT INTO office (id, path, name, level) VALUES (?, ?, ?, ?)", (path, path, path, LEVELS[path])
        )
    for number in range(60):
        add_project(tx, f"p{number}", dice.choice(PATHS[2:]), dice.randrange(10**6))


def add_project(tx: Transaction, key: str, office: str, fen: int) -> None:
    tx.execute(
        "INSERT INTO project (id, office_id, fiscal_year, name, tier) VALUES (?, ?, 2025, ?, ?)",
        (key, office, key, "本级" if fen % 2 else ""),
    )
    tx.execute(
        "INSERT INTO budget_version (id, project_id, stage, amount_fen) VALUES (?, ?, 'revised', ?)",
        (f"b{key}", key, fen),
    )
    tx.execute(
        "INSERT INTO funding_line (id, project_id, source, book, amount_fen) VALUES (?, ?, '本级财力', 'general', ?)",
        (f"s{key}", key, fen // 2),
    )
    tx.execute(
        "INSERT INTO filing (id, office_id, project_id, form, year, state, computed_hundredths, computed_grade)"
        " VALUES (?, ?, ?, 'project_self_evaluation', 2025, ?, ?, ?)",
        (f"f{key}", office, key, "sealed" if fen % 3 else "draft", fen % 10_000, "优良"[fen % 2]),
    )
    tx.execute(
        "INSERT INTO money_line (id, filing_id, money_key, revised_budget_fen, executed_fen) VALUES (?, ?, 'total', ?, ?)",
        (f"m{key}", f"f{key}", fen, fen // 3),
    )
    tx.execute(
        "INSERT INTO indicator_line (id, filing_id, weight, effective_hundredths) VALUES (?, ?, '90', ?)",
        (f"l{key}", f"f{key}", fen % 9_000),
    )


def forest(tx: Transaction) -> OfficeForest:
    return forest_of(rollup.offices_below(tx, "53"))


def summed(cells: tuple[rollup.Cell, ...]) -> dict[str, Tally]:
    found: dict[str, list[Tally]] = {}
    for _, word, tally in cells:
        found.setdefault(word, []).append(tally)
    return {word: total(tallies) for word, tallies in found.items()}


def agree(tx: Transaction) -> None:
    """Kept and taken anew, the sums of every office above a county are the same, by every word."""
    tree = forest(tx)
    for by in By:
        for path in ("53", "53-01", "53-02"):
            scoped = Asked(year=ASKED.year, stage=ASKED.stage, scope=path)
            kept = rollup_kept.cells(tx, scoped, by, tree, path)
            assert summed(kept) == summed(rollup.cells(tx, scoped, by)), (by, path)


CHANGES: dict[str, Callable[[Transaction], object]] = {
    "a project is added": lambda tx: add_project(tx, "new", "53-01-01-d1", 12_345),
    "a project goes to another county": lambda tx: tx.execute(
        "UPDATE project SET office_id = '53-02-03' WHERE id = 'p1'"
    ),
    "a project is withdrawn": lambda tx: tx.execute(
        "UPDATE project SET withdrawn_on = '2025-05-01' WHERE id = 'p2'"
    ),
    "an amount changes": lambda tx: tx.execute("UPDATE money_line SET executed_fen = 7 WHERE id = 'mp3'"),
    "a line goes": lambda tx: tx.execute("DELETE FROM money_line WHERE id = 'mp4'"),
    "points change": lambda tx: tx.execute(
        "UPDATE indicator_line SET effective_hundredths = 1 WHERE id = 'lp5'"
    ),
    "a form goes with its lines": lambda tx: tx.execute("DELETE FROM filing WHERE id = 'fp6'"),
    "a budget changes": lambda tx: tx.execute("UPDATE budget_version SET amount_fen = 1 WHERE id = 'bp7'"),
    "a source goes": lambda tx: tx.execute("DELETE FROM funding_line WHERE id = 'sp8'"),
    "a form is returned": lambda tx: tx.execute(
        "INSERT INTO filing_standing (id, desk, standing) VALUES ('fp9', 'reviewing', 'returned')"
    ),
    "a form is handed in": lambda tx: tx.execute("UPDATE filing SET state = 'sealed' WHERE state = 'draft'"),
    "an office need not file": lambda tx: tx.execute("UPDATE office SET is_exempt = 1 WHERE id = '53-01-02'"),
    "an office comes": lambda tx: tx.execute(
        "INSERT INTO office (id, path, name, level) VALUES ('53-01-01-d2', '53-01-01-d2', 'x', 'unit')"
    ),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_after_a_change_the_kept_sums_are_those_of_the_projects(database: Database, what: str) -> None:
    database.run(agree)
    database.run(CHANGES[what], errand="test")
    database.run(agree)


def test_only_the_county_that_changed_is_added_up_again(database: Database) -> None:
    database.run(agree)
    database.run(CHANGES["an amount changes"], errand="test")

    def job(tx: Transaction) -> tuple[set[str], set[str]]:
        before = {area for (area,) in tx.query("SELECT DISTINCT area FROM rollup_kept")}
        rollup_kept._bring_up(tx, forest(tx))
        return before, before - {area for (area,) in tx.query("SELECT DISTINCT area FROM rollup_kept")}

    before, gone = database.run(job)
    assert before == {"53-01-01", "53-01-02", "53-02-03"}
    assert len(gone) == 1


def test_a_change_that_was_rolled_back_leaves_the_sums_as_they_were(database: Database) -> None:
    database.run(agree)

    def broken(tx: Transaction) -> None:
        CHANGES["a project is added"](tx)
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        database.run(broken, errand="test")
    database.run(agree)
