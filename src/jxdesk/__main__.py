"""The entry point, above the doors: opens the one that is asked for, so that they never import each other."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Opens the desktop, or runs the command that the arguments name; answers the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    from jxdesk.cli.parser import wants_command

    if wants_command(words):
        from jxdesk.cli.main import run_command

        return run_command(words, qt_checks=_qt_checks)
    from jxdesk.cli.parser import desktop_arguments
    from jxdesk.desktop.app import open_desktop

    arguments = desktop_arguments(words)
    return open_desktop(home=arguments.home, file=arguments.file)


def _qt_checks() -> list[dict[str, str]]:
    from jxdesk.desktop.doctor_qt import qt_checks

    return qt_checks()


if __name__ == "__main__":
    sys.exit(main())
