"""The strict model of the records in a package: which table carries which fields of which type.

A field that is absent has the default of its domain value; null never appears. Fields that this release does not know
are kept verbatim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.templates.form_cells import Place
from jxdesk.exchange.certificates import ORG
from jxdesk.exchange.record_fields import (
    AN_ID,
    DATE,
    DECLARED_ID,
    DEVICE,
    ENTRY_ID,
    FEN,
    FLAG,
    NUMBER,
    POSITION,
    ROUND,
    ROW,
    SHA256,
    TEXT,
    WORD,
    Field,
    is_answers,
    is_cells,
    is_ids,
    is_part,
    is_texts,
    list_of,
    list_of_words,
    object_of,
    pattern,
    whole,
    word,
)

Record = dict[str, Any]


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
        return is_part(record, self.fields, self.required)


def _table(name: str, required: str, /, **fields: Field) -> Table:
    return Table(name, {"id": AN_ID, **fields}, frozenset({"id", *required.split()}))


OFFICE = _table(
    "office",
    "path name level",
    path=pattern(ORG),
    name=TEXT,
    level=word(OfficeLevel),
    region_code=TEXT,
    credit_code=TEXT,
    department_code=TEXT,
    unit_code=TEXT,
    is_department=FLAG,
    is_exempt=FLAG,
    valid_from=TEXT,
    valid_to=TEXT,
)

PROJECT = _table(
    "project",
    "office_id fiscal_year",
    office_id=AN_ID,
    fiscal_year=whole(1900, 2999),
    name=TEXT,
    code=TEXT,
    project_class=word(ProjectClass),
    sector=TEXT,
    tier=TEXT,
    continuity=TEXT,
    recurrence=TEXT,
    department=TEXT,
    implementing_unit=TEXT,
    leader=TEXT,
    phone=TEXT,
    basis=TEXT,
    basis_number=TEXT,
    overview=TEXT,
    starts_on=DATE,
    ends_on=DATE,
    function_code=TEXT,
    major_new=FLAG,
    predecessor_id=AN_ID,
    withdrawn_on=DATE,
    withdrawn_reason=TEXT,
    budgets=list_of(
        {
            "stage": word(BudgetStage),
            "amount_fen": FEN,
            "dated": DATE,
            "document_number": TEXT,
        },
        frozenset({"stage", "amount_fen"}),
    ),
    funding=list_of(
        {"source": TEXT, "book": word(BudgetBook), "amount_fen": FEN, "document_number": TEXT},
        frozenset({"source", "book", "amount_fen"}),
    ),
)

FILING = _table(
    "filing",
    "office_id form year",
    office_id=AN_ID,
    project_id=AN_ID,
    form=word(Form),
    template_id=pattern(DECLARED_ID),
    rule_pack_id=pattern(DECLARED_ID),
    year=whole(1900, 2999),
    period=whole(1, 12),
    title=TEXT,
    project_name=TEXT,
    project_code=TEXT,
    office_name=TEXT,
    department=TEXT,
    implementing_unit=TEXT,
    money_unit=word(MoneyUnit),
    execution_weight=NUMBER,
    answers=Field(dict, is_answers),
    printed_weights_total=TEXT,
    printed_total=TEXT,
    printed_grade=TEXT,
    filled_with=TEXT,
    replaces_id=AN_ID,
    round=ROUND,
    desk=word(Desk),
    standing=word(Standing),
    held=word(Standing),
    vector=list_of(
        {"device": pattern(DEVICE), "epoch": whole(0, 2**53 - 1), "n": whole(0, 2**53 - 1)},
        frozenset({"device", "epoch", "n"}),
    ),
)

MONEY_LINE = _table(
    "money_line",
    "filing_id position key",
    filing_id=AN_ID,
    position=POSITION,
    key=word(MoneyKey),
    label=TEXT,
    original_budget_fen=FEN,
    revised_budget_fen=FEN,
    executed_fen=FEN,
    original_budget_text=TEXT,
    revised_budget_text=TEXT,
    executed_text=TEXT,
    printed_weight=TEXT,
    printed_rate=TEXT,
    printed_score=TEXT,
    reason=TEXT,
    mid_term_fen=FEN,
    mid_term_text=TEXT,
    forecast_fen=FEN,
    forecast_text=TEXT,
    document_number=TEXT,
    row=ROW,
)

INDICATOR_LINE = _table(
    "indicator_line",
    "filing_id position",
    filing_id=AN_ID,
    position=POSITION,
    level1=TEXT,
    level2=TEXT,
    name=TEXT,
    clean_name=TEXT,
    comparator=word(Comparator),
    direction=word(Direction),
    target_text=TEXT,
    target=NUMBER,
    target_high=NUMBER,
    unit=TEXT,
    actual_text=TEXT,
    actual=NUMBER,
    actual_unit=TEXT,
    weight=NUMBER,
    printed_weight=TEXT,
    printed_score=TEXT,
    value_mode=word(ValueMode),
    judged_percent=NUMBER,
    manual_score=NUMBER,
    manual_reason=TEXT,
    deviation_reason=TEXT,
    description=TEXT,
    is_core=FLAG,
    is_part=FLAG,
    marked_exact=FLAG,
    not_applicable=FLAG,
    answers_line_id=AN_ID,
    direction_chosen=FLAG,
    merged_into=AN_ID,
    formula=TEXT,
    scoring_rule=TEXT,
    value_basis=TEXT,
    data_source=TEXT,
    value_method=TEXT,
    mid_term_text=TEXT,
    library_entry_id=pattern(ENTRY_ID),
    forecast_text=TEXT,
    forecast=NUMBER,
    causes=list_of_words(DeviationCause),
    likelihood=word(Likelihood),
    remark=TEXT,
    row=ROW,
)

TASK_LINE = _table(
    "task_line",
    "filing_id position",
    filing_id=AN_ID,
    position=POSITION,
    name=TEXT,
    content=TEXT,
    tier=TEXT,
    project_names=TEXT,
    project_ids=Field(list, is_ids),
    budget_fen=FEN,
    budget_text=TEXT,
    fiscal_fen=FEN,
    fiscal_text=TEXT,
    other_fen=FEN,
    other_text=TEXT,
    executed_fen=FEN,
    executed_text=TEXT,
    progress=TEXT,
    reason=TEXT,
    row=ROW,
)

ATTACHMENT = _table(
    "attachment",
    "filing_id type sha256 size",
    filing_id=AN_ID,
    slot=TEXT,
    title=TEXT,
    original_name=TEXT,
    type=word(AttachmentType),
    sha256=pattern(SHA256),
    size=whole(1, 2**53 - 1),
)

_DECLARED = {"version": TEXT, "parts": Field(list, is_texts)}
TEMPLATE = Table("template", {"id": pattern(DECLARED_ID), **_DECLARED}, frozenset({"id", "version", "parts"}))
RULE_PACK = Table(
    "rule_pack", {"id": pattern(DECLARED_ID), **_DECLARED}, frozenset({"id", "version", "parts"})
)

REVIEW = _table(
    "review",
    "filing_id package_id round outcome office_path",
    filing_id=AN_ID,
    package_id=pattern(SHA256),
    round=ROUND,
    outcome=word(Outcome),
    merged_into=AN_ID,
    opinion=TEXT,
    office_path=pattern(ORG),
    decided_by=TEXT,
    decided_on=DATE,
    sheet=object_of(
        {
            "sheet_id": pattern(DECLARED_ID),
            "version": TEXT,
            "marks": list_of(
                {"point": pattern(DECLARED_ID), "grade": TEXT, "score": NUMBER, "note": TEXT},
                frozenset({"point"}),
            ),
        },
        frozenset({"sheet_id"}),
    ),
)

REVIEW_COMMENT = _table(
    "review_comment",
    "filing_id round position place office_path",
    filing_id=AN_ID,
    round=ROUND,
    position=POSITION,
    place=word(Place),
    line_id=AN_ID,
    line_name=TEXT,
    field=pattern(WORD),
    reason_code=pattern(DECLARED_ID),
    text=TEXT,
    seen=TEXT,
    due_on=DATE,
    answer=word(Answer),
    answer_text=TEXT,
    office_path=pattern(ORG),
    written_by=TEXT,
    written_on=DATE,
)

ADJUSTMENT = _table(
    "adjustment",
    "filing_id replaces_id reason requested_on",
    filing_id=AN_ID,
    replaces_id=AN_ID,
    reason=TEXT,
    requested_on=DATE,
    requested_by=TEXT,
)
"""A request to change an approved filing; ``filing_id`` is the changed copy, ``replaces_id`` what it is to take the place of."""

APPROVAL = _table(
    "approval",
    "filing_id approved_on",
    filing_id=AN_ID,
    approved_on=DATE,
    document_number=TEXT,
    approver=TEXT,
    note=TEXT,
    filing_version=whole(0, 2**53 - 1),
)

PUBLICATION = Table(
    "publication",
    {
        "id": pattern(DECLARED_ID),
        "kind": word(PublicationKind),
        "name": pattern(DECLARED_ID),
        "title": TEXT,
        **_DECLARED,
    },
    frozenset({"id", "kind", "name", "version", "parts"}),
)

DESK_ROW = _table("desk_row", "table values", table=pattern(WORD), values=Field(dict, is_cells))
"""One row of an office's books that no other record says; which tables and columns travel is a list of names."""

STANDS = ("desk", "standing", "held")
"""The words of a filing that say where it stands at the sending desk; ``desk`` is absent where it was never on the road."""

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
    DESK_ROW,
)
