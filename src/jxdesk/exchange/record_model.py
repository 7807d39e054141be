"""The strict model of the records in a package: which table carries which fields of which type.

A field that is absent has the default of its domain value; null never appears. Fields that this release does not know
are kept verbatim. Checking is by shape: keys and types of a record are looked up as one, values one by one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.filings import Comparator, Direction, Form, MoneyKey, MoneyUnit, ValueMode
from jxdesk.domain.offices import OfficeLevel
from jxdesk.domain.packages import AttachmentType
from jxdesk.domain.projects import BudgetBook, BudgetStage, ProjectClass
from jxdesk.exchange import canonical
from jxdesk.exchange.certificates import ORG
from jxdesk.exchange.refusals import PackageRefused, Refusal

Record = dict[str, Any]

ID = re.compile(r"[0-9a-z][0-9a-z_-]{0,39}")
_IDS = re.compile(rf"(?:{ID.pattern}\n)*")
DECLARED_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}")
DECIMAL = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{0,5}[1-9])?")
SHA256 = re.compile(r"[0-9a-f]{64}")
DEVICE = re.compile(r"[0-9a-f]{1,64}")
_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Field:
    """The type of one field and, where the type alone does not say it, what its values must satisfy."""

    type: type
    is_legal: Callable[[Any], bool] | None = None


def _pattern(pattern: re.Pattern[str]) -> Field:
    return Field(str, lambda value: pattern.fullmatch(value) is not None)


def _word(words: type[StrEnum]) -> Field:
    known = frozenset(word.value for word in words)
    return Field(str, lambda value: value in known)


def _whole(least: int, most: int) -> Field:
    return Field(int, lambda value: least <= value <= most)


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _list_of(fields: Mapping[str, Field], required: frozenset[str]) -> Field:
    def is_legal(value: list[Any]) -> bool:
        return all(_is_part(item, fields, required) for item in value)

    return Field(list, is_legal)


def _is_part(item: Any, fields: Mapping[str, Field], required: frozenset[str]) -> bool:
    if type(item) is not dict or not required <= item.keys():
        return False
    for name, value in item.items():
        wanted = fields.get(name)
        if wanted is None:
            if canonical.find_fault({name: value}, depth=3) is not None:
                return False
        elif type(value) is not wanted.type or (wanted.is_legal is not None and not wanted.is_legal(value)):
            return False
    return True


def _is_answers(value: dict[str, Any]) -> bool:
    return all(
        type(text) is str and canonical.PLAIN_KEY.fullmatch(name) is not None for name, text in value.items()
    )


def _is_texts(value: list[Any]) -> bool:
    return all(type(text) is str for text in value)


_ID = _pattern(ID)
_TEXT = Field(str)
_FLAG = Field(bool)
_FEN = Field(int)
_NUMBER = _pattern(DECIMAL)
_POSITION = _whole(0, 1_000_000)
_ROW = _whole(1, 2_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table of a package."""

    name: str
    fields: Mapping[str, Field]
    required: frozenset[str]

    @property
    def member(self) -> str:
        """The name of the table's member."""
        return f"data/{self.name}.ndjson"


def _table(name: str, required: str, /, **fields: Field) -> Table:
    return Table(name, {"id": _ID, **fields}, frozenset({"id", *required.split()}))


OFFICE = _table(
    "office",
    "path name level",
    path=_pattern(ORG),
    name=_TEXT,
    level=_word(OfficeLevel),
    region_code=_TEXT,
    credit_code=_TEXT,
    department_code=_TEXT,
    unit_code=_TEXT,
    is_department=_FLAG,
    is_exempt=_FLAG,
    valid_from=_TEXT,
    valid_to=_TEXT,
)

PROJECT = _table(
    "project",
    "office_id fiscal_year",
    office_id=_ID,
    fiscal_year=_whole(1900, 2999),
    name=_TEXT,
    code=_TEXT,
    project_class=_word(ProjectClass),
    sector=_TEXT,
    tier=_TEXT,
    continuity=_TEXT,
    recurrence=_TEXT,
    department=_TEXT,
    implementing_unit=_TEXT,
    leader=_TEXT,
    phone=_TEXT,
    budgets=_list_of(
        {
            "stage": _word(BudgetStage),
            "amount_fen": _FEN,
            "dated": Field(str, _is_date),
            "document_number": _TEXT,
        },
        frozenset({"stage", "amount_fen"}),
    ),
    funding=_list_of(
        {"source": _TEXT, "book": _word(BudgetBook), "amount_fen": _FEN, "document_number": _TEXT},
        frozenset({"source", "book", "amount_fen"}),
    ),
)

FILING = _table(
    "filing",
    "office_id form year",
    office_id=_ID,
    project_id=_ID,
    form=_word(Form),
    template_id=_pattern(DECLARED_ID),
    rule_pack_id=_pattern(DECLARED_ID),
    year=_whole(1900, 2999),
    period=_whole(1, 12),
    title=_TEXT,
    project_name=_TEXT,
    project_code=_TEXT,
    office_name=_TEXT,
    department=_TEXT,
    implementing_unit=_TEXT,
    money_unit=_word(MoneyUnit),
    execution_weight=_NUMBER,
    answers=Field(dict, _is_answers),
    printed_weights_total=_TEXT,
    printed_total=_TEXT,
    printed_grade=_TEXT,
    filled_with=_TEXT,
    vector=_list_of(
        {"device": _pattern(DEVICE), "epoch": _whole(0, 2**53 - 1), "n": _whole(0, 2**53 - 1)},
        frozenset({"device", "epoch", "n"}),
    ),
)

MONEY_LINE = _table(
    "money_line",
    "filing_id position key",
    filing_id=_ID,
    position=_POSITION,
    key=_word(MoneyKey),
    label=_TEXT,
    original_budget_fen=_FEN,
    revised_budget_fen=_FEN,
    executed_fen=_FEN,
    original_budget_text=_TEXT,
    revised_budget_text=_TEXT,
    executed_text=_TEXT,
    printed_weight=_TEXT,
    printed_rate=_TEXT,
    printed_score=_TEXT,
    reason=_TEXT,
    row=_ROW,
)

INDICATOR_LINE = _table(
    "indicator_line",
    "filing_id position",
    filing_id=_ID,
    position=_POSITION,
    level1=_TEXT,
    level2=_TEXT,
    name=_TEXT,
    clean_name=_TEXT,
    comparator=_word(Comparator),
    direction=_word(Direction),
    target_text=_TEXT,
    target=_NUMBER,
    target_high=_NUMBER,
    unit=_TEXT,
    actual_text=_TEXT,
    actual=_NUMBER,
    actual_unit=_TEXT,
    weight=_NUMBER,
    printed_weight=_TEXT,
    printed_score=_TEXT,
    value_mode=_word(ValueMode),
    judged_percent=_NUMBER,
    manual_score=_NUMBER,
    manual_reason=_TEXT,
    deviation_reason=_TEXT,
    description=_TEXT,
    is_core=_FLAG,
    is_part=_FLAG,
    marked_exact=_FLAG,
    not_applicable=_FLAG,
    answers_line_id=_ID,
    direction_chosen=_FLAG,
    merged_into=_ID,
    row=_ROW,
)

ATTACHMENT = _table(
    "attachment",
    "filing_id type sha256 size",
    filing_id=_ID,
    title=_TEXT,
    original_name=_TEXT,
    type=_word(AttachmentType),
    sha256=_pattern(SHA256),
    size=_whole(1, 2**53 - 1),
)

_DECLARED = {"version": _TEXT, "parts": Field(list, _is_texts)}
TEMPLATE = Table(
    "template", {"id": _pattern(DECLARED_ID), **_DECLARED}, frozenset({"id", "version", "parts"})
)
RULE_PACK = Table(
    "rule_pack", {"id": _pattern(DECLARED_ID), **_DECLARED}, frozenset({"id", "version", "parts"})
)

# In the order in which they are read: what is named comes before what names it.
TABLES = (OFFICE, PROJECT, TEMPLATE, RULE_PACK, FILING, MONEY_LINE, INDICATOR_LINE, ATTACHMENT)


class Accepted(set[Any]):
    """The values of a field that were found legal, so that the next equal one costs a look-up."""

    def __init__(self, is_legal: Callable[[Any], bool]) -> None:
        super().__init__()
        self._is_legal = is_legal

    def takes(self, value: Any) -> bool:
        """Whether a value that was not met before is legal; remembers it if so."""
        if not self._is_legal(value):
            return False
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self.add(value)
        return True


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is left to look at in records with these keys and these types."""

    looked_up: tuple[tuple[str, Accepted], ...]
    inspected: tuple[tuple[str, Callable[[Any], bool]], ...]
    unknown: tuple[str, ...]


class Checker:
    """Checks the records of one table, block after block, in the order of the file."""

    def __init__(self, table: Table, references: Mapping[str, frozenset[str] | set[str]]) -> None:
        self.table = table
        self.count = 0
        self._references = references
        self._shapes: dict[tuple[Any, ...], _Shape] = {}
        self._accepted: dict[str, Accepted] = {}
        self._last_id = ""

    def check(self, records: Sequence[Any], lines: Sequence[bytes]) -> None:
        """Checks a block; afterwards every record is a dict with known types.

        Raises: PackageRefused with JX-RECORD (or JX-LIMIT, JX-JSON) and the line.
        """
        shapes = self._shapes
        last = self._last_id
        for place, record in enumerate(records):
            if type(record) is not dict:
                raise self._fault(place, "不是一个对象")
            signature = (*record, *map(type, record.values()))
            shape = shapes.get(signature)
            if shape is None:
                if len(shapes) >= _MOST_REMEMBERED:
                    shapes.clear()
                shape = shapes[signature] = self._shape(record, place)
            for name, accepted in shape.looked_up:
                value = record[name]
                if value not in accepted and not accepted.takes(value):
                    raise self._fault(place, name)
            for name, is_legal in shape.inspected:
                if not is_legal(record[name]):
                    raise self._fault(place, name)
            if shape.unknown:
                self._check_unknown(record, shape.unknown, place)
            identity = record["id"]
            if identity <= last:
                raise self._fault(place, "编号重复或次序不对")
            last = identity
        self._last_id = last
        self._check_ids(records)
        self._check_sizes(records, lines)
        self.count += len(records)

    def _shape(self, record: Record, place: int) -> _Shape:
        known = self.table.fields
        missing = self.table.required - record.keys()
        if missing:
            raise self._fault(place, f"缺少 {min(missing)}")
        looked_up: list[tuple[str, Accepted]] = []
        inspected: list[tuple[str, Callable[[Any], bool]]] = []
        unknown: list[str] = []
        for name, value in record.items():
            wanted = known.get(name)
            if wanted is None:
                if canonical.PLAIN_KEY.fullmatch(name) is None:
                    raise self._fault(place, ascii(name[:60]), Refusal.JSON_KEY)
                unknown.append(name)
            elif type(value) is not wanted.type:
                raise self._fault(place, name, Refusal.JSON_FLOAT if type(value) is float else Refusal.RECORD)
            elif name in self._references:
                looked_up.append((name, self._remembered(name, self._references[name].__contains__)))
            elif wanted.is_legal is None or name == "id":
                continue
            elif wanted.type in (dict, list):
                inspected.append((name, wanted.is_legal))
            else:
                looked_up.append((name, self._remembered(name, wanted.is_legal)))
        return _Shape(tuple(looked_up), tuple(inspected), tuple(unknown))

    def _remembered(self, name: str, is_legal: Callable[[Any], bool]) -> Accepted:
        if name not in self._accepted:
            self._accepted[name] = Accepted(is_legal)
        return self._accepted[name]

    def _check_unknown(self, record: Record, names: Sequence[str], place: int) -> None:
        for name in names:
            fault = canonical.find_fault(record[name], depth=2)
            if fault is not None:
                raise self._fault(place, name, fault)

    def _check_ids(self, records: Sequence[Any]) -> None:
        is_legal = self.table.fields["id"].is_legal
        assert is_legal is not None
        together = "\n".join([record["id"] for record in records]) + "\n"
        if _IDS.fullmatch(together) is not None and together.count("\n") == len(records):
            return
        for place, record in enumerate(records):
            if not is_legal(record["id"]):
                raise self._fault(place, "id")

    def _check_sizes(self, records: Sequence[Any], lines: Sequence[bytes]) -> None:
        """Looks inside the few lines that are long enough to hold a text that is too long."""
        if max(map(len, lines)) <= canonical.MAX_TEXT_BYTES:
            return
        for place, line in enumerate(lines):
            if len(line) > canonical.MAX_TEXT_BYTES:
                fault = canonical.find_fault(records[place])
                if fault is not None:
                    raise self._fault(place, "", fault)

    def _fault(self, place: int, what: str, refusal: Refusal = Refusal.RECORD) -> PackageRefused:
        return PackageRefused(refusal, f"{self.table.member} 第 {self.count + place + 1} 行 {what}".rstrip())
