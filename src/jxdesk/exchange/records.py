"""Records: domain values as the lines of a package, and checked lines as domain values again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import compress
from operator import attrgetter, ne
from typing import Any, Generic, TypeVar

import orjson

from jxdesk.domain.errors import JxError
from jxdesk.domain.moulds import Mould
from jxdesk.domain.records.filings import (
    Comparator,
    DeviationCause,
    Direction,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
    TaskLine,
    ValueMode,
)
from jxdesk.domain.records.line_moulds import INDICATOR_LINES, MONEY_LINES, TASK_LINES
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import Attachment, AttachmentType, DeclaredText
from jxdesk.domain.records.projects import (
    BudgetBook,
    BudgetStage,
    BudgetVersion,
    FundingLine,
    Project,
    ProjectClass,
)
from jxdesk.exchange import canonical
from jxdesk.exchange.record_fields import DECIMAL
from jxdesk.exchange.record_model import (
    ATTACHMENT,
    FILING,
    INDICATOR_LINE,
    MONEY_LINE,
    OFFICE,
    PROJECT,
    TASK_LINE,
    Record,
    Table,
)

PART_CHARACTERS = 16_000
Value = TypeVar("Value")


class Unsendable(JxError):  # noqa: N818 - a verdict on a value, shown as a reason beside the filing
    """A value that has no place in a package; the filing stays behind and is named."""

    code = "JX-UNSENDABLE"


# One record, ready to be sorted and written: its id and its bytes.
Line = tuple[str, bytes]


class _Writer:
    """Turns values of one class into records: one look at all attributes, and defaults left out."""

    def __init__(self, kind: type, table: Table, *, but: Iterable[str] = ()) -> None:
        wanted = [field for field in fields(kind) if field.name in table.fields and field.name not in but]
        plain = [field for field in wanted if field.name not in _NUMBERS]
        self._names = tuple(field.name for field in plain)
        self._defaults = tuple(_left_out(field, table) for field in plain)
        self._values = attrgetter(*self._names)
        self._numbers = tuple(field.name for field in wanted if field.name in _NUMBERS)

    def record(self, value: object) -> Record:
        values = self._values(value)
        # Pairs and choice stay in C: this runs once for each of some sixty thousand lines.
        found = dict(compress(zip(self._names, values, strict=True), map(ne, values, self._defaults)))
        for name in self._numbers:
            number = getattr(value, name)
            if number is not None:
                found[name] = number_text(str(number))
        return found


def _left_out(field: Field[Any], table: Table) -> object:
    """The value that an absent field stands for; MISSING where the field is never absent."""
    if field.name in table.required:
        return MISSING
    return "" if field.default is MISSING else field.default


_NUMBERS = frozenset(
    {
        "target",
        "target_high",
        "actual",
        "weight",
        "judged_percent",
        "manual_score",
        "execution_weight",
        "forecast",
    }
)

_office = _Writer(Office, OFFICE)
_project = _Writer(Project, PROJECT, but=("budgets", "funding"))
_head = _Writer(FilingContent, FILING, but=("answers", "year"))
_money = _Writer(MoneyLine, MONEY_LINE)
_indicator = _Writer(IndicatorLine, INDICATOR_LINE)
_task = _Writer(TaskLine, TASK_LINE)
_attachment = _Writer(Attachment, ATTACHMENT)


@lru_cache(maxsize=65_536)
def number_text(printed: str) -> str:
    """The one legal text of a number: no exponent, no zeros behind, six decimals and sixteen digits at most."""
    if DECIMAL.fullmatch(printed) is not None:
        return printed
    text = format(Decimal(printed), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    if DECIMAL.fullmatch(text) is None:
        raise Unsendable("数字的小数超过六位，或位数太多。", facts=printed)
    return text


def line_of(record: Record) -> Line:
    """A record as it is written.

    Raises: Unsendable for texts that no file can hold.
    """
    try:
        # Putting the line end behind makes a copy of the right size; orjson's own bytes hold on to some four kilobytes.
        data = orjson.dumps(record, option=canonical.CANONICAL) + b"\n"
    except orjson.JSONEncodeError:
        raise Unsendable("含有无法写成文件的文字或过大的数。", facts=str(record["id"])) from None
    if len(data) > canonical.MAX_TEXT_BYTES and (
        len(data) > canonical.MAX_LINE_BYTES or canonical.find_fault(orjson.loads(data)) is not None
    ):
        raise Unsendable("文字太长，一项最多约两万字。", facts=str(record["id"]))
    return record["id"], data


def office_line(office: Office) -> Line:
    """The record of an office; its parent is told by its path."""
    return line_of(_office.record(office))


def project_line(project: Project) -> Line:
    """The record of a project.

    Raises: Unsendable for a classified project, of which nothing may travel.
    """
    if project.is_classified:
        raise Unsendable("涉密项目不装入数据包。")
    record = _project.record(project)
    if project.budgets:
        record["budgets"] = [
            without_blanks(
                stage=version.stage.value,
                amount_fen=version.amount_fen,
                dated=version.dated.isoformat() if version.dated else "",
                document_number=version.document_number,
            )
            for version in project.budgets
        ]
    if project.funding:
        record["funding"] = [
            without_blanks(
                source=funding.source,
                book=funding.book.value,
                amount_fen=funding.amount_fen,
                document_number=funding.document_number,
            )
            | {"source": funding.source}
            for funding in project.funding
        ]
    return line_of(record)


def without_blanks(**values: Any) -> Record:
    """A record, or a part of one, in which blank texts are absent."""
    return {name: value for name, value in values.items() if value != ""}


@dataclass(frozen=True, slots=True)
class FilingLines:
    """The records of one filing."""

    filing: Line
    money: list[Line]
    indicators: list[Line]
    tasks: list[Line]


def filing_lines(filing: Filing, *, round_: int = 1, stands: Mapping[str, str] | None = None) -> FilingLines:
    """The records of a filing and of its lines, which keep their order as ``position``.

    ``round_`` counts how often it was sealed to go up; the first time is not said. ``stands`` are the words of where it stands.

    Raises: Unsendable.
    """
    content = filing.content
    record = _head.record(content)
    record["id"] = filing.id
    record["office_id"] = filing.office_id
    record["form"] = content.form.value
    record["year"] = content.year
    if filing.project_id:
        record["project_id"] = filing.project_id
    if filing.filled_with:
        record["filled_with"] = filing.filled_with
    if content.answers:
        record["answers"] = dict(content.answers)
        if any(canonical.PLAIN_KEY.fullmatch(name) is None for name in content.answers):
            raise Unsendable("表样的字段名不合规定。", facts=content.template_id)
    if filing.replaces_id:
        record["replaces_id"] = filing.replaces_id
    if round_ > 1:
        record["round"] = round_
    record.update(stands or {})
    if filing.vector:
        record["vector"] = [_vector_entry(place, n) for place, n in sorted(filing.vector.items())]
    return FilingLines(
        line_of(record),
        _placed(_money, content.money_lines, filing.id),
        _placed(_indicator, content.indicator_lines, filing.id),
        _placed(_task, content.task_lines, filing.id),
    )


def _placed(writer: _Writer, lines: Sequence[object], filing_id: str) -> list[Line]:
    placed = []
    for position, line in enumerate(lines):
        record = writer.record(line)
        record["filing_id"] = filing_id
        record["position"] = position
        placed.append(line_of(record))
    return placed


def _vector_entry(place: str, n: int) -> Record:
    device, _, epoch = place.partition(":")
    return {"device": device, "epoch": int(epoch or 0), "n": n}


def attachment_line(attachment: Attachment) -> Line:
    """The index row of a piece of evidence."""
    return line_of(_attachment.record(attachment))


def declared_line(declared: DeclaredText) -> Line:
    """The record of a template or a rule pack, its text cut into parts that fit into one text each."""
    return line_of({"id": declared.id, "parts": parts_of(declared.text), "version": declared.version})


def parts_of(text: str) -> list[str]:
    """A long text in parts that fit into one text of a record each."""
    return [text[at : at + PART_CHARACTERS] for at in range(0, len(text), PART_CHARACTERS)]


def _words(kind: type[StrEnum]) -> Callable[[Any], Any]:
    """Looks a word up: lines are many, and asking the class takes ten times as long."""
    return {one.value: one for one in kind}.__getitem__


_FROM_RECORD: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_NUMBERS, lru_cache(maxsize=65_536)(Decimal)),
    "comparator": _words(Comparator),
    "direction": _words(Direction),
    "value_mode": _words(ValueMode),
    "likelihood": _words(Likelihood),
    "causes": lambda words: tuple(DeviationCause(word) for word in words),
    "project_ids": tuple,
    "starts_on": dt.date.fromisoformat,
    "ends_on": dt.date.fromisoformat,
    "withdrawn_on": dt.date.fromisoformat,
    "key": _words(MoneyKey),
    "form": _words(Form),
    "money_unit": _words(MoneyUnit),
    "level": _words(OfficeLevel),
    "project_class": _words(ProjectClass),
    "type": _words(AttachmentType),
    "stage": _words(BudgetStage),
    "book": _words(BudgetBook),
    "dated": dt.date.fromisoformat,
}


class _Reader(Generic[Value]):
    """Makes lines of one class of checked records: a row of defaults, and what the record says put into its places."""

    def __init__(self, mould: Mould[..., Value], kind: type) -> None:
        self._mould = mould
        # What has no default is required of a record, and was asked for when it was checked.
        self._blank = [None if field.default is MISSING else field.default for field in fields(kind)]
        self._places = {
            field.name: (place, _FROM_RECORD.get(field.name)) for place, field in enumerate(fields(kind))
        }

    def line(self, record: Record) -> Value:
        values = self._blank.copy()
        for name, item in record.items():
            known = self._places.get(name)
            if known is not None:
                place, read = known
                values[place] = item if read is None else read(item)
        return self._mould.cast(values)

    def lines(self, records: Iterable[Record]) -> tuple[Value, ...]:
        """The lines in their order in the form."""
        return tuple(map(self.line, sorted(records, key=_place)))


def _place(record: Record) -> tuple[int, str]:
    return record["position"], record["id"]


_money_lines = _Reader(MONEY_LINES, MoneyLine)
_indicator_lines = _Reader(INDICATOR_LINES, IndicatorLine)
_task_lines = _Reader(TASK_LINES, TaskLine)


_FIELDS: Mapping[type, frozenset[str]] = {
    kind: frozenset(field.name for field in fields(kind))
    for kind in (Office, Project, BudgetVersion, FundingLine, FilingContent, Attachment)
}


def _value(kind: type[Value], record: Record, **given: Any) -> Value:
    names = _FIELDS[kind]
    read = {
        name: _FROM_RECORD[name](item) if name in _FROM_RECORD else item
        for name, item in record.items()
        if name in names
    }
    return kind(**read | given)


def to_office(record: Record) -> Office:
    """The office of a checked record."""
    return _value(Office, record)


def to_project(record: Record) -> Project:
    """The project of a checked record."""
    return _value(
        Project,
        record,
        budgets=tuple(_value(BudgetVersion, item) for item in record.get("budgets", ())),
        funding=tuple(_value(FundingLine, item) for item in record.get("funding", ())),
        is_classified=False,
    )


def to_filing(
    record: Record, money: Iterable[Record], indicators: Iterable[Record], tasks: Iterable[Record] = ()
) -> Filing:
    """The filing of checked records; its lines come back into their order."""
    content = _value(
        FilingContent,
        {name: item for name, item in record.items() if name not in ("id", "office_id", "project_id")},
        template_id=record.get("template_id", ""),
        money_lines=_money_lines.lines(money),
        indicator_lines=_indicator_lines.lines(indicators),
        task_lines=_task_lines.lines(tasks),
        answers=dict(record.get("answers", {})),
    )
    return Filing(
        id=record["id"],
        office_id=record["office_id"],
        project_id=record.get("project_id", ""),
        content=content,
        state=FilingState.SEALED,
        filled_with=record.get("filled_with", ""),
        replaces_id=record.get("replaces_id", ""),
        vector=to_vector(record),
    )


def to_vector(record: Record) -> dict[str, int]:
    """The version vector that the record of a filing carries."""
    return {f"{entry['device']}:{entry['epoch']}": entry["n"] for entry in record.get("vector", ())}


def to_attachment(record: Record) -> Attachment:
    """The index row of a checked record."""
    return _value(Attachment, record)


def to_declared(record: Record) -> DeclaredText:
    """The template or rule pack of a checked record, its text put together."""
    return DeclaredText(id=record["id"], version=record["version"], text="".join(record["parts"]))


def unknown_fields(table: Table, record: Record) -> Record:
    """What a record carries beyond this release's fields; it is kept verbatim and sent on."""
    return {name: value for name, value in record.items() if name not in table.fields}
