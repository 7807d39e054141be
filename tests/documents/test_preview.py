"""Preview: pages as pictures, and the way from a point on the page to the field and back."""

from __future__ import annotations

import pytest

from jxdesk.documents.pages import LANDSCAPE
from jxdesk.documents.pdf import pdf_bytes
from jxdesk.documents.preview import Preview, preview
from tests.documents.filled import content, long_form, sheet


@pytest.fixture(scope="module")
def shown() -> Preview:
    """The preview of a filled form."""
    return preview(sheet(content()))


def test_what_is_previewed_is_the_file_that_is_printed(shown: Preview) -> None:
    assert shown.pdf == pdf_bytes(sheet(content()))
    assert shown.page_sizes == (pytest.approx((LANDSCAPE.page_width, LANDSCAPE.page_height), abs=0.1),)


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.37])
def test_a_page_is_a_picture_of_four_bytes_a_pixel(shown: Preview, scale: float) -> None:
    image = shown.image(0, scale)
    assert image.width == pytest.approx(LANDSCAPE.page_width * scale, abs=1)
    assert image.height == pytest.approx(LANDSCAPE.page_height * scale, abs=1)
    assert len(image.rgba) == image.width * image.height * 4
    assert set(image.rgba[3::4]) == {255}
    assert image.rgba[:3] == b"\xff\xff\xff", "the corner of the paper is white"
    assert min(image.rgba) < 60, "and something is drawn on it"


def test_a_click_finds_the_field_and_the_field_its_place(shown: Preview) -> None:
    (place,) = shown.cells_of("i0", "actual")
    middle = ((place.left + place.right) / 2, (place.top + place.bottom) / 2)
    assert shown.cell_at(0, *middle) == place
    (name,) = shown.cells_of("", "project_name")
    assert name.bottom < place.top


def test_a_click_beside_the_table_finds_nothing(shown: Preview) -> None:
    assert shown.cell_at(0, 1, 1) is None
    assert shown.cell_at(7, 300, 300) is None


def test_the_picture_is_dark_where_the_cell_has_its_text(shown: Preview) -> None:
    scale = 2.0
    image = shown.image(0, scale)
    (filled,) = shown.cells_of("i0", "name")
    (blank,) = shown.cells_of("m1", "original_budget")
    assert _darkest(image.rgba, image.width, filled, scale) < 80
    assert _darkest(image.rgba, image.width, blank, scale) > 200


def _darkest(rgba: bytes, width: int, place: object, scale: float) -> int:
    """The darkest pixel inside a cell, away from its borders."""
    left, right = int(place.left * scale) + 4, int(place.right * scale) - 4  # type: ignore[attr-defined]
    top, bottom = int(place.top * scale) + 4, int(place.bottom * scale) - 4  # type: ignore[attr-defined]
    return min(
        rgba[(row * width + column) * 4] for row in range(top, bottom) for column in range(left, right)
    )


def test_a_cell_cut_over_pages_has_a_place_on_each() -> None:
    shown = preview(sheet(long_form("yunnan-public14-2022", rows=5)))
    pages = [place.page for place in shown.cells_of("i1", "deviation_reason")]
    assert len(pages) > 1
    assert pages == sorted(set(pages))
    assert len(shown.page_sizes) > pages[-1]
    shown.close()
