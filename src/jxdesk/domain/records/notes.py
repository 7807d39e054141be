"""Notes to oneself: what somebody wants to remember at a project, a form or a cell; never printed and never sent."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note. ``record_id`` is a project's or a filing's; of a cell, ``line_id`` and ``field`` say which one.

    ``name`` is what a person calls the project or form that it hangs on; it is read with the note and not kept.
    """

    id: str
    record_id: str
    line_id: str = ""
    field: str = ""
    text: str
    written_by: str = ""
    written_at: str = ""
    is_done: bool = False
    name: str = ""
    is_of_filing: bool = False


def complaint_about_text(text: str) -> str:
    """Why a text cannot be a note; empty where it can."""
    if not text.strip():
        return "批注里没有写字。"
    if len(text) > LONGEST:
        return f"批注最多 {LONGEST} 个字，现在 {len(text)} 个。"
    return ""
