"""Reviews: what an office decided on a filing in one round, and its remarks on single cells with what was answered to them.

Used by reviewing, by the return that goes down and by the checklist that it opens there. ``review_checks`` says what a review
must have, ``answering`` what a resubmission must.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_sheet import FilledSheet
from jxdesk.domain.templates.cell_words import cell_word
from jxdesk.domain.templates.form_cells import Place


class Answer(StrEnum):
    """What became of a remark; the value is stored, ``ANSWER_WORDS`` says it.

    ``CHANGED`` and ``EXPLAINED`` are said by the filing office. ``SETTLED`` is said by the reviewer: the cell was set here,
    nobody has to answer, and the answer's text is the value that is accepted.
    """

    NONE = ""
    CHANGED = "changed"
    EXPLAINED = "explained"
    SETTLED = "settled"


ANSWER_WORDS = {
    Answer.NONE: "未答",
    Answer.CHANGED: "已改",
    Answer.EXPLAINED: "说明",
    Answer.SETTLED: "审定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark on one cell, on a row (no ``field``) or on the whole form (neither row nor field).

    ``line_name`` is the row as printed, of a cell outside the tables its label; ``seen`` is what the cell said when the
    remark was written, as a person reads it, so that old and new stand side by side later. A remark keeps the office
    and the person that wrote it, also when another office passes it down.
    """

    id: str
    filing_id: str
    round: int
    position: int = 0
    place: Place = Place.HEAD
    line_id: str = ""
    line_name: str = ""
    field: str = ""
    reason_code: str = ""
    text: str = ""
    seen: str = ""
    due_on: dt.date | None = None
    answer: Answer = Answer.NONE
    answer_text: str = ""
    office_path: str = ""
    written_by: str = ""
    written_on: dt.date | None = None

    @property
    def is_about_whole_form(self) -> bool:
        """Whether it names no cell and no row."""
        return not self.line_id and not self.field

    @property
    def is_settled(self) -> bool:
        """Whether the reviewer set the cell: ``seen`` is what was filed, ``answer_text`` what is accepted."""
        return self.answer is Answer.SETTLED

    @property
    def where(self) -> str:
        """The cell in words: ``“养护里程”的指标值``, ``年度总体目标``, ``整张表``."""
        if self.is_about_whole_form:
            return "整张表"
        if not self.line_id:
            return self.line_name or cell_word(self.place, self.field)
        word = cell_word(self.place, self.field)
        return f"“{self.line_name}”的{word}" if self.line_name else word

    def answered(self, answer: Answer, text: str = "") -> Comment:
        """The remark with an answer; its words are trimmed."""
        return replace(self, answer=answer, answer_text=text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One office's decision on one round of a filing.

    ``package_id`` is the digest of the package that it answers, ``merged_into`` the filing that took this one in,
    ``sheet`` the review sheet where one was filled in.
    """

    id: str
    filing_id: str
    package_id: str
    round: int
    outcome: Outcome
    merged_into: str = ""
    opinion: str = ""
    office_path: str = ""
    decided_by: str = ""
    decided_on: dt.date | None = None
    sheet: FilledSheet | None = None


def handed_on(
    from_above: Review,
    *,
    review_id: str,
    package_id: str,
    office_path: str,
    decided_by: str,
    decided_on: dt.date,
) -> Review:
    """The decision with which the office in the middle tells the one below what the one above decided.

    ``package_id`` is the package that came from below. The opinion stands as it was said above, and so do the remarks and the
    values that were set there, with who wrote them; the review sheet stays where it was filled in.
    """
    return replace(
        from_above,
        id=review_id,
        package_id=package_id,
        office_path=office_path,
        decided_by=decided_by,
        decided_on=decided_on,
        sheet=None,
    )
