"""Association: with which program this machine opens a package when it is double-clicked; asked by the self-check."""

from __future__ import annotations

import shutil
import subprocess
import sys

if sys.platform == "win32":
    import winreg

MIME_TYPE = "application/vnd.jxdesk.package"
WINDOWS_KIND = "jxdesk.package"
_PATIENCE_SECONDS = 5


def opens_packages() -> bool | None:
    """Whether a double click on a package opens this program; None where the system cannot be asked."""
    return _windows_answer() if sys.platform == "win32" else _desktop_answer()


def _desktop_answer() -> bool | None:
    asking = shutil.which("xdg-mime")
    if asking is None:
        return None
    try:
        said = subprocess.run(
            [asking, "query", "default", MIME_TYPE],
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.strip().startswith(b"jxdesk")


def _windows_answer() -> bool | None:
    if sys.platform == "win32":
        try:
            return winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, ".jxpkg") == WINDOWS_KIND
        except OSError:
            return False
    return None
