"""The trust file of a desk, beside its key: what the office above handed down, and this office's own list of stopped keys."""

from __future__ import annotations

from pathlib import Path

from jxdesk.domain.errors import JxError
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.trust import Trust, read_trust, to_bytes
from jxdesk.exchange.whole_files import write_private

TRUST_FILE = "trust.jsonl"
LARGEST_TRUST_FILE = 4 * 1024 * 1024


class TrustDamaged(JxError):  # noqa: N818 - a state of the file, named as people say it
    """The trust file of this desk cannot be read."""

    code = "JX-TRUST-DAMAGED"


def load(folder: Path) -> Trust | None:
    """What the key folder holds of trust; None where the office was never enrolled and stopped no key.

    Raises: TrustDamaged.
    """
    path = folder / TRUST_FILE
    if not path.exists():
        return None
    try:
        if path.stat().st_size > LARGEST_TRUST_FILE:
            raise ValueError("太大")
        return read_trust(path.read_bytes(), where=path.name)
    except (PackageRefused, ValueError) as error:
        raise TrustDamaged(
            "本机的信任文件已损坏。",
            facts=f"{path}（{error}）",
            advice="请把上级发的登记证书文件再装一次；没有留着的，请上级再发一次，不用重新登记。",
        ) from error


def load_or_blind(folder: Path) -> tuple[Trust | None, bool]:
    """What the key folder holds of trust, and whether that cannot be told any more because the file is damaged."""
    try:
        return load(folder), False
    except TrustDamaged:
        return None, True


def keep(folder: Path, trust: Trust) -> None:
    """Writes the trust file, whole or not at all."""
    write_private(folder / TRUST_FILE, to_bytes(trust))
