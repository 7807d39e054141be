"""The plan of a receipt: every office, project and filing of a package beside what is here; reads, and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from jxdesk.actions.receiving.arrival import STORED, TO_CHOOSE, ArrivedFiling, KnownAs, ProjectDifference
from jxdesk.actions.receiving.handed import plan_handed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, covers
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.merging import Take, take_of
from jxdesk.domain.road.moves import Move, moves_open
from jxdesk.domain.road.outcomes import PASSING
from jxdesk.domain.road.standings import FROZEN, OPEN_ABOVE, STANDING_WORDS, Desk, Whereabouts
from jxdesk.domain.road.vectors import Order, order
from jxdesk.domain.round_trip.differences import differences
from jxdesk.exchange.package import ProjectForm, VerifiedPackage, in_portions
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects, standings
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.views.form_places import project_forms, stored_filing

_NAMED_OF_A_PROJECT = ("name", "code", "implementing_unit", "department", "sector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Under which identity the offices and projects of a package are known here, and which of them are new."""

    known_as: KnownAs
    new_offices: tuple[Office, ...]
    new_projects: tuple[Project, ...]
    differences: tuple[ProjectDifference, ...]
    office_names: Mapping[str, str]
    not_theirs: frozenset[str] = frozenset()
    """Offices of this desk for which the sender does not speak, and the projects of theirs that the package names."""


def find_places(
    tx: Transaction, came_offices: Sequence[Office], came_projects: Sequence[Project], *, sender: str
) -> Places:
    """Finds each office by its path and each project by its identity, its code, or its name and unit.

    An identity is no proof of whose a project is: of one of an office that ``sender`` does not cover nothing is taken.
    """
    known = {office.path: office for office in offices.all_offices(tx)}
    taken = {office.id for office in known.values()}
    office_ids, new_offices = {}, []
    for came in sorted(came_offices, key=lambda one: one.path):
        here = known.get(came.path)
        if here is None:
            above = _nearest_above(came.path, known)
            here = replace(
                came,
                id=new_id() if came.id in taken else came.id,
                parent_id=above.id if above is not None else "",
            )
            known[here.path] = here
            new_offices.append(here)
        office_ids[came.id] = here.id
    not_theirs = {office.id for office in known.values() if not covers(sender, office.path)}
    project_ids, new_projects = {}, []
    found: list[ProjectDifference] = []
    stored_as = _stored(tx, came_projects, office_ids)
    for project in came_projects:
        stored = stored_as.get(project.id)
        if stored is None:
            new_projects.append(replace(project, office_id=office_ids[project.office_id]))
            project_ids[project.id] = project.id
        else:
            project_ids[project.id] = stored.id
            if stored.office_id in not_theirs:
                not_theirs.add(stored.id)
            else:
                found += _differences(project, stored)
    return Places(
        known_as=KnownAs(offices=office_ids, projects=project_ids),
        new_offices=tuple(new_offices),
        new_projects=tuple(new_projects),
        differences=tuple(found),
        office_names={office.id: office.name for office in known.values()},
        not_theirs=frozenset(not_theirs),
    )


def plan_filings(
    workspace: Workspace, package: VerifiedPackage, places: Places, progress: Progress
) -> tuple[ArrivedFiling, ...]:
    """What taking in each filing of a package would do; begun anew where another import came in between."""
    while True:
        try:
            return _plan_all(workspace, package, places, progress)
        except _CameMeanwhile:
            continue


class _CameMeanwhile(Exception):  # noqa: N818 - names what happened; it never leaves this module
    """A filing stands here now beside which nothing stood when its lines were left out."""


def _plan_all(
    workspace: Workspace, package: VerifiedPackage, places: Places, progress: Progress
) -> tuple[ArrivedFiling, ...]:
    rounds, stands, decided = package.rounds(), package.whereabouts(), _decided_in(package)
    devices = workspace.read(journal.devices)
    planned: list[ArrivedFiling] = []
    progress.start("与已有数据比对", package.counts.get("filing", 0))
    # Lines are nearly all of a package; of a filing beside which nothing stands there is nothing to compare.
    alone = workspace.read(partial(_alone, forms=package.forms(), known_as=places.known_as.projects))
    for portion in in_portions(package.filings(bare=alone)):
        came = [places.known_as.placed(one) for one in portion]
        planned += workspace.read(
            partial(
                _plan,
                came=came,
                places=places,
                alone=alone,
                rounds=rounds,
                stands=stands,
                decided=decided,
                devices=devices,
            )
        )
        progress.step(len(portion))
    return tuple(planned)


def _alone(
    tx: Transaction, *, forms: Mapping[str, ProjectForm], known_as: Mapping[str, str]
) -> frozenset[str]:
    """The filings of projects beside which nothing stands here: neither they themselves nor another of the same form."""
    here = filings.stored(tx, list(forms))
    placed: dict[str, ProjectForm] = {}
    for one, (project, form, year, period) in forms.items():
        if project and one not in here:
            placed[one] = (known_as[project], form, year, period)
    taken = project_forms(tx, {about[0] for about in placed.values()})
    return frozenset(one for one, about in placed.items() if about not in taken)


def _plan(
    tx: Transaction,
    *,
    came: Sequence[Filing],
    places: Places,
    alone: frozenset[str],
    rounds: Mapping[str, int],
    stands: Mapping[str, Whereabouts],
    decided: frozenset[str],
    devices: frozenset[str],
) -> list[ArrivedFiling]:
    here = {one.id: one for one in filings.get_many(tx, [one.id for one in came])}
    if not alone.isdisjoint(here):
        raise _CameMeanwhile
    standing = standings.get_many(tx, list(here))
    found = []
    for one in came:
        twin = _twin(tx, one) if one.id not in here and one.id not in alone else None
        planned = _planned(one, here.get(one.id), twin, standing.get(one.id), places, devices)
        number, known = rounds.get(one.id, 1), standing.get(one.id)
        if one.id in stands:
            planned = plan_handed(planned, one, here.get(one.id), known, stands[one.id], device=tx.device)
            found.append(replace(planned, round=number))
            continue
        is_open = known is None or _is_open(known)
        is_news = planned.take is not Take.SAME or known is None or (is_open and number > known.where.round)
        if known is not None and not is_open and planned.take in STORED | TO_CHOOSE:
            planned = replace(planned, take=Take.FROZEN, reason=_frozen_words(known))
        if one.id in decided and one.id in here:
            planned = _passed_above(planned, one, here[one.id], known, number)
        found.append(replace(planned, round=number, is_news=is_news))
    return found


def _decided_in(package: VerifiedPackage) -> frozenset[str]:
    """The filings that a package from above says are passed or approved as it holds them."""
    if package.manifest.kind not in (PackageKind.RETURN, PackageKind.APPROVAL):
        return frozenset()
    passed = {one.filing_id for one in package.reviews() if one.outcome in PASSING}
    return frozenset(passed | {one.filing_id for one in package.approvals()})


def _passed_above(
    planned: ArrivedFiling, came: Filing, here: Filing, known: FilingStanding | None, number: int
) -> ArrivedFiling:
    """What an office above has passed counts here too, also where the form is frozen on its way up; later edits are kept beside it."""
    is_filled_here = known is None or known.where.desk is Desk.FILLING
    is_frozen_on_its_way = (
        planned.take is Take.FROZEN
        and planned.is_theirs
        and known is not None
        and known.where.standing in OPEN_ABOVE
        and number >= known.where.round
    )
    if is_frozen_on_its_way and order(came.vector, here.vector) is Order.NEWER:
        return replace(planned, take=Take.CHANGED, reason="")
    if is_frozen_on_its_way or (is_filled_here and planned.take in (Take.OLDER, Take.CONFLICT)):
        return replace(
            planned,
            take=Take.DECIDED,
            differences=differences(here.content, came.content),
            reason="审定的是送出的那一版；送出以后改的留底备查，确需改的办调整申请",
        )
    return planned


def _is_open(known: FilingStanding) -> bool:
    """Whether what comes from below may still replace it; at the desk that fills it in nothing comes from below."""
    return known.where.desk is not Desk.REVIEWING or Move.TAKE_IN in moves_open(known.where)


def _frozen_words(known: FilingStanding | None) -> str:
    word = STANDING_WORDS[known.where.standing] if known is not None else "已批复"
    return f"这张表{word}，不改它；要改的，请报送单位办调整申请"


def _planned(
    came: Filing,
    here: Filing | None,
    twin: Filing | None,
    standing: FilingStanding | None,
    places: Places,
    devices: frozenset[str],
) -> ArrivedFiling:
    content = came.content
    planned = ArrivedFiling(
        id=came.id,
        name=content.project_name or content.title or places.office_names.get(came.office_id, ""),
        office_name=places.office_names.get(came.office_id, content.office_name),
        form=content.form,
        take=Take.NEW,
        here_id=came.id,
    )
    owner = here.office_id if here is not None else ""
    if owner in places.not_theirs or came.project_id in places.not_theirs:
        what = (
            f"这张表在这里是{places.office_names[owner]}的"
            if here is not None
            else "这个项目在这里是别的单位的"
        )
        return replace(
            planned,
            take=Take.FROZEN,
            is_theirs=False,
            reason=f"{what}，不是报送单位的，没有装入；请和两个单位核对",
        )
    if here is None:
        if twin is None:
            return planned
        return replace(
            planned,
            take=Take.TWIN if twin.state is FilingState.DRAFT else Take.FROZEN,
            here_id=twin.id,
            differences=differences(twin.content, content),
            reason="库里已有同一项目的这张表（另外录入的），两份请选一份"
            if twin.state is FilingState.DRAFT
            else "库里已有同一项目的这张表，已报送或已定，不改它",
        )
    is_frozen = here.state is FilingState.APPROVED or (
        standing is not None and standing.where.standing in FROZEN
    )
    take = take_of(came, here, devices=devices, is_frozen=is_frozen)
    match take:
        case Take.FROZEN:
            reason = _frozen_words(standing)
        case Take.CONFLICT:
            reason = "这里和对方都改过，请逐项选用哪个"
        case Take.PARALLEL:
            reason = "报送单位有两份各自改过的这张表"
        case _:
            reason = ""
    shown = differences(here.content, content) if take not in (Take.SAME, Take.OLDER) else ()
    return replace(planned, take=take, differences=shown, reason=reason)


def _twin(tx: Transaction, came: Filing) -> Filing | None:
    """The same form of the same project and year under another identity; an adjustment is none."""
    content = came.content
    if came.replaces_id:
        return None
    return stored_filing(tx, (came.office_id, came.project_id, content.form, content.year, content.period))


def _nearest_above(path: str, known: Mapping[str, Office]) -> Office | None:
    while "-" in path:
        path = path.rpartition("-")[0]
        if path in known:
            return known[path]
    return None


def _stored(tx: Transaction, came: Sequence[Project], office_ids: Mapping[str, str]) -> Mapping[str, Project]:
    """The projects of this desk that those of a package are, under the identity that each has there."""
    found = {one.id: one for one in projects.get_many(tx, [one.id for one in came])}
    unknown = [one for one in came if one.id not in found]
    of_office: dict[tuple[str, int], list[Project]] = defaultdict(list)
    for one in projects.of_offices(tx, {office_ids[one.office_id] for one in unknown}):
        of_office[one.office_id, one.fiscal_year].append(one)
    for one in unknown:
        stored = _same_project(one, of_office[office_ids[one.office_id], one.fiscal_year])
        if stored is not None:
            found[one.id] = stored
    return found


def _same_project(came: Project, here: Sequence[Project]) -> Project | None:
    """Of the projects of its office and year the one with its code, else the one with its name and unit."""
    by_code = next((one for one in here if came.code and one.code == came.code), None)
    if by_code is not None or not came.name:
        return by_code
    named = projects.of_unit([one for one in here if one.name == came.name], came.implementing_unit)
    return None if named is not None and named.code and came.code else named


def _differences(came: Project, here: Project) -> Iterable[ProjectDifference]:
    for field in _NAMED_OF_A_PROJECT:
        old, new = str(getattr(here, field)), str(getattr(came, field))
        if old != new and new:
            yield ProjectDifference(project_id=here.id, name=here.name, field=field, here=old, came=new)
