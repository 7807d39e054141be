"""The data of the roll-up's bench: a desk with counties, offices, projects and forms, written by the store as a desk takes them in.

County by county in a transaction of its own: projects with money, forms with a total and indicators, their standings, the
package, the journal. The dice are the same in every run. The same rows go to DuckDB, where it is installed, by way of CSV.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import random
import sqlite3
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import floors

from jxdesk.domain.records.filings import Filing, FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import ChainPosition, PackageKind
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, BudgetVersion, FundingLine, Project
from jxdesk.domain.records.received import ReceivedPackage
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts, state_of
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.records import filings, offices, projects, received, standings
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.safety.folder import DataFolder

YEAR, FORM = 2025, Form.PROJECT_SELF_EVALUATION
STAGE = YearStage(form=FORM)
OWN = "53"
LINES = 10
FILED = 0.9
SIZES = {
    "prefecture": (1, 9, 580, 5_326),
    "half": (8, 43, 2_580, 50_000),
    "province": (16, 129, 7_740, 150_000),
}
"""Prefectures, counties, offices and projects."""
_STANDS = (Standing.WAITING, Standing.ACCEPTED, Standing.RETURNED, Standing.WAITING)
_WORDS = ("农村公路养护", "小型水库维修", "义务教育公用经费", "乡村医生补助", "咖啡初加工设备", "公益林管护")
TABLES = ("office", "project", "budget_version", "filing", "filing_standing", "money_line", "indicator_line")


def home(work: Path, size: str) -> Path:
    """The data folder of a size, written when it is first asked for; a round that is not counted pays for it."""
    folder = work / size
    if not folder.exists():
        DataFolder(folder).prepare()
        began = floors.now()
        with Database.open(DataFolder(folder).database) as database:
            _fill(database, *SIZES[size])
        _noted(work, size).write_text(json.dumps(floors.now() - began), encoding="utf-8")
        connection = sqlite3.connect(DataFolder(folder).database)
        connection.execute("ANALYZE")
        connection.close()
    return folder


def taken_in(work: Path, size: str) -> float:
    """What writing the data of a size took, with its checks of the schema and its journal."""
    home(work, size)
    seconds: float = json.loads(_noted(work, size).read_text(encoding="utf-8"))
    return seconds


def _noted(work: Path, size: str) -> Path:
    return work / f"{size}.json"


# ---- writing -------------------------------------------------------------------------------------------------------


def paths(prefectures: int, counties: int, count: int) -> list[str]:
    """The paths of the offices: the desk's own, prefectures, counties, and the offices of the counties in turns."""
    found = [OWN, *(f"{OWN}-{number + 1:02}" for number in range(prefectures))]
    above = [f"{OWN}-{number % prefectures + 1:02}-{number + 1:03}" for number in range(counties)]
    below = [f"{above[number % counties]}-d{number:04}" for number in range(count - counties)]
    return [*found, *above, *below]


def _fill(database: Database, prefectures: int, counties: int, count: int, many: int) -> None:
    dice = random.Random(5)
    every = paths(prefectures, counties, count)
    ids = {path: _id("o", number) for number, path in enumerate(every)}
    levels = (OfficeLevel.PROVINCE, OfficeLevel.PREFECTURE, OfficeLevel.COUNTY, OfficeLevel.UNIT)

    def begin(tx: Transaction) -> None:
        offices.add_many(
            tx,
            tuple(
                Office(
                    id=ids[path],
                    path=path,
                    name=f"单位{path}",
                    level=levels[path.count("-")],
                    parent_id=ids.get(path.rpartition("-")[0], ""),
                )
                for path in every
            ),
        )
        settings.put(tx, settings.OFFICE, ids[OWN])

    database.run(begin, errand="start")
    areas: dict[str, list[str]] = {}
    for path in every:
        if path.count("-") > 1:
            areas.setdefault("-".join(path.split("-")[:3]), []).append(ids[path])
    owners = [(area, dice.choice(found)) for area, found in areas.items() for _ in range(many // len(areas))]
    owners += [(area, found[0]) for area, found in list(areas.items())[: many - len(owners)]]
    number = 0
    for area in areas:
        mine = [owner for each, owner in owners if each == area]
        database.run(
            lambda tx, area=area, mine=mine, number=number: _county(tx, dice, area, mine, number),  # type: ignore[misc]
            errand="receive",
        )
        number += len(mine)


def _county(tx: Transaction, dice: random.Random, area: str, owners: Sequence[str], first: int) -> None:
    made = [_project(dice, _id("p", first + place), owner) for place, owner in enumerate(owners)]
    projects.add_many(tx, made)
    digest = _id("g", first)
    came, stands = [], []
    for project in made:
        if dice.random() >= FILED:
            continue
        standing = dice.choice(_STANDS)
        came.append(_form(dice, project, standing))
        stands.append(
            FilingStanding(
                filing_id=came[-1][0].id,
                where=Whereabouts(desk=Desk.REVIEWING, standing=standing, round=1),
                package_id=digest,
                office_path=area,
                since="2026-03-20T09:00:00+08:00",
            )
        )
    filings.add_many(tx, came, came=True)
    standings.put_many(tx, stands)
    package = ReceivedPackage(
        digest=digest,
        kind=PackageKind.SUBMISSION,
        form=FORM.value,
        year=YEAR,
        sender_path=area,
        position=ChainPosition(device=f"{first:016x}", epoch=1, seq=1),
        received_at=dice.choice(("2026-03-20T09:00:00+08:00", "2026-04-20T09:00:00+08:00")),
    )
    received.add(tx, package)


def _project(dice: random.Random, key: str, owner: str) -> Project:
    fen = dice.randrange(10**6, 10**9)
    own = dice.randrange(fen)
    return Project(
        id=key,
        office_id=owner,
        fiscal_year=YEAR,
        name=f"{dice.choice(_WORDS)}项目{int(key[1:], 16)}",
        tier=dice.choice(("本级", "上级下达")),
        sector=dice.choice(("教育", "卫生", "农业")),
        budgets=(BudgetVersion(stage=BudgetStage.REVISED, amount_fen=fen),),
        funding=(
            FundingLine(source="本级财力", book=BudgetBook.GENERAL, amount_fen=own),
            FundingLine(source="上级专款", book=BudgetBook.GENERAL, amount_fen=fen - own),
        ),
    )


def _form(dice: random.Random, project: Project, standing: Standing) -> tuple[Filing, Summary]:
    key = project.id[1:]
    lines = tuple(
        IndicatorLine(
            id=f"l{key}{place:x}",
            name=f"完成指标{place}",
            clean_name=f"完成指标{place}",
            target_text="100",
            target=Decimal(100),
            actual_text="98",
            actual=Decimal(98),
            weight=Decimal(9),
        )
        for place in range(LINES)
    )
    content = FilingContent(
        form=FORM,
        template_id="national-2020",
        year=YEAR,
        project_name=project.name,
        money_lines=(
            MoneyLine(
                id=f"m{key}0",
                key=MoneyKey.TOTAL,
                revised_budget_fen=project.budgets[0].amount_fen,
                executed_fen=dice.randrange(project.budgets[0].amount_fen),
            ),
        ),
        indicator_lines=lines,
    )
    points = {one.id: Decimal(dice.randrange(500, 901)) / 100 for one in lines}
    total = sum(points.values(), start=Decimal(dice.randrange(1001)) / 100)
    grade = "优良中差"[min(3, int((100 - total) // 10))] if total <= 100 else "优"
    summary = Summary(computed_total=total, grade=grade, computed_scores=points, effective_scores=points)
    filing = Filing(
        id=f"f{key}",
        office_id=project.office_id,
        project_id=project.id,
        content=content,
        state=state_of(standing),
        vector={"0000000000000001:1": 1},
    )
    return filing, summary


def _id(letter: str, number: int) -> str:
    return f"{letter}{number:030x}"


# ---- the same rows in DuckDB ---------------------------------------------------------------------------------------

HAS_DUCKDB = importlib.util.find_spec("duckdb") is not None


def duckdb_file(work: Path, size: str) -> Path:
    """A DuckDB file with the same rows, made when it is first asked for."""
    import duckdb

    file = work / f"{size}.duckdb"
    if file.exists():
        return file
    source = sqlite3.connect(DataFolder(home(work, size)).database)
    with duckdb.connect(str(file)) as connection:
        for table in TABLES:
            cursor = source.execute(f"SELECT * FROM {table}")
            path = work / f"{table}.csv"
            _write(path, [one[0] for one in cursor.description], cursor)
            connection.execute(
                f"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', all_varchar = false, sample_size = -1)"
            )
            path.unlink()
    source.close()
    return file


def _write(path: Path, names: Iterable[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(rows)
