"""The program's icon for desktops: draws resources/icons/app.svg as .ico or .png; the builds run it with the project's Python.

``icon.py jxdesk.ico`` or ``icon.py jxdesk.png 256``.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parent.parent / "resources/icons/app.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def draw(size: int) -> Image.Image:
    """The icon in one size, drawn for it and not made smaller."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return Image.open(io.BytesIO(content.data()))


def main(target: Path, size: int) -> None:
    """Writes the icon as the name of the file asks."""
    if target.suffix == ".ico":
        pictures = [draw(one) for one in SIZES]
        pictures[-1].save(target, sizes=[picture.size for picture in pictures], append_images=pictures[:-1])
    else:
        draw(size).save(target)


if __name__ == "__main__":
    application = QGuiApplication(["icon"])
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 256)
