"""Taking in: stores what came from below in one transaction, with the standing of each filing, the choices and the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jxdesk.actions.judging import judge
from jxdesk.actions.receiving.arrival import UPWARD, Arrival, ArrivedFiling
from jxdesk.actions.receiving.entering import enter_package
from jxdesk.actions.receiving.handed import (
    Handed,
    Laid,
    decided_on,
    handed_of,
    lay_past,
    put_where,
    take_books,
)
from jxdesk.actions.receiving.heard import News, enter_approvals, news_of, take_news, take_requests
from jxdesk.actions.receiving.published import take_published
from jxdesk.actions.receiving.stored import Stored
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import Attachment
from jxdesk.domain.records.received import ConflictChoice, ReceivedPackage, ReceivedStatus
from jxdesk.domain.road.chain import Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.moves import Move, after
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Desk, Whereabouts, state_of
from jxdesk.domain.road.vectors import joined
from jxdesk.domain.round_trip.differences import compare
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.package import VerifiedPackage, in_portions
from jxdesk.exchange.receipts import SignedReceipt, read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import (
    attachments,
    conflict_choices,
    filings,
    imports,
    offices,
    projects,
    received,
    reviews,
    standings,
)
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.imports import ImportBatch, changed_meanwhile
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.views import rollup_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose where a filing said two things.

    ``came`` names, for each filing that was decided on, the keys of the differences for which what came is taken; what is
    not among them stays as it is here. ``reasons`` say why. ``projects`` are (project, field) whose new value is taken.
    """

    came: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    projects: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intake:
    """All that one transaction stores of a package: its filings, what was chosen, and what it says beside them."""

    arrival: Arrival
    choices: Choices
    stored: list[Stored]
    chosen: list[ConflictChoice]
    news: News
    handed: Handed | None
    evidence: tuple[Attachment, ...]


def take_in(
    workspace: Workspace,
    arrival: Arrival,
    kept: Path,
    choices: Choices,
    signer: Ed25519Signer,
    *,
    restore_point: str | None,
    progress: Progress,
) -> ReceivedPackage:
    """Stores an arrival and answers the package as it stands in the list from now on.

    Raises: StaleVersion where the data changed since the look; Refused in a closed year; DiskFull; Cancelled.
    """
    own = workspace.own_office
    with open_package(kept, practice=workspace.practice, with_records=False, progress=progress) as package:
        # The records were checked under the digest of the look, and are only read from here on.
        if package.digest != arrival.digest:
            raise changed_meanwhile(arrival.source.name)
        stored, chosen = _prepare(workspace, package, arrival, choices, progress)
        others = frozenset(one.id for one in arrival.filings if not one.is_theirs)
        intake = _Intake(
            arrival=arrival,
            choices=choices,
            stored=stored,
            chosen=chosen,
            news=news_of(package, _believed_receipts(workspace, package), without=others),
            handed=handed_of(package),
            evidence=_keep_evidence(workspace, package, {one.filing.id for one in stored}, progress),
        )
    sources = (arrival.source.name,)
    if restore_point is None:
        batch = imports.begin(
            workspace.opened,
            who=workspace.facts.person,
            sources=sources,
            counts=arrival.counts,
            progress=progress,
        )
    else:
        batch = ImportBatch(
            id=new_id(),
            at="",
            who=workspace.facts.person,
            sources=sources,
            counts=arrival.counts,
            restore_point=restore_point,
        )
    job = partial(_store, intake=intake, own=own, keys=workspace.folder.keys, batch=batch, signer=signer)
    brings_pen = intake.handed is not None and intake.handed.turn > 0
    package_taken = workspace.transact(job, errand="receive", moves_pen=brings_pen)
    workspace.look_for_pen()
    return package_taken


# ---- what will be stored -------------------------------------------------------------------------------------------


def _prepare(
    workspace: Workspace, package: VerifiedPackage, arrival: Arrival, choices: Choices, progress: Progress
) -> tuple[list[Stored], list[ConflictChoice]]:
    planned = {one.id: one for one in arrival.filings}
    stands = package.whereabouts()
    stored: list[Stored] = []
    chosen: list[ConflictChoice] = []
    progress.start("装入前核对", len(planned))
    for portion in in_portions(one for one in package.filings() if one.id in planned):
        here = workspace.read(partial(_here, ids=[planned[one.id].here_id for one in portion]))
        for came in portion:
            progress.step()
            one, where = planned[came.id], stands.get(came.id)
            filing = arrival.known_as.placed(came)
            if where is not None:
                filing = replace(filing, state=state_of(where.standing))
            match one.take:
                case Take.NEW:
                    stored.append(Stored(filing=filing, summary=_summary(filing), planned=one, where=where))
                case Take.CHANGED | Take.SAME if one.is_news:
                    stored.append(_changed(one, filing, here[one.here_id], where))
                case Take.DECIDED:
                    stored.append(_as_decided(one, filing, here[one.here_id]))
                    taken = frozenset(each.key for each in one.differences)
                    chosen += _entries(workspace, arrival, one, taken)
                case Take.CONFLICT | Take.TWIN if one.id in choices.came:
                    standing_here, taken = here[one.here_id], choices.came[one.id]
                    if where is not None:
                        where = decided_on(workspace.read(partial(_where, here=standing_here)), where)
                    stored.append(_decided(one, filing, standing_here, taken, where))
                    chosen += _entries(workspace, arrival, one, taken, choices.reasons.get(one.id, ""))
                case _:
                    continue
    return stored, chosen


class _Standing(dict[str, Filing]):
    """The filings that stand here, by identity; one that is gone was taken away since the look."""

    def __missing__(self, filing_id: str) -> Filing:
        raise changed_meanwhile(filing_id)


def _here(tx: Transaction, *, ids: list[str]) -> Mapping[str, Filing]:
    return _Standing((one.id, one) for one in filings.get_many(tx, ids))


def _changed(one: ArrivedFiling, came: Filing, here: Filing, where: Whereabouts | None) -> Stored:
    """The filing as it came, under the office and project that it has here."""
    state = here.state if where is None else came.state
    changed = replace(came, office_id=here.office_id, project_id=here.project_id, state=state)
    return Stored(
        filing=changed, summary=_summary(changed), planned=one, expected_version=here.version, where=where
    )


def _summary(filing: Filing) -> Summary:
    judged = judge(filing.content, imported=False, worded=False)
    return Summary.of(judged.scorecard, judged.findings)


def _where(tx: Transaction, *, here: Filing) -> Whereabouts:
    return standings.where_is(standings.get(tx, here.id), here)


def _decided(
    one: ArrivedFiling, came: Filing, here: Filing, taken: frozenset[str], where: Whereabouts | None
) -> Stored:
    """The filing as a person decided: what is here with the chosen cells of what came; it has seen both."""
    content = compare(here.content, came.content).merged(taken)
    is_twin = one.take is Take.TWIN
    if is_twin and taken == frozenset(each.key for each in one.differences):
        return Stored(filing=came, summary=_summary(came), planned=one, drops=here.id, where=where)
    merged = replace(
        here,
        content=content,
        vector=MappingProxyType(joined(here.vector, came.vector)),
        state=(FilingState.SEALED if is_twin else here.state) if where is None else state_of(where.standing),
    )
    return Stored(
        filing=merged,
        summary=_summary(merged),
        planned=one,
        expected_version=here.version,
        keeps_vector=False,
        where=where,
    )


def _as_decided(one: ArrivedFiling, came: Filing, here: Filing) -> Stored:
    """The filing as it was passed above; it has seen the edits that are kept beside it."""
    passed = replace(here, content=came.content, vector=MappingProxyType(joined(here.vector, came.vector)))
    return Stored(filing=passed, summary=_summary(passed), planned=one, expected_version=here.version)


def _entries(
    workspace: Workspace, arrival: Arrival, one: ArrivedFiling, taken: frozenset[str], reason: str = ""
) -> Iterator[ConflictChoice]:
    for difference in one.differences:
        yield ConflictChoice(
            id=new_id(),
            filing_id=one.here_id,
            package_id=arrival.digest,
            place=difference.place.value,
            line_id=difference.line_id,
            line_name=difference.line,
            field=difference.field,
            here=difference.old,
            came=difference.new,
            took="came" if difference.key in taken else "here",
            reason=reason or one.reason,
            chosen_by=workspace.facts.person,
        )


def _keep_evidence(
    workspace: Workspace, package: VerifiedPackage, filing_ids: set[str], progress: Progress
) -> tuple[Attachment, ...]:
    """Keeps the bytes of the evidence that belongs to what is stored; done before the transaction that links them."""
    wanted = [row for row in package.attachments() if row.filing_id in filing_ids]
    progress.start("保存附件", len(wanted))
    for row in wanted:
        attachments.keep(workspace.folder, package.evidence(row.sha256))
        progress.step()
    return tuple(wanted)


def _believed_receipts(workspace: Workspace, package: VerifiedPackage) -> list[SignedReceipt]:
    """The receipts that ride in a package, those left out that this desk has no reason to believe."""
    trust = believed(workspace.folder.keys, practice=workspace.practice)
    found = []
    for statement in package.receipts():
        try:
            found.append(read_receipt(statement, trust, practice=workspace.practice, where="回执"))
        except PackageRefused:
            continue
    return found


# ---- the transaction -----------------------------------------------------------------------------------------------


def _store(
    tx: Transaction, *, intake: _Intake, own: Office, keys: Path, batch: ImportBatch, signer: Ed25519Signer
) -> ReceivedPackage:
    arrival, stored, news, handed = intake.arrival, intake.stored, intake.news, intake.handed
    known = received.get(tx, arrival.digest)
    if known is not None and known.status is not ReceivedStatus.UNDONE and arrival.known is None:
        return known  # taken in meanwhile by another window or thread
    offices.add_many(tx, arrival.new_offices)
    projects.add_many(tx, arrival.new_projects)
    _take_project_values(tx, arrival, intake.choices)
    laid: Laid = {}
    if handed is not None:
        stored, laid = lay_past(tx, handed, stored)
    filings.add_many(
        tx,
        [(one.filing, one.summary) for one in stored if not one.expected_version and one.keeps_vector],
        came=True,
    )
    for one in stored:
        if one.drops:
            filings.delete(tx, one.drops)
        if one.expected_version:
            filings.save(
                tx,
                one.filing,
                expected_version=one.expected_version,
                summary=one.summary,
                came=one.keeps_vector,
            )
    _link(tx, intake.evidence)
    strange: list[str] = []
    if handed is not None:
        put_where(tx, handed, stored, laid)
        if arrival.known is None and not arrival.is_overtaken:
            take_books(tx, handed, news, arrival, own=own, who=batch.who)
    elif arrival.manifest.kind in UPWARD:
        _put_standings(tx, arrival, stored)
        _note_bringer(tx, arrival)
        _take_answers(tx, arrival, news, stored)
        strange = take_requests(tx, news)
    elif arrival.known is None:
        take_published(
            tx,
            arrival.publications,
            own_path=own.path,
            sender=arrival.manifest.sender_org,
            digest=arrival.digest,
        )
        enter_approvals(tx, news)
        added = {one.filing.id for one in stored if not one.expected_version}
        was_here = frozenset(news.vectors) - added
        strange = take_news(
            tx,
            news,
            own=own,
            in_reply_to=arrival.manifest.in_reply_to,
            sender=arrival.manifest.sender_org,
            was_here=was_here,
            is_late=arrival.placed.verdict is Verdict.LATE,
        )
    conflict_choices.add_many(tx, intake.chosen)
    package = enter_package(tx, keys, own, arrival, intake.choices.came, batch, signer, strange)
    rollup_kept.keep_arrived(tx, own, package)
    return package


def _take_project_values(tx: Transaction, arrival: Arrival, choices: Choices) -> None:
    for one in arrival.project_differences:
        if (one.project_id, one.field) in choices.projects:
            project = projects.get(tx, one.project_id)
            if project is None:
                raise changed_meanwhile(one.name)
            changes: dict[str, Any] = {one.field: one.came}
            projects.save(tx, replace(project, **changes))


def _link(tx: Transaction, evidence: tuple[Attachment, ...]) -> None:
    for row in evidence:
        if attachments.get(tx, row.id) is None and (
            attachments.same(tx, row.filing_id, row.slot, row.sha256) is None
        ):
            attachments.add(tx, row)


def _put_standings(tx: Transaction, arrival: Arrival, stored: list[Stored]) -> None:
    known = standings.get_many(tx, [one.filing.id for one in stored])
    found = []
    for one in stored:
        before = known.get(one.filing.id)
        where = before.where if before is not None else Whereabouts(desk=Desk.REVIEWING)
        if one.planned.round > where.round:
            where = after(where, Move.TAKE_IN, record=one.planned.name, round_of_package=one.planned.round)
        standing = before or FilingStanding(filing_id=one.filing.id, where=where)
        found.append(
            replace(
                standing,
                where=where,
                package_id=arrival.digest,
                office_path=arrival.manifest.sender_org,
            )
        )
    standings.put_many(tx, found)


def _note_bringer(tx: Transaction, arrival: Arrival) -> None:
    """Notes which package brought a filing, where this desk lost its own data and has only what an office above gave back."""
    theirs = {one.id: one.round for one in arrival.filings if one.is_theirs}
    standings.put_many(
        tx,
        [
            replace(one, package_id=arrival.digest, office_path=arrival.manifest.sender_org)
            for one in standings.get_many(tx, list(theirs)).values()
            if one.where.desk is Desk.REVIEWING
            and not one.package_id
            and one.where.round == theirs[one.filing_id]
        ],
    )


def _take_answers(tx: Transaction, arrival: Arrival, news: News, stored: list[Stored]) -> None:
    """Takes over what the filing office answered to remarks of earlier rounds; the remarks themselves stay as written here.

    With a filing that was not taken comes an answer only where there is none yet. A desk that was restored and has forgotten
    a whole round of remarks learns of it again; into a round of which it knows nobody writes from below.
    """
    taken_in = {one.planned.id for one in stored}
    rounds = {one.id: one.round for one in arrival.filings}
    known_rounds = {
        filing_id: _rounds_known(tx, filing_id) for filing_id in {one.filing_id for one in news.comments}
    }
    answered = []
    for one in news.comments:
        if one.round >= rounds.get(one.filing_id, 0):
            continue
        known = reviews.comment(tx, one.id)
        if known is None:
            is_forgotten = one.filing_id in taken_in and one.round not in known_rounds[one.filing_id]
            answered += [one] if is_forgotten else []
        elif (known.filing_id, known.round) == (one.filing_id, one.round) and (
            one.filing_id in taken_in or known.answer is Answer.NONE
        ):
            answered.append(replace(known, answer=one.answer, answer_text=one.answer_text))
    reviews.put_comments(tx, answered)


def _rounds_known(tx: Transaction, filing_id: str) -> set[int]:
    """The rounds of a filing that were remarked on or decided as far as this desk knows."""
    return {one.round for one in reviews.comments_of(tx, filing_id)} | {
        one.round for one in reviews.of_filing(tx, filing_id)
    }
