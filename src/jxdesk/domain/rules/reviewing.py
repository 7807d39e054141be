"""Reviewing rules: what review sheets ask, what grades are worth, how one passes and which filings must have the scored one; a part of the rule pack.

``review_reading`` takes them from the pack, ``domain.road.review_sheet`` says what a filled sheet comes to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.outcomes import Outcome
from jxdesk.domain.rules.basis import Basis

_EDITION = re.compile(
    r"(?P<pack>[^@]+)@(?P<version>.*)/(?P<way>[a-z0-9-]*)(?:=(?P<score>\d{1,3}(?:\.\d{1,4})?))?"
)


class PassMode(StrEnum):
    """How a scored filing passes.

    Source: three ways that are in use in Yunnan; which of them holds is said in the rule pack.
    """

    FIXED = "fixed"
    AVERAGE = "average"
    GRADE = "grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPoint:
    """One question of a sheet.

    Units: ``weight`` points, None on a sheet without scores.
    """

    key: str
    name: str
    question: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Questions that belong together: 完整性, 相关性, 适当性, 可行性."""

    name: str
    points: tuple[SheetPoint, ...]

    @property
    def weight(self) -> Decimal:
        """The points of all its questions together."""
        return sum((point.weight or Decimal(0) for point in self.points), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBand:
    """What a grade for one question is worth: a share of its points.

    Units: ratios 0–1; ``low`` included, ``high`` not (but for 1); ``default`` is filled in first.
    """

    grade: str
    low: Decimal
    high: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalBand:
    """The grade of a total, and what follows from it; the lower bound is included."""

    at_least: Decimal
    grade: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One kind of review sheet; without scores it has no bands of marks and totals worth, only the words of the grades."""

    id: str
    name: str
    forms: tuple[Form, ...]
    is_scored: bool
    dimensions: tuple[Dimension, ...]
    marks: tuple[MarkBand, ...]
    totals: tuple[TotalBand, ...]
    basis: Basis

    @property
    def points(self) -> tuple[SheetPoint, ...]:
        """All questions in the order of the sheet."""
        return tuple(point for dimension in self.dimensions for point in dimension.points)

    def band(self, grade: str) -> MarkBand | None:
        """What a grade for one question is worth."""
        return next((band for band in self.marks if band.grade == grade), None)

    def total_band(self, total: Decimal) -> TotalBand:
        """The grade of a total and what follows from it."""
        return next((band for band in self.totals if total >= band.at_least), self.totals[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRule:
    """One way to pass; only what its mode needs is filled.

    An office may set its own line of points between ``lowest`` and ``highest``; without them the line of the pack holds.

    Units: ``score``, ``lowest`` and ``highest`` points of 100.
    """

    id: str
    name: str
    mode: PassMode
    score: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    grades: tuple[str, ...]
    basis: Basis

    @property
    def has_own_line(self) -> bool:
        """Whether an office may set its own line of points."""
        return self.lowest is not None

    @property
    def line_words(self) -> str:
        """Which lines of points an office may set, in a sentence."""
        if not self.has_own_line:
            return f"规则包定为 {_plain(self.score)} 分，不能改。"
        return f"规则包许在 {_plain(self.lowest)} 到 {_plain(self.highest)} 分之间定，只写数字。"

    def may_be(self, score: Decimal) -> bool:
        """Whether an office may set this line."""
        if self.lowest is None or self.highest is None:
            return score == self.score
        return self.lowest <= score <= self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRule:
    """Which filings must be reviewed with the scored sheet: of these forms, new major projects and those of much money.

    Units: ``amount_fen`` 分, None where money alone makes none.
    """

    forms: tuple[Form, ...]
    major_new: bool
    amount_fen: int | None
    basis: Basis

    def covers(self, form: Form, *, major_new: bool, amount_fen: int | None) -> bool:
        """Whether a filing must have the sheet."""
        if form not in self.forms:
            return False
        is_large = self.amount_fen is not None and (amount_fen or 0) >= self.amount_fen
        return (self.major_new and major_new) or is_large


class Passes(StrEnum):
    """What a worked example says of passing; ``OPEN`` where it cannot be said yet."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCase:
    """A worked example that travels with the pack: what a filled sheet must come to by these rules.

    ``way`` and ``line`` are how the office passes filings, ``others`` the totals of the batch where it compares.
    """

    name: str
    sheet: str
    scores: tuple[Decimal, ...]
    way: str
    line: Decimal | None
    others: tuple[Decimal, ...]
    total: Decimal
    grade: str
    follows: Outcome
    passes: Passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Under which rules a sheet is filled in: the pack with its version, and the way to pass with its line of points.

    It stands beside a filled sheet as one text, so that what was decided is for ever read as it was meant.
    """

    pack_id: str = ""
    version: str = ""
    way: str = ""
    score: Decimal | None = None

    @property
    def text(self) -> str:
        """How it is written: ``yunnan-2020@2020.1/fixed=70``."""
        line = "" if self.score is None else f"={_plain(self.score)}"
        return f"{self.pack_id}@{self.version}/{self.way}{line}"

    @classmethod
    def read(cls, text: str) -> Edition:
        """The edition from its text; of one that names no pack only the version is known."""
        found = _EDITION.fullmatch(text)
        if found is None:
            return cls(version=text)
        score = found["score"]
        return cls(
            pack_id=found["pack"],
            version=found["version"],
            way=found["way"],
            score=None if score is None else Decimal(score),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBook:
    """All sheets of a rule pack, how one passes, which ways an office may choose, and which filings must have the scored one."""

    pack_id: str
    pack_name: str
    version: str
    sheets: tuple[Sheet, ...]
    passing: PassRule
    ways_to_pass: tuple[PassRule, ...]
    choices: frozenset[str]
    priority: PriorityRule
    cases: tuple[ReviewCase, ...] = ()

    @property
    def open_ways(self) -> tuple[PassRule, ...]:
        """The ways that an office may go by, the one that holds among them."""
        return tuple(one for one in self.ways_to_pass if one.id in self.choices or one.id == self.passing.id)

    @property
    def is_fixed(self) -> bool:
        """Whether the pack leaves an office nothing to choose."""
        return len(self.open_ways) == 1 and not self.passing.has_own_line

    @property
    def edition(self) -> Edition:
        """Under which rules a sheet is filled in now."""
        return Edition(
            pack_id=self.pack_id, version=self.version, way=self.passing.id, score=self.passing.score
        )

    def passing_by(self, way_id: str, score: Decimal | None = None) -> SheetBook:
        """The book of an office that goes by one of the ways; ``score`` is its own line of points where the pack leaves it one.

        Unchanged where the pack does not leave it the choice.
        """
        way = next((one for one in self.open_ways if one.id == way_id), None)
        if way is None:
            return self
        is_own = score is not None and way.has_own_line and way.may_be(score)
        return replace(self, passing=replace(way, score=score) if is_own else way)

    def as_decided(self, edition: Edition) -> SheetBook:
        """The book as it was when a sheet was decided with, whatever an office may choose now."""
        way = next((one for one in self.ways_to_pass if one.id == edition.way), None)
        return self if way is None else replace(self, passing=replace(way, score=edition.score))

    def sheet(self, sheet_id: str) -> Sheet | None:
        """The sheet of this id."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def sheet_for(self, form: Form, *, scored: bool) -> Sheet | None:
        """The sheet with which a form is reviewed; a form without a scored one has its short one."""
        fitting = [sheet for sheet in self.sheets if form in sheet.forms]
        return next((sheet for sheet in fitting if sheet.is_scored is scored), next(iter(fitting), None))


def _plain(number: Decimal | None) -> str:
    """A number as plain digits, empty for none."""
    return "" if number is None else f"{number.normalize():f}"
