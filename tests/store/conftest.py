"""Real folders and database files for the store's tests, and builders of what is put into them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.domain.records.filings import (
    Comparator,
    Filing,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import (
    BudgetBook,
    BudgetStage,
    BudgetVersion,
    FundingLine,
    Project,
)
from jxdesk.store.engine.database import Database
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.safety.opening import Opened, open_folder


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own folder of the user, kept apart from the real one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    return tmp_path / "user" / "jxdesk"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "数据"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "jxdesk.db", who="练习员") as opened:
        yield opened


@pytest.fixture
def opened(home: Path) -> Iterator[Opened]:
    opened = open_folder(home, who="练习员")
    yield opened
    opened.close(backup=False)


class SteppingClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 3, 2, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def __call__(self) -> dt.datetime:
        return self.time

    def pass_(self, **span: int) -> None:
        self.time += dt.timedelta(**span)


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


class Builder:
    """Builds values with ids that are the same in every run."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def id(self) -> str:
        return f"{next(self._numbers):032x}"

    def office(self, path: str = "53-23-29-103", name: str = "白岩镇财政所") -> Office:
        return Office(id=self.id(), path=path, name=name, level=OfficeLevel.TOWNSHIP)

    def project(self, office: Office, *, name: str = "农村公路养护补助", code: str = "") -> Project:
        return Project(
            id=self.id(),
            office_id=office.id,
            fiscal_year=2026,
            name=name,
            code=code,
            budgets=(
                BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=1_000_000, dated=dt.date(2026, 1, 20)),
                BudgetVersion(stage=BudgetStage.REVISED, amount_fen=1_234_567),
            ),
            funding=(FundingLine(source="本级财力", book=BudgetBook.GENERAL, amount_fen=1_234_567),),
        )

    def filing(self, office: Office, project: Project | None, *, lines: int = 3) -> Filing:
        content = FilingContent(
            form=Form.PROJECT_SELF_EVALUATION,
            template_id="national-2020",
            rule_pack_id="yunnan-2020",
            year=2026,
            title="2026年度项目支出绩效自评表",
            project_name=project.name if project else "",
            execution_weight=Decimal(10),
            answers={"expected_goal": "养护 12 公里", "actual_goal": "已养护"},
            money_lines=(
                MoneyLine(
                    id=self.id(),
                    key=MoneyKey.TOTAL,
                    revised_budget_fen=1_234_567,
                    executed_fen=1_200_000,
                    executed_text="12,000.00",
                ),
                MoneyLine(id=self.id(), key=MoneyKey.FISCAL, revised_budget_fen=1_234_567),
            ),
            indicator_lines=tuple(
                IndicatorLine(
                    id=self.id(),
                    level1="产出指标",
                    level2="数量指标",
                    name=f"养护里程{n}",
                    comparator=Comparator.AT_LEAST,
                    target_text="≥12公里",
                    target=Decimal(12),
                    unit="公里",
                    weight=Decimal("12.50"),
                    row=10 + n,
                )
                for n in range(lines)
            ),
        )
        return Filing(
            id=self.id(), office_id=office.id, project_id=project.id if project else "", content=content
        )

    def fill(self, database: Database) -> tuple[Office, Project, Filing]:
        """One office with one project and its filing, stored."""
        office = self.office()
        project = self.project(office)
        database.run(lambda tx: offices.add(tx, office), errand="start")
        database.run(lambda tx: projects.add(tx, project), errand="add")
        filing = database.run(lambda tx: filings.add(tx, self.filing(office, project)), errand="add")
        return office, project, filing


@pytest.fixture
def build() -> Builder:
    return Builder()
