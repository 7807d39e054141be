"""The one command that builds an installer: ``python3 installer/build.py windows`` or ``linux``; maintainers and distributors run it.

What was downloaded and the roots it builds in are kept outside the tree (``--cache``), what it makes comes into ``--out``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

KINDS = {"windows": "windows.build", "linux": "linux.build"}
"""What can be built, and the module whose ``build(places, arguments)`` does it and whose ``add_options`` says what it asks."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a build finds what it has fetched before, and where it puts what it makes."""

    cache: Path
    out: Path

    @property
    def downloads(self) -> Path:
        """What was fetched, each file checked before it is used."""
        return self.cache / "downloads"

    def root(self, name: str) -> Path:
        """The root with this name."""
        return self.cache / "roots" / name

    def work(self, name: str) -> Path:
        """A folder that a build may empty."""
        return self.cache / "work" / name


def usual_cache() -> Path:
    """The cache of this user, as the desktop specification has it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jxdesk-installer"


def main() -> None:
    """Builds what the words ask for."""
    parser = argparse.ArgumentParser(description="构建安装包")
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="|".join(KINDS))
    for kind, module in KINDS.items():
        one = kinds.add_parser(kind)
        one.add_argument("--out", type=Path, default=Path("dist"), help="安装包放哪里，默认 dist/")
        one.add_argument("--cache", type=Path, default=usual_cache(), help="下载和构建环境放哪里")
        if kind in sys.argv[1:2]:
            importlib.import_module(module).add_options(one)
    arguments = parser.parse_args()
    places = Places(cache=arguments.cache.resolve(), out=arguments.out.resolve())
    places.out.mkdir(parents=True, exist_ok=True)
    importlib.import_module(KINDS[arguments.kind]).build(places, arguments)


if __name__ == "__main__":
    main()
