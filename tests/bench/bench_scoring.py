"""Scoring 9,683 projects with 10 indicators each, beside a bare loop over whole numbers that gives the same points.

The goal is the bulk path: lines made ready once, scored again under a changed pack or after an import, summed by project.
The other cases show what a mixture of ways costs, and whole scorecards with a sentence for each line.
"""

from __future__ import annotations

import random
import tomllib
from decimal import Decimal
from functools import partial
from pathlib import Path

import floors

from jxdesk.domain.records.filings import (
    Comparator,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    ValueMode,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessment import assess
from jxdesk.domain.scoring.score import score
from jxdesk.domain.scoring.ways import PreparedLine, hundredths_of_all

PROJECTS, LINES = 9_683, 10
FLOOR = "bare loop over whole numbers"
SIGNS = (Comparator.AT_LEAST, Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EQUAL, Comparator.NONE)
Row = tuple[int, int, int, int]


def rows() -> list[Row]:
    """Project, weight, target and actual value; weights and values in hundredths."""
    draw = random.Random(7)
    found = []
    for project in range(PROJECTS):
        for _ in range(LINES):
            target = draw.randrange(1_00, 1000_00)
            found.append((project, 9_00, target, int(target * draw.uniform(0.6, 1.15))))
    return found


def rules() -> RulePack:
    """The shipped pack."""
    path = Path(__file__).parents[2] / "resources" / "rules" / "yunnan-2020.toml"
    return RulePack.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))


def line(
    row: Row, sign: Comparator = Comparator.AT_LEAST, mode: ValueMode = ValueMode.PROPORTION
) -> IndicatorLine:
    """The indicator line of a row."""
    _, weight, target, actual = row
    return IndicatorLine(
        id="x",
        name="任务完成数量",
        clean_name="任务完成数量",
        comparator=sign,
        target=Decimal(target).scaleb(-2),
        target_text=str(target),
        actual=Decimal(actual).scaleb(-2),
        actual_text=str(actual),
        weight=Decimal(weight).scaleb(-2),
        value_mode=mode,
    )


def bare_loop(work: Path) -> float:
    """The floor."""
    data = rows()
    begin = floors.now()
    totals: dict[int, int] = {}
    for project, weight, target, actual in data:
        points = weight if actual >= target else (weight * actual * 2 + target) // (2 * target)
        totals[project] = totals.get(project, 0) + points
    seconds = floors.now() - begin
    (work / "total").write_text(str(sum(totals.values())))
    return seconds


def prepared(data: list[Row], *, mixed: bool) -> list[PreparedLine]:
    """The rows as the law makes them ready; not timed, as the floor's lists are not."""
    pack = rules()
    ready = []
    for number, row in enumerate(data):
        sign = SIGNS[number % len(SIGNS)] if mixed else Comparator.AT_LEAST
        gated = mixed and number % 7 == 0
        mode = ValueMode.PROPORTION_WITH_GATE if gated else ValueMode.PROPORTION
        one = line(row, sign, mode)
        ready.append(assess(one, pack).prepared(one.weight or Decimal(0)))
    return ready


def bulk(work: Path, *, mixed: bool) -> float:
    """The product's bulk path, summed by project as the floor is."""
    data = rows()
    projects = [row[0] for row in data]
    ready = prepared(data, mixed=mixed)
    begin = floors.now()
    totals: dict[int, int] = {}
    for project, points in zip(projects, hundredths_of_all(ready), strict=True):
        totals[project] = totals.get(project, 0) + points
    seconds = floors.now() - begin
    floor = work / "total"
    if not mixed and floor.exists() and floor.read_text() != str(sum(totals.values())):
        raise SystemExit("the product and the floor give different points")
    return seconds


def scorecards(work: Path) -> float:
    """Whole self-evaluations: directions, units, execution, totals and a sentence for each line."""
    del work
    pack, data = rules(), rows()
    money = MoneyLine(id="m", key=MoneyKey.TOTAL, revised_budget_fen=90_000_00, executed_fen=81_234_56)
    contents = [
        FilingContent(
            form=Form.PROJECT_SELF_EVALUATION,
            template_id="national-2020",
            money_lines=(money,),
            execution_weight=Decimal(10),
            indicator_lines=tuple(line(row) for row in data[start : start + LINES]),
        )
        for start in range(0, len(data), LINES)
    ]
    begin = floors.now()
    for content in contents:
        score(content, pack)
    return floors.now() - begin


CASES = (
    floors.Case(name=FLOOR, run=bare_loop),
    floors.Case(name="bulk path, the same lines", run=partial(bulk, mixed=False), against=FLOOR, goal=8),
    floors.Case(
        name="bulk path, mixed signs and gates", run=partial(bulk, mixed=True), against=FLOOR, goal=8
    ),
    floors.Case(name="whole scorecards with sentences", run=scorecards, against=FLOOR),
)

if __name__ == "__main__":
    floors.main(__file__, f"scoring {PROJECTS * LINES:,} indicators", CASES)
