"""Review checks: what a decision on a filing must have before it is written down, and what it is worth to look at once more.

An error keeps a decision from being made, a warning asks. The lengths come from the review book; what must be said is this
program's own choice, but for the review sheet, which 财预〔2015〕88号 asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.answering import signs
from jxdesk.domain.road.outcomes import OUTCOME_WORDS, PASSING, Outcome
from jxdesk.domain.road.phrases import ReviewBook
from jxdesk.domain.road.review_sheet import Batch, check_outcome, check_sheet, verdict
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reviewing import PassMode, Sheet, SheetBook

OWN_REVIEW = "review-own"
"""The finding that who filled a form in reviews it too; it is asked about, and noted in the journal."""
_ASKED = {True: "写明依据的是什么数、什么材料。", False: "写明是什么问题、要怎么改。"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCase:
    """The sheets that a review is checked by: whether this filing must have the scored one, and its batch where that counts.

    ``written`` is the sheet as it was when somebody filled it in, before a newer rule pack came perhaps.
    """

    book: SheetBook
    must_be_scored: bool = False
    batch: Batch | None = None
    written: Sheet | None = None


def check_review(
    review: Review,
    comments: Sequence[Comment],
    *,
    book: ReviewBook,
    today: dt.date,
    sheets: SheetCase | None = None,
    filled_by: Collection[str] = (),
) -> tuple[Finding, ...]:
    """What does not fit in a decision; ``comments`` are the remarks of this filing, of any round.

    ``filled_by`` are the names under which the filing was filled in.
    """
    own = [one for one in comments if (one.filing_id, one.round) == (review.filing_id, review.round)]
    found = [
        *_check_signature(review, today, filled_by),
        *_check_words(review, own, book),
        *_check_settled(review, own),
        *(finding for one in own for finding in check_comment(one, book, today=today)),
    ]
    if sheets is not None:
        found += _check_sheet(review, sheets)
    return tuple(found)


def check_comment(comment: Comment, book: ReviewBook, *, today: dt.date) -> Iterator[Finding]:
    """What does not fit in one remark."""
    reason = book.reason(comment.reason_code)
    name = f"{comment.where}的{'审定' if comment.is_settled else '意见'}"
    if not comment.reason_code:
        yield _on(
            comment, Severity.WARNING, "comment-reason", f"{name}没有选原因。", "选一个原因，便于汇总。"
        )
    elif reason is None:
        yield _on(
            comment,
            Severity.WARNING,
            "comment-reason",
            f"{name}用了本机没有的原因代码“{comment.reason_code}”。",
            "请换成列表里的原因，或装入最新的规则包。",
        )
    if not comment.text.strip():
        is_needed = reason is None or reason.needs_text
        yield _on(
            comment,
            Severity.ERROR if is_needed else Severity.ADVICE,
            "comment-text",
            f"{name}没有写{'为什么改' if comment.is_settled else '怎么改'}。",
            f"{reason.ask}。" if reason is not None else _ASKED[comment.is_settled],
        )
    if comment.due_on is not None and comment.due_on < today:
        yield _on(
            comment,
            Severity.ERROR,
            "comment-due",
            f"{name}的期限 {comment.due_on.isoformat()} 已经过了。",
            "改成今天以后的日子；不写的话，按收到退回的日子自动算。",
        )


def _check_signature(review: Review, today: dt.date, filled_by: Collection[str]) -> Iterator[Finding]:
    if not review.decided_by.strip():
        yield _error("review-by", "decided_by", "没有写审核人。", "写审核人的姓名。")
    elif review.decided_by in filled_by:
        # That another person reviews is this program's own advice: a small office may have one person for both.
        yield Finding(
            severity=Severity.WARNING,
            code=OWN_REVIEW,
            message=f"填表的人也叫“{review.decided_by}”，填的和审的最好不是同一个人。",
            advice="请另一位审核人来定；只有一个人的，可以照样定，记录里写着。",
            field="decided_by",
        )
    if review.decided_on is None:
        yield _error("review-date", "decided_on", "没有写审核日期。", "写审核的日子，例如今天。")
    elif review.decided_on > today:
        yield _error(
            "review-date",
            "decided_on",
            f"审核日期 {review.decided_on.isoformat()} 晚于今天。",
            "请核对日期。",
        )


def _check_words(review: Review, comments: Sequence[Comment], book: ReviewBook) -> Iterator[Finding]:
    says_something = bool(comments) or bool(review.opinion.strip())
    match review.outcome:
        case Outcome.ACCEPTED:
            yield from _check_open(comments)
        case Outcome.ACCEPTED_WITH_CHANGES if not says_something:
            yield _error(
                "review-empty", "opinion", "带意见通过，却没有写意见。", "写一条意见；没有意见的，选“通过”。"
            )
        case Outcome.RETURNED if not says_something:
            yield _error(
                "review-empty",
                "opinion",
                "退回没有写意见，填报单位不知道要改什么。",
                "在要改的格子上点右键写意见，或者写一句总的审核意见。",
            )
        case Outcome.REJECTED if signs(review.opinion) < book.shortest.opinion:
            yield _error(
                "review-words",
                "opinion",
                "不予通过没有写清理由。",
                f"至少写 {book.shortest.opinion} 个字，写明依据哪条规定、哪里不符合。",
            )
        case Outcome.MERGED if not review.merged_into:
            yield _error("review-merged", "merged_into", "没有选并入哪一份填报。", "选一份留下来的填报。")
        case Outcome.MERGED if review.merged_into == review.filing_id:
            yield _error("review-merged", "merged_into", "不能并入它自己。", "选另一份留下来的填报。")
        case _:
            pass


def _check_settled(review: Review, comments: Sequence[Comment]) -> Iterator[Finding]:
    """Values that were set and would be lost: only a form that passes with changes takes them, one that is returned proposes them."""
    found = [one for one in comments if one.is_settled]
    if found and review.outcome not in (Outcome.ACCEPTED_WITH_CHANGES, Outcome.RETURNED):
        yield _error(
            "review-settled",
            "outcome",
            f"审定改了 {len(found)} 处，选“{OUTCOME_WORDS[review.outcome]}”不会改到表里。",
            f"要照审定的改，选“{OUTCOME_WORDS[Outcome.ACCEPTED_WITH_CHANGES]}”；不改的，先把改动撤掉。",
        )


def _check_open(comments: Sequence[Comment]) -> Iterator[Finding]:
    """Remarks that nobody has answered: to accept means to let them be."""
    waiting = [one for one in comments if one.answer is Answer.NONE]
    if waiting:
        yield Finding(
            severity=Severity.WARNING,
            code="review-open",
            message=f"还有 {len(waiting)} 条意见没有答复，通过以后不会再要求改：{'、'.join(one.where for one in waiting[:3])}"
            + ("等。" if len(waiting) > 3 else "。"),
            advice=f"要它以后注意的，选“{OUTCOME_WORDS[Outcome.ACCEPTED_WITH_CHANGES]}”；一定要改的，选“退回”。",
            line_id=waiting[0].line_id,
            field=waiting[0].field,
        )


def _check_sheet(review: Review, case: SheetCase) -> Iterator[Finding]:
    filled = review.sheet
    sheet = case.book.sheet(filled.sheet_id) if filled is not None else None
    is_scored = sheet is not None and sheet.is_scored
    if case.must_be_scored and not is_scored and review.outcome is not Outcome.MERGED:
        # Which filings are 重点审核 is a proposal of this program, so that it asks and does not stop.
        yield Finding(
            severity=Severity.WARNING,
            code="sheet-missing",
            message="这份目标属于重点审核，还没有填打分的审核表。",
            advice=f"打开审核表逐项评分。{basis_words(case.book.priority.basis)}",
            field="sheet",
        )
    if filled is None:
        return
    if sheet is None:
        yield _error(
            "sheet-unknown",
            "sheet",
            f"本机没有审核表“{filled.sheet_id}”。",
            "请换一张审核表，或装入最新的规则包。",
        )
        return
    if case.written is not None and case.written != sheet:
        yield _error(
            "sheet-older",
            "sheet",
            f"审核表是照以前的规则包评的，现在的是“{case.book.pack_name}”{case.book.version} 版。",
            "打开审核表，照现在的问题和分值核对一遍，再点“用这张审核表”。",
        )
        return
    yield from check_sheet(sheet, filled)
    if sheet.is_scored:
        yield from _check_batch(review, case)
    yield from check_outcome(verdict(sheet, filled, case.book.passing, batch=case.batch), review.outcome)


def _check_batch(review: Review, case: SheetCase) -> Iterator[Finding]:
    """By the average nobody passes or fails before all of the batch have their points; what must be mended can go back."""
    is_final = review.outcome in PASSING or review.outcome is Outcome.REJECTED
    waits = case.batch is not None and bool(case.batch.missing)
    if is_final and waits and case.book.passing.mode is PassMode.AVERAGE:
        assert case.batch is not None
        yield _error(
            "sheet-batch",
            "sheet",
            f"{case.batch.what_is_missing}，现在不能定通过或不予通过。",
            "先把这几份的审核表评完；要报送单位改的，可以先退回。",
        )


def basis_words(basis: Basis) -> str:
    """Where a rule comes from, so that a proposal of this program is never read as a regulation."""
    return f"{'说明（含本程序的建议，不都是规定）' if basis.own_choice else '依据'}：{basis.source}"


def _error(code: str, field: str, message: str, advice: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=code, message=message, advice=advice, field=field)


def _on(comment: Comment, severity: Severity, code: str, message: str, advice: str) -> Finding:
    return Finding(
        severity=severity,
        code=code,
        message=message,
        advice=advice,
        line_id=comment.line_id,
        field=comment.field,
    )
