"""A process that fuzzes the reader of packages, led by what of it was reached: ``python fuzzing_child.py FOLDER SECONDS``; needs atheris."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found]

sys.path[:0] = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parent)]

with atheris.instrument_imports(include=["jxdesk.exchange"]):
    import fuzz_target


def main() -> None:
    """Begins with the honest package and its parts."""
    folder, seconds = Path(sys.argv[1]), sys.argv[2]
    for place, seed in enumerate(fuzz_target.seeds()):
        (folder / f"{place}").write_bytes(seed)

    def one(data: bytes) -> None:
        fuzz_target.verdict(data)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=65536", str(folder)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
