"""What the journey over the road shares: a real county whose offices hold the practice county's year, and one stick between them.

Every office has a data folder of its own, opened for one errand after the other; what they know of each other came by stick.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from jxdesk.__main__ import main
from jxdesk.actions import enrol, monitor, receipts, start, work_order
from jxdesk.actions import fill as filling
from jxdesk.actions.approve import approve
from jxdesk.actions.begin import begin_many
from jxdesk.actions.inbox import inbox
from jxdesk.actions.monitor import EXECUTED, FORECAST, Typed
from jxdesk.actions.publishing.approved import publish_approvals
from jxdesk.actions.receipts import NotOurs
from jxdesk.actions.receiving.finding import find_files
from jxdesk.actions.receiving.many import receive_many
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.store.records import filings, packages, projects, standings
from jxdesk.store.records import receipts as stored_receipts
from jxdesk.store.records.receipts import CameBy

from ..actions.road_desks import YEAR, edit, fill, of, send
from .drawn_county import WAN, county, reached

TARGETS = Task(form=Form.PROJECT_TARGET, year=YEAR)
JULY, OCTOBER = (Task(form=Form.PROJECT_MONITORING, year=YEAR, period=month) for month in (7, 10))
EVALUATIONS = Task(form=Form.PROJECT_SELF_EVALUATION, year=YEAR)
TASKS = (TARGETS, JULY, OCTOBER, EVALUATIONS)
APPROVAL = ApprovalFacts(
    approved_on=dt.date(YEAR, 3, 20), document_number=f"练财绩〔{YEAR}〕8号", approver="练习县财政局"
)
COUNTY, PREFECTURE = "53-23-99", "53-23"
_MONITORING = "monitoring-national-2019"
_CORRECTED = {Form.PROJECT_TARGET: "value_basis", Form.PROJECT_SELF_EVALUATION: "actual"}
"""The cell that is remarked on and corrected, in the first row of each form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeYear:
    """What one office of the county holds: its place and name, its projects and their forms of the drawn year."""

    path: str
    name: str
    level: OfficeLevel
    projects: tuple[Project, ...]
    filings: tuple[Filing, ...]


def office_years(count: int) -> tuple[OfficeYear, ...]:
    """The offices of the practice county, those with most projects first.

    It gives 66 of its 96 offices projects; so that all of them file, one without takes over the second project of one with
    two. The bureau that keeps the county's folder files as a department of its own.
    """
    drawn = county().years[0]
    held: dict[str, list[Project]] = {office.id: [] for office in county().offices}
    for project in drawn.projects:
        held[project.office_id].append(project)
    givers = (owned for owned in list(held.values()) if len(owned) > 1)
    for owned in held.values():
        if not owned:
            owned.append(next(givers).pop())
    filed: dict[str, list[Filing]] = defaultdict(list)
    for filing in drawn.filings:
        filed[filing.project_id].append(filing)
    found = []
    for office in county().offices:
        is_home = office.path == COUNTY
        found.append(
            OfficeYear(
                path=f"{COUNTY}-d101" if is_home else office.path,
                name=office.name,
                level=OfficeLevel.UNIT if is_home else office.level,
                projects=tuple(replace(one, implementing_unit=office.name) for one in held[office.id]),
                filings=tuple(
                    replace(filing, content=replace(filing.content, office_name=office.name))
                    for one in held[office.id]
                    for filing in filed[one.id]
                ),
            )
        )
    return tuple(sorted(found, key=lambda one: -len(one.projects))[:count])


class RoadDesk:
    """A desk on the road: its data folder, and its place on the stick."""

    def __init__(self, home: Path, pouch: Path, path: str) -> None:
        self.home, self.pouch, self.path = home, pouch, path
        pouch.mkdir(parents=True, exist_ok=True)

    def open(self) -> Workspace:
        """Opens the data folder, as for one errand."""
        return Workspace.open_existing(self.home)

    def start(self, name: str, level: OfficeLevel) -> None:
        """The first day."""
        start.start(self.home, name=name, level=level, code=self.path)

    def ask(self) -> tuple[Path, str]:
        """Writes the request to be enrolled; answers it with the fingerprint on the stamped paper."""
        with self.open() as desk:
            asked = enrol.request(desk, self.pouch)
        return asked.file, asked.fingerprint

    def certify(self, file: Path, typed: str, to: Path) -> Path:
        """Enrols a desk below; answers the certificate."""
        with self.open() as desk:
            return enrol.certify(desk, file, typed=typed, to=to).file

    def install(self, certificate: Path) -> None:
        """Believes the office above from now on."""
        with self.open() as desk:
            enrol.install(desk, certificate)

    def seal(self, task: Task) -> str:
        """Sends everything of a task up; answers the digest."""
        with self.open() as desk:
            done = send(desk, self.pouch, task)
        assert not done.left_out, done.left_out
        return done.digest

    def take(self, places: Iterable[Path]) -> Came:
        """Takes in all packages that lie in some places, for whomever they are."""
        came = Came()
        with self.open() as desk:
            found = find_files(desk, places)
            done = receive_many(desk, found.packages)
            assert done.fault is None
            came.for_others = len(found.for_others)
            for one in done.files:
                assert one.done is not None or one.is_for_others, one.fault
                if one.done is None:
                    came.for_others += 1
                else:
                    came.add(one.done.package.digest, one.done.phone_code, doubled=one.done.is_duplicate)
        return came

    def take_receipts(self, places: Iterable[Path]) -> int:
        """Takes in all receipts that lie in some places; answers how many were news for this desk."""
        news = 0
        with self.open() as desk:
            for file in find_files(desk, places).receipts:
                with contextlib.suppress(NotOurs):
                    news += receipts.take_file(desk, file).is_new
        return news

    def take_code(self, typed: str) -> None:
        """Takes in what was said on the phone: good news, no proof."""
        with self.open() as desk:
            told = receipts.take_code(desk, typed)
        assert (told.status, told.is_new, told.is_proof) == (ReceiptStatus.IMPORTED, True, False)


class Came:
    """What one look through the stick brought: new packages with their phone codes, how many again, how many for others."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.doubled = self.for_others = 0

    def add(self, digest: str, code: str, *, doubled: bool) -> None:
        """Counts one package."""
        if doubled:
            self.doubled += 1
        else:
            self.codes[digest] = code


class CommandDesk(RoadDesk):
    """A desk that does everything on the road by the command line."""

    def _answer(self, *words: object, code: int | None = 0) -> dict[str, Any]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            done = main([*map(str, words), "--home", str(self.home), "--json"])
        assert code is None or done == code, out.getvalue()
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    def start(self, name: str, level: OfficeLevel) -> None:
        """``init``."""
        words = ["init", "--home", str(self.home), "--name", name, "--level", level.value]
        with contextlib.redirect_stdout(io.StringIO()):
            assert main([*words, "--code", self.path]) == 0

    def ask(self) -> tuple[Path, str]:
        """``enrol request``."""
        asked = self._answer("enrol", "request", "--to", self.pouch)
        return Path(asked["file"]), asked["fingerprint"]

    def install(self, certificate: Path) -> None:
        """``enrol install``."""
        self._answer("enrol", "install", certificate)

    def seal(self, task: Task) -> str:
        """``seal``."""
        words: list[object] = ["seal", "--form", task.form.value, "--year", task.year, "--to", self.pouch]
        words += ["--period", task.period] if task.period else []
        sealed = self._answer(*words)
        assert not sealed["left_out"]
        return str(sealed["digest"])

    def take(self, places: Iterable[Path]) -> Came:
        """``receive``: a look at everything first, then what is for this desk."""
        came = Came()
        files = [one for place in places for one in (place.glob("*.jxpkg") if place.is_dir() else [place])]
        looked = self._answer("receive", *sorted(files), "--dry-run", code=None)["packages"]
        mine = [one["file"] for one in looked if one["code"] == "JX-OK"]
        came.for_others = sum(one["code"] == "JX-RECIPIENT" for one in looked)
        assert len(mine) + came.for_others == len(looked), looked
        for one in self._answer("receive", *mine)["packages"] if mine else ():
            came.add(one["digest"], one["phone_code"], doubled=one["duplicate"])
        return came

    def take_receipts(self, places: Iterable[Path]) -> int:
        """``receipt`` with each file; one about another office's package is refused and nothing more."""
        news = 0
        for place in places:
            for file in sorted(place.glob("*.jxrcpt")):
                told = self._answer("receipt", file, code=None)
                news += bool(told.get("new"))
        return news

    def take_code(self, typed: str) -> None:
        """``receipt`` with the digits."""
        told = self._answer("receipt", typed)
        assert (told["status"], told["new"], told["signed"]) == ("imported", True, False)


class RoadCounty:
    """The county with its offices below and the prefecture above it, and the stick that goes between all of them.

    ``in_pouches`` gives every desk a folder of its own on the stick; without, all files lie side by side, and every desk
    meets what is for the others.
    """

    def __init__(
        self, folder: Path, years: Sequence[OfficeYear], *, by_commands: int, in_pouches: bool
    ) -> None:
        self.stick = folder / "U盘"
        self.in_pouches = in_pouches
        self.county = RoadDesk(folder / "县", self._pouch("县"), COUNTY)
        self.prefecture = RoadDesk(folder / "州", self._pouch("州"), PREFECTURE)
        self.offices: list[RoadDesk] = []
        self.by_path: dict[str, RoadDesk] = {}
        for number, year in enumerate(years):
            kind = CommandDesk if number < by_commands else RoadDesk
            self.offices.append(kind(folder / f"单位{number:03}", self._pouch(year.name), year.path))
        self.by_path = {one.path: one for one in self.offices}
        self._found(years)

    def _pouch(self, name: str) -> Path:
        return self.stick / name if self.in_pouches else self.stick

    def _found(self, years: Sequence[OfficeYear]) -> None:
        """The first days: everyone begins and enrols, and the offices fill their year."""
        self.prefecture.start("练习州财政局", OfficeLevel.PREFECTURE)
        self.county.start("练习县财政局", OfficeLevel.COUNTY)
        self._enrol(self.county, self.prefecture)
        for desk, year in zip(self.offices, years, strict=True):
            desk.start(year.name, year.level)
            self._enrol(desk, self.county)
            with desk.open() as workspace:
                fill(workspace, (year.projects, year.filings))

    def _enrol(self, lower: RoadDesk, upper: RoadDesk) -> None:
        file, fingerprint = lower.ask()
        lower.install(upper.certify(file, fingerprint, lower.pouch))

    # ---- up ---------------------------------------------------------------------------------------------------------

    def send_up(
        self,
        task: Task,
        *,
        desks: Sequence[RoadDesk] = (),
        by_phone: RoadDesk | None = None,
        twice: bool = False,
    ) -> Came:
        """These offices send, the county takes the whole stick, and every sender hears that it came.

        What was taken before lies on the stick still; ``twice`` takes the very same stick once more.
        """
        desks = desks or self.offices
        sent = {desk: desk.seal(task) for desk in desks}
        came = self.county.take([self.stick])
        assert set(sent.values()) == set(came.codes), "what was sent came, and nothing else was new"
        if twice:
            again = self.county.take([self.stick])
            assert not again.codes, "the same stick once more brings nothing"
            assert again.doubled == came.doubled + len(sent)
        for desk, digest in sent.items():
            if desk is by_phone:
                desk.take_code(came.codes[digest])
            else:
                assert desk.take_receipts([desk.pouch]) >= 1
        return came

    def review(self, desk: RoadDesk, returned: Callable[[Filing], bool]) -> Counter[Outcome]:
        """Decides on everything that waits at a desk, and writes the answers for each sender."""
        counts: Counter[Outcome] = Counter()
        with desk.open() as workspace:
            waiting = [
                one.filing_id
                for one in workspace.read(lambda tx: standings.in_standings(tx, [Standing.WAITING]))
                if one.where.desk is Desk.REVIEWING
            ]
            found = workspace.read(lambda tx: filings.get_many(tx, waiting))
            decisions = [_return(one) if returned(one) else _accept(one) for one in found]
            counts.update(one.outcome for one in decisions)
            decide(workspace, decisions, by="审核人")
            self._send_down(workspace)
        return counts

    def pass_down(self) -> int:
        """The county passes on what the prefecture returned; answers how many."""
        with self.county.open() as workspace:
            back = workspace.read(lambda tx: standings.in_standings(tx, [Standing.RETURNED_FROM_ABOVE]))
            decisions = [
                Decision(filing_id=one.filing_id, outcome=Outcome.RETURNED, opinion="转州里的意见")
                for one in back
            ]
            decide(workspace, decisions, by="县审核人")
            self._send_down(workspace)
        return len(back)

    def _send_down(self, workspace: Workspace) -> None:
        for one in inbox(workspace).packages:
            if one.unsent:
                sender = self.by_path.get(one.package.sender_path, self.county)
                send_down(workspace, one.package.digest, to=sender.pouch)

    def hear(self, desks: Sequence[RoadDesk] = ()) -> list[Came]:
        """The offices take in whatever lies on the stick for them."""
        found = []
        for desk in desks or self.offices:
            found.append(desk.take(self._places(desk)))
        return found

    def _places(self, desk: RoadDesk) -> list[Path]:
        """Where a desk looks: its folder, and what lies on top of the stick for all."""
        return [desk.pouch, *sorted(self.stick.glob("*.jxpkg"))] if self.in_pouches else [desk.pouch]

    # ---- at the offices ---------------------------------------------------------------------------------------------

    def returned(self, task: Task, desks: Sequence[RoadDesk] = ()) -> list[RoadDesk]:
        """Those of these offices that have something of a task to correct."""
        return [desk for desk in desks or self.offices if _returned_at(desk, task)]

    def correct(self, desk: RoadDesk, task: Task) -> None:
        """Works off what was returned: one remark by a change, the others by a word."""
        for filing in _returned_at(desk, task):
            with desk.open() as workspace:
                field = _CORRECTED[task.form]
                edit(workspace, filing, _corrected(filing), field=field)
                for item in work_order.open_order(workspace, filing.id).order.items:
                    if item.field == field:
                        work_order.answer(workspace, item.id, Answer.CHANGED)
                    else:
                        work_order.answer(
                            workspace, item.id, Answer.EXPLAINED, "已与业务股室核对，按批复文件填报"
                        )

    def watch(self, task: Task, percent: int) -> None:
        """Begins a month's monitoring of every approved target, fills it in and marks it as filled."""
        for desk in self.offices:
            with desk.open() as workspace:
                _watch(workspace, task, percent)

    # ---- at the county ----------------------------------------------------------------------------------------------

    def approve(self) -> int:
        """Records that all targets were approved and publishes it to those that filed them."""
        with self.county.open() as workspace:
            targets = of(workspace, Form.PROJECT_TARGET)
            approve(workspace, [one.id for one in targets], APPROVAL)
            written = publish_approvals(workspace, TARGETS, to=self.stick)
        assert {one.recipient for one in written} == set(self.by_path)
        return sum(one.count for one in written)

    def forward(self, task: Task) -> str:
        """The county sends a whole task on to the prefecture, which takes it in; the county hears that it came."""
        with self.county.open() as workspace:
            done = send(workspace, self.prefecture.pouch, task)
        assert not done.left_out, done.left_out
        came = self.prefecture.take([self.prefecture.pouch])
        assert set(came.codes) == {done.digest}
        assert self.county.take_receipts([self.prefecture.pouch]) >= 1
        return done.digest

    def hear_above(self) -> None:
        """The county takes in what the prefecture answered; it lies in the county's own folder of the stick."""
        assert self.county.take([self.county.pouch]).codes


def _accept(filing: Filing) -> Decision:
    return Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED)


def _return(filing: Filing) -> Decision:
    lines = filing.content.indicator_lines
    return Decision(
        filing_id=filing.id,
        outcome=Outcome.RETURNED,
        opinion="请按意见修改",
        remarks=(
            Remark(
                line_id=lines[0].id,
                field=_CORRECTED[filing.content.form],
                reason_code="evidence",
                text="请按台账核对后填写",
            ),
            Remark(line_id=lines[1].id, field="target", reason_code="other", text="请说明这个数怎么来的"),
        ),
    )


def _returned_at(desk: RoadDesk, task: Task) -> tuple[Filing, ...]:
    with desk.open() as workspace:
        orders = work_order.orders(workspace)
    return tuple(
        one.filing
        for one in orders
        if (one.filing.content.form, one.filing.content.period) == (task.form, task.period)
    )


def _corrected(filing: Filing) -> str:
    line = filing.content.indicator_lines[0]
    if filing.content.form is Form.PROJECT_TARGET:
        return f"{line.value_basis}（{filing.content.project_name[:10]}台账第 3 页）"
    assert line.actual is not None, "the first row of the drawn forms counts something"
    return decimal_text(line.actual + 1)


def _watch(workspace: Workspace, task: Task, percent: int) -> None:
    assert task.period is not None
    own = workspace.read(lambda tx: projects.of_year(tx, YEAR))
    wishes = [
        Wish(form=task.form, year=YEAR, period=task.period, template_id=_MONITORING, project_id=project.id)
        for project in own
    ]
    begun = begin_many(workspace, wishes)
    assert not begun.left_out
    typed = []
    for project in own:
        budget = _revised_fen(workspace, project)
        executed = budget * percent // 100 // 10_000 * 10_000
        for field, fen in ((EXECUTED, executed), (FORECAST, budget)):
            typed.append(Typed(project_id=project.id, field=field, text=decimal_text(Decimal(fen) / WAN)))
    assert not monitor.put(workspace, YEAR, task.period, typed).refused
    for filing in filings_of(workspace, task):
        assert filing.content.indicator_lines, "begun from the approved target"
        edits = [
            Edit(kind=EditKind.INDICATOR, line_id=line.id, field=field, text=reached(line))
            for line in filing.content.indicator_lines
            for field in ("actual", "forecast")
        ]
        saved = filling.change(workspace, filing.id, edits, expected_version=filing.version)
        assert not saved.refused
        filling.finish(workspace, filing.id, expected_version=saved.filing.version)


def _revised_fen(workspace: Workspace, project: Project) -> int:
    (evaluation,) = workspace.read(
        lambda tx: filings.of_project(tx, project.id, form=Form.PROJECT_SELF_EVALUATION)
    )
    total = evaluation.content.total_line
    assert total is not None
    return total.revised_budget_fen or 0


def filings_of(workspace: Workspace, task: Task) -> tuple[Filing, ...]:
    """The filings of a task at a desk."""
    return tuple(one for one in of(workspace, task.form) if one.content.period == task.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a desk holds of one filing, and the sum of its money.

    Units: ``budget_fen``, ``executed_fen`` 分.
    """

    filing: Filing
    standing: Standing
    round: int

    @property
    def sums(self) -> Counter[str]:
        """What the totals of a list are made of."""
        total = self.filing.content.total_line
        assert total is not None
        return Counter(
            forms=1,
            indicators=len(self.filing.content.indicator_lines),
            budget_fen=total.revised_budget_fen or total.original_budget_fen or 0,
            executed_fen=total.executed_fen or 0,
        )


def held_at(desk: RoadDesk, task: Task) -> dict[str, Held]:
    """What a desk holds of a task, by filing."""
    with desk.open() as workspace:
        found = filings_of(workspace, task)
        known = workspace.read(lambda tx: standings.get_many(tx, [one.id for one in found]))
    return {
        one.id: Held(filing=one, standing=known[one.id].where.standing, round=known[one.id].where.round)
        for one in found
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One package in the ledger of its sender: its number, what became of it, and all that was said of it, in order."""

    number: int
    status: str
    told: tuple[tuple[ReceiptStatus, CameBy], ...]


def ledger_of(desk: RoadDesk) -> list[Posted]:
    """What a desk sent, in its order."""
    with desk.open() as workspace:
        sent = workspace.read(packages.all_sent)
        told = {
            one.digest: workspace.read(
                lambda tx, digest=one.digest: stored_receipts.of_package(tx, digest)  # type: ignore[misc]
            )
            for one in sent
        }
    return sorted(
        (
            Posted(
                number=one.position.seq,
                status=one.status,
                told=tuple((said.status, said.came_by) for said in told[one.digest]),
            )
            for one in sent
        ),
        key=lambda one: one.number,
    )
