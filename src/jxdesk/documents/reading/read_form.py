"""What reading gives: a form's content with its place in the file, its findings and the texts that no field took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jxdesk.documents.identity import SentForm
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A text on the form that no field took; ``label`` is the heading over it, where it stands in the table."""

    row: int
    column: int
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadForm:
    """One form as read from a sheet.

    ``follows_template`` is false where the template is only the nearest one known. ``sent`` names the filing that this
    program wrote into the file, ``sent_lines`` the stored line that a line read stands for; both are lost where an office
    program or a hand took them away.
    """

    content: FilingContent
    sheet: str
    first_row: int
    last_row: int
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    follows_template: bool = True
    sent: SentForm | None = None
    sent_lines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWithoutForm:
    """A sheet with content in which no form was found, and why."""

    sheet: str
    reason: str
