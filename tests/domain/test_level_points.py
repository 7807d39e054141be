"""Level points: a line alone under a level that names points has them; shared points stay open."""

from collections.abc import Callable

from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.scoring.level_points import with_level_points

LineMaker = Callable[..., IndicatorLine]


def weights(*lines: IndicatorLine) -> list[str]:
    return [line.printed_weight for line in with_level_points(lines)]


def test_a_line_alone_under_its_level_takes_the_points_of_the_level(make_line: LineMaker) -> None:
    first = make_line("3亩", "3亩", weight="", level2="数量指标（15分）")
    second = make_line("100%", "100%", weight="", level2="质量指标25%")
    lines = with_level_points((first, second))
    assert [line.weight for line in lines] == [15, 25]


def test_the_first_level_gives_its_points_where_it_has_one_line(make_line: LineMaker) -> None:
    line = make_line("90%", "95%", weight="", level1="满意度指标\n（10分）", level2="服务对象满意度指标")
    assert weights(line) == ["10"]


def test_points_over_several_lines_stay_open(make_line: LineMaker) -> None:
    lines = [
        make_line("3亩", "3亩", weight="", name=name, level2="数量指标（15分）") for name in ("甲", "乙")
    ]
    assert weights(*lines) == ["", ""]


def test_a_part_does_not_share_the_points(make_line: LineMaker) -> None:
    whole = make_line("3亩", "3亩", weight="", level2="数量指标（15分）")
    part = make_line("1亩", "1亩", weight="", name="其中：旱地", level2="数量指标（15分）", is_part=True)
    assert weights(whole, part) == ["15", ""]


def test_a_form_with_points_of_its_own_keeps_them(make_line: LineMaker) -> None:
    own = make_line("3亩", "3亩", weight="8", level2="数量指标（15分）")
    other = make_line("100%", "100%", weight="", level2="质量指标（10分）")
    assert weights(own, other) == ["8", ""]
