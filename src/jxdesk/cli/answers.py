"""Answers: one JSON object for scripts, and an error in words for people."""

from __future__ import annotations

import json
import sys
from typing import Any

from jxdesk.domain.errors import JxError


def print_json(answer: Any) -> None:
    """Prints one JSON object to standard output."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def print_error(error: JxError, *, as_json: bool) -> None:
    """Prints why something was refused, with its code; as JSON too where a script listens."""
    if as_json:
        facts = {"code": error.code, "title": error.title, "facts": error.facts, "advice": error.advice}
        print_json({"error": facts})
    print(f"{error.title}（{error.code}）", file=sys.stderr)
    for line in (error.facts, error.advice):
        if line:
            print(f"  {line}", file=sys.stderr)
