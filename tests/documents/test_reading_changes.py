"""Moving, unmerging, spacing out and retyping a sheet does not change what is read from it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.documents.reading import ReadForm, read_workbook
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.quantities import read_points
from tests.documents.changes import CHANGES, Drawing, taken_from, unmerged, written
from tests.documents.drawn import draw

HERE = Path(__file__).parent
SAMPLES = sorted(path for path in (HERE.parent / "samples").glob("*.xlsx") if "batch" not in path.stem)
FAMILIES = sorted((HERE / "families").glob("*.txt"))
# Without its merged cells nobody can tell which rows share the points, and in which year a list of years is filed.
NOT_UNMERGED = {"points-merged-over-rows"}

Change = Callable[[Drawing, random.Random], Drawing]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("source", [*SAMPLES, *FAMILIES], ids=lambda path: path.stem)
def test_a_changed_sheet_says_the_same(source: Path, change: Change, tmp_path: Path) -> None:
    _assert_says_the_same(source, change, range(1), tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("source", [*SAMPLES, *FAMILIES], ids=lambda path: path.stem)
def test_a_sheet_changed_in_many_ways_says_the_same(source: Path, change: Change, tmp_path: Path) -> None:
    _assert_says_the_same(source, change, range(1, 12), tmp_path)


def _assert_says_the_same(source: Path, change: Change, seeds: range, tmp_path: Path) -> None:
    if change is unmerged and source.stem in NOT_UNMERGED:
        pytest.skip("the points of merged rows need their merged cells")
    path = source
    if source.suffix == ".txt":
        path = draw(tmp_path / "drawn.xlsx", source.read_text(encoding="utf-8").partition("\n=>\n")[0])
    drawing, expected = taken_from(path), [_said(form) for form in read_workbook(path)]
    for seed in seeds:
        chance = random.Random(f"{source.stem} {change.__name__} {seed}")
        changed = written(change(drawing, chance), tmp_path / "changed.xlsx")
        assert [_said(form) for form in read_workbook(changed)] == expected


def _said(form: ReadForm) -> tuple[object, ...]:
    """What the form says, without rows, blanks and the widths of its punctuation."""
    content = form.content
    return (
        content.form,
        content.year,
        [_plain(text) for text in (content.project_name, content.project_code, content.office_name)],
        [_plain(text) for text in (content.department, content.implementing_unit)],
        content.money_unit,
        _number(content.execution_weight),
        [
            (
                line.key,
                line.original_budget_fen,
                line.revised_budget_fen,
                line.executed_fen,
                _points(line.printed_score),
            )
            for line in content.money_lines
        ],
        [
            (
                [_plain(text) for text in (line.level1, line.level2, line.name, line.clean_name)],
                (line.comparator, _number(line.target), _number(line.target_high), line.unit),
                (_plain(line.actual_text), _number(line.actual), _plain(line.deviation_reason)),
                (_number(line.weight), _points(line.printed_score)),
                (line.is_part, line.is_core, bool(line.merged_into)),
            )
            for line in content.indicator_lines
        ],
        [_points(text) for text in (content.printed_weights_total, content.printed_total)],
        content.printed_grade,
        {
            name: _plain(text)
            for name, text in content.answers.items()
            if name not in ("unplaced", "printed_notes")
        },
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text).replace("，", ","))


def _number(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.normalize()


def _points(text: str) -> Decimal | None:
    return _number(read_points(text))
