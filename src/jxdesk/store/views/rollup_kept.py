"""Kept sums of counties: what a province would otherwise add up of every project again at each look; used by the roll-up of many offices.

They are a copy in memory, made when a county is first asked for and forgotten when the journal names a change in it, so that
they can always be made again and never say anything else than the projects themselves. Wants a transaction that may write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.rollup.grouping import By, by_key
from jxdesk.domain.rollup.tally import tally_of
from jxdesk.domain.rollup.tree import OfficeForest
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import rollup
from jxdesk.store.views.rollup import Asked, Cell

MANY_OFFICES = 2_000
"""From so many offices on the sums of counties are kept; below, every project is added up at each look in a tenth of a second."""

_TABLES = (
    "CREATE TEMP TABLE rollup_kept (area TEXT, question TEXT, answer TEXT, PRIMARY KEY (area, question))",
    "CREATE TEMP TABLE rollup_kept_at (n INTEGER)",
)
_HEAD = "SELECT coalesce(max(n), 0) FROM change_log"
# The offices whose projects or forms a change may have touched. What is gone is found by what the journal kept of it.
_OF_FILING = "SELECT coalesce(p.office_id, f.office_id) FROM {source} JOIN filing f ON f.id = {key} LEFT JOIN project p ON p.id = f.project_id"
_OF_PROJECT = "SELECT p.office_id FROM {source} JOIN project p ON p.id = {key}"
_OLD_FILING, _OLD_PROJECT = "json_extract(c.old, '$.filing_id')", "json_extract(c.old, '$.project_id')"
_LINES = ("money_line", "indicator_line")
_PARTS = ("budget_version", "funding_line", "treasury_figure")


def _touched() -> str:
    parts = [
        f"{_OF_PROJECT.format(source='c', key='c.r')} WHERE c.t = 'project'",
        "SELECT json_extract(c.old, '$.office_id') FROM c WHERE c.t IN ('project', 'filing') AND c.field = '' AND c.old IS NOT NULL",
        "SELECT json_extract(c.old, '$') FROM c WHERE c.t IN ('project', 'filing') AND c.field = 'office_id' AND c.old IS NOT NULL",
        f"{_OF_PROJECT.format(source='c', key=_OLD_PROJECT)} WHERE c.t = 'filing' AND c.field = '' AND c.old IS NOT NULL",
        f"{_OF_FILING.format(source='c', key='c.r')} WHERE c.t IN ('filing', 'filing_standing')",
        f"{_OF_FILING.format(source='c JOIN filing_standing s ON s.package_id = c.r', key='s.id')} WHERE c.t = 'package_received'",
    ]
    for table in _LINES:
        source = f"c JOIN {table} l ON l.id = c.r"
        parts.append(f"{_OF_FILING.format(source=source, key='l.filing_id')} WHERE c.t = '{table}'")
        parts.append(
            f"{_OF_FILING.format(source='c', key=_OLD_FILING)} WHERE c.t = '{table}' AND c.field = '' AND c.old IS NOT NULL"
        )
    for table in _PARTS:
        source = f"c JOIN {table} l ON l.id = c.r"
        parts.append(f"{_OF_PROJECT.format(source=source, key='l.project_id')} WHERE c.t = '{table}'")
        parts.append(
            f"{_OF_PROJECT.format(source='c', key=_OLD_PROJECT)} WHERE c.t = '{table}' AND c.field = '' AND c.old IS NOT NULL"
        )
    return f"""WITH c AS (SELECT table_name AS t, record_id AS r, field, old FROM change_log WHERE n > ?)
SELECT json_group_array(office_id) FROM ({" UNION ".join(parts)})"""


_TOUCHED = _touched()


def cells(tx: Transaction, asked: Asked, by: By, forest: OfficeForest, office_id: str) -> tuple[Cell, ...]:
    """The sums below an office as ``rollup.cells`` gives them, those of a county together under the county's own office."""
    areas = _areas(forest, office_id)
    _bring_up(tx, forest)
    question = json.dumps(
        [asked.year, asked.stage.form.value, asked.stage.period, str(asked.due_on), by.value]
    )
    known: dict[str, str] = dict(
        tx.query("SELECT area, answer FROM rollup_kept WHERE question = ?", (question,))
    )
    wanted = [area for area in areas if area not in known]
    above = {one: area for area in wanted for one in areas[area]}
    others = _others(forest, office_id, areas)
    found: dict[str, list[Cell]] = {}
    rest: list[Cell] = []
    for cell in rollup.cells(tx, replace(asked, scope="", only=(*above, *others)), by):
        if cell[0] in above:
            found.setdefault(above[cell[0]], []).append(cell)
        else:
            rest.append(cell)
    made = {area: by_key(found.get(area, ())) for area in wanted}
    tx.executemany(
        "INSERT OR REPLACE INTO rollup_kept (area, question, answer) VALUES (?, ?, ?)",
        [
            (
                area,
                question,
                json.dumps([[word, *tally] for word, tally in words.items()], ensure_ascii=False),
            )
            for area, words in made.items()
        ],
    )
    kept = [
        (area, word, tally_of(numbers))
        for area in areas
        if area in known
        for word, *numbers in json.loads(known[area])
    ]
    return (
        *rest,
        *kept,
        *((area, word, tally) for area, words in made.items() for word, tally in words.items()),
    )


def _areas(forest: OfficeForest, office_id: str) -> Mapping[str, Sequence[str]]:
    """The counties below an office, each with the offices of its own."""
    found: dict[str, Sequence[str]] = {}
    taken: set[str] = set()
    for one in forest.under(office_id):
        if one.level is OfficeLevel.COUNTY and one.id not in taken:
            found[one.id] = [each.id for each in forest.under(one.id)]
            taken.update(found[one.id])
    return found


def _others(forest: OfficeForest, office_id: str, areas: Mapping[str, Iterable[str]]) -> list[str]:
    """The offices below an office that belong to no county."""
    taken = {one for offices in areas.values() for one in offices}
    return [one.id for one in forest.under(office_id) if one.id not in taken]


def _bring_up(tx: Transaction, forest: OfficeForest) -> None:
    """Forgets the counties in which something changed since the last look; where the offices themselves changed, all of them."""
    if tx.value("SELECT 1 FROM sqlite_temp_master WHERE name = 'rollup_kept'") is None:
        for statement in _TABLES:
            tx.execute(statement)
        tx.execute("INSERT INTO rollup_kept_at VALUES (?)", (tx.value(_HEAD),))
        return
    since, head = tx.value("SELECT n FROM rollup_kept_at"), tx.value(_HEAD)
    if since == head:
        return
    if tx.value("SELECT 1 FROM change_log WHERE n > ? AND table_name = 'office' LIMIT 1", (since,)):
        tx.execute("DELETE FROM rollup_kept")
    else:
        touched: set[str] = set(json.loads(tx.value(_TOUCHED, (since,))))
        above = {
            one: area
            for root in forest.roots
            for area, below in _areas(forest, root.id).items()
            for one in below
        }
        gone = {(above[one],) for one in touched if one in above}
        tx.executemany("DELETE FROM rollup_kept WHERE area = ?", gone)
    tx.execute("UPDATE rollup_kept_at SET n = ?", (head,))
