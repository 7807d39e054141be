"""The papers of enrolment: the form 登记表 with the fingerprint in large groups, and the slip 登记凭证 of a certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from io import BytesIO

from jxdesk.documents import fonts
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import PdfPainter
from jxdesk.domain.sending.enrolment_papers import LEVEL_WORDS, EnrolmentForm, EnrolmentSlip
from jxdesk.domain.templates.paper_layouts import PaperLayout

GROUP_SIZE = 20.0
"""The type size of a group of the fingerprint: it is read from a desk's length and typed by hand. Units: points."""


def form_pdf(form: EnrolmentForm, layout: PaperLayout) -> bytes:
    """The form as the bytes of a PDF.

    Raises: FontMissingError.
    """
    values = {
        "name": form.name,
        "path": form.path,
        "level": LEVEL_WORDS[form.level],
        "superior": form.superior or "上级财政部门",
        "clerk": form.clerk,
        "day": day_words(form.day),
    }
    return _drawn(layout, values, form.fingerprint, f"{form.name} 登记表", is_practice=form.practice)


def slip_pdf(slip: EnrolmentSlip, layout: PaperLayout) -> bytes:
    """The slip as the bytes of a PDF.

    Raises: FontMissingError.
    """
    values = {
        "name": slip.name,
        "path": slip.path,
        "issuer": slip.issuer,
        "issued_on": day_words(slip.issued_on),
        "not_after": day_words(slip.not_after),
        "serial": slip.serial,
        "state": slip.state,
        "clerk": slip.clerk,
        "day": day_words(slip.day),
    }
    return _drawn(layout, values, slip.fingerprint, f"{slip.name} 登记凭证", is_practice=slip.practice)


def day_words(day: dt.date) -> str:
    """A day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _drawn(
    layout: PaperLayout, values: Mapping[str, str], mark: str, subject: str, *, is_practice: bool
) -> bytes:
    """The paper, the groups of the fingerprint drawn large into the cells ``mark_1``, ``mark_2`` …"""
    sheet = paper_sheet(layout, values, is_practice=is_practice, subject=subject)
    with fonts.drawing:
        painter = PdfPainter(sheet.title)
        painter.marks = {
            f"mark_{number}": partial(_group, painter, group)
            for number, group in enumerate(mark.split("-"), 1)
        }
        painter.draw(sheet)
        target = BytesIO()
        target.write(painter.finish())
    return target.getvalue()


def _group(painter: PdfPainter, group: str, *box: int) -> str:
    left, bottom, right, top = box
    return painter.large_text(group, GROUP_SIZE, (left, bottom, right, top))
