"""Theme: the colours, sizes and fonts of the window, declared once; the style sheet and the painters read them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from string import Template
from typing import NamedTuple

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from jxdesk.shipped_files import resource

CANVAS = "#F6F7F9"
RAIL = "#EEF1F4"
SURFACE = "#FFFFFF"
HEADER = "#F1F4F6"
ZEBRA = "#FAFBFC"
GRID = "#EBEEF2"
LINE = "#DDE2E8"
TEXT = "#1B2430"
SECOND = "#566272"
HINT = "#667281"
ACCENT = "#14606B"
ACCENT_HOVER = "#0E4A53"
ACCENT_SOFT = "#E3F0F1"
SELECTION = "#D7EAEC"
ERROR, ERROR_TINT, ERROR_LINE = "#B3261E", "#FCEBE9", "#EFC4C0"
WARN, WARN_TINT, WARN_LINE = "#8A5A00", "#FFF3DC", "#EBCF94"
OK, OK_TINT, OK_LINE = "#256B3E", "#E6F3EA", "#B9DCC5"
INFO, INFO_TINT, INFO_LINE = "#2B5C9E", "#E8F0FA", "#BFD3EC"
AMBER = "#A86F0C"
INPUT_LINE = "#8C96A2"
BUTTON_LINE = "#C9D0D8"
TRACK = "#E2E6EB"
DISABLED = "#808A96"
ACCENT_DISABLED = "#83A7AC"

RAIL_WIDTH = 76
HEADER_HEIGHT = 56
HEADING_HEIGHT = 34
STEPPER_HEIGHT = 44
FOOTER_HEIGHT = 52
STATUS_HEIGHT = 28
SIDE_PANEL_WIDTH = 296
PAGE_MARGINS = (20, 12, 16, 12)
CONTROL_HEIGHT = 32

# Our own fonts first, so that the window looks the same on every machine and shows the rare characters that paper shows;
# fonts of the system only for what neither has. (Some of those answer for rare characters with an empty glyph.)
FAMILIES = (
    "JX Sans SC",
    "LXGW WenKai",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
OWN_FONTS = ("JXSansSC-Regular.ttf", "JXSansSC-Bold.ttf", "LXGWWenKai-Regular.ttf")


class Tone(StrEnum):
    """What a coloured mark means; colour never stands without a word or an icon."""

    ERROR = "error"
    WARN = "warn"
    OK = "ok"
    INFO = "info"
    PLAIN = "plain"


TONES: dict[Tone, tuple[str, str, str]] = {
    Tone.ERROR: (ERROR, ERROR_TINT, ERROR_LINE),
    Tone.WARN: (WARN, WARN_TINT, WARN_LINE),
    Tone.OK: (OK, OK_TINT, OK_LINE),
    Tone.INFO: (INFO, INFO_TINT, INFO_LINE),
    Tone.PLAIN: (SECOND, HEADER, LINE),
}


class Sizes(NamedTuple):
    """The sizes in px that the clerk can change: 标准 or 大字, and the row height of 标准 or 紧凑 tables."""

    page: int = 20
    block: int = 15
    body: int = 14
    second: int = 13
    least: int = 12
    row: int = 32
    form_row: int = 36
    compact_row: int = 28


NORMAL = Sizes()
LARGE = Sizes(page=22, block=17, body=16, second=15, least=14, row=38, form_row=42, compact_row=34)


class _Current:
    sizes = NORMAL


def sizes() -> Sizes:
    """The sizes in use."""
    return _Current.sizes


def scaled(px: int) -> int:
    """A width as it is in the sizes in use.

    Units: px of the normal sizes.
    """
    return round(px * _Current.sizes.body / NORMAL.body)


def apply_theme(app: QApplication, *, large: bool = False) -> None:
    """Gives the application its style, colours, fonts and style sheet."""
    _Current.sizes = LARGE if large else NORMAL
    app.setPalette(palette())
    load_own_fonts()
    app.setFont(font(_Current.sizes.body))
    app.setStyleSheet(style_sheet())


def resource_path(*parts: str) -> Path:
    """A file of ``resources`` on the disk; the program is always installed as plain files."""
    return Path(str(resource(*parts)))


def load_own_fonts() -> None:
    """Registers the bundled screen fonts, so that no machine shows boxes."""
    for name in OWN_FONTS:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))


def font(px: int, *, bold: bool = False) -> QFont:
    """The screen font at a size in px."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px)
    made.setStyleHint(QFont.StyleHint.SansSerif)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def palette() -> QPalette:
    """One fixed light palette, whatever the desktop of the machine is set to."""
    made = QPalette()
    role = QPalette.ColorRole
    for colour_role, colour in (
        (role.Window, CANVAS),
        (role.WindowText, TEXT),
        (role.Base, SURFACE),
        (role.AlternateBase, ZEBRA),
        (role.Text, TEXT),
        (role.Button, SURFACE),
        (role.ButtonText, TEXT),
        (role.BrightText, SURFACE),
        (role.Highlight, SELECTION),
        (role.HighlightedText, TEXT),
        (role.PlaceholderText, HINT),
        (role.ToolTipBase, TEXT),
        (role.ToolTipText, SURFACE),
        (role.Link, ACCENT),
        (role.LinkVisited, ACCENT),
        (role.Mid, LINE),
        (role.Midlight, GRID),
        (role.Light, SURFACE),
        (role.Dark, INPUT_LINE),
        (role.Shadow, INPUT_LINE),
        (role.Accent, ACCENT),
    ):
        made.setColor(colour_role, QColor(colour))
    for colour_role in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(DISABLED))
    return made


def style_sheet() -> str:
    """The style sheet with this theme's tokens put in."""
    tokens: dict[str, str] = {
        name.lower(): value for name, value in globals().items() if name.isupper() and isinstance(value, str)
    }
    current = _Current.sizes
    tokens |= {f"{name}_px": str(getattr(current, name)) for name in Sizes._fields}
    tokens["icons"] = resource_path("icons").as_posix()
    control = CONTROL_HEIGHT - 2 if current is NORMAL else CONTROL_HEIGHT + 4
    tokens["control"] = str(control)
    tokens["control_focused"] = str(control - 2)  # the border of the focus takes one px more on each side
    return Template(resource_path("style.qss").read_text(encoding="utf-8")).substitute(tokens)


def mark(widget: QWidget, **properties: object) -> None:
    """Sets properties that the style sheet asks for and dresses the widget anew, where one of them is another now."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
