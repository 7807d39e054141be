"""The bill of materials in CycloneDX and the SHA-256 list that lie beside every installer."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import dev
import licences
import wheels

_SPACE = uuid.UUID("6f1ba4a2-86a5-5d2e-9f4b-0c1c8d3c7a11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something shipped: a distribution, the interpreter, a library, a font."""

    name: str
    version: str
    sha256: str
    licence: str
    kind: str = "library"
    purl: str = ""

    def as_component(self) -> dict[str, object]:
        """The part as CycloneDX writes it."""
        component: dict[str, object] = {
            "type": self.kind,
            "name": self.name,
            "version": self.version,
            "hashes": [{"alg": "SHA-256", "content": self.sha256}],
            "licenses": [{"license": {"name": self.licence}}],
        }
        return {**component, "purl": self.purl} if self.purl else component


def parts_of(shipped: Sequence[Path]) -> list[Part]:
    """The parts that came as wheels, and the fonts."""
    parts = []
    for wheel in shipped:
        told = wheels.metadata_of(wheel)
        name, version = told["Name"], told["Version"]
        parts.append(
            Part(
                name=name,
                version=version,
                sha256=wheels.sha256_of(wheel),
                licence=licences.of(wheel),
                purl=f"pkg:pypi/{name.lower()}@{version}",
            )
        )
    for font in sorted((dev.ROOT / "resources/fonts").glob("*.ttf")):
        parts.append(
            Part(
                name=font.name,
                version=version_of_project(),
                sha256=wheels.sha256_of(font),
                licence="OFL-1.1",
                kind="data",
            )
        )
    return parts


def version_of_project() -> str:
    """The version that the tree says it is."""
    text = (dev.ROOT / "src/jxdesk/__init__.py").read_text(encoding="utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def write(out: Path, artifact: Path, parts: Sequence[Part]) -> Path:
    """Writes the bill of one installer beside it, the same bytes for the same parts."""
    target = out / f"{artifact.name}.cdx.json"
    digest = wheels.sha256_of(artifact)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(_SPACE, digest).urn,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "jxdesk",
                "version": version_of_project(),
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [part.as_component() for part in parts],
    }
    target.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def write_sums(out: Path) -> Path:
    """Writes SHA256SUMS over everything else in a folder, as ``sha256sum -c`` reads it."""
    target = out / "SHA256SUMS"
    files = sorted(file for file in out.iterdir() if file.is_file() and file != target)
    target.write_text("".join(f"{wheels.sha256_of(file)}  {file.name}\n" for file in files), encoding="utf-8")
    return target
