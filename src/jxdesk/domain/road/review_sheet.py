"""Review sheets 审核表: what a filled one comes to, whether the filing passes, and what does not fit; used by reviewing.

A scored sheet is for the reviews that matter most (重点审核); the others have short sheets that only ask. The rule pack
says what the sheets ask and who passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, assert_never

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.outcomes import OUTCOME_WORDS, PASSING, Outcome
from jxdesk.domain.rules.reviewing import Edition, MarkBand, PassMode, PassRule, Sheet, SheetPoint, TotalBand
from jxdesk.domain.values.quantities import decimal_text

SHOWN_MISSING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a reviewer gave for one question: a grade, on a scored sheet its points, and a word why."""

    point: str
    grade: str = ""
    score: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSheet:
    """A review sheet as it was filled in; ``version`` is its edition, so that it is read for ever as it was meant."""

    sheet_id: str
    version: str = ""
    marks: tuple[Mark, ...] = ()

    def mark(self, point: str) -> Mark:
        """The mark of a question; an empty one where nothing was said."""
        return next((mark for mark in self.marks if mark.point == point), Mark(point=point))

    @property
    def edition(self) -> Edition:
        """Under which rules it was filled in."""
        return Edition.read(self.version)

    def under(self, edition: Edition) -> FilledSheet:
        """The same sheet as one of these rules."""
        return replace(self, version=edition.text)

    def facts(self) -> dict[str, object]:
        """The sheet as it is stored and sent: plain texts, points as digits."""
        return {
            "sheet": self.sheet_id,
            "version": self.version,
            "marks": [
                {"point": one.point, "grade": one.grade, "score": decimal_text(one.score), "note": one.note}
                for one in self.marks
            ],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> FilledSheet | None:
        """The sheet from what was stored; None where none was filled in."""
        if not facts.get("sheet"):
            return None
        return cls(
            sheet_id=facts["sheet"],
            version=facts.get("version", ""),
            marks=tuple(
                Mark(
                    point=one["point"],
                    grade=one.get("grade", ""),
                    score=Decimal(one["score"]) if one.get("score") else None,
                    note=one.get("note", ""),
                )
                for one in facts.get("marks", ())
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The filings with which one is judged together, itself left out: their totals, and the names of those that have none yet."""

    others: tuple[Decimal, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def what_is_missing(self) -> str:
        """How many of the batch have no total, and which."""
        names = "、".join(f"“{name}”" for name in self.missing[:SHOWN_MISSING])
        more = "等" if len(self.missing) > SHOWN_MISSING else ""
        count = len(self.missing) + len(self.others) + 1
        return f"同一批要评 {count} 份，还有 {len(self.missing)} 份没有得分：{names}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a filled sheet comes to; ``passes`` is None where it cannot be said, ``words`` is one sentence that says why."""

    total: Decimal | None
    grade: str
    passes: bool | None
    follows: Outcome | None
    words: str


def default_score(sheet: Sheet, point: SheetPoint, grade: str) -> Decimal | None:
    """The points that a grade brings at first, None on a sheet without scores."""
    band = sheet.band(grade)
    return None if band is None or point.weight is None else band.default * point.weight


def total_of(sheet: Sheet, filled: FilledSheet) -> Decimal | None:
    """The sum of the points; None while a question has none, and on a sheet without scores."""
    scores = [filled.mark(point.key).score for point in sheet.points]
    if not sheet.is_scored or any(score is None for score in scores):
        return None
    return sum((score for score in scores if score is not None), Decimal(0))


def verdict(sheet: Sheet, filled: FilledSheet, rule: PassRule, *, batch: Batch | None = None) -> Verdict:
    """What a filled sheet comes to; ``batch`` are the filings with which this one is judged, where the way to pass asks for them."""
    total = total_of(sheet, filled)
    if total is None:
        words = "审核表还没有评完。" if sheet.is_scored else "这张审核表不打分。"
        return Verdict(total=None, grade="", passes=None, follows=None, words=words)
    band = sheet.total_band(total)
    passes, why = _passes(total, band, rule, batch)
    head = f"{decimal_text(total)} 分，{band.grade}"
    return Verdict(total=total, grade=band.grade, passes=passes, follows=band.outcome, words=f"{head}；{why}")


def _passes(total: Decimal, band: TotalBand, rule: PassRule, batch: Batch | None) -> tuple[bool | None, str]:
    match rule.mode:
        case PassMode.FIXED:
            line = rule.score or Decimal(0)
            return total >= line, f"分数线 {decimal_text(line)} 分，{_reached(total >= line)}。"
        case PassMode.AVERAGE:
            return _passes_average(total, batch)
        case PassMode.GRADE:
            reaches = band.grade in rule.grades
            return reaches, f"“{'”“'.join(rule.grades)}”通过，{_reached(reaches)}。"
        case _:
            assert_never(rule.mode)


def _passes_average(total: Decimal, batch: Batch | None) -> tuple[bool | None, str]:
    if batch is None:
        return None, "不知道同一批有哪些，不能和平均分比。"
    if batch.missing:
        return None, f"{batch.what_is_missing}，评齐了才能和平均分比。"
    count, together = len(batch.others) + 1, sum(batch.others, total)
    # The sum is compared, not the quotient: an average with endless decimals stays exact.
    reaches = total * count >= together
    average = (together / count).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return (
        reaches,
        f"同一批 {count} 份都有得分，平均 {decimal_text(average)} 分，{_reached(reaches)}。",
    )


def _reached(reaches: bool) -> str:
    return "达到" if reaches else "没有达到"


def check_sheet(sheet: Sheet, filled: FilledSheet) -> Iterator[Finding]:
    """What does not fit in a filled sheet: questions without a grade, grades of no sheet, points outside their grade."""
    for point in sheet.points:
        mark = filled.mark(point.key)
        band = sheet.band(mark.grade)
        if not mark.grade:
            yield _error("sheet-open", point, "没有评。", f"看一遍再选：{point.question}")
        elif band is None:
            known = "、".join(band.grade for band in sheet.marks)
            yield _error("sheet-grade", point, f"没有“{mark.grade}”这一档。", f"可以选：{known}。")
        elif sheet.is_scored and mark.score is None:
            yield _error("sheet-score", point, "没有打分。", f"这一项满分 {decimal_text(point.weight)} 分。")
        elif mark.score is not None and not _is_inside(mark.score, point, band):
            low, high = (decimal_text(share * (point.weight or 0)) for share in (band.low, band.high))
            yield _error(
                "sheet-score",
                point,
                f"评的是“{mark.grade}”，打了 {decimal_text(mark.score)} 分。",
                f"“{mark.grade}”在 {low} 到 {high} 分之间，改等次或改分。",
            )


def _is_inside(score: Decimal, point: SheetPoint, band: MarkBand) -> bool:
    weight = point.weight or Decimal(0)
    below = score < band.high * weight or band.high == 1
    return band.low * weight <= score <= weight and below


def _error(code: str, point: SheetPoint, message: str, advice: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        code=code,
        message=f"审核表的“{point.name}”{message}",
        advice=advice,
        field=point.key,
    )


def check_outcome(found: Verdict, outcome: Outcome) -> Iterator[Finding]:
    """Where the decision is another than the one that follows from the sheet; a person may have reasons, and says them."""
    if found.passes is None or found.follows is None or outcome is Outcome.MERGED:
        return
    if outcome in PASSING and not found.passes:
        yield _doubt(
            f"审核表 {found.words}照这个办法不能通过。",
            "改为“退回”或“不予通过”；确要通过，在审核意见里写明理由。",
        )
    elif outcome is Outcome.REJECTED and found.passes:
        yield _doubt(
            f"审核表 {found.words}照这个办法可以通过。",
            "请核对审核表；确实不予通过，在审核意见里写明理由。",
        )
    elif outcome is not found.follows and found.passes is (found.follows in PASSING):
        yield _advice(
            f"审核表评为“{found.grade}”，一般是“{OUTCOME_WORDS[found.follows]}”。", "照实际情况定，可以不改。"
        )


def _doubt(message: str, advice: str) -> Finding:
    return Finding(
        severity=Severity.WARNING, code="sheet-outcome", message=message, advice=advice, field="outcome"
    )


def _advice(message: str, advice: str) -> Finding:
    return Finding(
        severity=Severity.ADVICE, code="sheet-outcome", message=message, advice=advice, field="outcome"
    )
