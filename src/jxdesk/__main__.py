"""The entry point, above the doors: opens the one that is asked for, so that they never import each other."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jxdesk.domain.errors import ExitCode, JxError


def main(argv: Sequence[str] | None = None) -> int:
    """Opens the desktop, or runs the command that the arguments name; answers the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    home: Path | None = None
    file: Path | None = None
    if words:  # a window opened by its icon has none, and need not wait for the parser
        from jxdesk.cli.parser import desktop_arguments, wants_command

        if wants_command(words):
            from jxdesk.cli.main import run_command

            return run_command(words, qt_checks=_qt_checks, serve=_serve)
        arguments = desktop_arguments(words)
        home, file = arguments.home, arguments.file
    if not _has_screen():
        print("没有找到屏幕，打不开窗口。命令行用法见 jxdesk --help。", file=sys.stderr)
        return int(ExitCode.USAGE)
    from jxdesk.desktop.app import open_desktop

    return open_desktop(home=home, file=file)


def _has_screen() -> bool:
    """Whether Qt can open a window here; without this question it would end the process."""
    asked_for = any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return asked_for or not sys.platform.startswith("linux")


def _qt_checks() -> list[dict[str, str]]:
    from jxdesk.desktop.doctor_qt import qt_checks

    return qt_checks()


def _serve(service: Any, **words: Any) -> None:
    try:
        from jxdesk.hub.serving import serve
    except ImportError as missing:
        raise JxError(
            "这台电脑上没有装接收服务的组件，没有启动。",
            facts=str(missing.name),
            advice="请在服务器上按《给州市管理员的一页》安装；办公电脑的安装包里没有它。",
            code="JX-HUB-EXTRA",
        ) from missing
    serve(service, **words)


if __name__ == "__main__":
    sys.exit(main())
