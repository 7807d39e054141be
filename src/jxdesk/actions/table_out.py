"""Table out: any list of the window as a workbook, as it is filtered and ordered, with its sums in the last row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import assert_never

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.lists import ListColumn, ListKind, ListValue, write_list
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.lists.shown_list import Holds, ShownColumn, ShownList, ShownValue
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.store.safety import atomic

PRACTICE_MARK = "练习数据，不得报送"
WIDEST = 48
LOOKED_AT = 200
"""So many rows are looked at for the width of a column."""


class TableNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The file could not be written."""

    code = "JX-EXPORT"


def table_out(
    workspace: Workspace,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    to: Path,
    *,
    caption: str,
    numbers: Sequence[int] = (),
    summed: Sequence[int] = (),
) -> int:
    """Writes rows of texts as they are shown; the columns ``numbers`` become numbers, ``summed`` ones are added up.

    A text in a column of numbers that is none stays text. Answers how many rows were written.

    Raises: TableNotWritten.
    """
    columns = [
        ListColumn(
            heading,
            _width(heading, (row[place] for row in rows[:LOOKED_AT])),
            ListKind.NUMBER if place in numbers else ListKind.TEXT,
        )
        for place, heading in enumerate(headings)
    ]
    values = [[_value(text, place in numbers) for place, text in enumerate(row)] for row in rows]
    last: list[ListValue] = [None] * len(headings)
    for place in summed:
        last[place] = sum((cell for row in values if isinstance(cell := row[place], Decimal)), Decimal(0))
    if 0 not in summed:
        last[0] = f"合计 {len(rows)} 行"
    return _write(workspace, name, columns, values, last, to, caption)


def shown_out(workspace: Workspace, shown: ShownList, to: Path) -> int:
    """Writes a list with every 分 of its amounts, in the unit in which the screen shows it; answers how many rows.

    Raises: TableNotWritten.
    """
    columns = [
        _column(column, [row[place] for row in shown.rows[:LOOKED_AT]], shown.unit)
        for place, column in enumerate(shown.columns)
    ]
    is_rate = [column.holds is Holds.RATE for column in shown.columns]
    rows = [
        [
            Decimal(value).scaleb(-4) if is_rate[place] and isinstance(value, int) else value
            for place, value in enumerate(row)
        ]
        for row in (*shown.rows, shown.totals)
    ]
    return _write(workspace, shown.name, columns, rows[:-1], rows[-1], to, shown.caption)


def _column(column: ShownColumn, values: Sequence[ShownValue], unit: MoneyUnit) -> ListColumn:
    match column.holds:
        case Holds.TEXT:
            return ListColumn(column.label, _width(column.label, (str(value or "") for value in values)))
        case Holds.COUNT:
            return ListColumn(column.label, _width(column.label, ()), ListKind.NUMBER)
        case Holds.RATE:
            return ListColumn(column.label, 10, ListKind.RATE)
        case Holds.MONEY:
            kind = ListKind.YUAN if unit is MoneyUnit.YUAN else ListKind.WAN
            return ListColumn(f"{column.label}（{unit.value}）", 20, kind)
        case _:
            assert_never(column.holds)


def _width(heading: str, texts: Iterable[str]) -> int:
    """Units: half-width characters."""
    return min(WIDEST, 4 + max(2 * len(text) for text in (heading, *texts)))


def _write(
    workspace: Workspace,
    name: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[ListValue]],
    totals: Sequence[ListValue],
    to: Path,
    caption: str,
) -> int:
    buffer = BytesIO()
    head = f"{PRACTICE_MARK}　{caption}" if workspace.practice else caption
    count = write_list(name, columns, rows, buffer, caption=head, totals=totals)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise TableNotWritten(
            "文件没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、是否写保护、同名文件是否正在 WPS 里打开，再导出一次。",
        ) from error
    return count


def _value(text: str, is_number: bool) -> ListValue:
    """The number that a cell shows, where it shows one."""
    if not is_number:
        return text
    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation:
        return text
