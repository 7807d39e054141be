"""Agreement of indicators: what was promised against what is watched and evaluated, line by line, and the goal in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jxdesk.domain.agreement.disagreement import Disagreement, ProjectYear, Seat, disagreement, seat
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import Filing, IndicatorLine
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.values.lettering import fold


def line_disagreements(year: ProjectYear) -> Iterator[Disagreement]:
    """Everything about targets that does not agree in a project's year."""
    target = year.target
    if target is None:
        return
    for filing in (*year.monitorings, *([year.result] if year.result else ())):
        yield from _answers_old_version(year, filing)
        yield from _lines(year, target, filing)
        yield from _goal(year, target, filing)


def paired(
    target: Sequence[IndicatorLine], answer: Sequence[IndicatorLine]
) -> tuple[list[tuple[IndicatorLine, IndicatorLine]], list[IndicatorLine], list[IndicatorLine]]:
    """Lines with the target line that they answer, then targets without an answer, then answers without a target.

    A line answers the target line that it names, else the one of the same second level and name.
    """
    by_id = {line.id: line for line in target}
    by_name = {_name_of(line): line for line in target}
    pairs, without = [], []
    for line in answer:
        asked = by_id.get(line.answers_line_id) or by_name.get(_name_of(line))
        if asked is None:
            without.append(line)
        else:
            pairs.append((asked, line))
    answered = {asked.id for asked, _ in pairs}
    return pairs, [line for line in target if line.id not in answered], without


def _name_of(line: IndicatorLine) -> tuple[str, str]:
    return fold(line.level2).removesuffix("指标"), fold(line.clean_name or line.name)


def _answers_old_version(year: ProjectYear, filing: Filing) -> Iterator[Disagreement]:
    old = {line.id: one for one in year.replaced_targets for line in one.content.indicator_lines}
    answered = next(
        (old[line.answers_line_id] for line in filing.content.indicator_lines if line.answers_line_id in old),
        None,
    )
    assert year.target is not None
    if answered is None or answered.id == year.target.id:
        return
    yield disagreement(
        year,
        Severity.WARNING,
        "target-version-replaced",
        f"{heading_of(filing.content)}对照的是调整前的目标，目标已经按批准的调整申请改过。",
        "请打开这张表，按新的目标核对一遍指标值；调整前的一版留着备查。",
        here=seat(filing, "调整前的目标"),
        there=seat(year.target, "调整后的目标"),
    )


def _lines(year: ProjectYear, target: Filing, filing: Filing) -> Iterator[Disagreement]:
    pairs, unanswered, added = paired(target.content.indicator_lines, filing.content.indicator_lines)
    for asked, line in pairs:
        yield from _pair(year, target, filing, asked, line)
    heading = heading_of(filing.content)
    for asked in unanswered:
        yield disagreement(
            year,
            Severity.WARNING,
            "target-line-dropped",
            f"目标里的指标“{asked.clean_name or asked.name}”，{heading}里没有。",
            "批复的指标要逐条对照；经批准取消的，先办调整申请。",
            here=seat(filing, "没有这一行", field="indicator_lines"),
            there=seat(target, _value_of(asked), line_id=asked.id, field="name", words="指标"),
        )
    for line in added:
        yield disagreement(
            year,
            Severity.WARNING,
            "target-line-added",
            f"{heading}多了目标里没有的指标“{line.clean_name or line.name}”。",
            "请对照批复的目标；后来加的指标要有调整申请。",
            here=seat(filing, _value_of(line), line_id=line.id, field="name", words="指标"),
            there=seat(target, "没有这一行", field="indicator_lines"),
        )


def _pair(
    year: ProjectYear, target: Filing, filing: Filing, asked: IndicatorLine, line: IndicatorLine
) -> Iterator[Disagreement]:
    name = asked.clean_name or asked.name
    checks = (
        ("target-value-changed", "target", "指标值", _value_of(asked), _value_of(line)),
        ("target-weight-changed", "weight", "分值", _weight_of(asked), _weight_of(line)),
    )
    for code, field, words, promised, stated in checks:
        if not promised or not stated or promised == stated:
            continue
        yield disagreement(
            year,
            Severity.WARNING,
            code,
            f"指标“{name}”的{words}，目标里是 {promised}，{heading_of(filing.content)}里是 {stated}。",
            "对照的应当是批复的目标；要改目标，请办调整申请。",
            here=seat(filing, stated, line_id=line.id, field=field, words=f"“{name}”"),
            there=seat(target, promised, line_id=asked.id, field=field, words=f"“{name}”"),
        )


def _value_of(line: IndicatorLine) -> str:
    """Sign, value and unit as one text, however the form keeps them apart."""
    if line.target is None:
        return fold(line.target_text)
    high = "" if line.target_high is None else f"~{_plain(line.target_high)}"
    return f"{SIGNS[line.comparator]}{_plain(line.target)}{high}{fold(line.unit)}"


def _weight_of(line: IndicatorLine) -> str:
    return "" if line.weight is None else _plain(line.weight)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"


def _goal(year: ProjectYear, target: Filing, filing: Filing) -> Iterator[Disagreement]:
    field = "expected_goal"
    promised, stated = (
        target.content.answers.get(field, "").strip(),
        filing.content.answers.get(field, "").strip(),
    )
    if not promised or not stated or fold(promised) == fold(stated):
        return
    yield disagreement(
        year,
        Severity.ADVICE,
        "goal-words-changed",
        f"{heading_of(filing.content)}的预期目标和批复的目标写法不一样。",
        "预期目标照抄批复的，不要改写；完成情况写在另一栏。",
        here=seat(filing, stated, field=field, words="预期目标"),
        there=seat(target, promised, field=field, words="总体目标"),
    )


def count_disagreements(years: Sequence[ProjectYear]) -> Iterator[Disagreement]:
    """Projects that lack a form which others of their office have in this year, although a later form is there."""
    having = {kind: any(_has(year, kind) for year in years) for kind in _KINDS}
    for year in years:
        if year.project.is_classified or year.project.withdrawn_on is not None or year.result is None:
            continue
        for kind, words in _KINDS.items():
            if not having[kind] or _has(year, kind):
                continue
            yield disagreement(
                year,
                Severity.ADVICE,
                "form-lacking",
                f"有{heading_of(year.result.content)}，没有{words}，别的项目有。",
                f"请补填{words}；在别处填过的，请导入，这样各表的个数才对得上。",
                here=seat(year.result, "已填"),
                there=Seat(words=words, value="没有", project_id=year.project.id),
            )


_KINDS = {"target": "绩效目标", "monitorings": "绩效监控"}


def _has(year: ProjectYear, kind: str) -> bool:
    return bool(getattr(year, kind))
