"""Treasury figures in the database, as ``domain.records.treasury`` values: one for each project, year and cut-off month."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = (
    "id",
    "project_id",
    "year",
    "period",
    "executed_fen",
    "source_name",
    "taken_in_at",
    "import_id",
)
_CHANGING = ("executed_fen", "source_name", "taken_in_at", "import_id")


def put_many(tx: Transaction, figures: Sequence[TreasuryFigure]) -> None:
    """Writes figures; one of a project, year and month that is there already is changed, and the change log keeps the old."""
    present = {row[0] for row in tx.query("SELECT id FROM treasury_figure")}
    insert(tx, "treasury_figure", [_values(figure) for figure in figures if figure.id not in present])
    setting = ", ".join(f"{name} = ?" for name in _CHANGING)
    tx.executemany(
        f"UPDATE treasury_figure SET {setting} WHERE id = ?",
        [
            (*(getattr(figure, name) for name in _CHANGING), figure.id)
            for figure in figures
            if figure.id in present
        ],
    )


def of_year(tx: Transaction, year: int, *, period: int | None = None) -> tuple[TreasuryFigure, ...]:
    """The figures of a year, of one cut-off month where it is given, in the order of the months."""
    return _load(tx, "WHERE year = ?1 AND (?2 IS NULL OR period = ?2) ORDER BY period, rowid", (year, period))


def of_project(tx: Transaction, project_id: str) -> tuple[TreasuryFigure, ...]:
    """The figures of a project, oldest month first."""
    return _load(tx, "WHERE project_id = ? ORDER BY year, period", (project_id,))


def at(tx: Transaction, project_id: str, *, year: int, period: int) -> TreasuryFigure | None:
    """The figure of a project up to a month."""
    found = _load(tx, "WHERE project_id = ? AND year = ? AND period = ?", (project_id, year, period))
    return next(iter(found), None)


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[TreasuryFigure, ...]:
    rows = tx.query(select(_COLUMNS, "treasury_figure", where), params)
    return tuple(TreasuryFigure(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)


def _values(figure: TreasuryFigure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in _COLUMNS}
