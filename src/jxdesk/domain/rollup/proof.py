"""Proof: the sums of a roll-up taken anew from the signed packages, held against what this desk has added up, cell by cell.

A form may rightly say something else than its package did: a person chose between two values, or a reviewer set one. It is
named all the same, so that whoever signs the sum knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jxdesk.domain.records.filings import FilingContent, MoneyUnit, Scorecard
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.rollup.tally import Tally, total
from jxdesk.domain.round_trip.differences import differences
from jxdesk.domain.templates.cell_words import cell_word
from jxdesk.domain.values.money import exact_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDifference:
    """One cell of one filing that says something else here than in the package that brought it."""

    filing_id: str
    name: str
    office_name: str
    line: str
    cell: str
    here: str
    in_package: str
    package: str

    @property
    def words(self) -> str:
        """The difference as one sentence."""
        where = f"{self.line}·{self.cell}" if self.line else self.cell
        return f"{self.office_name}“{self.name}”{where}：本机 {self.here or '（空）'}，数据包 {self.in_package or '（空）'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFault:
    """A package from which nothing could be taken, why, and how many forms of the sum it brought."""

    package: str
    sender: str
    why: str
    forms: int

    @property
    def words(self) -> str:
        """The fault as one sentence."""
        return f"{self.sender or '不明单位'}的数据包 {self.package[:8]}：{self.why}，涉及 {self.forms:,} 张表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """One form as its package says it."""

    here: RolledItem
    anew: RolledItem
    differences: tuple[CellDifference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came of it: the same forms added up here and anew, what differs, and what could not be looked at.

    ``packages`` were read whole and their signatures checked; ``own`` forms were filled in or entered at this desk, so that no
    package holds them.
    """

    packages: int
    proven: int
    own: int
    here: Tally
    anew: Tally
    differences: tuple[CellDifference, ...]
    faults: tuple[PackageFault, ...]

    @property
    def is_equal(self) -> bool:
        """Whether every package was read and the sums are the same."""
        return not self.faults and self.here == self.anew

    @property
    def words(self) -> str:
        """The answer as one sentence."""
        said = f"核对了 {self.packages:,} 个数据包里的 {self.proven:,} 张表"
        own = f"；另有 {self.own:,} 张是本机填的或导入的，没有数据包可对" if self.own else ""
        if not self.packages and not self.faults:
            return f"没有收到过这些表的数据包{own}"
        sums = "重新算出的合计和本机一致" if self.here == self.anew else "重新算出的合计和本机不一致"
        named = f"，有 {len(self.differences):,} 格和数据包不同" if self.differences else ""
        faults = f"；{len(self.faults):,} 个数据包没有核成" if self.faults else ""
        return f"{said}，{sums}{named}{faults}{own}"

    def as_json(self) -> dict[str, object]:
        """The answer of the command line; keys are a promise and grow only by addition."""
        return {
            "equal": self.is_equal,
            "message": self.words,
            "packages": self.packages,
            "forms": self.proven,
            "own_forms": self.own,
            "here": sums_json(self.here),
            "anew": sums_json(self.anew),
            "differences": [
                {
                    "filing": one.filing_id,
                    "name": one.name,
                    "office": one.office_name,
                    "line": one.line,
                    "cell": one.cell,
                    "here": one.here,
                    "package_says": one.in_package,
                    "package": one.package,
                }
                for one in self.differences
            ],
            "faults": [
                {"package": one.package, "sender": one.sender, "reason": one.why, "forms": one.forms}
                for one in self.faults
            ],
        }


def sums_json(tally: Tally) -> dict[str, int]:
    """The sums that packages can be asked for."""
    return {
        "executed_fen": tally.executed_fen,
        "base_fen": tally.base_fen,
        "with_rate": tally.with_rate,
        "reached_hundredths": tally.reached_hundredths,
        "points_hundredths": tally.points_hundredths,
        "scored": tally.scored,
    }


def prove(
    here: RolledItem,
    stored: FilingContent,
    came: FilingContent,
    scorecard: Scorecard | None,
    *,
    package: str,
    counts_original: bool,
) -> Proven:
    """Takes the numbers of a form anew from its package and names each cell that differs.

    ``counts_original``: where the form states no revised budget, the original one is what execution is measured by. A number
    that neither of both forms states, such as the treasury's, is left as it is here.
    """
    line = came.total_line
    executed = line.executed_fen if line is not None else None
    base = line.revised_budget_fen if line is not None else None
    if base is None and counts_original and line is not None:
        base = line.original_budget_fen
    kept = stored.total_line
    is_of_form = kept is not None and kept.executed_fen is not None
    anew = replace(
        _scored(here, came, scorecard),
        executed_fen=executed if executed is not None or is_of_form else here.executed_fen,
        base_fen=base if base is not None or not counts_original else here.base_fen,
    )
    found = tuple(
        CellDifference(
            filing_id=here.filing_id,
            name=here.name,
            office_name=here.office_name,
            line=one.line,
            cell=cell_word(one.place, one.field),
            here=_said(one.field, one.old, stored.money_unit),
            in_package=_said(one.field, one.new, stored.money_unit),
            package=package,
        )
        for one in differences(stored, came)
    )
    return Proven(here=here, anew=anew, differences=found)


def _said(field: str, text: str, unit: MoneyUnit) -> str:
    """What a cell says, for people: amounts to the last 分 in the unit of the form."""
    if field.endswith("_fen") and text.lstrip("-").isdecimal():
        return f"{exact_text(int(text), unit)} {unit.value}"
    return text


def tally_of_items(items: Iterable[RolledItem]) -> Tally:
    """The sums of forms that are handed in."""
    return total(map(_tally, items))


def _tally(one: RolledItem) -> Tally:
    executed, base = one.executed_fen, one.base_fen
    reached, reachable = one.reached_hundredths, one.reachable_hundredths
    found = Tally(filed=1, scored=int(one.score_hundredths is not None))
    if executed is not None and base is not None:
        found = replace(found, executed_fen=executed, base_fen=base, with_rate=1)
    if reached is not None and reachable is not None:
        found = replace(found, reached_hundredths=reached, points_hundredths=reachable, with_points=1)
    return found


def proof_of(proven: Sequence[Proven], faults: Sequence[PackageFault], *, packages: int, own: int) -> Proof:
    """The proof of forms that were taken anew."""
    return Proof(
        packages=packages,
        proven=len(proven),
        own=own,
        here=tally_of_items(one.here for one in proven),
        anew=tally_of_items(one.anew for one in proven),
        differences=tuple(each for one in proven for each in one.differences),
        faults=tuple(faults),
    )


def _scored(here: RolledItem, content: FilingContent, scorecard: Scorecard | None) -> RolledItem:
    """Score, points reached and points to be had, as the rules give them now."""
    if scorecard is None or scorecard.computed_total is None:
        return replace(here, score_hundredths=None, reached_hundredths=None, reachable_hundredths=None)
    effective = {one.line_id: one.effective for one in scorecard.lines}
    weighed = [
        (points, line.weight)
        for line in content.indicator_lines
        if (points := effective.get(line.id)) is not None and line.weight is not None
    ]
    return replace(
        here,
        score_hundredths=_hundredths(scorecard.computed_total),
        reached_hundredths=sum(_hundredths(points) for points, _ in weighed) if weighed else None,
        reachable_hundredths=sum(_hundredths(weight) for _, weight in weighed) if weighed else None,
    )


def _hundredths(points: Decimal) -> int:
    return int(points * 100)
