"""Nouns in and out of the database: what is stored is what was given, and rules of the store are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jxdesk
from jxdesk.domain.records.filings import (
    DeviationCause,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project, ProjectClass
from jxdesk.store.engine.columns import decimal_text, hundredths, read_decimal
from jxdesk.store.engine.database import Database
from jxdesk.store.faults import NotFound, Refused, StaleVersion
from jxdesk.store.records import attachments, filings, offices, projects
from jxdesk.store.records.filings import Summary
from jxdesk.store.safety.opening import Opened

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
SURROGATES: Any = ["Cs"]
texts = st.text(st.characters(exclude_categories=SURROGATES, exclude_characters="\x00"), max_size=30)


@given(decimals)
def test_a_decimal_comes_back_equal_from_its_text(value: Decimal) -> None:
    text = decimal_text(value)
    assert text is not None
    assert read_decimal(text) == value
    assert "E" not in text
    assert text != "-0"


@pytest.mark.parametrize(("points", "stored"), [("1.25", 125), ("0", 0), ("-3.5", -350)])
def test_points_stand_as_whole_hundredths(points: str, stored: int) -> None:
    assert hundredths(Decimal(points)) == stored


def test_a_score_with_three_decimals_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="两位小数"):
        hundredths(Decimal("1.255"))


def values_for(kind: type, **given_values: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for each field of a dataclass, by the type that it declares."""
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "str": texts,
        "bool": st.booleans(),
        "int | None": st.none() | st.integers(-(10**15), 10**15),
        "Decimal | None": st.none() | decimals,
        "tuple[str, ...]": st.lists(texts, max_size=3).map(tuple),
        "tuple[DeviationCause, ...]": st.lists(st.sampled_from(DeviationCause), unique=True).map(tuple),
    }
    found = {}
    for field in fields(kind):
        declared = str(field.type)
        if field.name in given_values:
            found[field.name] = given_values[field.name]
        elif declared in by_type:
            found[field.name] = by_type[declared]
        else:
            enum = __import__("jxdesk.domain.records.filings", fromlist=[declared])
            found[field.name] = st.sampled_from(list(getattr(enum, declared)))
    return found


ids = st.uuids().map(lambda one: one.hex)
points = st.none() | st.integers(-(10**6), 10**6).map(lambda one: Decimal(one).scaleb(-2))
money_lines = st.builds(MoneyLine, **values_for(MoneyLine, id=ids))
indicator_lines = st.builds(IndicatorLine, **values_for(IndicatorLine, id=ids, manual_score=points))
task_lines = st.builds(TaskLine, **values_for(TaskLine, id=ids))
contents = st.builds(
    FilingContent,
    **values_for(
        FilingContent,
        money_lines=st.lists(money_lines, max_size=3, unique_by=lambda one: one.id).map(tuple),
        indicator_lines=st.lists(indicator_lines, max_size=3, unique_by=lambda one: one.id).map(tuple),
        task_lines=st.lists(task_lines, max_size=3, unique_by=lambda one: one.id).map(tuple),
        answers=st.dictionaries(texts, texts, max_size=3),
    ),
)


@given(content=contents, other=contents)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_filing_comes_back_as_it_was_added_and_as_it_was_saved(
    database: Database, build: Any, content: FilingContent, other: FilingContent
) -> None:
    office = next(iter(database.read(offices.all_offices)), None)
    if office is None:
        office = build.office()
        database.run(lambda tx: offices.add(tx, office))
    given_filing = Filing(id=build.id(), office_id=office.id, content=content)
    added = database.run(lambda tx: filings.add(tx, given_filing))
    assert database.read(lambda tx: filings.get(tx, added.id)) == added
    assert added.content == content
    changed = replace(added, content=other)
    saved = database.run(lambda tx: filings.save(tx, changed, expected_version=1))
    assert database.read(lambda tx: filings.get(tx, added.id)) == saved
    assert saved.content == other
    database.run(lambda tx: filings.delete(tx, added.id))


def test_each_save_counts_the_version_and_this_desks_part_of_the_vector(
    database: Database, build: Any
) -> None:
    _, _, filing = build.fill(database)
    place = f"{database.device}:1"
    assert (filing.version, dict(filing.vector), filing.filled_with) == (1, {place: 1}, jxdesk.__version__)
    from_elsewhere = replace(filing, vector={"feedfeedfeedfeed:4": 7})
    saved = database.run(lambda tx: filings.save(tx, from_elsewhere, expected_version=1))
    assert (saved.version, dict(saved.vector)) == (2, {place: 2, "feedfeedfeedfeed:4": 7})


def test_a_save_over_a_newer_version_is_refused(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    database.run(lambda tx: filings.save(tx, filing, expected_version=1))
    with pytest.raises(StaleVersion, match="别处"):
        database.run(lambda tx: filings.save(tx, filing, expected_version=1))


def test_saving_what_is_gone_is_refused(database: Database, build: Any) -> None:
    office, project, filing = build.fill(database)
    database.run(lambda tx: filings.delete(tx, filing.id))
    with pytest.raises(NotFound):
        database.run(lambda tx: filings.save(tx, filing, expected_version=1))
    with pytest.raises(NotFound):
        database.run(lambda tx: offices.save(tx, replace(office, id="0" * 32)))
    with pytest.raises(NotFound):
        database.run(lambda tx: projects.save(tx, replace(project, id="0" * 32)))


def test_a_saved_cell_is_the_only_cell_in_the_change_log(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    before = database.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    first, *rest = filing.content.indicator_lines
    lines = (replace(first, actual_text="13公里", actual=Decimal(13)), *rest)
    changed = replace(filing, content=replace(filing.content, indicator_lines=lines))
    database.run(lambda tx: filings.save(tx, changed, expected_version=1), errand="fill")
    rows = database.read(
        lambda tx: tx.query(
            "SELECT table_name, field, old, new FROM change_log WHERE n > ? AND table_name <> 'filing' ORDER BY n",
            (before,),
        )
    )
    assert rows == [
        ("indicator_line", "actual_text", '""', '"13公里"'),
        ("indicator_line", "actual", "null", '"13"'),
    ]


def test_lines_come_and_go_and_keep_their_order(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    first, second, third = filing.content.indicator_lines
    new = IndicatorLine(id=build.id(), name="满意度")
    changed = replace(filing, content=replace(filing.content, indicator_lines=(third, new, first)))
    database.run(lambda tx: filings.save(tx, changed, expected_version=1))
    stored = database.read(lambda tx: filings.get(tx, filing.id))
    assert stored is not None
    assert [line.id for line in stored.content.indicator_lines] == [third.id, new.id, first.id]
    assert (
        database.read(lambda tx: tx.value("SELECT 1 FROM indicator_line WHERE id = ?", (second.id,))) is None
    )


def test_a_summary_is_kept_for_lists_and_is_no_new_version(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    line = filing.content.indicator_lines[0]
    summary = Summary(
        computed_total=Decimal("99.80"),
        grade="优",
        error_count=1,
        warning_count=2,
        computed_scores={line.id: Decimal("9.80")},
        effective_scores={line.id: Decimal(10)},
    )
    database.run(lambda tx: filings.set_summary(tx, filing.id, summary))
    assert database.read(
        lambda tx: tx.row("SELECT computed_hundredths, computed_grade, error_count, version FROM filing")
    ) == (9980, "优", 1, 1)
    assert database.read(
        lambda tx: tx.row(
            "SELECT computed_hundredths, effective_hundredths FROM indicator_line WHERE id = ?", (line.id,)
        )
    ) == (980, 1000)
    count = database.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    database.run(lambda tx: filings.set_summary(tx, filing.id, summary))
    assert database.read(lambda tx: tx.value("SELECT max(n) FROM change_log")) == count


def test_filings_are_found_by_project_office_year_and_id(database: Database, build: Any) -> None:
    office, project, filing = build.fill(database)
    own = database.run(lambda tx: filings.add(tx, build.filing(office, None)))
    form = Form.PROJECT_SELF_EVALUATION

    def found(tx: Any) -> list[list[str]]:
        answers = (
            filings.of_project(tx, project.id, form=form),
            filings.of_office(tx, office.id),
            filings.of_year(tx, 2026, form=Form.PROJECT_TARGET),
            filings.get_many(tx, [own.id, "nobody", filing.id]),
        )
        return [sorted(one.id for one in answer) for answer in answers]

    both = sorted([filing.id, own.id])
    assert database.read(found) == [[filing.id], both, [], both]
    assert sorted(database.read(lambda tx: filings.ids(tx, year=2026, form=form))) == both


def test_a_sealed_filing_is_not_deleted(database: Database, build: Any) -> None:
    _, _, filing = build.fill(database)
    sealed = replace(filing, state=FilingState.SEALED)
    database.run(lambda tx: filings.save(tx, sealed, expected_version=1))
    with pytest.raises(Refused, match="不能删除"):
        database.run(lambda tx: filings.delete(tx, filing.id))


def test_an_office_comes_back_and_is_found_by_path_and_name(database: Database, build: Any) -> None:
    county = replace(
        build.office("53-23-29", "练习县财政局"),
        level=OfficeLevel.COUNTY,
        is_exempt=True,
        credit_code="11532329000000009Y",
    )
    town = replace(build.office(), parent_id=county.id, region_code="532329103", department_code="155")
    database.run(lambda tx: offices.add_many(tx, (county, town)))
    assert database.read(offices.all_offices) == (county, town)
    assert database.read(lambda tx: offices.by_path(tx, "53-23-29-103")) == town
    assert database.read(lambda tx: offices.by_name(tx, "练习县财政局")) == (county,)
    renamed = replace(town, name="白岩镇财政所（新）")
    database.run(lambda tx: offices.save(tx, renamed))
    assert database.read(lambda tx: offices.get(tx, town.id)) == renamed


def test_a_project_comes_back_with_its_budgets_and_funding(database: Database, build: Any) -> None:
    office = build.office()
    project = replace(
        build.project(office, code="532329210000000000017"), project_class=ProjectClass.OPERATING_OTHER
    )
    database.run(lambda tx: offices.add(tx, office))
    database.run(lambda tx: projects.add(tx, project))
    assert database.read(lambda tx: projects.get(tx, project.id)) == project
    assert database.read(lambda tx: projects.by_code(tx, project.code, 2026)) == project
    assert database.read(lambda tx: projects.by_code(tx, "", 2026)) is None
    assert database.read(lambda tx: projects.by_name(tx, project.name, 2026, office_id=office.id)) == project
    assert database.read(lambda tx: projects.of_year(tx, 2026)) == (project,)
    assert database.read(projects.years) == (2026,)
    added = BudgetVersion(
        stage=BudgetStage.ADJUSTED, amount_fen=-5, dated=dt.date(2026, 6, 1), document_number="文1"
    )
    changed = replace(project, name="改名", budgets=(project.budgets[1], added, added), funding=())
    database.run(lambda tx: projects.save(tx, changed))
    assert database.read(lambda tx: projects.get(tx, project.id)) == changed


def test_a_project_with_filings_is_not_deleted(database: Database, build: Any) -> None:
    _, project, filing = build.fill(database)
    with pytest.raises(Refused, match="还有填报的表"):
        database.run(lambda tx: projects.delete(tx, project.id))
    database.run(lambda tx: filings.delete(tx, filing.id))
    database.run(lambda tx: projects.delete(tx, project.id))
    assert database.read(lambda tx: tx.value("SELECT count(*) FROM budget_version")) == 0


CLASSIFIED: dict[str, Any] = {
    "name": "名称",
    "code": "1",
    "leader": "某",
    "budgets": (BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=0),),
}


@pytest.mark.parametrize("field", sorted(CLASSIFIED))
def test_a_classified_project_is_a_count_and_nothing_else(database: Database, build: Any, field: str) -> None:
    office = build.office()
    database.run(lambda tx: offices.add(tx, office))
    bare = Project(id=build.id(), office_id=office.id, fiscal_year=2026, is_classified=True)
    database.run(lambda tx: projects.add(tx, bare))
    said = replace(bare, id=build.id(), **{field: CLASSIFIED[field]})
    with pytest.raises(Refused, match="涉密") as refused:
        database.run(lambda tx: projects.add(tx, said))
    assert refused.value.code == "JX-CLASSIFIED"
    with pytest.raises(Refused, match="涉密"):
        database.run(lambda tx: projects.save(tx, replace(said, id=bare.id)))
    assert database.read(lambda tx: projects.of_year(tx, 2026)) == (bare,)


def test_a_project_with_content_is_not_made_classified_afterwards_and_takes_no_form_when_it_is(
    database: Database, build: Any
) -> None:
    office, project, _ = build.fill(database)
    emptied = Project(id=project.id, office_id=office.id, fiscal_year=2026, is_classified=True)
    with pytest.raises(Refused, match="不能把已录入内容"):
        database.run(lambda tx: projects.save(tx, emptied))
    bare = replace(emptied, id=build.id())
    database.run(lambda tx: projects.add(tx, bare))
    with pytest.raises(Refused, match="不能填表"):
        database.run(lambda tx: filings.add(tx, build.filing(office, bare)))


def test_the_same_scan_is_kept_once_and_attached_twice(opened: Opened, build: Any) -> None:
    _, _, filing = build.fill(opened.database)
    sha256 = attachments.keep(opened.folder, b"%PDF-1.7 scan")
    assert attachments.keep(opened.folder, b"%PDF-1.7 scan") == sha256
    scans = tuple(
        Attachment(
            id=build.id(),
            filing_id=filing.id,
            slot=str(slot),
            title=title,
            original_name="扫描件.pdf",
            type=AttachmentType.PDF,
            sha256=sha256,
            size=13,
        )
        for slot, title in enumerate(("合同", "验收单"))
    )
    for scan in scans:
        opened.database.run(lambda tx, scan=scan: attachments.add(tx, scan))  # type: ignore[misc]
    assert opened.database.read(lambda tx: attachments.of_filing(tx, filing.id)) == scans
    assert [path.name for path in opened.folder.attachments.glob("*/*")] == [sha256]
    assert opened.database.read(lambda tx: attachments.changed_files(tx, opened.folder)) == ()
    opened.folder.attachment(sha256).write_bytes(b"other")
    wrong = opened.database.read(lambda tx: attachments.changed_files(tx, opened.folder))
    assert wrong == (Path(opened.folder.attachment(sha256)),)
    opened.database.run(lambda tx: attachments.detach(tx, scans[0].id))
    assert opened.database.read(lambda tx: attachments.of_filing(tx, filing.id)) == scans[1:]


def test_the_year_before_is_found_by_a_name_that_carries_its_year(database: Database, build: Any) -> None:
    office = build.office()
    database.run(lambda tx: offices.add(tx, office))
    made = {
        year: Project(id=f"p-{year}", office_id=office.id, fiscal_year=year, name=f"{year}年农村公路养护")
        for year in (2024, 2025, 2026)
    }
    other = Project(id="other", office_id=office.id, fiscal_year=2026, name="垃圾清运")
    database.run(lambda tx: projects.add_many(tx, (*made.values(), other)))
    found = {
        year: database.read(lambda tx, one=one: projects.year_before(tx, one)) for year, one in made.items()
    }
    assert (found[2026], found[2025], found[2024]) == (made[2025], made[2024], None)
    assert database.read(lambda tx: projects.year_before(tx, other)) is None
    named = replace(made[2026], predecessor_id="p-2024")
    assert database.read(lambda tx: projects.year_before(tx, named)) == made[2024]
