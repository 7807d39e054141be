"""Proving a roll-up: every kept package is verified and read again, its numbers added up anew and held against this desk's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import MONITORINGS, SELF_EVALUATIONS
from jxdesk.domain.rollup.handed import HANDED_IN
from jxdesk.domain.rollup.proof import PackageFault, Proof, Proven, proof_of, prove
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.scoring.score import score
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.exchange.package import in_portions
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, received, standings
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.views import rollup
from jxdesk.store.views.rollup_sql import Asked


def proof(workspace: Workspace, asked: Asked, *, progress: Progress | None = None) -> Proof:
    """Takes the sums of a roll-up anew from the packages that brought its forms; nothing in the workspace changes.

    Raises: Cancelled.
    """
    progress = progress or Progress()
    items, by_package = workspace.read(partial(_brought, asked=asked))
    progress.start("重新核对数据包", len(by_package))
    proven: list[Proven] = []
    faults: list[PackageFault] = []
    read = 0
    for digest, wanted in by_package.items():
        here = {filing_id: items[filing_id] for filing_id in wanted}
        try:
            found = list(_of_package(workspace, asked, digest, here))
        except (PackageRefused, OSError) as fault:
            why = fault.title if isinstance(fault, PackageRefused) else _disk_words(fault)
            faults.append(_fault(workspace, digest, why, len(here)))
        else:
            read += 1
            proven += found
            if len(found) < len(here):
                lost = len(here) - len(found)
                faults.append(_fault(workspace, digest, "包里没有本机记着由它带来的表", lost))
        progress.step()
    brought = sum(map(len, by_package.values()))
    return proof_of(proven, faults, packages=read, own=len(items) - brought)


def _brought(tx: Transaction, *, asked: Asked) -> tuple[Mapping[str, RolledItem], Mapping[str, list[str]]]:
    """What is added up, by filing, and which package brought which of it last."""
    items = {one.filing_id: one for one in rollup.items(tx, asked, handed=HANDED_IN)}
    by_package: dict[str, list[str]] = {}
    for filing_id, standing in standings.get_many(tx, list(items)).items():
        if standing.package_id and received.get(tx, standing.package_id) is not None:
            by_package.setdefault(standing.package_id, []).append(filing_id)
    return items, by_package


def _of_package(
    workspace: Workspace, asked: Asked, digest: str, here: Mapping[str, RolledItem]
) -> Iterator[Proven]:
    """The forms of a package that are asked for, its signatures and every hash checked before.

    Raises: PackageRefused; OSError.
    """
    path = ArrivedFiles(workspace.folder.packages).path(digest)
    counts_original = asked.stage.form in MONITORINGS
    with open_package(path, practice=workspace.practice) as package:
        for portion in in_portions(one for one in package.filings() if one.id in here):
            stored = {
                one.id: one
                for one in workspace.read(partial(filings.get_many, filing_ids=[each.id for each in portion]))
            }
            for came in portion:
                is_scored = came.content.form in SELF_EVALUATIONS
                scorecard = score(came.content, rules_for(came.content)) if is_scored else None
                yield prove(
                    here[came.id],
                    stored[came.id].content,
                    came.content,
                    scorecard,
                    package=digest,
                    counts_original=counts_original,
                )


def _fault(workspace: Workspace, digest: str, why: str, forms: int) -> PackageFault:
    package = workspace.read(partial(received.get, digest=digest))
    return PackageFault(package=digest, sender=package.sender_name if package else "", why=why, forms=forms)


def _disk_words(fault: OSError) -> str:
    return "文件不在了" if isinstance(fault, FileNotFoundError) else f"文件读不出来（{disk_words(fault)}）"
