"""Review cases: the worked examples of a rule pack about reviewing, worked out again by this program; used when a pack is taken in."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.road.outcomes import OUTCOME_WORDS
from jxdesk.domain.road.review_sheet import Batch, FilledSheet, Mark, Verdict, check_sheet, verdict
from jxdesk.domain.rules.reviewing import Passes, ReviewCase, Sheet, SheetBook
from jxdesk.domain.values.quantities import decimal_text

_PASSES = {True: Passes.YES, False: Passes.NO, None: Passes.OPEN}
_PASS_WORDS = {Passes.YES: "能通过", Passes.NO: "不能通过", Passes.OPEN: "还不能定"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedReviewCase:
    """An example that comes out otherwise than its pack says; ``found`` is what this program makes of it."""

    case: ReviewCase
    found: str

    @property
    def words(self) -> str:
        """What the pack says and what this program says."""
        case = self.case
        said = _said(decimal_text(case.total), case.grade, OUTCOME_WORDS[case.follows], case.passes)
        return f"{case.name}：规则写{said}，本程序算{self.found}"


def failed_review_cases(book: SheetBook | None) -> tuple[FailedReviewCase, ...]:
    """The examples that this program judges otherwise; empty when the pack may be used."""
    if book is None:
        return ()
    worked = ((case, _work(book, case)) for case in book.cases)
    return tuple(FailedReviewCase(case=case, found=found) for case, found in worked if found)


def _work(book: SheetBook, case: ReviewCase) -> str:
    """What an example comes to in words; empty where it is what the pack says."""
    sheet = book.sheet(case.sheet)
    assert sheet is not None, "a pack whose examples name no sheet of it is refused when it is read"
    filled = _filled(sheet, case)
    if problem := next(check_sheet(sheet, filled), None):
        return problem.message
    rule = book.passing_by(case.way, case.line).passing
    if rule.id != case.way or (case.line is not None and rule.score != case.line):
        return "这个办法或分数线不许选。"
    found = verdict(sheet, filled, rule, batch=Batch(others=case.others))
    passes = _PASSES[found.passes]
    said = (found.total, found.grade, found.follows, passes)
    return "" if said == (case.total, case.grade, case.follows, case.passes) else _found_words(found, passes)


def _filled(sheet: Sheet, case: ReviewCase) -> FilledSheet:
    """The sheet with the points of the example, each under the grade that its share of the points has."""
    marks = []
    for point, score in zip(sheet.points, case.scores, strict=True):
        share = score / (point.weight or score or 1)
        band = next((band for band in sheet.marks if share >= band.low), sheet.marks[-1])
        marks.append(Mark(point=point.key, grade=band.grade, score=score))
    return FilledSheet(sheet_id=sheet.id, marks=tuple(marks))


def _found_words(found: Verdict, passes: Passes) -> str:
    assert found.follows is not None, "a sheet that fits has a total"
    return _said(decimal_text(found.total), found.grade, OUTCOME_WORDS[found.follows], passes)


def _said(total: str, grade: str, follows: str, passes: Passes) -> str:
    return f" {total} 分、{grade}、一般{follows}、{_PASS_WORDS[passes]}"
