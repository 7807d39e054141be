"""App: opens the desktop: the frame is painted first, then the data is read and the first page built side by side."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from jxdesk.desktop.context import Move
    from jxdesk.desktop.frame import Frame
    from jxdesk.store.safety.stick import Stick


def open_desktop(home: Path | None, file: Path | None = None) -> int:
    """Opens the window on a data folder; a package or form given as ``file`` is offered for import.

    Answers the exit code. A folder without a workspace gets the first-run assistant.
    """
    # Nothing that the start makes is garbage; the collector would look at it a dozen times (5 % of the start).
    gc.disable()
    stick = _stick() if home is None else None
    if stick is not None and _goes_on_here(stick, file):
        return 0
    app = make_application()
    move: Move | None = None
    if stick is not None:
        from jxdesk.desktop.portable import brings_program_here, way_from_stick

        if brings_program_here(make_frame, stick, file):
            return 0
        move = way_from_stick(stick)
        home = move.home
    home_of_stick = home
    while True:
        frame = make_frame()
        from jxdesk.desktop.start import Start

        start = Start(frame, home, file=file, move=move, stick=stick if home == home_of_stick else None)
        code = app.exec()
        start.end()
        if start.next is None:
            return start.exit_code or code
        home, file, move = start.next.home, None, start.next


def _stick() -> Stick | None:
    """The stick that this program was started from; source is never started from one by chance."""
    if not getattr(sys, "frozen", False) and "JXDESK_STICK" not in os.environ:
        return None
    from jxdesk.store.safety.stick import stick_beside_program

    return stick_beside_program()


def _goes_on_here(stick: Stick, file: Path | None) -> bool:
    """Whether the program's copy on this PC goes on in its place; asked before anything of Qt is read from a slow stick."""
    from jxdesk.store.safety import portable_program

    return portable_program.goes_on(stick, file)


def make_frame() -> Frame:
    """The frame, in sight and painted, empty as yet."""
    from jxdesk.desktop.frame import Frame

    frame = Frame()
    frame.show_fitting()
    return frame


def make_application() -> QApplication:
    """The one QApplication, dressed."""
    from PySide6.QtWidgets import QApplication

    from jxdesk.desktop import input_methods, preferences, theme

    input_methods.choose(os.environ)
    # Named before the application is made, so that no other style is made first and thrown away.
    QApplication.setStyle("Fusion")
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("jxdesk")
    app.setApplicationDisplayName("绩效桌面")
    theme.apply_theme(app, large=preferences.LARGE.get())
    return app
