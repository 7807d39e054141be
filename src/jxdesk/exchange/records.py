"""Records: domain values as the lines of a package, and checked lines as domain values again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import compress
from operator import attrgetter, itemgetter, ne
from typing import Any, Generic, TypeVar, cast

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
    "stage": _words(BudgetStage),
    "book": _words(BudgetBook),
    "dated": dt.date.fromisoformat,
}


_MOST_SHAPES = 10_000
_Read = tuple[int, Callable[[Any], Any]]


class _Reader(Generic[Value]):
    """Makes values of one class of checked records: for each set of keys it knows once where everything goes.

    ``but`` names fields that no record says, whatever it holds under such a key.
    """

    def __init__(
        self, kind: Callable[..., Value], mould: Mould[..., Value], *, but: Iterable[str] = ()
    ) -> None:
        self._cast = mould.cast
        known = fields(cast(Any, kind))
        # What has no default is required of a record, and was asked for when it was checked.
        self._blank = [_usual(field) for field in known]
        self._places = {field.name: place for place, field in enumerate(known)}
        self._open = {name: place for name, place in self._places.items() if name not in set(but)}
        self._shapes: dict[tuple[str, ...], tuple[Callable[[Any], Any], tuple[_Read, ...]]] = {}

    def value(self, record: Record, **given: object) -> Value:
        """The value of a record; what is ``given`` counts before it."""
        keys = tuple(record)
        take, reads = self._shapes.get(keys) or self._shape(keys)
        values = list(take([*record.values(), *self._blank]))
        for place, read in reads:
            values[place] = read(values[place])
        for name, item in given.items():
            values[self._places[name]] = item
        return self._cast(values)

    def values(self, records: Iterable[Record]) -> tuple[Value, ...]:
        """The values of records in the order in which these come."""
        return tuple(map(self.value, records))

    def lines(self, records: Iterable[Record]) -> tuple[Value, ...]:
        """The lines in their order in the form."""
        return self.values(sorted(records, key=_place))

    def _shape(self, keys: tuple[str, ...]) -> tuple[Callable[[Any], Any], tuple[_Read, ...]]:
        """How to take all fields at once out of what a record with these keys says and what is usual, and what to read then."""
        wanted = {place: len(keys) + place for place in range(len(self._blank))}
        reads = []
        for at, name in enumerate(keys):
            place = self._open.get(name)
            if place is not None:
                wanted[place] = at
                reads += [(place, _FROM_RECORD[name])] if name in _FROM_RECORD else []
        if len(self._shapes) >= _MOST_SHAPES:
            self._shapes.clear()
        found = self._shapes[keys] = itemgetter(*wanted.values()), tuple(reads)
        return found


def _usual(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return None if field.default_factory is MISSING else field.default_factory()


def _place(record: Record) -> tuple[int, str]:
    return record["position"], record["id"]


_money_lines = _Reader(MoneyLine, MONEY_LINES)
_indicator_lines = _Reader(IndicatorLine, INDICATOR_LINES)
_task_lines = _Reader(TaskLine, TASK_LINES)
_offices = _Reader(Office, Mould(Office), but=("parent_id",))
_budgets = _Reader(BudgetVersion, Mould(BudgetVersion))
_funding = _Reader(FundingLine, Mould(FundingLine))
_projects = _Reader(Project, Mould(Project), but=("budgets", "funding", "is_classified"))
_contents = _Reader(FilingContent, Mould(FilingContent), but=("answers",))


def to_office(record: Record) -> Office:
    """The office of a checked record."""
    return _offices.value(record)


def to_project(record: Record) -> Project:
    """The project of a checked record."""
    return _projects.value(
        record,
        budgets=_budgets.values(record.get("budgets", ())),
        funding=_funding.values(record.get("funding", ())),
    )


def to_filing(
    record: Record, money: Iterable[Record], indicators: Iterable[Record], tasks: Iterable[Record] = ()
) -> Filing:
    """The filing of checked records; its lines come back into their order."""
    content = _contents.value(
        record,
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
    return Attachment(
        id=record["id"],
        filing_id=record["filing_id"],
        slot=record.get("slot", ""),
        title=record.get("title", ""),
        original_name=record.get("original_name", ""),
        type=AttachmentType(record["type"]),
        sha256=record["sha256"],
        size=record["size"],
    )


def to_declared(record: Record) -> DeclaredText:
    """The template or rule pack of a checked record, its text put together."""
    return DeclaredText(id=record["id"], version=record["version"], text="".join(record["parts"]))


def unknown_fields(table: Table, record: Record) -> Record:
    """What a record carries beyond this release's fields; it is kept verbatim and sent on."""
    return {name: value for name, value in record.items() if name not in table.fields}
