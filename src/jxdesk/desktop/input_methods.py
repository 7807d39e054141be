"""Input methods: which of Qt's plug-ins for typing Chinese a session is given; asked before the application is made."""

from __future__ import annotations

import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

# What the program carries: ibus and compose come with Qt, fcitx with the Linux packages of this program.
CARRIED = ("fcitx", "fcitx5", "ibus", "compose")
# fcitx where it is on the session's bus, else ibus where it is, else the keyboard's own composing.
WHATEVER_RUNS = "fcitx-if-running;ibus;compose"


# Where the session's bus looks for the number of the machine.
MACHINE_NUMBERS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def modules_for(environment: Mapping[str, str]) -> str | None:
    """The plug-ins that Qt is to try, in its own writing; None where the session says itself what Qt can load.

    Sessions of UOS and Kylin name their input method in ``QT_IM_MODULE`` or, for older programs, in ``XMODIFIERS`` only;
    some name one that Qt 6 has no plug-in for (``xim``), and some none at all.
    """
    asked = environment.get("QT_IM_MODULES") or environment.get("QT_IM_MODULE", "")
    if any(name in CARRIED for name in asked.split(";")):
        return None
    for_x = environment.get("XMODIFIERS", "").partition("@im=")[2]
    if for_x in CARRIED:
        return f"{for_x};{WHATEVER_RUNS}"
    return WHATEVER_RUNS


def choose(environment: MutableMapping[str, str]) -> None:
    """Tells Qt by the environment of this process, on Linux.

    A bare machine without a number has no input method either, and the library of the bus would end the process that
    asks for it there.
    """
    if not sys.platform.startswith("linux") or not any(path.exists() for path in MACHINE_NUMBERS):
        return
    if (modules := modules_for(environment)) is not None:
        environment.pop("QT_IM_MODULE", None)
        environment["QT_IM_MODULES"] = modules
