"""Project rows: the projects that a list states, from its rows and what its columns mean, with what does not fit. Used by taking lists in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.lists.free_tables import HEADING_JOINT, FreeTable, TableRow
from jxdesk.domain.lists.headings import heading_key
from jxdesk.domain.lists.list_cells import is_project_code, read_date, read_year
from jxdesk.domain.lists.list_rows import LeftOut, RowReader, SortedRows, finding, sort_rows
from jxdesk.domain.lists.matching import Matching
from jxdesk.domain.lists.table_words import BUDGET_FIELDS, TableField, TableWords
from jxdesk.domain.records.budgets import off_by_unit
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, BudgetVersion, FundingLine, ProjectClass
from jxdesk.domain.values.money import format_fen

# The stage whose amount a source of money is held against where a row names one source.
_FULLEST = (
    BudgetStage.REVISED,
    BudgetStage.ORIGINAL,
    BudgetStage.REVIEWED,
    BudgetStage.REQUESTED,
    BudgetStage.ADJUSTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProject:
    """One project as a list states it; a classified one says nothing but the year.

    ``rows`` are the rows that state it (one a source of money); ``refusal`` says why it is not taken.
    """

    rows: tuple[int, ...]
    year: int | None
    name: str = ""
    code: str = ""
    department: str = ""
    unit: str = ""
    project_class: ProjectClass | None = None
    tier: str = ""
    sector: str = ""
    continuity: str = ""
    recurrence: str = ""
    leader: str = ""
    phone: str = ""
    function_code: str = ""
    remark: str = ""
    budgets: tuple[BudgetVersion, ...] = ()
    funding: tuple[FundingLine, ...] = ()
    is_classified: bool = False
    findings: tuple[Finding, ...] = ()
    refusal: str = ""

    @property
    def key(self) -> tuple[str, str, int | None]:
        """What tells one project of the list from another: its code, else its name and unit."""
        return (self.code, "", self.year) if self.code else (self.name, self.unit, self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectReading:
    """What a list states."""

    projects: tuple[ListedProject, ...]
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]


def read_projects(
    table: FreeTable, matching: Matching, words: TableWords, *, year: int | None
) -> ProjectReading:
    """The projects of a list; ``year`` holds where no column of the list names one."""
    reader = RowReader(table, matching, words)
    rows = sort_rows(reader)
    listed = [_project(reader, row, rows.groups[row.number], year) for row in rows.rows]
    merged = _merged(listed)
    findings = (*rows.findings, *_totals_that_differ(reader, rows, merged), *_not_stored(reader))
    return ProjectReading(
        projects=tuple(_judged(project) for project in merged),
        left_out=tuple(rows.left_out),
        findings=findings,
    )


# ---- one row ------------------------------------------------------------------------------------------------------


def _project(reader: RowReader, row: TableRow, group: str, year: int | None) -> ListedProject:
    year_cell = reader.text(row, TableField.YEAR)
    own_year = read_year(year_cell) if year_cell else year
    if _is_classified(reader, row):
        return ListedProject(rows=(row.number,), year=own_year, is_classified=True)
    code, findings = reader.code(row)
    if code and not is_project_code(code):
        findings.append(
            finding(
                row,
                "code-form",
                f"第 {row.number} 行的项目代码 {code} 不是一体化的 21 位代码，照原样存。",
                "请核对代码；本单位自编的代码可以不理。",
                TableField.CODE,
                Severity.ADVICE,
            )
        )
    budgets, budget_findings = _budgets(reader, row, own_year)
    funding, funding_findings = _funding(reader, row, budgets)
    class_text = reader.text(row, TableField.PROJECT_CLASS)
    project_class = reader.words.classes.get(heading_key(class_text))
    if class_text and project_class is None:
        findings.append(
            finding(
                row,
                "class-unknown",
                f"第 {row.number} 行的项目类别“{class_text}”不认识，没有采用。",
                "可以写：人员类、公用经费、其他运转类、特定目标类。",
                TableField.PROJECT_CLASS,
            )
        )
    return ListedProject(
        rows=(row.number,),
        year=own_year,
        name=reader.text(row, TableField.NAME),
        code=code,
        department=reader.text(row, TableField.DEPARTMENT),
        unit=unit_name(reader.text(row, TableField.UNIT)) or unit_name(group),
        project_class=project_class,
        tier=reader.text(row, TableField.TIER),
        sector=reader.text(row, TableField.SECTOR),
        continuity=reader.text(row, TableField.CONTINUITY),
        recurrence=reader.text(row, TableField.RECURRENCE),
        leader=reader.text(row, TableField.LEADER),
        phone=reader.text(row, TableField.PHONE),
        function_code=_leading_digits(reader.text(row, TableField.FUNCTION_CODE)),
        remark=reader.text(row, TableField.REMARK),
        budgets=budgets,
        funding=funding,
        findings=(*findings, *budget_findings, *funding_findings),
    )


def _is_classified(reader: RowReader, row: TableRow) -> bool:
    """Whether the row says that it is classified: in its column, or by the word that stands for its name."""
    mark = heading_key(reader.text(row, TableField.CLASSIFIED))
    name = re.sub(r"[()*\d\s]", "", heading_key(reader.text(row, TableField.NAME)))
    return mark.lower() in reader.words.yes or name in ("涉密项目", "涉密")


def unit_name(text: str) -> str:
    """A unit without the number that exports print in front of it (``306001-县水务局``, ``[306]县水务局``)."""
    return re.sub(r"^[\[(【]?\d{3,12}[\])】]?\s*[-_—]?\s*(?=\D)", "", text).strip()


def _leading_digits(text: str) -> str:
    found = re.match(r"\[?(\d{3,7})", text)
    return found.group(1) if found else ""


def _budgets(
    reader: RowReader, row: TableRow, year: int | None
) -> tuple[tuple[BudgetVersion, ...], list[Finding]]:
    dated = read_date(reader.text(row, TableField.DATED), year)
    number = reader.text(row, TableField.DOCUMENT_NUMBER)
    budgets: list[BudgetVersion] = []
    findings: list[Finding] = []
    for field, stage in BUDGET_FIELDS.items():
        place = reader.matching.place_of(field)
        if place is None:
            continue
        amount, found = reader.amount(row, place)
        findings += found
        if amount is None:
            continue
        if amount < 0 and stage is not BudgetStage.ADJUSTED:
            label = reader.kind_words.label_of(field)
            findings.append(
                finding(
                    row,
                    "negative-budget",
                    f"第 {row.number} 行的{label}是负数，没有采用。",
                    "调减的金额请填在“追加或调减数”一列。",
                    field,
                    Severity.ERROR,
                )
            )
            continue
        budgets.append(BudgetVersion(stage=stage, amount_fen=amount, dated=dated, document_number=number))
    return tuple(budgets), findings


def _funding(
    reader: RowReader, row: TableRow, budgets: Sequence[BudgetVersion]
) -> tuple[tuple[FundingLine, ...], list[Finding]]:
    """The sources of the row's money: one that it names, or one a column."""
    number = reader.text(row, TableField.DOCUMENT_NUMBER)
    book_text = reader.text(row, TableField.BOOK)
    lines: list[FundingLine] = []
    findings: list[Finding] = []
    for place in reader.matching.places_of(TableField.FUNDING_AMOUNT):
        amount, found = reader.amount(row, place)
        findings += found
        if amount:
            source = _source_of(reader.table.headings[place])
            book = _book(reader, book_text, source)
            lines.append(FundingLine(source=source, book=book, amount_fen=amount, document_number=number))
    source = reader.text(row, TableField.FUNDING_SOURCE) or ("" if lines else book_text)
    amount = next((one.amount_fen for stage in _FULLEST for one in budgets if one.stage is stage), None)
    if source and not lines and amount:
        book = _book(reader, book_text, source)
        lines.append(FundingLine(source=source, book=book, amount_fen=amount, document_number=number))
    return tuple(lines), findings


def _source_of(heading: str) -> str:
    """The name of a source from the heading of its column, without its unit."""
    last = heading.split(HEADING_JOINT)[-1]
    return re.sub(r"[(（]?(?:单位[:：]?)?(?:亿元|万元|元)[)）]?$", "", re.sub(r"\s+", "", last))


def _book(reader: RowReader, *texts: str) -> BudgetBook:
    """The budget that one of the texts names; money of the treasury is of the general budget unless something else is said."""
    books = reader.words.books
    return next((books[key] for text in texts if (key := heading_key(text)) in books), BudgetBook.GENERAL)


# ---- the whole list -----------------------------------------------------------------------------------------------


def _merged(listed: Iterable[ListedProject]) -> list[ListedProject]:
    """One project for all rows that state it: a row a source of money is summed, the same row twice is one."""
    found: dict[tuple[str, str, int | None], ListedProject] = {}
    classified: list[ListedProject] = []
    for one in listed:
        if one.is_classified:
            classified.append(one)
        elif not (one.name or one.code):
            found["", str(one.rows[0]), one.year] = one
        elif (before := found.get(one.key)) is None:
            found[one.key] = one
        else:
            found[one.key] = _together(before, one)
    return [*found.values(), *classified]


def _together(before: ListedProject, one: ListedProject) -> ListedProject:
    rows, findings = (*before.rows, *one.rows), (*before.findings, *one.findings)
    plain = replace(one, rows=before.rows, findings=before.findings, refusal=before.refusal)
    if plain == before:
        note = Finding(
            severity=Severity.WARNING,
            code="row-twice",
            message=f"第 {one.rows[0]} 行与第 {before.rows[0]} 行完全相同，只算一次。",
            advice="如果确实是两笔，请在表里写上不同的资金来源或文号。",
            row=one.rows[0],
        )
        return replace(before, rows=rows, findings=(*findings, note))
    says_money = any((plain.funding, plain.budgets)) and _source_key(before) != _source_key(one)
    same_name = plain.name == before.name and plain.unit == before.unit
    if same_name and says_money:
        return replace(
            before,
            rows=rows,
            budgets=_summed(before.budgets, one.budgets),
            funding=(*before.funding, *one.funding),
            findings=findings,
        )
    words = "、".join(map(str, rows))
    return replace(
        before,
        rows=rows,
        findings=findings,
        refusal=f"第 {words} 行是同一个项目，内容不一样；请只留一行，或写上各自的资金来源、文号",
    )


def _source_key(one: ListedProject) -> tuple[tuple[str, str], ...]:
    """What tells the rows of one project apart: source and document of each amount."""
    named = {(line.source, line.document_number) for line in one.funding}
    return tuple(sorted(named | {("", version.document_number) for version in one.budgets}))


def _summed(one: Sequence[BudgetVersion], other: Sequence[BudgetVersion]) -> tuple[BudgetVersion, ...]:
    """The budgets of two rows of one project; different documents stand in one, separated."""
    stages = {version.stage: version for version in one}
    for version in other:
        known = stages.get(version.stage)
        if known is None:
            stages[version.stage] = version
            continue
        numbers = dict.fromkeys(
            number
            for text in (known.document_number, version.document_number)
            for number in text.split("、")
            if number
        )
        dates = [date for date in (known.dated, version.dated) if date is not None]
        stages[version.stage] = replace(
            known,
            amount_fen=known.amount_fen + version.amount_fen,
            dated=max(dates, default=None),
            document_number="、".join(numbers),
        )
    return tuple(stages.values())


def _judged(project: ListedProject) -> ListedProject:
    """The project with why it cannot be taken, where it cannot."""
    if project.refusal:
        return project
    if project.year is None:
        return replace(project, refusal="不知道是哪一年的：请在表题里写上年度，或加一列“年度”")
    if project.is_classified:
        return project
    if not project.name:
        return replace(project, refusal="没有项目名称")
    amounts = {
        version.stage: version.amount_fen
        for version in project.budgets
        if version.stage is not BudgetStage.ADJUSTED
    }
    for stage, amount in amounts.items():
        for other_stage, other in amounts.items():
            if stage is not other_stage and off_by_unit(amount, other):
                return replace(
                    project,
                    refusal="两个预算数差一万倍，多半有一列的单位是元、一列是万元；请在表头写明各列的单位",
                )
    return project


def _totals_that_differ(
    reader: RowReader, rows: SortedRows, projects: Sequence[ListedProject]
) -> list[Finding]:
    """Whether the total that the list prints is the sum of its projects; one without all its rows has another."""
    findings = []
    hides_some = any(project.is_classified for project in projects)
    for row in rows.totals:
        for field, stage in BUDGET_FIELDS.items():
            place = reader.matching.place_of(field)
            if place is None:
                continue
            printed, _ = reader.amount(row, place)
            total = sum(
                version.amount_fen
                for project in projects
                for version in project.budgets
                if version.stage is stage
            )
            if printed is not None and printed != total and not hides_some:
                unit = reader.matching.unit
                said = (
                    ""
                    if unit is None
                    else f"：表上 {format_fen(printed, unit)}{unit.value}，各行相加 {format_fen(total, unit)}{unit.value}"
                )
                findings.append(
                    finding(
                        row,
                        "total-differs",
                        f"第 {row.number} 行合计的{reader.kind_words.label_of(field)}与各行相加不一样{said}。",
                        "请核对是否漏了行、是否有小计行被当成项目。",
                        field,
                    )
                )
    return findings


def _not_stored(reader: RowReader) -> list[Finding]:
    """Columns that were recognised and are not stored with projects."""
    if reader.matching.place_of(TableField.EXECUTED) is None:
        return []
    return [
        Finding(
            severity=Severity.ADVICE,
            code="executed-not-stored",
            message="执行数一列没有存：项目清单只存项目和预算。",
            advice="要用它作国库数，请把这个文件再导入一次，种类选“国库支付表”。",
            field=TableField.EXECUTED.value,
        )
    ]
