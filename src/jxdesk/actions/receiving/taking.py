"""Taking in: stores what came from below in one transaction, with the standing of each filing, the choices and the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jxdesk.actions.answering import signed_answer
from jxdesk.actions.judging import judge
from jxdesk.actions.receiving.arrival import UPWARD, Arrival, ArrivedFiling
from jxdesk.actions.receiving.heard import News, enter_approvals, news_of, take_news, take_requests
from jxdesk.actions.receiving.plan import Places, placed_here
from jxdesk.actions.receiving.published import take_published
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import Attachment
from jxdesk.domain.records.received import ConflictChoice, ReceivedPackage, ReceivedStatus
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.moves import Move, after
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Desk, Whereabouts
from jxdesk.domain.road.vectors import joined
from jxdesk.domain.round_trip.differences import compare
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.package import VerifiedPackage
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
class _Stored:
    """One filing as it will be stored; ``expected_version`` 0 for a new one, ``drops`` a draft that it takes the place of."""

    filing: Filing
    summary: Summary
    planned: ArrivedFiling
    expected_version: int = 0
    keeps_vector: bool = True
    drops: str = ""


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
    own = workspace.facts.office
    assert own is not None, "the look found an office"
    with open_package(kept, practice=workspace.practice, with_records=False, progress=progress) as package:
        stored, chosen = _prepare(workspace, package, arrival, choices, progress)
        others = frozenset(one.id for one in arrival.filings if not one.is_theirs)
        news = news_of(package, _believed_receipts(workspace, package), without=others)
        evidence = _keep_evidence(workspace, package, {one.filing.id for one in stored}, progress)
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
    job = partial(
        _store,
        keys=workspace.folder.keys,
        own=own,
        arrival=arrival,
        stored=stored,
        chosen=chosen,
        news=news,
        evidence=evidence,
        choices=choices,
        batch=batch,
        signer=signer,
    )
    return workspace.transact(job, errand="receive")


# ---- what will be stored -------------------------------------------------------------------------------------------


def _prepare(
    workspace: Workspace, package: VerifiedPackage, arrival: Arrival, choices: Choices, progress: Progress
) -> tuple[list[_Stored], list[ConflictChoice]]:
    planned = {one.id: one for one in arrival.filings}
    places = Places(
        office_ids=arrival.office_ids,
        project_ids=arrival.project_ids,
        new_offices=(),
        new_projects=(),
        differences=(),
        office_names={},
    )
    stored: list[_Stored] = []
    chosen: list[ConflictChoice] = []
    progress.start("装入前核对", len(planned))
    for came in package.filings():
        one = planned.get(came.id)
        if one is None:
            continue
        progress.step()
        filing = placed_here(came, places)
        match one.take:
            case Take.NEW:
                stored.append(_Stored(filing=filing, summary=_summary(filing), planned=one))
            case Take.CHANGED | Take.SAME if one.is_news:
                here = workspace.read(partial(_here, filing_id=one.here_id))
                changed = replace(
                    filing, office_id=here.office_id, project_id=here.project_id, state=here.state
                )
                stored.append(
                    _Stored(
                        filing=changed,
                        summary=_summary(changed),
                        planned=one,
                        expected_version=here.version,
                    )
                )
            case Take.CONFLICT | Take.TWIN if one.id in choices.came:
                here = workspace.read(partial(_here, filing_id=one.here_id))
                stored.append(_decided(one, filing, here, choices.came[one.id]))
                chosen += _entries(workspace, arrival, one, choices)
            case _:
                continue
    return stored, chosen


def _here(tx: Transaction, *, filing_id: str) -> Filing:
    here = filings.get(tx, filing_id)
    if here is None:
        raise changed_meanwhile(filing_id)
    return here


def _summary(filing: Filing) -> Summary:
    judged = judge(filing.content, imported=False)
    return Summary.of(judged.scorecard, judged.findings)


def _decided(one: ArrivedFiling, came: Filing, here: Filing, taken: frozenset[str]) -> _Stored:
    """The filing as a person decided: what is here with the chosen cells of what came; it has seen both."""
    content = compare(here.content, came.content).merged(taken)
    is_twin = one.take is Take.TWIN
    if is_twin and taken == frozenset(each.key for each in one.differences):
        return _Stored(filing=came, summary=_summary(came), planned=one, drops=here.id)
    merged = replace(
        here,
        content=content,
        vector=MappingProxyType(joined(here.vector, came.vector)),
        state=FilingState.SEALED,
    )
    return _Stored(
        filing=merged,
        summary=_summary(merged),
        planned=one,
        expected_version=here.version,
        keeps_vector=False,
    )


def _entries(
    workspace: Workspace, arrival: Arrival, one: ArrivedFiling, choices: Choices
) -> Iterator[ConflictChoice]:
    taken = choices.came[one.id]
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
            reason=choices.reasons.get(one.id, ""),
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
    tx: Transaction,
    *,
    keys: Path,
    own: Office,
    arrival: Arrival,
    stored: list[_Stored],
    chosen: list[ConflictChoice],
    news: News,
    evidence: tuple[Attachment, ...],
    choices: Choices,
    batch: ImportBatch,
    signer: Ed25519Signer,
) -> ReceivedPackage:
    known = received.get(tx, arrival.digest)
    if known is not None and known.status is not ReceivedStatus.UNDONE and arrival.known is None:
        return known  # taken in meanwhile by another window or thread
    offices.add_many(tx, arrival.new_offices)
    projects.add_many(tx, arrival.new_projects)
    _take_project_values(tx, arrival, choices)
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
    _link(tx, evidence)
    strange: list[str] = []
    if arrival.manifest.kind in UPWARD:
        _put_standings(tx, arrival, stored)
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
        )
    conflict_choices.add_many(tx, chosen)
    return _enter(tx, keys, own, arrival, choices, batch, signer, strange)


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


def _put_standings(tx: Transaction, arrival: Arrival, stored: list[_Stored]) -> None:
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


def _take_answers(tx: Transaction, arrival: Arrival, news: News, stored: list[_Stored]) -> None:
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


def _enter(
    tx: Transaction,
    keys: Path,
    own: Office,
    arrival: Arrival,
    choices: Choices,
    batch: ImportBatch,
    signer: Ed25519Signer,
    strange: Sequence[str],
) -> ReceivedPackage:
    """Enters the package and its import, and signs the receipt; of one that had open conflicts only these are new."""
    manifest = arrival.manifest
    still_open = [one.id for one in arrival.open_choices if one.id not in choices.came]
    status = ReceivedStatus.OLDER if arrival.is_older else ReceivedStatus.IMPORTED
    if arrival.known is not None:
        imports.finish(tx, batch)
        return received.close_choices(tx, arrival.known, still_open)
    answer = ReceiptStatus.RECEIVED if arrival.is_older else ReceiptStatus.IMPORTED
    package = ReceivedPackage(
        digest=arrival.digest,
        kind=manifest.kind,
        form=manifest.form,
        year=manifest.year,
        period=manifest.period,
        sender_path=manifest.sender_org,
        sender_name=manifest.sender_name,
        signer=arrival.signer,
        position=manifest.chain,
        knows=manifest.knows,
        in_reply_to=manifest.in_reply_to,
        file_name=arrival.source.name,
        size_bytes=arrival.size_bytes,
        sealed_at=manifest.created,
        received_at=tx.now(),
        status=status,
        import_id=batch.id,
        receipt=b""
        if manifest.kind not in UPWARD
        else signed_answer(
            tx,
            digest=arrival.digest,
            position=manifest.chain,
            sender=manifest.sender_org,
            practice=manifest.practice,
            status=answer,
            own=own,
            folder=keys,
            signer=signer,
        ),
        facts={
            "amount_fen": manifest.totals.amount_fen,
            "indicators": manifest.totals.indicators,
            "projects": manifest.totals.projects,
            "people": [[person.name, person.role] for person in manifest.people],
            "counts": arrival.counts,
            "missing": list(arrival.placed.missing),
            "verdict": arrival.placed.verdict.value,
            "confirmed": arrival.is_confirmed,
            "clock_ok": manifest.clock_ok,
            "open": still_open,
            "strange": list(strange),
        },
    )
    received.add(tx, package)
    imports.finish(tx, batch)
    return package
