"""QR codes on drawn pages: finds the one on a page and compares its modules with those of a text, for tests of slips."""

from __future__ import annotations

import pypdfium2
import segno

from jxdesk.documents.slips import QUIET

SCALE = 6


def assert_page_shows(text: str, page: pypdfium2.PdfPage) -> None:
    """Every module of the text's code stands on the page, with a white border."""
    bitmap = page.render(scale=SCALE, grayscale=True)
    pixels, stride, width, height = bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height
    modules = segno.make(text, error="m", micro=False).matrix
    count = len(modules)

    def dark(x: float, y: float) -> bool:
        return pixels[int(y) * stride + int(x)] < 128

    left, top, side = _finder(pixels, stride, width, height, count)
    for y, row in enumerate(modules):
        for x, module in enumerate(row):
            assert dark(left + (x + 0.5) * side, top + (y + 0.5) * side) == bool(module), (x, y)
    for step in range(-QUIET * 2, 0):
        assert not dark(left + step * side / 2, top + count * side / 2), "the white border"


FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def _finder(pixels: bytes, stride: int, width: int, height: int, count: int) -> tuple[float, float, float]:
    """Left and top edge of the code and the size of a module: the first place where a whole finder pattern stands."""
    least = width // 60

    def is_finder(x: int, y: int, side: float) -> bool:
        def dark(row: int, column: int) -> bool:
            return pixels[int(y + (row + 0.5) * side) * stride + int(x + (column + 0.5) * side)] < 128

        return all(
            dark(row, column) == (sign == "1")
            for row, signs in enumerate(FINDER)
            for column, sign in enumerate(signs)
        )

    for y in range(height // 3, height):
        row = pixels[y * stride : y * stride + width]
        x = 0
        while (x := row.find(b"\0" * least, x)) >= 0:
            end = x
            while end < width and row[end] < 64:
                end += 1
            if end - x < width // 10 and is_finder(x, y, (end - x) / 7):
                return x, y, (end - x) / 7
            x = end
    raise AssertionError(f"no finder pattern of a code of {count} modules")
