"""Cover: the 送达单 of a sealed package as a PDF, to be printed, stamped and handed in beside it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.cover import write_cover
from jxdesk.documents.preview import Preview
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.store.safety.atomic import write_whole


def cover_pdf(workspace: Workspace, cover: CoverSheet) -> bytes:
    """The sheet as the bytes of a PDF, with the names of the offices that it goes to."""
    drawn = io.BytesIO()
    write_cover(replace(cover, recipients=tuple(map(workspace.named, cover.recipients))), drawn)
    return drawn.getvalue()


def preview_cover(workspace: Workspace, cover: CoverSheet) -> Preview:
    """The sheet as pages to be printed: the very PDF that ``save_cover`` writes."""
    return Preview(cover_pdf(workspace, cover))


def save_cover(workspace: Workspace, cover: CoverSheet, to: Path) -> Path:
    """Writes the sheet beside its package; the file appears whole or not at all."""
    write_whole(to, cover_pdf(workspace, cover))
    return to
