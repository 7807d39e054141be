"""The front of a package: what a file says of itself on its first page, read before anything of it is copied or verified.

It tells for whom the file is and where it stands in its sender's chain, so that a stick can be sorted. Nothing of it is
believed: what is for this desk is verified from its first byte.
"""

from __future__ import annotations

from pathlib import Path

from jxdesk.exchange import envelope
from jxdesk.exchange import manifest as manifests
from jxdesk.exchange.container import MANIFEST, Reader
from jxdesk.exchange.envelope import PACKAGE_TYPE, check_type
from jxdesk.exchange.manifest import Manifest


def read_front(path: Path) -> Manifest:
    """The manifest that a file begins with, in the strict model; who signed it is not asked.

    Raises: PackageRefused where it begins with none; OSError.
    """
    with path.open("rb") as stream:
        reader = Reader(stream, path.stat().st_size)
        signed = envelope.from_bytes(reader.read(reader.first()), where=MANIFEST)
    check_type(signed, PACKAGE_TYPE)
    return manifests.from_bytes(signed.payload)
