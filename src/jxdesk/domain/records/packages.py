"""Packages: the facts about a signed file on the road that several rooms speak of, without any bytes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project


class PackageKind(StrEnum):
    """What a package is for; the value is the word of its manifest."""

    SUBMISSION = "submission"
    RETURN = "return"
    APPROVAL = "approval"
    PUBLICATION = "publication"
    TRUST = "trust"
    HANDOVER = "handover"
    RESTORE_COPY = "restore_copy"
    MERGE = "merge"
    UPDATE = "update"


class AttachmentType(StrEnum):
    """The kinds of evidence that may travel, told by their content and never by their name."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    OFD = "ofd"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OLE2 = "ole2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPosition:
    """Where a package stands in what one installation has sent; order on the road is decided by it, never by a clock.

    ``device`` names the installation (16 hexadecimal digits), ``epoch`` rises when its data was restored or copied,
    ``seq`` counts its packages from 1, ``prev`` is the digest of the one before (empty for the first).
    """

    device: str
    epoch: int
    seq: int
    prev: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One entry of a package's version vector: everything up to this number of an installation is merged in."""

    device: str
    epoch: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a package adds up to, so that two people can compare it by eye.

    Units: ``amount_fen`` 分, the 全年预算数 (年初预算数 where blank) of the row 年度资金总额, over all filings.
    """

    amount_fen: int
    indicators: int
    projects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One piece of evidence of a filing, in the slot that it was asked for; its bytes are kept under their hash."""

    id: str
    filing_id: str
    slot: str = ""
    title: str = ""
    original_name: str = ""
    type: AttachmentType
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredText:
    """A form template or a rule pack as it is written, so that a filing can be read for ever under its own."""

    id: str
    version: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What the filings of a package name and must have with them: offices, projects, evidence, forms and rules."""

    offices: tuple[Office, ...] = ()
    projects: tuple[Project, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    templates: tuple[DeclaredText, ...] = ()
    rule_packs: tuple[DeclaredText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is handed in: one form, one year, one period (a cut-off month; None where the form has none)."""

    form: Form
    year: int
    period: int | None = None


def task_words(task: Task) -> str:
    """A task in words, as file names and cover sheets print it: ``2026年10月绩效监控``, ``2026绩效自评``."""
    if task.period is None:
        return f"{task.year}{FORM_NAMES[task.form]}"
    return f"{task.year}年{task.period}月{FORM_NAMES[task.form]}"
