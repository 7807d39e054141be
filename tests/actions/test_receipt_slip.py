"""The receipt slip between real desks: what the county prints, the town types in."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from jxdesk.actions.receipt_slip import preview_slip, receipt_slip, save_slip
from jxdesk.actions.receipts import take_code
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.exchange.phone_codes import grouped
from jxdesk.store.faults import NotFound
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import drawn, fill, receive, send

__all__ = ["county", "desk", "drawn", "town"]


@pytest.fixture
def road(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town enrolled at the county and with a filled year; answers the town."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    return town


@pytest.mark.parametrize("is_scanned", [False, True])
def test_what_stands_on_the_paper_tells_the_town_that_its_package_was_taken_in(
    county: Workspace, road: Workspace, tmp_path: Path, is_scanned: bool
) -> None:
    sent = send(road, tmp_path)
    done = receive(county, sent.path)
    slip = receipt_slip(county, sent.digest)
    assert slip.phone_code == done.phone_code
    assert slip.fingerprint == sent.fingerprint
    paper = save_slip(slip, tmp_path / "回执单.pdf")
    document = pypdfium2.PdfDocument(str(paper))
    assert len(document) == 1
    text = "".join(document[0].get_textpage().get_text_range().split())
    assert done.phone_code in text
    assert "已装入" in text
    assert len(preview_slip(slip).page_sizes) == 1
    told = take_code(road, slip.qr_text if is_scanned else grouped(slip.phone_code))
    assert (told.package.digest, told.status, told.is_proof) == (sent.digest, ReceiptStatus.IMPORTED, False)


def test_a_package_that_never_came_has_no_slip(county: Workspace) -> None:
    with pytest.raises(NotFound, match="还没有回执"):
        receipt_slip(county, "f" * 64)


def test_a_package_whose_file_is_gone_says_what_to_do(
    county: Workspace, road: Workspace, tmp_path: Path
) -> None:
    sent = send(road, tmp_path)
    receive(county, sent.path)
    ArrivedFiles(county.folder.packages).path(sent.digest).unlink()
    with pytest.raises(NotFound, match="不在了"):
        receipt_slip(county, sent.digest)
