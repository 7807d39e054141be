"""Entering: a package that was taken in stands in the list of received ones, with its receipt signed; the last step of taking in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from jxdesk.actions.answering import signed_answer
from jxdesk.actions.receiving.arrival import UPWARD, Arrival
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.received import ReceivedPackage, ReceivedStatus
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import imports, received
from jxdesk.store.records.imports import ImportBatch


def enter_package(
    tx: Transaction,
    keys: Path,
    own: Office,
    arrival: Arrival,
    chosen: Collection[str],
    batch: ImportBatch,
    signer: Ed25519Signer,
    strange: Sequence[str],
) -> ReceivedPackage:
    """Enters the package and its import, and signs the receipt; of one that had open conflicts only these are new: ``chosen`` are the filings decided on."""
    manifest = arrival.manifest
    still_open = [one.id for one in arrival.open_choices if one.id not in chosen]
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
            earlier=manifest.earlier,
        ),
        facts={
            "amount_fen": manifest.totals.amount_fen,
            "indicators": manifest.totals.indicators,
            "projects": manifest.totals.projects,
            "people": [[person.name, person.role] for person in manifest.people],
            "counts": arrival.counts,
            "missing": list(arrival.placed.missing),
            "earlier": None
            if manifest.earlier is None
            else [[gap.first, gap.last] for gap in manifest.earlier],
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
