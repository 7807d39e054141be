"""The passphrase of the office key: from the file that is named, from a terminal where there is one, else empty."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from jxdesk.domain.errors import ExitCode, JxError

PASSPHRASE_VARIABLE = "JXDESK_PASSPHRASE_FILE"


def passphrase(arguments: argparse.Namespace) -> str:
    """The passphrase of the key; empty where none is named."""
    named = arguments.key_passphrase_file or os.environ.get(PASSPHRASE_VARIABLE, "")
    if not named:
        return ""
    try:
        return Path(named).read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise JxError(
            "口令文件读不出来。",
            facts=f"{named}（{error}）",
            advice="请核对文件名；文件里只写口令一行，存成 UTF-8。",
            code="JX-USAGE",
            exit_code=ExitCode.USAGE,
        ) from error
