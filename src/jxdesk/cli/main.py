"""The way of one command: read the words, run the errand, print the answer, and turn an error into its exit code."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from jxdesk.cli.answers import print_error
from jxdesk.cli.parser import build_parser
from jxdesk.domain.errors import ExitCode, JxError

QtChecks = Callable[[], list[dict[str, str]]]
Serve = Callable[..., None]


def run_command(argv: Sequence[str], *, qt_checks: QtChecks, serve: Serve) -> int:
    """Runs one command and answers its exit code; the two callables are what other doors do for it."""
    _speak_utf8()
    arguments = build_parser().parse_args(argv, argparse.Namespace(home=None, debug=False))
    arguments.qt_checks, arguments.serve = qt_checks, serve
    from jxdesk.cli import commands
    from jxdesk.cli.stick import run_on_its_data

    try:
        code = int(run_on_its_data(commands.run, arguments))
        sys.stdout.flush()
        return code
    except JxError as error:
        if arguments.debug:
            traceback.print_exc()
        print_error(error, as_json=getattr(arguments, "json", False))
        return int(error.exit_code)
    except BrokenPipeError:
        # Whoever reads has heard enough (… | head); what is still in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        print("已中断，没有写完的不会留下。", file=sys.stderr)
        return int(ExitCode.REFUSED)
    except Exception as error:
        if arguments.debug:
            traceback.print_exc()
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"程序出错了（{type(error).__name__}，{Path(place.filename).name} 第 {place.lineno} 行）。数据没有改动。"
            "请加 --debug 再运行一次，把打印的内容发给技术支持。",
            file=sys.stderr,
        )
        return int(ExitCode.BROKEN)


def _speak_utf8() -> None:
    """Makes Chinese printable whatever the console's own encoding is; a terminal keeps what it can show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            if stream.isatty() and os.name == "nt":
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8", errors="replace")
