"""Issued: the certificates that a desk gave, one a line beside its key, so that a restored register forgets none of them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.exchange.certificates import Certificate, read_certificate
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.refusals import PackageRefused

ISSUED_FILE = "issued.jsonl"


def entry_of(statement: bytes, *, where: str = "新证书") -> Enrolment:
    """A certificate as the register keeps it.

    Raises: PackageRefused.
    """
    certificate: Certificate = read_certificate(statement, where=where)[0]
    return Enrolment(
        serial=certificate.serial,
        org=certificate.org,
        name=certificate.name,
        fingerprint=fingerprint(certificate.key),
        issued_on=dt.date.fromisoformat(certificate.not_before),
        not_after=dt.date.fromisoformat(certificate.not_after),
        statement=statement.decode("ascii"),
    )


def certificate_of(entry: Enrolment) -> Certificate:
    """The certificate that an entry of the register is about.

    Raises: PackageRefused.
    """
    return read_certificate(entry.statement.encode("ascii"), where=entry.org)[0]


def keep(folder: Path, register: Iterable[Enrolment]) -> None:
    """Writes down those of the register that are not written down yet, synced."""
    known = {one.serial for one in _load(folder)}
    fresh = [one for one in register if one.serial not in known]
    if not fresh:
        return
    with (folder / ISSUED_FILE).open("ab") as stream:
        # A line that a power cut tore stays one line of its own.
        torn = stream.tell() and not _ends_whole(folder / ISSUED_FILE)
        stream.write(b"\n" if torn else b"")
        for one in fresh:
            stream.write(one.statement.encode("ascii") + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def forgotten(folder: Path, known: Collection[str]) -> tuple[Enrolment, ...]:
    """The certificates that were given and whose serials are not among the known ones."""
    return tuple(one for one in _load(folder) if one.serial not in known)


def _load(folder: Path) -> tuple[Enrolment, ...]:
    path, found = folder / ISSUED_FILE, []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            found.append(entry_of(line, where=path.name))
        except PackageRefused:
            continue  # torn by a power cut: what it said was never handed out
    return tuple(found)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"
