"""The strict model of the records in a package: which table carries which fields of which type.

A field that is absent has the default of its domain value; null never appears. Fields that this release does not know
are kept verbatim.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.records.filings import (
    Comparator,
    DeviationCause,
    Direction,
    Form,
    Likelihood,
    MoneyKey,
    MoneyUnit,
    ValueMode,
)
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import AttachmentType
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, ProjectClass
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.templates.form_cells import Place
from jxdesk.exchange import canonical
from jxdesk.exchange.certificates import ORG

Record = dict[str, Any]

ID = re.compile(r"[0-9a-z][0-9a-z_-]{0,39}")
DECLARED_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}")
ENTRY_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@/-]{0,119}")
"""A library entry: of a shared library its name, version and code (``sectors-rural@2026.1/road-09``)."""
DECIMAL = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{0,5}[1-9])?")
SHA256 = re.compile(r"[0-9a-f]{64}")
DEVICE = re.compile(r"[0-9a-f]{1,64}")
WORD = canonical.PLAIN_KEY


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


def _object_of(fields: Mapping[str, Field], required: frozenset[str]) -> Field:
    return Field(dict, lambda value: _is_part(value, fields, required))


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


def _is_ids(value: list[Any]) -> bool:
    return all(type(one) is str and ID.fullmatch(one) is not None for one in value)


def _list_of_words(words: type[StrEnum]) -> Field:
    known = frozenset(word.value for word in words)
    return Field(list, lambda value: all(type(one) is str and one in known for one in value))


def _is_texts(value: list[Any]) -> bool:
    return all(type(text) is str for text in value)


_ID = _pattern(ID)
_TEXT = Field(str)
_FLAG = Field(bool)
_FEN = Field(int)
_NUMBER = _pattern(DECIMAL)
_POSITION = _whole(0, 1_000_000)
_ROW = _whole(1, 2_000_000)
_ROUND = _whole(1, 999)
_DATE = Field(str, _is_date)


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

    def takes(self, record: Record) -> bool:
        """Whether one record fits, but for what it names elsewhere in the package."""
        return _is_part(record, self.fields, self.required)


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
    basis=_TEXT,
    basis_number=_TEXT,
    overview=_TEXT,
    starts_on=_DATE,
    ends_on=_DATE,
    function_code=_TEXT,
    major_new=_FLAG,
    predecessor_id=_ID,
    withdrawn_on=_DATE,
    withdrawn_reason=_TEXT,
    budgets=_list_of(
        {
            "stage": _word(BudgetStage),
            "amount_fen": _FEN,
            "dated": _DATE,
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
    replaces_id=_ID,
    round=_ROUND,
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
    mid_term_fen=_FEN,
    mid_term_text=_TEXT,
    forecast_fen=_FEN,
    forecast_text=_TEXT,
    document_number=_TEXT,
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
    formula=_TEXT,
    scoring_rule=_TEXT,
    value_basis=_TEXT,
    data_source=_TEXT,
    value_method=_TEXT,
    mid_term_text=_TEXT,
    library_entry_id=_pattern(ENTRY_ID),
    forecast_text=_TEXT,
    forecast=_NUMBER,
    causes=_list_of_words(DeviationCause),
    likelihood=_word(Likelihood),
    remark=_TEXT,
    row=_ROW,
)

TASK_LINE = _table(
    "task_line",
    "filing_id position",
    filing_id=_ID,
    position=_POSITION,
    name=_TEXT,
    content=_TEXT,
    tier=_TEXT,
    project_names=_TEXT,
    project_ids=Field(list, _is_ids),
    budget_fen=_FEN,
    budget_text=_TEXT,
    fiscal_fen=_FEN,
    fiscal_text=_TEXT,
    other_fen=_FEN,
    other_text=_TEXT,
    executed_fen=_FEN,
    executed_text=_TEXT,
    progress=_TEXT,
    reason=_TEXT,
    row=_ROW,
)

ATTACHMENT = _table(
    "attachment",
    "filing_id type sha256 size",
    filing_id=_ID,
    slot=_TEXT,
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

REVIEW = _table(
    "review",
    "filing_id package_id round outcome office_path",
    filing_id=_ID,
    package_id=_pattern(SHA256),
    round=_ROUND,
    outcome=_word(Outcome),
    merged_into=_ID,
    opinion=_TEXT,
    office_path=_pattern(ORG),
    decided_by=_TEXT,
    decided_on=_DATE,
    sheet=_object_of(
        {
            "sheet_id": _pattern(DECLARED_ID),
            "version": _TEXT,
            "marks": _list_of(
                {"point": _pattern(DECLARED_ID), "grade": _TEXT, "score": _NUMBER, "note": _TEXT},
                frozenset({"point"}),
            ),
        },
        frozenset({"sheet_id"}),
    ),
)

REVIEW_COMMENT = _table(
    "review_comment",
    "filing_id round position place office_path",
    filing_id=_ID,
    round=_ROUND,
    position=_POSITION,
    place=_word(Place),
    line_id=_ID,
    line_name=_TEXT,
    field=_pattern(WORD),
    reason_code=_pattern(DECLARED_ID),
    text=_TEXT,
    seen=_TEXT,
    due_on=_DATE,
    answer=_word(Answer),
    answer_text=_TEXT,
    office_path=_pattern(ORG),
    written_by=_TEXT,
    written_on=_DATE,
)

ADJUSTMENT = _table(
    "adjustment",
    "filing_id replaces_id reason requested_on",
    filing_id=_ID,
    replaces_id=_ID,
    reason=_TEXT,
    requested_on=_DATE,
    requested_by=_TEXT,
)
"""A request to change an approved filing; ``filing_id`` is the changed copy, ``replaces_id`` what it is to take the place of."""

APPROVAL = _table(
    "approval",
    "filing_id approved_on",
    filing_id=_ID,
    approved_on=_DATE,
    document_number=_TEXT,
    approver=_TEXT,
    note=_TEXT,
    filing_version=_whole(0, 2**53 - 1),
)

PUBLICATION = Table(
    "publication",
    {
        "id": _pattern(DECLARED_ID),
        "kind": _word(PublicationKind),
        "name": _pattern(DECLARED_ID),
        "title": _TEXT,
        **_DECLARED,
    },
    frozenset({"id", "kind", "name", "version", "parts"}),
)

# In the order in which they are read: what is named comes before what names it.
TABLES = (
    OFFICE,
    PROJECT,
    TEMPLATE,
    RULE_PACK,
    FILING,
    MONEY_LINE,
    INDICATOR_LINE,
    TASK_LINE,
    ATTACHMENT,
    REVIEW,
    REVIEW_COMMENT,
    ADJUSTMENT,
    APPROVAL,
    PUBLICATION,
)
