"""Fuzzing: whatever bytes stand for a package, for its signed manifest or for one of its tables, the reader refuses them in words or reads them.

The gate changes the honest ones at random; ``-m full`` lets atheris look for ten minutes for what reaches further.
"""

from __future__ import annotations

import importlib.util
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from fuzz_target import seeds, verdict

SECONDS = 600


def changed(data: bytes, random_: random.Random) -> bytes:
    """The bytes with one to four places changed, cut out, doubled or filled with what parsers trip over."""
    kept, rest = data[:1], bytearray(data[1:])
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(rest) + 1)
        to = min(len(rest), at + random_.randrange(1, 40))
        match random_.randrange(4):
            case 0:
                rest[at:to] = b""
            case 1:
                rest[at:at] = rest[at:to]
            case 2:
                rest[at:to] = random_.randbytes(to - at)
            case _:
                odd = (
                    b"\xff",
                    b"\xed\xa0\x80",
                    b"[" * 99,
                    b'{"a":',
                    b"1e999",
                    b"-0",
                    b"NaN",
                    b"\n",
                    b"\\u0000",
                    b'"',
                )
                rest[at:at] = random_.choice(odd)
    return kept + bytes(rest)


def test_bytes_changed_before_they_are_signed_are_refused_in_words_or_read() -> None:
    random_ = random.Random(20261122)
    honest = seeds()
    assert {verdict(one) for one in honest} == {"JX-OK"}
    found = Counter(verdict(changed(random_.choice(honest), random_)) for _ in range(600))
    assert found.total() == 600
    assert {"JX-RECORD", "JX-MANIFEST", "JX-JSON-SYNTAX"} <= found.keys()


@pytest.mark.full
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is for x86-64 Linux alone")
def test_full_ten_minutes_of_guided_fuzzing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    child = Path(__file__).with_name("fuzzing_child.py")
    run = subprocess.run(
        [sys.executable, str(child), str(tmp_path), str(SECONDS)],
        capture_output=True,
        text=True,
        timeout=3 * SECONDS,
        check=False,
    )
    done = re.search(r"Done (\d+) runs in (\d+) second", run.stderr)
    with capsys.disabled():
        print(f"\nguided fuzzing: {done.group(0) if done else run.stderr[-2000:]}")
    assert run.returncode == 0, run.stderr[-4000:]
    assert done is not None
