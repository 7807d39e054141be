"""Treasury rows: what the treasury has paid for each project up to a month, from an export in any layout. Used by taking lists in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.lists.free_tables import FreeTable, TableRow
from jxdesk.domain.lists.headings import heading_key
from jxdesk.domain.lists.list_cells import last_month_in, read_date, read_month, read_year
from jxdesk.domain.lists.list_rows import LeftOut, RowReader, finding, sort_rows
from jxdesk.domain.lists.matching import Matching
from jxdesk.domain.lists.project_rows import unit_name
from jxdesk.domain.lists.table_words import TableField, TableWords
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.money import format_fen

LAST_MONTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFigure:
    """What one export says was paid for one project, up to and with the month ``period``.

    Units: ``executed_fen`` 分; ``payments`` counts the rows that were added up.
    """

    rows: tuple[int, ...]
    year: int | None
    period: int | None
    name: str = ""
    code: str = ""
    unit: str = ""
    executed_fen: int | None = None
    payments: int = 1
    findings: tuple[Finding, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryReading:
    """What an export states; ``last_month`` is the cut-off that it was read with, None where it names none."""

    figures: tuple[ListedFigure, ...]
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    last_month: int | None


@dataclass(slots=True)
class _Paid:
    """One row of the export."""

    row: TableRow
    year: int | None
    month: int | None
    name: str
    code: str
    unit: str
    amount_fen: int | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, int | None]:
        return (self.code, "", self.year) if self.code else (self.name, self.unit, self.year)


def read_figures(
    table: FreeTable, matching: Matching, words: TableWords, *, year: int | None, period: int | None
) -> TreasuryReading:
    """The figures of an export; ``year`` holds where no column names one, ``period`` is the cut-off that somebody chose.

    Single payments are summed up to the cut-off; a column of running sums is taken as it stands. Without a chosen cut-off it
    is the month that the table's captions name, else the last month in its rows.
    """
    reader = RowReader(table, matching, words)
    sorted_rows = sort_rows(reader)
    left_out = list(sorted_rows.left_out)
    paid: list[_Paid] = []
    for row in sorted_rows.rows:
        state = heading_key(reader.text(row, TableField.PAYMENT_STATE))
        if state in words.unpaid:
            left_out.append(LeftOut(row.number, reader.text(row, TableField.NAME), f"没有付出去：{state}"))
        else:
            paid.append(_paid(reader, row, sorted_rows.groups[row.number], year))
    months = [one.month for one in paid if one.month is not None]
    cutoff = period or last_month_in(table.captions) or max(months, default=None)
    are_payments = _lists_payments(reader)
    if cutoff is not None:
        paid = _up_to(cutoff, paid, left_out, are_payments=are_payments)
    figures = _figures(paid, cutoff, are_payments=are_payments)
    findings = [*sorted_rows.findings, *_year_findings(figures)]
    left_out.sort(key=lambda one: one.row)
    return TreasuryReading(
        figures=tuple(figures), left_out=tuple(left_out), findings=tuple(findings), last_month=cutoff
    )


def _lists_payments(reader: RowReader) -> bool:
    """Whether each row is a payment of its own and not a running sum."""
    has = reader.matching.place_of
    if has(TableField.PAYMENT_AMOUNT) is None:
        return False
    return has(TableField.EXECUTED) is None or has(TableField.PAYMENT_DATE) is not None


def _paid(reader: RowReader, row: TableRow, group: str, year: int | None) -> _Paid:
    code, findings = reader.code(row)
    year_text, date_text = reader.text(row, TableField.YEAR), reader.text(row, TableField.PAYMENT_DATE)
    own_year = read_year(year_text) if year_text else None
    date = read_date(date_text, own_year or year)
    if date_text and date is None:
        findings.append(
            finding(
                row,
                "date-unreadable",
                f"第 {row.number} 行的支付日期“{date_text}”看不懂。",
                "请写成 2026-07-31 或 20260731 的样子。",
                TableField.PAYMENT_DATE,
                Severity.ERROR,
            )
        )
    month_text = reader.text(row, TableField.MONTH)
    field_ = TableField.PAYMENT_AMOUNT if _lists_payments(reader) else TableField.EXECUTED
    place = reader.matching.place_of(field_)
    amount: int | None = None
    if place is not None:
        amount, amount_findings = reader.amount(row, place)
        findings += amount_findings
    return _Paid(
        row=row,
        year=own_year or (date.year if date else None) or year,
        month=date.month if date else read_month(month_text),
        name=reader.text(row, TableField.NAME),
        code=code,
        unit=unit_name(reader.text(row, TableField.UNIT) or group),
        amount_fen=amount,
        findings=findings,
    )


def _up_to(cutoff: int, paid: Sequence[_Paid], left_out: list[LeftOut], *, are_payments: bool) -> list[_Paid]:
    """The rows up to the cut-off; of running sums with months only the last one of each project counts."""
    kept = []
    for one in paid:
        if one.month is not None and one.month > cutoff:
            left_out.append(LeftOut(one.row.number, one.name or one.code, f"在 {cutoff} 月以后"))
        else:
            kept.append(one)
    if are_payments:
        return kept
    newest: dict[tuple[str, str, int | None], int] = {}
    for one in kept:
        if one.month is not None:
            newest[one.key] = max(newest.get(one.key, 0), one.month)
    found = []
    for one in kept:
        if one.month is not None and one.month < newest[one.key]:
            left_out.append(
                LeftOut(one.row.number, one.name or one.code, f"{newest[one.key]} 月的累计数已包含它")
            )
        else:
            found.append(one)
    return found


def _figures(paid: Sequence[_Paid], cutoff: int | None, *, are_payments: bool) -> list[ListedFigure]:
    by_project: dict[tuple[str, str, int | None], list[_Paid]] = defaultdict(list)
    for one in paid:
        key = one.key if one.name or one.code else ("", str(one.row.number), one.year)
        by_project[key].append(one)
    return [_figure(rows, cutoff, are_payments=are_payments) for rows in by_project.values()]


def _figure(rows: Sequence[_Paid], cutoff: int | None, *, are_payments: bool) -> ListedFigure:
    first = rows[0]
    amounts = [one.amount_fen for one in rows if one.amount_fen is not None]
    findings = tuple(one for row in rows for one in row.findings)
    months = [one.month for one in rows if one.month is not None]
    period = cutoff if are_payments else max(months, default=cutoff)
    refusal = ""
    if not (first.name or first.code):
        refusal = "没有项目名称，也没有项目代码"
    elif first.year is None:
        refusal = "不知道是哪一年的：请在表题里写上年度，或加一列“年度”"
    elif period is None:
        refusal = "不知道截止到几月：请在表题里写上月份，或加一列“月份”"
    elif any(one.severity is Severity.ERROR and one.field != TableField.CODE for one in findings):
        refusal = "有看不懂的金额或日期，合起来的数不可靠，没有采用"
    elif not amounts:
        refusal = "没有金额"
    elif sum(amounts) < 0:
        refusal = f"合起来是负数（{format_fen(sum(amounts), MoneyUnit.YUAN)} 元），请核对退款"
    return ListedFigure(
        rows=tuple(one.row.number for one in rows),
        year=first.year,
        period=period,
        name=first.name,
        code=first.code,
        unit=first.unit,
        executed_fen=sum(amounts) if amounts else None,
        payments=len(amounts),
        findings=findings,
        refusal=refusal,
    )


def _year_findings(figures: Sequence[ListedFigure]) -> list[Finding]:
    years = sorted({figure.year for figure in figures if figure.year is not None})
    if len(years) < 2:
        return []
    return [
        Finding(
            severity=Severity.WARNING,
            code="several-years",
            message=f"表里有几个年度的支付：{'、'.join(map(str, years))}，各年分开算。",
            advice="请核对支付日期。",
        )
    ]
