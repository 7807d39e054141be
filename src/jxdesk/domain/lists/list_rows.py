"""List rows: tells the rows of a free table that state something from totals, group headings, notes and blanks, which are named. Used by project and treasury rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.lists.free_tables import FreeTable, TableCell, TableRow
from jxdesk.domain.lists.headings import bare_key, heading_key
from jxdesk.domain.lists.list_cells import is_lost_code, is_project_code, plain_code
from jxdesk.domain.lists.matching import Matching
from jxdesk.domain.lists.table_words import CellShape, KindWords, TableField, TableWords
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import AmountState, parse_amount
from jxdesk.domain.values.money_words import unit_in
from jxdesk.domain.values.row_numbers import listed

SERIAL_HEADINGS = frozenset({"序号", "编号", "序", "行号", "行次"})
_HAN_SERIAL = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.]?")
_NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填表人|填报人|制表|制表人|审核人|复核|单位负责人|打印日期|打印时间|填报日期)(?:\d|[:、.]|$)|第\d+页"
)
_COUNTED = re.compile(r"共?\d+(?:个|项|笔|条)?(?:项目|单位)?$")
"""``合计12个项目``: a total that counts its rows."""
_NAMING = frozenset(
    {
        TableField.NAME,
        TableField.CODE,
        TableField.UNIT,
        TableField.DEPARTMENT,
        TableField.PROJECT_CLASS,
        TableField.SECTOR,
    }
)
_BLANK = TableCell()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not taken because it states nothing of its own, and why."""

    row: int
    text: str
    reason: str


@dataclass(slots=True)
class SortedRows:
    """The rows that state something; ``groups`` names the group heading that a row stands under."""

    rows: list[TableRow] = field(default_factory=list)
    totals: list[TableRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class RowReader:
    """Reads the cells of one row by what its columns were matched to."""

    def __init__(self, table: FreeTable, matching: Matching, words: TableWords) -> None:
        self.table = table
        self.matching = matching
        self.words = words
        self.kind_words: KindWords = words.kinds[matching.kind]
        self._places = {one: place for place, one in reversed(list(enumerate(matching.fields))) if one}
        self._units = [unit_in(heading) or matching.unit or MoneyUnit.YUAN for heading in table.headings]

    def cell(self, row: TableRow, field: TableField) -> TableCell:
        """The cell of a field; a blank one where no column has it."""
        place = self._places.get(field)
        return _BLANK if place is None else row.cells[place]

    def text(self, row: TableRow, field: TableField) -> str:
        """The text of a field in one line; empty where the cell says nothing."""
        cell = self.cell(row, field)
        text = re.sub(r"\s+", " ", cell.text).strip()
        return "" if cell.is_faulty or says_nothing(text) else text

    def code(self, row: TableRow) -> tuple[str, list[Finding]]:
        """The project code; one that a spreadsheet has turned into a number is refused and not guessed."""
        cell = self.cell(row, TableField.CODE)
        text = plain_code(cell.text)
        if says_nothing(text) or cell.is_faulty:
            return "", []
        if is_lost_code(cell):
            return "", [
                finding(
                    row,
                    "code-as-number",
                    f"第 {row.number} 行的项目代码在表里成了数字 {cell.text.strip()}，末尾几位可能已经丢失，没有采用。",
                    "请先把这一列的单元格格式设为“文本”，再从原系统导出或重填代码。",
                    TableField.CODE,
                    Severity.ERROR,
                )
            ]
        return text, []

    def amount(self, row: TableRow, place: int) -> tuple[int | None, list[Finding]]:
        """The amount of a column.

        Units: 分; None for a cell that is blank, covered by the merged one above or not an amount.
        """
        cell = row.cells[place]
        if cell.from_above:
            return None, []
        heading = self.table.headings[place] or f"第 {place + 1} 列"
        if cell.is_faulty:
            return None, [self._unreadable(row, heading, cell.text)]
        reading = parse_amount(cell.text, self._units[place])
        match reading.state:
            case AmountState.BLANK:
                return None, []
            case AmountState.UNREADABLE:
                return None, [self._unreadable(row, heading, cell.text)]
            case _:
                pass
        if not reading.rounded:
            return reading.fen, []
        return reading.fen, [
            finding(
                row,
                "amount-rounded",
                f"第 {row.number} 行的“{heading}”{cell.text.strip()} 不足一分的部分四舍五入了。",
                "请核对金额，或在表里把它改到分。",
                severity=Severity.ADVICE,
            )
        ]

    def _unreadable(self, row: TableRow, heading: str, text: str) -> Finding:
        return finding(
            row,
            "value-unreadable",
            f"第 {row.number} 行的“{heading}”写的是“{text.strip()}”，不是金额，没有采用。",
            "请在表里改成数字，或写明单位（如 12.5万元），再导入。",
            severity=Severity.ERROR,
        )

    def is_empty(self, row: TableRow) -> bool:
        """Whether no cell of the row says anything of its own."""
        return all(cell.from_above or says_nothing(cell.text) for cell in row.cells)


def finding(
    row: TableRow,
    code: str,
    message: str,
    advice: str,
    field: TableField | None = None,
    severity: Severity = Severity.WARNING,
) -> Finding:
    """A finding at a row of the table."""
    return Finding(
        severity=severity,
        code=code,
        message=message,
        advice=advice,
        row=row.number,
        field="" if field is None else field.value,
    )


def sort_rows(reader: RowReader) -> SortedRows:
    """Which rows of the table state something, and which are left out and why."""
    found = SortedRows(findings=list(reader.table.findings))
    rows = [row for row in reader.table.rows if not reader.is_empty(row)]
    groups = _group_rows(reader, rows)
    group = ""
    for row in rows:
        first = _first_words(row)
        if (reason := _total_reason(reader, row)) is not None:
            found.left_out.append(LeftOut(row.number, first, reason))
            if reason == "合计行":
                found.totals.append(row)
        elif row.number in groups:
            group = reader.text(row, TableField.NAME) or first
            found.left_out.append(LeftOut(row.number, first, "分组的行，不是项目"))
        elif _is_note(reader, row):
            found.left_out.append(LeftOut(row.number, first, "表下的说明"))
        else:
            found.rows.append(row)
            found.groups[row.number] = group
    _name_hidden(found)
    for number in reader.table.repeated_heads:
        found.left_out.append(LeftOut(number, "", "重复的表头"))
    found.left_out.sort(key=lambda one: one.row)
    return found


def _first_words(row: TableRow) -> str:
    return next((cell.text.strip() for cell in row.cells if cell.text.strip()), "")


def _labels(reader: RowReader, row: TableRow) -> Iterator[str]:
    """The texts of the row in which a total would call itself one: its first words, and what its columns of names say."""
    is_first = True
    for cell, field_ in zip(row.cells, reader.matching.fields, strict=False):
        key = re.sub(r"\s+", "", fold(cell.text))
        if not key or cell.from_above or cell.is_number or re.fullmatch(r"[\d.,%-]+", key):
            continue
        if is_first or field_ is None or field_ in _NAMING:
            yield _COUNTED.sub("", bare_key(key.partition(":")[0]))
        is_first = False


def _total_reason(reader: RowReader, row: TableRow) -> str | None:
    """Why the row is a total or a subtotal, None where it is neither: a project code says that it is none, and any other code
    that only a row is one which calls itself nothing else.
    """
    words = reader.words
    cell = reader.cell(row, TableField.CODE)
    code = "" if says_nothing(cell.text) or cell.from_above else plain_code(cell.text)
    if is_project_code(code):
        return None
    for label in _labels(reader, row):
        if label in words.totals:
            return "合计行"
        if label in words.subtotals or (label.endswith(words.subtotal_ends) and (not code or label == code)):
            return "小计行"
    return None


def _is_note(reader: RowReader, row: TableRow) -> bool:
    """Whether the row is a remark, a signature line or the foot of a page."""
    filled = [cell for cell in row.cells if cell.text.strip()]
    return len(filled) <= 3 and _NOTE.match(re.sub(r"\s+", "", fold(filled[0].text))) is not None


def _group_rows(reader: RowReader, rows: Sequence[TableRow]) -> set[int]:
    """The rows that head the projects below them: an office, a kind; they carry no code where projects do, or 一、二、三."""
    return _uncoded_heads(reader, rows) | _han_numbered(reader, rows)


def _uncoded_heads(reader: RowReader, rows: Sequence[TableRow]) -> set[int]:
    place = reader.matching.place_of(TableField.CODE)
    if place is None:
        return set()
    coded = [not says_nothing(row.cells[place].text) for row in rows]
    if not any(coded):
        return set()
    found = set()
    for number, row in enumerate(rows):
        if coded[number] or number + 1 >= len(rows) or not coded[number + 1]:
            continue
        below = []
        for other in range(number + 1, len(rows)):
            if not coded[other]:
                break
            below.append(rows[other])
        if _adds_up(reader, row, below):
            found.add(row.number)
    return found


def _adds_up(reader: RowReader, head: TableRow, below: Sequence[TableRow]) -> bool:
    """Whether the amounts of a row are the sums of the rows below it, or it has none."""
    for place, field_ in enumerate(reader.matching.fields):
        if field_ is None or reader.kind_words.fields[field_].shape is not CellShape.MONEY:
            continue
        amount, _ = reader.amount(head, place)
        if amount is not None and amount != sum(reader.amount(row, place)[0] or 0 for row in below):
            return False
    return True


def _han_numbered(reader: RowReader, rows: Sequence[TableRow]) -> set[int]:
    place = next(
        (n for n, heading in enumerate(reader.table.headings) if heading_key(heading) in SERIAL_HEADINGS),
        None,
    )
    if place is None:
        return set()
    serials = {row.number: fold(row.cells[place].text) for row in rows if not row.cells[place].from_above}
    if not any(serial.isdecimal() for serial in serials.values()):
        return set()
    return {number for number, serial in serials.items() if _HAN_SERIAL.fullmatch(serial)}


def _name_hidden(found: SortedRows) -> None:
    hidden = [row.number for row in found.rows if row.is_hidden]
    if hidden:
        found.findings.append(
            Finding(
                severity=Severity.WARNING,
                code="hidden-rows",
                message=f"第 {listed(hidden)} 行在表里是隐藏或筛选掉的，也一并读取了。",
                advice="不要的行请在表里删除（不是隐藏）再导入。",
                row=hidden[0],
            )
        )
