"""Paper layouts: how papers that are no official form are laid out (requests, tallies, covers), as data with version and source.

A layout has rows above and below one table; every word in braces is put in when it is drawn. Used by the press.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis
from jxdesk.domain.templates.parts import Align, FormRow, Orientation, Signature, Span
from jxdesk.domain.templates.tables import read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """One column of the table: its heading and which value of a row stands in it."""

    span: Span
    label: str
    field: str
    align: Align = Align.CENTRE


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLayout:
    """One paper; ``bordered`` is false for pages that are no table, such as a cover.

    Units: ``widths`` millimetres.
    """

    id: str
    name: str
    version: str
    basis: Basis
    title: str
    subtitle: str
    orientation: Orientation
    widths: tuple[float, ...]
    fields: frozenset[str]
    head: tuple[FormRow, ...]
    columns: tuple[PaperColumn, ...]
    tail: tuple[FormRow, ...]
    signatures: tuple[Signature, ...]
    notes: tuple[str, ...]
    least_rows: int = 0
    row_height: float = 0.0
    bordered: bool = True

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> PaperLayout:
        """Reads a layout from its file.

        Raises: DeclarationError.
        """
        top = Table(mapping, where=str(mapping.get("id", "paper")))
        widths = tuple(float(width) for width in top.texts("widths"))
        if not widths or len(widths) > 26:
            raise top.refuse("widths", "要有 1 到 26 栏")
        fields = frozenset(top.texts("fields"))
        table = top.table("table")
        layout = cls(
            id=top.text("id"),
            name=top.text("name"),
            version=top.text("version"),
            basis=basis(top),
            title=top.text("title", ""),
            subtitle=top.text("subtitle", ""),
            orientation=top.word("orientation", Orientation, Orientation.PORTRAIT),
            widths=widths,
            fields=fields,
            head=read_rows(top, "head", fields, len(widths)),
            columns=() if table is None else _columns(table, fields, len(widths)),
            tail=read_rows(top, "tail", fields, len(widths)),
            signatures=tuple(_signature(one) for one in top.tables("signatures")),
            notes=top.texts("notes"),
            least_rows=0 if table is None else table.whole("least_rows", 0),
            row_height=0.0 if table is None else float(table.number("row_height") or 0),
            bordered=not top.flag("open"),
        )
        if table is not None:
            table.finish()
        top.finish()
        return layout


def _columns(table: Table, fields: frozenset[str], columns: int) -> tuple[PaperColumn, ...]:
    return tuple(_column(one, fields, columns) for one in table.tables("columns"))


def _column(table: Table, fields: frozenset[str], columns: int) -> PaperColumn:
    text = table.text("columns")
    try:
        span = Span.parse(text)
    except ValueError:
        raise table.refuse("columns", f"应写成 C 或 C:F，写的是 {text!r}") from None
    if span.last >= columns:
        raise table.refuse("columns", f"{text} 超出了 {columns} 栏")
    field = table.text("field")
    if field not in fields:
        raise table.refuse("field", f"没有在 fields 里写 {field!r}")
    column = PaperColumn(
        span=span,
        label=table.text("label"),
        field=field,
        align=table.word("align", Align, Align.CENTRE),
    )
    table.finish()
    return column


def _signature(table: Table) -> Signature:
    signature = Signature(label=table.text("label"), field=table.text("field", ""))
    table.finish()
    return signature
