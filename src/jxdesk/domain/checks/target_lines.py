"""Checks of single target lines: values, units, words that prove nothing, points, and last year's result. Used by target checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Comparator, Direction, FilingContent, IndicatorLine
from jxdesk.domain.rules.indicator_places import Place, place_of
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.targets import QuantifiedRule
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import Quantity, QuantityKind, decimal_text, read_target
from jxdesk.domain.values.units import PERCENT, PERMILLE, canonical_unit, factor_between, is_money_unit

_HUNDRED = Decimal(100)
_SIGNS_BEFORE = re.compile(r"^[≥≧≤≦<>=＝＞＜]+")
_VAGUE_AT_MOST = 12
"""A target in words of at most this many characters, all of them vague, says nothing that can be looked at; own choice."""


def place_of_line(line: IndicatorLine) -> str:
    """How a sentence names the line."""
    name = line.clean_name or clean_name(line.name) or line.level2 or "没有名称的指标"
    return f"第 {line.row} 行“{name}”" if line.row else f"“{name}”"


def target_of_line(line: IndicatorLine) -> Quantity:
    """The target as it reads."""
    return read_target(
        line.target_text, sign=SIGNS[line.comparator], unit=line.unit, name=line.name or line.clean_name
    )


def is_quantified(line: IndicatorLine) -> bool:
    """Whether the target is a number, a range or a date."""
    kinds = (QuantityKind.NUMBER, QuantityKind.RANGE, QuantityKind.DATE)
    return target_of_line(line).kind in kinds


def is_vague(text: str, rule: QuantifiedRule) -> bool:
    """Whether words of a target say nothing that anybody could look at: vague ones, and no evidence beside them."""
    plain = fold(text)
    if not plain or any(word in plain for word in rule.evidence_words) or re.search(r"\d", plain):
        return False
    return any(word in plain for word in rule.vague_words) or len(plain) <= 2


def check_target_line(
    content: FilingContent,
    line: IndicatorLine,
    rules: RulePack,
    *,
    imported: bool,
    last_year: FilingContent | None,
) -> Iterator[Finding]:
    """All findings of one line of a target; a part of another line and an empty one have none."""
    if line.is_part or not (line.name.strip() or line.target_text.strip() or line.mid_term_text.strip()):
        return
    check = _LineCheck(line, rules, target_of_line(line), imported=imported)
    if line.not_applicable:
        yield from check.unused()
        return
    yield from check.blanks()
    yield from check.value()
    yield from check.words()
    yield from check.amount_as_output()
    yield from check.points()
    if last_year is not None:
        yield from check.against(last_year)


class _LineCheck:
    """One line under the checks."""

    def __init__(self, line: IndicatorLine, rules: RulePack, target: Quantity, *, imported: bool) -> None:
        self.line = line
        self.rules = rules
        self.target = target
        self.blocking = Severity.WARNING if imported else Severity.ERROR
        self.place = place_of(line.level1, line.level2)
        self.has_year = bool(line.target_text.strip()) or not line.mid_term_text.strip()

    def found(self, severity: Severity, code: str, field: str, message: str, advice: str) -> Finding:
        """A finding at this line."""
        return Finding(
            severity=severity,
            code=code,
            message=f"{place_of_line(self.line)}{message}",
            advice=advice,
            row=self.line.row,
            line_id=self.line.id,
            field=field,
        )

    def unused(self) -> Iterator[Finding]:
        """A line that does not apply says why."""
        if says_nothing(self.line.manual_reason):
            yield self.found(
                Severity.WARNING,
                "not-applicable-without-reason",
                "manual_reason",
                "标为不适用，没有写理由。",
                "请写明为什么不适用，如“没有直接的服务对象”。",
            )

    def blanks(self) -> Iterator[Finding]:
        """V10: name and value are there."""
        if not (self.line.clean_name or self.line.name).strip():
            yield self.found(
                self.blocking,
                "blank-name",
                "name",
                "没有写三级指标。",
                "请写指标名称，如“养护农村公路里程”。",
            )
        if self.has_year and says_nothing(self.line.target_text) and self.line.target is None:
            yield self.found(
                self.blocking, "blank-target", "target", "没有填指标值。", "请填本年度要达到的数。"
            )
        if len(self.line.name) > self.rules.targets.texts.longest_name:
            most = self.rules.targets.texts.longest_name
            yield self.found(
                Severity.WARNING,
                "text-too-long",
                "name",
                f"有 {len(self.line.name)} 个字，最多 {most} 个字。",
                "名称只写量什么，做法写到指标解释里。",
            )

    def value(self) -> Iterator[Finding]:
        """V8 and V10: a number has its unit, once, and a share of the whole lies between 0 and 100."""
        line, target = self.line, self.target
        repeated = _unit_twice(line)
        if repeated:
            yield self.found(
                self.blocking,
                "unit-repeated",
                "target",
                f"的指标值里又写了单位“{repeated}”。",
                "指标值只写数，单位写在单位栏。",
            )
        if target.is_date and self.place not in (Place.TIMELINESS, None):
            yield self.found(
                Severity.WARNING,
                "date-not-timely",
                "target",
                f"的指标值“{line.target_text.strip()}”是日期。",
                "日期写在时效指标里；这里写数量、比率或文字。",
            )
        if target.kind is QuantityKind.WORDS and line.comparator not in (Comparator.NONE, Comparator.EQUAL):
            yield self.found(
                Severity.WARNING,
                "sign-without-number",
                "target",
                f"有符号“{SIGNS[line.comparator]}”，指标值“{line.target_text.strip()}”却不是数。",
                "能写数的写数；写文字的，指标性质选“定性”。",
            )
        if target.number is None or target.is_date:
            return
        if not canonical_unit(target.unit or line.unit):
            yield self.found(
                Severity.WARNING,
                "unit-missing",
                "unit",
                f"的指标值 {decimal_text(target.number)} 没有单位。",
                "请在单位栏写上单位，如 人、公里、%。",
            )
        yield from self._share(target.number)

    def _share(self, number: Decimal) -> Iterator[Finding]:
        unit = canonical_unit(self.target.unit or self.line.unit)
        is_free = any(word in self.line.name for word in self.rules.targets.values.unbounded_words)
        if self.place is Place.SATISFACTION and unit != PERCENT:
            yield self.found(
                Severity.WARNING,
                "satisfaction-not-percent",
                "unit",
                "的单位不是 %。",
                "满意度写百分数，如 ≥ 90 %；几个人满意、满意几次不好比较。",
            )
        most = {PERCENT: _HUNDRED, PERMILLE: _HUNDRED * 10}.get(unit)
        highest = self.target.high or number
        if most is not None and not is_free and not (number >= 0 and highest <= most):
            yield self.found(
                Severity.WARNING,
                "share-out-of-range",
                "target",
                f"的指标值 {decimal_text(number)}{unit} 不在 0 到 {decimal_text(most)}{unit} 之间。",
                "请核对；是增长率、变动率的，把它写进指标名称。",
            )

    def words(self) -> Iterator[Finding]:
        """V7: what is said in words can be looked at."""
        if self.target.kind is not QuantityKind.WORDS:
            return
        text = _SIGNS_BEFORE.sub("", self.line.target_text.strip())
        described = says_nothing(self.line.description) or is_vague(
            self.line.description, self.rules.targets.quantified
        )
        if len(text) <= _VAGUE_AT_MOST and is_vague(text, self.rules.targets.quantified) and described:
            yield self.found(
                Severity.WARNING,
                "words-prove-nothing",
                "target",
                f"的指标值“{text}”看不出做到什么程度。",
                "改成数；写不成数的，写明拿什么证明，如“按月巡查并有记录”。",
            )

    def amount_as_output(self) -> Iterator[Finding]:
        """V9: money that was spent is no output."""
        named = any(word in self.line.name for word in self.rules.targets.values.amount_words)
        is_output = self.place in (Place.QUANTITY, Place.QUALITY)
        if is_output and is_money_unit(self.target.unit or self.line.unit) and named:
            yield self.found(
                Severity.WARNING,
                "amount-as-output",
                "name",
                "写的是花多少钱，不是做成什么。",
                "数量指标写这笔钱办成的事，如“补助 320 人”“硬化道路 3.5 公里”；补助标准写到成本指标里。",
            )

    def points(self) -> Iterator[Finding]:
        """V10: points are above 0, and one line that has most of them is worth a second look."""
        weight = self.line.weight
        most = self.rules.doubts.single_weight
        if weight is not None and weight <= 0:
            yield self.found(
                self.blocking,
                "weight-not-positive",
                "weight",
                f"的分值是 {decimal_text(weight)}，应大于 0。",
                "请改正分值；不考核的指标请删去。",
            )
        elif weight is not None and weight > most:
            yield self.found(
                Severity.ADVICE,
                "weight-heavy",
                "weight",
                f"一项就占 {decimal_text(weight)} 分，超过 {decimal_text(most)} 分。",
                "可以的话，把它分成几个指标。",
            )

    def against(self, last_year: FilingContent) -> Iterator[Finding]:
        """V11: a target behind last year's result is explained."""
        before = same_indicator(self.line, last_year)
        if before is None or before.actual is None or self.target.number is None or self.target.is_date:
            return
        factor = factor_between(self.target.unit, before.actual_unit or before.unit)
        if factor is None or not says_nothing(self.line.value_basis):
            return
        reached = before.actual * factor
        is_lower = self.line.direction is Direction.LOWER
        if self.target.number > reached if is_lower else self.target.number < reached:
            worse = "高" if is_lower else "低"
            yield self.found(
                Severity.WARNING,
                "behind-last-year",
                "value_basis",
                f"的指标值 {decimal_text(self.target.number)}{self.target.unit} 比上年实际 "
                f"{before.actual_text.strip() or decimal_text(before.actual)} {worse}。",
                "请在设定依据里写明为什么，如“上级下达任务减少”；没有理由的，不要比上年差。",
            )


def same_indicator(line: IndicatorLine, other: FilingContent) -> IndicatorLine | None:
    """The line of another filing that says the same indicator."""
    name = line.clean_name or clean_name(line.name)
    if not name:
        return None
    found = [one for one in other.indicator_lines if (one.clean_name or clean_name(one.name)) == name]
    near = [one for one in found if fold(one.level2) == fold(line.level2)]
    return next(iter(near or found), None)


def _unit_twice(line: IndicatorLine) -> str:
    """The unit that the cell of the value repeats beside that of the unit; empty for none."""
    unit, text = fold(line.unit), fold(line.target_text)
    if not unit or not text.endswith(unit):
        return ""
    rest = text[: -len(unit)].rstrip()
    return line.unit if rest.endswith(unit) else ""
