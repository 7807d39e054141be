"""Account figures in the database, as ``domain.records.accounts`` values: one for each office, year, book, item and project."""

from __future__ import annotations

from jxdesk.domain.records.accounts import AccountFigure, AccountItem, AccountKind
from jxdesk.store.engine.columns import Values, insert, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = (
    "id",
    "office_id",
    "project_id",
    "year",
    "kind",
    "item",
    "amount_fen",
    "source_name",
    "document_number",
)


def put(tx: Transaction, figure: AccountFigure) -> None:
    """Writes a figure in the place of the one of the same office, year, book, item and project, which the log keeps."""
    same = tx.value(
        "SELECT id FROM account_figure WHERE office_id = ? AND year = ? AND kind = ? AND item = ?"
        " AND coalesce(project_id, '') = ?",
        (figure.office_id, figure.year, figure.kind.value, figure.item.value, figure.project_id),
    )
    if same is None:
        insert(tx, "account_figure", [_values(figure)])
        return
    tx.execute(
        "UPDATE account_figure SET amount_fen = ?, source_name = ?, document_number = ? WHERE id = ?",
        (figure.amount_fen, figure.source_name, figure.document_number, same),
    )


def remove(tx: Transaction, figure_id: str) -> None:
    """Takes a figure away."""
    tx.execute("DELETE FROM account_figure WHERE id = ?", (figure_id,))


def of_year(tx: Transaction, year: int) -> tuple[AccountFigure, ...]:
    """The figures of a year, office by office."""
    rows = tx.query(
        select(_COLUMNS, "account_figure", "WHERE year = ? ORDER BY office_id, kind, item, rowid"), (year,)
    )
    return tuple(_figure(dict(zip(_COLUMNS, row, strict=True))) for row in rows)


def _values(figure: AccountFigure) -> Values:
    values: Values = {name: getattr(figure, name) for name in _COLUMNS}
    values["project_id"] = figure.project_id or None
    values["kind"] = figure.kind.value
    values["item"] = figure.item.value
    return values


def _figure(values: Values) -> AccountFigure:
    values["project_id"] = values["project_id"] or ""
    values["kind"] = AccountKind(values["kind"])
    values["item"] = AccountItem(values["item"])
    return AccountFigure(**values)
