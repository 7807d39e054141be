"""Identity: the marks by which a form that was sent out as a workbook is known again; written by ``xlsx``, read by ``reading``.

They stand in cells of one hidden column beside the form, because cells are what every office program keeps: saved anew
as .xlsx or as .xls, with rows inserted, deleted or sorted, each mark stays on its row. They name random identities and no
content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_VERSION = 1
_FORM, _ROW = "jxdesk-form:", "jxdesk-row:"
_SENT = re.compile(rf"{_VERSION}:([0-9A-Za-z_-]{{1,64}}):(\d{{1,15}}):(\d{{1,15}}):([0-9a-f]{{16}})")
_BETWEEN = ";"
_HASH = 16
MOST_FORMS = 300
"""More forms on one sheet are not marked: a cell holds 32,767 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """Which filing a workbook holds, in which version, and the newest line of the journal when it was written.

    ``hash`` is the beginning of that line's hash: the same number with another hash is another history.
    """

    filing_id: str
    version: int
    change: int
    hash: str

    @property
    def text(self) -> str:
        """What stands in the workbook."""
        return f"{_VERSION}:{self.filing_id}:{self.version}:{self.change}:{self.hash[:_HASH]}"

    @classmethod
    def parse(cls, text: str) -> SentForm | None:
        """The form that a mark names; None for a mark of another kind or version."""
        found = _SENT.fullmatch(text.strip())
        if found is None:
            return None
        return cls(filing_id=found[1], version=int(found[2]), change=int(found[3]), hash=found[4])


def forms_mark(forms: Iterable[str]) -> str:
    """The mark of the forms on a sheet."""
    return _FORM + _BETWEEN.join(forms)


def row_mark(line_ids: Sequence[str], form: int = 0) -> str:
    """The mark of a row, with the place of its form among those of the sheet."""
    return _ROW + ",".join(line_ids) + (f"#{form}" if form else "")


def is_mark(text: str) -> bool:
    """Whether a cell holds a mark."""
    return text.startswith((_FORM, _ROW))


def forms_of(text: str) -> tuple[SentForm | None, ...]:
    """The forms that a cell names; none for other cells."""
    if not text.startswith(_FORM):
        return ()
    return tuple(map(SentForm.parse, text.strip().removeprefix(_FORM).split(_BETWEEN)))


def lines_of(text: str) -> tuple[tuple[str, ...], int]:
    """The lines that a cell names, and the place of their form; none for other cells."""
    if not text.startswith(_ROW):
        return (), 0
    ids, _, form = text.strip().removeprefix(_ROW).partition("#")
    return tuple(filter(None, ids.split(","))), int(form) if form.isdecimal() else 0
