"""Past forms: which earlier states of a form go along when an office's books go to another desk, as later steps compare with them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from jxdesk.domain.records.filings import FilingContent


class Moment(StrEnum):
    """When a form was as it is kept; the value is the word of the record."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


PastForms = Mapping[Moment, FilingContent | None]
"""What a form said at these moments; None where it still says the same."""
