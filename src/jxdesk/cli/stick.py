"""Stick: a command of a portable program works on the data of its stick, as the window does; used by the way of one command."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from jxdesk.cli.answers import print_error
from jxdesk.domain.errors import ExitCode
from jxdesk.store.safety.stick import Stick, stick_beside_program

Run = Callable[[argparse.Namespace], ExitCode]
WITHOUT_DATA = frozenset({None, "read", "score", "verify"})


def run_on_its_data(run: Run, arguments: argparse.Namespace) -> ExitCode:
    """Runs a command; that of a portable program on the verified copy of the stick's data, which goes back afterwards.

    Raises: JxError.
    """
    stick = stick_beside_program()
    names_its_data = arguments.home is not None or getattr(arguments, "program", False)
    if stick is None or names_its_data or arguments.command in WITHOUT_DATA:
        return run(arguments)
    return _run_from_stick(run, arguments, stick)


def _run_from_stick(run: Run, arguments: argparse.Namespace, stick: Stick) -> ExitCode:
    from jxdesk.store.safety import portable

    arguments.home = home = portable.home_of(stick)
    try:
        portable.prepare(stick)
    except portable.GrownApart as fault:  # this PC's own state goes on, as in the window
        print_error(fault, as_json=False)
    code = run(arguments)
    try:
        portable.give_back(stick, home)
    except portable.StickGone as fault:  # after the answer, which stands: the work is on this PC
        print_error(fault, as_json=False)
        return fault.exit_code
    return code
