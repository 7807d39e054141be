"""Golden packages: every package of every release says for ever what it said when it was made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from make_golden import PLACE, sayings

GOLDEN = sorted(PLACE.glob("*.jxpkg"))


def test_there_is_a_golden_package_of_format_1() -> None:
    assert "format-1-release-0.1.0.jxpkg" in {path.name for path in GOLDEN}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_package_says_what_it_always_said(path: Path) -> None:
    assert json.loads(json.dumps(sayings(path))) == json.loads(
        path.with_suffix(".json").read_text(encoding="utf-8")
    )
