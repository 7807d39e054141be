"""Past forms in a package: each record of an earlier state of a form is the text of one desk row, checked like any other record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from jxdesk.domain.records.filings import Filing, FilingContent
from jxdesk.domain.sending.desk_rows import PAST, DeskRow
from jxdesk.domain.sending.past_forms import Moment, PastForms
from jxdesk.exchange import canonical, records
from jxdesk.exchange.record_model import FILING, INDICATOR_LINE, MONEY_LINE, TASK_LINE, Record
from jxdesk.exchange.refusals import PackageRefused, Refusal

_TABLES = {table.name: table for table in (FILING, MONEY_LINE, INDICATOR_LINE, TASK_LINE)}


@dataclass(slots=True)
class _Found:
    """The records of one earlier state, by their table."""

    heads: list[Record] = field(default_factory=list)
    lines: dict[str, list[Record]] = field(default_factory=dict)


def past_rows(filing: Filing, past: PastForms) -> Iterator[DeskRow]:
    """The rows that say how a filing was; where it still says the same, one row that says no more.

    A state with a record that is too long for one text is left out.

    Raises: Unsendable.
    """
    for moment, content in past.items():
        said = {"filing_id": filing.id, "moment": moment.value}
        if content is None or content == filing.content:
            yield DeskRow(table=PAST, cells={"id": f"{moment.value}/{filing.id}", **said})
            continue
        found = list(_lines(replace(filing, content=content, vector={})))
        if any(len(line) > canonical.MAX_TEXT_BYTES for _, _, line in found):
            continue
        for table, identity, line in found:
            row_id = f"{moment.value}/{table}/{identity}"
            text = line.decode().removesuffix("\n")
            yield DeskRow(table=PAST, cells={"id": row_id, **said, "of_table": table, "record": text})


def _lines(filing: Filing) -> Iterator[tuple[str, str, bytes]]:
    lines = records.filing_lines(filing)
    yield (FILING.name, *lines.filing)
    for table, found in (
        (MONEY_LINE, lines.money),
        (INDICATOR_LINE, lines.indicators),
        (TASK_LINE, lines.tasks),
    ):
        for line in found:
            yield (table.name, *line)


def check_past_row(values: Record, where: str, filings: Collection[str]) -> None:
    """Looks at the cells of one row before anything of it is used; ``filings`` are those of the package.

    Raises: PackageRefused.
    """
    filing_id, moment = values.get("filing_id"), values.get("moment")
    fits = filing_id in filings and moment in [one.value for one in Moment]
    if not fits or ("record" in values and not _is_record_of(values, where)):
        raise PackageRefused(Refusal.RECORD, f"{where}：{values['id']}")


def _is_record_of(values: Record, where: str) -> bool:
    """Whether a row holds a legal record of the filing that it names."""
    table, text = _TABLES.get(values.get("of_table", "")), values["record"]
    if table is None or type(text) is not str:
        return False
    record = _record(text, where)
    owner = "id" if table is FILING else "filing_id"
    return table.takes(record) and record[owner] == values["filing_id"]


def _record(text: str, where: str) -> Record:
    found: Record = canonical.decode(text.encode("utf-8", "surrogatepass"), where=where)
    return found


def past_forms(rows: Iterable[DeskRow]) -> dict[str, PastForms]:
    """What checked rows say, by filing; a state without its head is left out."""
    found: dict[str, dict[Moment, _Found]] = {}
    for row in rows:
        moment = Moment(str(row.cells["moment"]))
        state = found.setdefault(str(row.cells["filing_id"]), {}).setdefault(moment, _Found())
        if "record" not in row.cells:
            continue
        record = _record(str(row.cells["record"]), PAST)
        table = str(row.cells["of_table"])
        if table == FILING.name:
            state.heads.append(record)
        else:
            state.lines.setdefault(table, []).append(record)
    return {
        filing_id: {moment: _content(state) for moment, state in states.items() if _is_whole(state)}
        for filing_id, states in found.items()
    }


def _is_whole(state: _Found) -> bool:
    return bool(state.heads) or not state.lines


def _content(state: _Found) -> FilingContent | None:
    if not state.heads:
        return None
    of_tables = (state.lines.get(table.name, ()) for table in (MONEY_LINE, INDICATOR_LINE, TASK_LINE))
    return records.to_filing(state.heads[0], *of_tables).content
