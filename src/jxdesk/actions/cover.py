"""Cover: the 送达单 of a sealed package as a PDF, to be printed, stamped and handed in beside it."""

from __future__ import annotations

import io
from pathlib import Path

from jxdesk.documents.cover import write_cover
from jxdesk.domain.cover import CoverSheet
from jxdesk.store.atomic import write_whole


def cover_pdf(cover: CoverSheet) -> bytes:
    """The sheet as the bytes of a PDF."""
    drawn = io.BytesIO()
    write_cover(cover, drawn)
    return drawn.getvalue()


def save_cover(cover: CoverSheet, to: Path) -> Path:
    """Writes the sheet beside its package; the file appears whole or not at all."""
    write_whole(to, cover_pdf(cover))
    return to
