"""Kept sums of the roll-up: always those of the projects themselves, whatever is saved, received, returned, undone, deleted or moved."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.domain.records.filings import (
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import ChainPosition, PackageKind
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, BudgetVersion, FundingLine, Project
from jxdesk.domain.records.received import ReceivedPackage
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.domain.reports.chart_figures import BAND
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts
from jxdesk.domain.rollup.charts import BANDS
from jxdesk.domain.rollup.grouping import By, by_key
from jxdesk.domain.rollup.tally import NAMES, NOTHING, Tally, total
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.records import filings, offices, projects, standings, treasury, undoing
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.views import deadlines, rollup, rollup_kept, rollup_sql
from jxdesk.store.views.rollup_sql import Asked

YEAR = 2025
STAGES = (
    YearStage(form=Form.PROJECT_SELF_EVALUATION),
    YearStage(form=Form.PROJECT_MONITORING, period=7),
    YearStage(form=Form.DEPARTMENT_SELF_EVALUATION),
)
LEVELS = {
    "53": OfficeLevel.PROVINCE,
    "53-01": OfficeLevel.PREFECTURE,
    "53-01-01": OfficeLevel.COUNTY,
    "53-01-01-d1": OfficeLevel.UNIT,
    "53-01-01-d1-001": OfficeLevel.UNIT,
    "53-01-02": OfficeLevel.COUNTY,
    "53-02": OfficeLevel.PREFECTURE,
    "53-02-03": OfficeLevel.COUNTY,
    "53-02-03-d1": OfficeLevel.UNIT,
    "53-02-d9": OfficeLevel.UNIT,
}
JOURNAL = "SELECT count(*) FROM change_log"
SCOPES = ("53", "53-01", "53-02-03-d1")


class County:
    """A province of some offices, to which a die does everything that an office does with its forms."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.dice = random.Random(seed)
        self.made = 0
        self.done: list[str] = []
        self.seen: set[str] = set()

    def name(self) -> str:
        """A new identity."""
        self.made += 1
        return f"{self.made:032x}"

    # ---- what is there -----------------------------------------------------------------------------------------

    def begin(self, tx: Transaction) -> None:
        """Offices, and a few projects."""
        known: dict[str, str] = {}
        for path, level in LEVELS.items():
            known[path] = self.name()
            parent = known.get(path.rpartition("-")[0], "")
            offices.add(tx, Office(id=known[path], path=path, name=path, level=level, parent_id=parent))
        for _ in range(12):
            self.add_project(tx)
        for _ in range(70):
            self.add_form(tx)

    def one_of(self, tx: Transaction, sql: str) -> str:
        """An identity drawn among those of a query; empty where there is none."""
        found = [row[0] for row in tx.query(sql)]
        return self.dice.choice(found) if found else ""

    def form(self, tx: Transaction) -> Filing | None:
        """A form, drawn."""
        return filings.get(tx, self.one_of(tx, "SELECT id FROM filing"))

    # ---- what is done ------------------------------------------------------------------------------------------

    def add_project(self, tx: Transaction) -> None:
        """A project with its money."""
        dice = self.dice
        projects.add(
            tx,
            Project(
                id=self.name(),
                office_id=self.one_of(tx, "SELECT id FROM office WHERE level IN ('county', 'unit')"),
                fiscal_year=dice.choice((YEAR, YEAR, YEAR, YEAR - 1)),
                name=f"项目{self.made}",
                tier=dice.choice(("本级", "上级下达", "")),
                sector=dice.choice(("教育", "")),
                budgets=self.budgets(),
                funding=self.funding(),
            ),
        )

    def budgets(self) -> tuple[BudgetVersion, ...]:
        stages = self.dice.sample(list(BudgetStage), self.dice.randrange(3))
        return tuple(BudgetVersion(stage=one, amount_fen=self.dice.randrange(10**9)) for one in stages)

    def funding(self) -> tuple[FundingLine, ...]:
        return tuple(
            FundingLine(source=source, book=book, amount_fen=self.dice.randrange(1, 10**9))
            for source, book in (("本级财力", BudgetBook.GENERAL), ("", BudgetBook.OUTSIDE))
            if self.dice.random() < 0.5
        )

    def change_project(self, tx: Transaction) -> None:
        """Its words, its money, its office, or all at once."""
        project = projects.get(tx, self.one_of(tx, "SELECT id FROM project"))
        if project is None:
            return
        changes = {
            "tier": self.dice.choice(("本级", "")),
            "sector": self.dice.choice(("卫生", "")),
            "budgets": self.budgets(),
            "funding": self.funding(),
            "withdrawn_on": self.dice.choice((None, None, dt.date(2025, 6, 1))),
            "office_id": self.one_of(tx, "SELECT id FROM office WHERE level = 'county'"),
        }
        wanted = self.dice.sample(sorted(changes), self.dice.randrange(1, 4))
        projects.save(tx, replace(project, **{name: changes[name] for name in wanted}))

    def delete_project(self, tx: Transaction) -> None:
        """One without a form."""
        bare = "SELECT id FROM project WHERE id NOT IN (SELECT project_id FROM filing WHERE project_id IS NOT NULL)"
        if project_id := self.one_of(tx, bare):
            projects.delete(tx, project_id)

    def treasury(self, tx: Transaction) -> None:
        """What the treasury paid."""
        if project_id := self.one_of(tx, "SELECT id FROM project"):
            known = treasury.at(tx, project_id, year=YEAR, period=7)
            figure = TreasuryFigure(
                id=known.id if known is not None else self.name(),
                project_id=project_id,
                year=YEAR,
                period=7,
                executed_fen=self.dice.randrange(10**9),
                source_name="国库",
            )
            treasury.put_many(tx, [figure])

    def content(self, project_id: str) -> FilingContent:
        stage = self.dice.choice((STAGES[0], *STAGES[:2])) if project_id else STAGES[2]
        return FilingContent(
            form=stage.form,
            template_id="",
            year=YEAR,
            period=stage.period,
            money_lines=self.money(),
            indicator_lines=self.lines(),
        )

    def money(self) -> tuple[MoneyLine, ...]:
        dice = self.dice
        if dice.random() < 0.1:
            return ()
        return (
            MoneyLine(
                id=self.name(),
                key=MoneyKey.TOTAL,
                original_budget_fen=dice.randrange(10**9),
                revised_budget_fen=dice.choice((None, dice.randrange(1, 10**9))),
                executed_fen=dice.choice((None, dice.randrange(10**9))),
            ),
        )

    def lines(self) -> tuple[IndicatorLine, ...]:
        return tuple(
            IndicatorLine(
                id=self.name(), name=f"指标{n}", weight=self.dice.choice((None, Decimal(9), Decimal("9.5")))
            )
            for n in range(2)
        )

    def summary(self, content: FilingContent) -> Summary:
        points = {
            one.id: self.dice.choice((None, Decimal(self.dice.randrange(10))))
            for one in content.indicator_lines
        }
        return Summary(
            computed_total=self.dice.choice((None, *(Decimal(self.dice.randrange(101)) for _ in range(3)))),
            grade=self.dice.choice("优良中差"),
            error_count=0,
            warning_count=0,
            advice_count=0,
            computed_scores=points,
            effective_scores=points,
        )

    def add_form(self, tx: Transaction) -> None:
        """A form of a project or of an office, in any state, perhaps with another one's place to take."""
        if self.dice.random() < 0.2:
            project_id, office_id = "", self.one_of(tx, "SELECT id FROM office")
        else:
            project_id = self.one_of(tx, "SELECT id FROM project")
            office_id = tx.value("SELECT office_id FROM project WHERE id = ?", (project_id,))
        content = self.content(project_id)
        replaced = self.form(tx)
        filing = Filing(
            id=self.name(),
            office_id=office_id,
            project_id=project_id,
            content=content,
            state=self.dice.choice(list(FilingState)),
            replaces_id=replaced.id if replaced is not None and self.dice.random() < 0.2 else "",
        )
        filings.add(tx, filing, summary=self.summary(content))

    def save_form(self, tx: Transaction) -> None:
        """Another content, another state, another score."""
        filing = self.form(tx)
        if filing is None:
            return
        content = filing.content
        if self.dice.random() < 0.7:
            content = replace(
                content,
                money_lines=self.money(),
                indicator_lines=(*content.indicator_lines[:1], *self.lines()),
            )
        after = replace(filing, content=content, state=self.dice.choice(list(FilingState)))
        filings.save(tx, after, expected_version=filing.version, summary=self.summary(content))

    def score_anew(self, tx: Transaction) -> None:
        """The same content, checked anew."""
        filing = self.form(tx)
        if filing is not None:
            filings.set_summary(tx, filing.id, self.summary(filing.content))

    def delete_form(self, tx: Transaction) -> None:
        """A form goes with its lines."""
        open_ones = "SELECT id FROM filing WHERE state NOT IN ('sealed', 'approved')"
        if filing_id := self.one_of(tx, open_ones):
            filings.delete(tx, filing_id)

    def receive(self, tx: Transaction) -> None:
        """A package arrives, and forms stand as received by it; first ones or again."""
        package, day = self.name(), self.dice.choice(("2026-03-30", "2026-04-02"))
        path = self.dice.choice(("53-01-01", "53-02-03"))
        stage = self.dice.choice(STAGES)
        for _ in range(self.dice.randrange(3)):
            self.stand(tx, package, path)
        tx.execute(
            """INSERT INTO package_received (id, sender_path, form, year, period, received_at, status)
            VALUES (?, ?, ?, ?, ?, ?, 'imported')""",
            (package, path, stage.form.value, YEAR, stage.period, f"{day}T09:00:00+08:00"),
        )

    def stand(self, tx: Transaction, package: str = "", path: str = "53-01-01") -> None:
        """A form is received, returned, accepted, refused."""
        filing = self.form(tx)
        if filing is None:
            return
        package = package or self.one_of(tx, "SELECT id FROM package_received")
        standing = self.dice.choice(list(Standing))
        where = Whereabouts(
            desk=self.dice.choice(list(Desk)), standing=standing, round=self.dice.randrange(1, 3)
        )
        standings.put_many(
            tx, [FilingStanding(filing_id=filing.id, where=where, package_id=package, office_path=path)]
        )

    def forget_package(self, tx: Transaction) -> None:
        """An import is marked undone."""
        if package := self.one_of(tx, "SELECT id FROM package_received"):
            tx.execute("UPDATE package_received SET status = 'undone' WHERE id = ?", (package,))

    def move_office(self, tx: Transaction) -> None:
        """An office goes below another one, is exempt, or is there no more."""
        office = offices.get(tx, self.one_of(tx, "SELECT id FROM office WHERE level = 'unit'"))
        above = offices.get(tx, self.one_of(tx, "SELECT id FROM office WHERE level <> 'unit'"))
        assert office is not None
        assert above is not None
        change = self.dice.randrange(4)
        if change == 0:
            office = replace(office, path=f"{above.path}-d{self.made + 100}", parent_id=above.id)
        elif change == 1:
            office = replace(office, is_exempt=not office.is_exempt)
        elif change == 2:
            office = replace(office, valid_to="" if office.valid_to else "2025-06-30")
        else:
            office = replace(office, level=self.dice.choice((OfficeLevel.UNIT, OfficeLevel.TOWNSHIP)))
        self.name()
        offices.save(tx, office)

    def add_office(self, tx: Transaction) -> None:
        """A new office."""
        above = offices.get(tx, self.one_of(tx, "SELECT id FROM office WHERE level = 'county'"))
        assert above is not None
        new = self.name()
        offices.add(
            tx,
            Office(
                id=new,
                path=f"{above.path}-d{self.made}",
                name=new,
                level=OfficeLevel.UNIT,
                parent_id=above.id,
            ),
        )

    def undo(self, tx: Transaction) -> None:
        """Something that was done before is taken back, where nothing was built on it since."""
        errand = self.dice.choice(self.done)
        if not undoing.blockers(tx, errand):
            undoing.undo(tx, errand)
            self.done.remove(errand)

    # ---- doing and looking ---------------------------------------------------------------------------------------

    @property
    def deeds(self) -> list[Callable[[Transaction], None]]:
        """Everything that can be done."""
        return [
            self.add_project,
            self.change_project,
            self.delete_project,
            self.treasury,
            self.add_form,
            self.save_form,
            self.score_anew,
            self.delete_form,
            self.receive,
            self.stand,
            self.forget_package,
            self.move_office,
            self.add_office,
            self.undo,
        ]

    def do(self, deed: Callable[[Transaction], None]) -> None:
        """One transaction."""

        def job(tx: Transaction) -> str:
            deed(tx)
            return tx.errand_id

        before = self.database.read(lambda tx: tx.value(JOURNAL))
        errand = self.database.run(job, errand="test")
        if self.database.read(lambda tx: tx.value(JOURNAL)) > before:  # else there is nothing to take back
            self.done.append(errand)

    def look(self, what: str) -> None:
        """Holds kept sums and rows against each other, and notes which numbers were there to be held."""

        def job(tx: Transaction) -> Tally:
            agree(tx, what)
            return total(one for _, _, one in rollup.cells(tx, Asked(year=YEAR, stage=STAGES[0])))

        whole = self.database.run(job)
        self.seen |= {name for name, number in zip(NAMES, whole, strict=True) if number}


def agree(tx: Transaction, what: object = "") -> None:
    """Kept and taken anew, the sums are the same: of every office, by every word, of every form."""
    for stage in STAGES:
        for scope in SCOPES:
            asked = Asked(year=YEAR, stage=stage, scope=scope, due_on=dt.date(2026, 3, 31))
            rollup_kept.keep(tx, asked)
            assert rollup_kept.is_whole(tx, asked)
            kept = {office: tally for office, _, tally in rollup_kept.cells(tx, asked) if tally != NOTHING}
            assert kept == {office: tally for office, _, tally in rollup.cells(tx, asked)}, (
                what,
                stage,
                scope,
            )
            divided = (By.GRADE,) if stage.form is Form.DEPARTMENT_SELF_EVALUATION else tuple(By)[1:]
            for by in divided:
                assert rollup_kept.parts(tx, asked, by) == by_key(rollup.cells(tx, asked, by)), (what, by)
            bands = rollup.score_bands(tx, asked, BAND, BANDS)
            assert rollup_kept.score_bands(tx, asked) == bands, (what, stage, scope)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with Database.open(tmp_path / "jxdesk.db") as opened:
        yield opened


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_the_kept_sums_are_those_of_the_rows(database: Database, seed: int) -> None:
    county = County(database, seed)
    county.do(county.begin)
    database.run(agree)
    for _ in range(25):
        deed = county.dice.choice(county.deeds)
        county.do(deed)
        county.look(deed.__name__)
    # Nothing agrees because nothing was there.
    assert county.seen >= {"budget_fen", "executed_fen", "reached_hundredths", "scored"}


def kept_offices(tx: Transaction) -> set[str]:
    return {row[0] for row in tx.query("SELECT DISTINCT office_id FROM rollup_sum")}


def test_only_the_office_that_changed_is_added_up_again(database: Database) -> None:
    county = County(database, 1)
    county.do(county.begin)
    database.run(agree)
    before = database.read(kept_offices)
    county.do(county.score_anew)
    assert len(before - database.read(kept_offices)) == 1


def test_a_change_that_was_rolled_back_leaves_the_sums_where_they_were(database: Database) -> None:
    county = County(database, 2)
    county.do(county.begin)
    database.run(agree)
    before = database.read(kept_offices)

    def broken(tx: Transaction) -> None:
        county.save_form(tx)
        assert kept_offices(tx) < before
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        database.run(broken, errand="test")
    assert database.read(kept_offices) == before
    database.run(agree)


def test_another_program_that_writes_into_the_file_takes_the_sums_away_too(tmp_path: Path) -> None:
    path = tmp_path / "jxdesk.db"
    with Database.open(path) as database:
        county = County(database, 3)
        county.do(county.begin)
        database.run(agree)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE money_line SET executed_fen = 7")
        connection.execute("UPDATE indicator_line SET effective_hundredths = 1")
    connection.close()
    with Database.open(path) as database:
        database.run(agree)


def test_kept_sums_leave_no_line_in_the_journal(database: Database) -> None:
    county = County(database, 4)
    county.do(county.begin)
    before = database.read(lambda tx: tx.value(JOURNAL))
    database.run(agree)
    assert database.read(lambda tx: tx.value(JOURNAL)) == before


def whole(tx: Transaction, due_on: dt.date) -> Tally:
    asked = Asked(year=YEAR, stage=STAGES[0], due_on=due_on)
    rollup_kept.keep(tx, asked)
    return total(one for _, _, one in rollup_kept.cells(tx, asked))


def test_another_last_day_makes_other_sums_and_the_old_ones_go(database: Database) -> None:
    county = County(database, 5)
    county.do(county.begin)
    for _ in range(60):
        county.do(county.receive)
    early, late = dt.date(2026, 3, 1), dt.date(2027, 1, 1)
    assert database.run(lambda tx: whole(tx, early)).late > database.run(lambda tx: whole(tx, late)).late
    assert database.read(lambda tx: tx.query("SELECT due_on FROM rollup_question")) == [("2027-01-01",)]


def test_a_program_that_adds_up_otherwise_does_not_believe_what_an_older_one_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = County(database, 6)
    county.do(county.begin)
    database.run(agree)
    asked = Asked(year=YEAR, stage=STAGES[0], due_on=dt.date(2026, 3, 31))
    monkeypatch.setitem(rollup_sql.WORDS, By.TIER, "upper(tier)")
    assert not database.read(lambda tx: rollup_kept.is_whole(tx, asked))
    database.run(lambda tx: rollup_kept.keep(tx, asked))
    assert database.read(lambda tx: tx.value("SELECT count(*) FROM rollup_question")) == len(STAGES)


def test_an_office_without_anything_need_not_be_asked_again(database: Database) -> None:
    asked = Asked(year=YEAR, stage=STAGES[0])

    def job(tx: Transaction) -> None:
        offices.add(tx, Office(id="o", path="53", name="省", level=OfficeLevel.PROVINCE))
        assert not rollup_kept.is_whole(tx, asked)
        rollup_kept.keep(tx, asked)
        assert rollup_kept.is_whole(tx, asked)
        assert rollup_kept.cells(tx, asked) == (("o", "", NOTHING),)
        assert rollup_kept.parts(tx, asked, By.TIER) == {}

    database.run(job)


def arrived(path: str) -> ReceivedPackage:
    """A package of self-evaluations."""
    return ReceivedPackage(
        digest="d",
        kind=PackageKind.SUBMISSION,
        form=STAGES[0].form.value,
        year=YEAR,
        sender_path=path,
        position=ChainPosition(device="d", epoch=1, seq=1),
    )


@pytest.mark.parametrize(
    ("level", "is_kept"),
    [(OfficeLevel.PREFECTURE, True), (OfficeLevel.PROVINCE, True), (OfficeLevel.COUNTY, False)],
)
def test_a_desk_above_counties_makes_the_sums_of_a_package_as_it_takes_it_in(
    database: Database, level: OfficeLevel, is_kept: bool
) -> None:
    county = County(database, 7)
    county.do(county.begin)
    own = Office(id="own", path="53-01", name="州", level=level)

    def job(tx: Transaction) -> None:
        rollup_kept.keep_arrived(tx, own, arrived("53-01-01"))
        due_on = deadlines.due_on(tx, YEAR, STAGES[0])
        asked = Asked(year=YEAR, stage=STAGES[0], scope="53-01-01", due_on=due_on)
        assert rollup_kept.is_whole(tx, asked) is is_kept
        assert not rollup_kept.is_whole(tx, replace(asked, scope="53-02"))
        of_a_list = replace(arrived("53-01-01"), form="office_list", kind=PackageKind.PUBLICATION)
        rollup_kept.keep_arrived(tx, own, of_a_list)
        assert not is_kept or tx.value("SELECT count(*) FROM rollup_question") == 1

    database.run(job)
