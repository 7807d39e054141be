"""The roll-up asked at once: sums of every project or office that is due by office and one more word, and the single things behind them.

One statement a view and one JSON value an answer, of a desk of any level: the version in force only, and of an office with
everything below it. ``rollup_kept`` answers the sums from what is kept, and must say the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jxdesk.domain.moulds import Mould
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import Handed
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.rollup.tally import NAMES, Tally, tally_of
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import rollup_sql as sql
from jxdesk.store.views.rollup_sql import Asked, Sums

Cell = tuple[str, str, Tally]
"""An office, one more word, and what the office has under it."""

_NUMBERS = ", ".join(NAMES)
_ITEM = Mould(RolledItem).cast
_HANDED = {one.value: one for one in Handed}
_OFFICE = Mould(Office).make
_LEVELS = {one.value: one for one in OfficeLevel}


def cells(tx: Transaction, asked: Asked, by: By = By.OFFICE, sums: Sums = Sums.ALL) -> tuple[Cell, ...]:
    """What each office has, divided by one more word; the parts of an office make its whole."""
    if by in sql.MONEY_WORDS:
        sums = Sums.BUDGET
    elif by is By.GRADE:
        sums |= Sums.SCORES
    found: list[list[Any]] = _json(
        tx,
        asked,
        f"""WITH i AS ({sql.items(asked, sums)})
        SELECT json_group_array(json_array(office, word, {_NUMBERS})) FROM ({sql.divided("i", by)})""",
    )
    return tuple((office, word, tally_of(numbers)) for office, word, *numbers in found)


def score_bands(tx: Transaction, asked: Asked, width: int, bands: int) -> dict[int, int]:
    """How many scored forms lie in each band of a width; what lies outside belongs to the nearest band.

    Units: ``width`` hundredths of a point.
    """
    found: list[tuple[str, int]] = _json(
        tx,
        asked,
        f"""SELECT json_group_array(json_array(band, n)) FROM (SELECT {sql.band(width, bands)} AS band, count(*) AS n
        FROM ({sql.items(asked, Sums.SCORES)}) WHERE score IS NOT NULL AND handed IN ({sql.IN_HAND}) GROUP BY 1)""",
    )
    return {int(band): count for band, count in found}


# ---- single things -------------------------------------------------------------------------------------------------


def items(
    tx: Transaction,
    asked: Asked,
    *,
    handed: Sequence[Handed] = tuple(Handed),
    scores: tuple[int, int] | None = None,
    by: By = By.OFFICE,
    word: str | None = None,
    own_only: bool = False,
    sums: Sums = Sums.ALL,
) -> tuple[RolledItem, ...]:
    """The things themselves, by office and in the order in which they came: of these standings, of these scores, of one part.

    ``word`` is the part by which ``cells`` divides; ``own_only`` leaves out what is below the office; what ``sums`` does not
    ask for is None.

    Units: ``scores`` hundredths of a point, the upper bound exclusive.
    """
    wanted = ", ".join(f"'{one.value}'" for one in handed)
    low, high = scores or (None, None)
    conditions = [f"handed IN ({wanted})"]
    if scores is not None or (word is not None and by is By.GRADE):
        sums |= Sums.SCORES
    if word is not None and by in sql.MONEY_WORDS:
        sums |= Sums.BUDGET
    if scores is not None:
        conditions.append(f"handed IN ({sql.IN_HAND}) AND score >= :low AND score < :high")
    if word is not None:
        conditions.append(_in_part(by))
    if own_only:
        conditions.append("path = :scope")
    found: list[list[Any]] = _json(
        tx,
        asked,
        f"""SELECT json_group_array(json(c)) FROM (SELECT json_array(item, name, office, office_name, path, coalesce(filing, ''), handed,
        late, budget, executed, base, score, coalesce(grade, ''), reached, reachable) AS c
        FROM ({sql.items(asked, sums)}) WHERE {" AND ".join(conditions)} ORDER BY path, at)""",
        low=low,
        high=high,
        word=word,
    )
    return tuple(_ITEM((*cell[:6], _HANDED[cell[6]], bool(cell[7]), *cell[8:])) for cell in found)


def _in_part(by: By) -> str:
    """That a thing stands in the part ``:word``; of the parts by money it may stand in several."""
    if by in sql.MONEY_WORDS:
        named = f"budget IS NOT NULL AND EXISTS (SELECT 1 FROM funding_line WHERE project_id = item AND {sql.MONEY_WORDS[by]} = :word)"
        return f"({named} OR :word = '' AND (budget IS NULL OR budget <> {sql.NAMED_MONEY}))"
    return f"{sql.WORDS[by]} = :word"


def offices_below(tx: Transaction, scope: str) -> tuple[Office, ...]:
    """The offices of a scope in the few words that a roll-up needs, by path; those that are gone are left out."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(o.id, o.path, o.name, o.level, o.is_exempt)) FROM office o WHERE {sql.IN_SCOPE}""",
            {"scope": scope},
        )
    )
    return tuple(
        _OFFICE(id=cell[0], path=cell[1], name=cell[2], level=_LEVELS[cell[3]], is_exempt=bool(cell[4]))
        for cell in found
    )


def _json(tx: Transaction, asked: Asked, statement: str, **more: object) -> Any:
    return json.loads(tx.value(statement, asked.values | more))
