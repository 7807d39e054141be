"""Surveys of satisfaction: how many answered what, what rate that is, by which scale, and in which sentence a form cites it.

Source: 财预〔2020〕10号: what a self-evaluation states must be provable. How answers become a rate stands in the scales (data,
own choice). Rates are exact; rounding comes once, at the end. Used by the errand of surveys, its dialog and its printed sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis
from jxdesk.domain.values.quantities import decimal_text

SATISFACTION = "满意度"
_PLACES = Decimal("0.01")
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer that can be ticked; ``weight`` is what it counts.

    Units: ``weight`` percent of full satisfaction.
    """

    word: str
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How answers become a rate."""

    id: str
    name: str
    basis: Basis
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """The scales there are; the first one is proposed. Below ``least_valid`` sheets a survey says little."""

    scales: tuple[Scale, ...]
    least_valid: int
    advice_basis: Basis

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Scales:
        """Reads the scales from their file.

        Raises: DeclarationError.
        """
        top = Table(mapping, where="scales")
        advice = top.table("advice")
        if advice is None:
            raise top.refuse("advice", "缺少这一项")
        made = cls(
            scales=tuple(_scale(table) for table in top.tables("scales")),
            least_valid=advice.whole("least_valid"),
            advice_basis=basis(advice),
        )
        advice.finish()
        top.finish()
        if not made.scales:
            raise top.refuse("scales", "至少要有一种算法")
        return made

    def get(self, scale_id: str) -> Scale:
        """The scale of this id, the first where it is not known any more."""
        return next((scale for scale in self.scales if scale.id == scale_id), self.scales[0])


def _scale(table: Table) -> Scale:
    answers = []
    for one in table.tables("answers"):
        weight = one.number("weight")
        if weight is None or not 0 <= weight <= _WHOLE:
            raise one.refuse("weight", "应在 0 到 100 之间")
        answers.append(Answer(word=one.text("word"), weight=weight))
        one.finish()
    scale = Scale(id=table.text("id"), name=table.text("name"), basis=basis(table), answers=tuple(answers))
    table.finish()
    if len({answer.word for answer in answers}) != len(answers) or len(answers) < 2:
        raise table.refuse("answers", "至少两种回答，不能重名")
    return scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a survey and how often each answer was given."""

    id: str
    question: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many answered it."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A survey of satisfaction with a project, or with an office as a whole where ``project_id`` is empty.

    ``surveyed`` says who was asked and how; ``line_id`` is the indicator line that took its rate over.
    """

    id: str
    office_id: str
    project_id: str = ""
    year: int = 0
    title: str = ""
    surveyed: str = ""
    held_on: dt.date | None = None
    scale_id: str = ""
    issued: int = 0
    returned: int = 0
    valid: int = 0
    line_id: str = ""
    questions: tuple[Question, ...] = ()


def question_rate(question: Question, scale: Scale) -> Decimal | None:
    """The rate of one question; None where nobody answered it.

    Units: percent, two decimals, half up.
    """
    return _percent(_points((question,), scale), question.total)


def rate(survey: Survey, scale: Scale) -> Decimal | None:
    """The rate of the whole survey: all answers together, exact until it is rounded once.

    Units: percent, two decimals, half up; None where nobody answered.
    """
    total = sum(question.total for question in survey.questions)
    return _percent(_points(survey.questions, scale), total)


def _points(questions: Sequence[Question], scale: Scale) -> Fraction:
    """What the answers count together.

    Units: percent times answers.
    """
    return sum(
        (
            Fraction(answer.weight) * question.counts.get(answer.word, 0)
            for question in questions
            for answer in scale.answers
        ),
        Fraction(0),
    )


def _percent(points: Fraction, total: int) -> Decimal | None:
    if total <= 0:
        return None
    exact = points / total
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_PLACES, ROUND_HALF_UP)


def rate_text(percent: Decimal | None) -> str:
    """A rate as forms print it: ``93.16%``."""
    return "" if percent is None else f"{decimal_text(percent)}%"


def returned_rate(survey: Survey) -> str:
    """How many of the sheets came back, as forms print it; empty where none were issued."""
    return rate_text(_percent(Fraction(100 * survey.returned), survey.issued))


def scale_words(scale: Scale) -> str:
    """How the rate is worked out, in one sentence."""
    weights = "、".join(f"{answer.word} {decimal_text(answer.weight)}%" for answer in scale.answers)
    return f"{scale.name}：{weights}；满意度＝折算后的合计÷有效回答数。"


def sentence(survey: Survey, scale: Scale) -> str:
    """What a form says of where its figure comes from; empty where nobody answered."""
    found = rate(survey, scale)
    if found is None:
        return ""
    day = f"{survey.held_on.year}年{survey.held_on.month}月" if survey.held_on is not None else ""
    total = sum(question.total for question in survey.questions)
    counts = "、".join(
        f"{answer.word} {sum(question.counts.get(answer.word, 0) for question in survey.questions)}"
        for answer in scale.answers
    )
    asked = f"，调查 {survey.surveyed}" if survey.surveyed else ""
    return (
        f"{day}“{survey.title}”{asked}：发放 {survey.issued} 份，收回 {survey.returned} 份，有效 {survey.valid} 份；"
        f"{len(survey.questions)} 个问题共 {total} 个回答（{counts}），满意度 {rate_text(found)}。"
    )


def satisfaction_lines(content: FilingContent) -> tuple[IndicatorLine, ...]:
    """The lines of a form that a survey can be the source of."""
    return tuple(
        line
        for line in content.indicator_lines
        if SATISFACTION in line.level1 or SATISFACTION in line.level2 or SATISFACTION in line.clean_name
    )


# ---- checks -----------------------------------------------------------------------------------------------------


def check_survey(survey: Survey, scales: Scales, *, today: dt.date) -> tuple[Finding, ...]:
    """What does not fit; an error keeps the rate from being taken over, never the survey from being kept."""
    found = []
    if not survey.title.strip():
        found.append(_finding(Severity.ERROR, "title", "没有写调查名称。", "例如 农村公路养护满意度调查。"))
    if survey.held_on is None:
        found.append(_finding(Severity.WARNING, "held_on", "没有写调查日期。", "写问卷收齐的那一天。"))
    elif survey.held_on > today:
        found.append(_finding(Severity.ERROR, "held_on", "调查日期晚于今天。", "请核对日期。"))
    if not survey.surveyed.strip():
        found.append(
            _finding(
                Severity.WARNING,
                "surveyed",
                "没有写调查了谁、怎么调查的。",
                "例如 沿线村民 100 人，入户问卷。",
            )
        )
    found += _check_sheets(survey, scales)
    for number, question in enumerate(survey.questions, 1):
        found += _check_question(survey, question, number)
    if not survey.questions:
        found.append(
            _finding(Severity.ERROR, "questions", "还没有问题。", "至少加一个问题，填每种回答的份数。")
        )
    return tuple(found)


def _check_sheets(survey: Survey, scales: Scales) -> Sequence[Finding]:
    if min(survey.issued, survey.returned, survey.valid) < 0:
        return [_finding(Severity.ERROR, "issued", "份数不能小于 0。", "请核对份数。")]
    found = []
    if survey.returned > survey.issued:
        found.append(_finding(Severity.ERROR, "returned", "收回的比发放的多。", "请核对发放和收回的份数。"))
    if survey.valid > survey.returned:
        found.append(_finding(Severity.ERROR, "valid", "有效的比收回的多。", "请核对收回和有效的份数。"))
    if survey.valid == 0:
        found.append(_finding(Severity.ERROR, "valid", "没有有效问卷，算不出满意度。", "填有效的份数。"))
    elif survey.valid < scales.least_valid:
        found.append(
            _finding(
                Severity.ADVICE,
                "valid",
                f"有效问卷只有 {survey.valid} 份，少于 {scales.least_valid} 份。",
                "人数本来就少的可以照用，在“调查了谁”里写明；能多问几个人的更好。",
            )
        )
    return found


def _check_question(survey: Survey, question: Question, number: int) -> Sequence[Finding]:
    if min(question.counts.values(), default=0) < 0:
        return [
            _finding(
                Severity.ERROR, "questions", f"第 {number} 个问题的份数小于 0。", "请核对。", question.id
            )
        ]
    found = []
    if not question.question.strip():
        found.append(
            _finding(
                Severity.WARNING,
                "questions",
                f"第 {number} 个问题没有写问什么。",
                "照问卷抄写。",
                question.id,
            )
        )
    if question.total > survey.valid:
        found.append(
            _finding(
                Severity.ERROR,
                "questions",
                f"第 {number} 个问题有 {question.total} 个回答，比有效问卷 {survey.valid} 份还多。",
                "每份问卷每题只算一个回答；请核对各档的份数。",
                question.id,
            )
        )
    elif question.total < survey.valid:
        found.append(
            _finding(
                Severity.WARNING,
                "questions",
                f"第 {number} 个问题只有 {question.total} 个回答，有效问卷是 {survey.valid} 份。",
                "有人没有答这一题的可以照用；抄漏的请补上。",
                question.id,
            )
        )
    return found


def _finding(severity: Severity, field: str, message: str, advice: str, line_id: str = "") -> Finding:
    return Finding(
        severity=severity,
        code=f"survey-{field}",
        message=message,
        advice=advice,
        field=field,
        line_id=line_id,
    )
