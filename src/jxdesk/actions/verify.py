"""Verify: says of a package whether it is whole, who signed it and what is in it; needs no workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.packages import Totals
from jxdesk.exchange.certificates import Certificate
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.trust import Trust, read_trust
from jxdesk.exchange.trust_file import LARGEST_TRUST_FILE
from jxdesk.exchange.verifying import open_package

WHOLE = "JX-OK"


class Unreadable(JxError):  # noqa: N818 - a state of the file, named as people say it
    """The file itself cannot be opened or read."""

    code = "JX-UNREADABLE"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyAnswer:
    """What was found out about a package.

    ``code`` is JX-OK or the refusal's. ``trust`` is ``confirmed``, ``unconfirmed`` or empty where it was refused;
    ``manifest`` is there only for a package that passed; ``counts`` are its records by table.
    """

    code: str
    title: str
    facts: str = ""
    advice: str = ""
    exit_code: ExitCode = ExitCode.DONE
    digest: str = ""
    trust: str = ""
    manifest: Manifest | None = None
    signers: tuple[Certificate, ...] = ()
    other_signatures: int = 0
    counts: dict[str, int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the package passed."""
        return self.code == WHOLE

    @property
    def fingerprint(self) -> str:
        """The digest for people."""
        return fingerprint(self.digest) if self.digest else ""

    @property
    def totals(self) -> Totals | None:
        """What the package adds up to."""
        return self.manifest.totals if self.manifest else None

    def as_json(self) -> dict[str, object]:
        """The answer of the command line; keys are a promise and grow only by addition."""
        said = self.manifest
        return {
            "digest": self.digest or None,
            "code": self.code,
            "trust": self.trust or None,
            "sender": {"name": said.sender_name, "org": said.sender_org} if said else None,
            "practice": said.practice if said else None,
            "files": [{"name": file.name, "sha256": file.sha256, "size": file.size} for file in said.files]
            if said
            else None,
            "fingerprint": self.fingerprint or None,
            "message": self.title,
            "facts": self.facts,
            "advice": self.advice,
            "kind": said.kind.value if said else None,
            "dataset": {"form": said.form, "year": said.year, "period": said.period} if said else None,
            "seq": said.chain.seq if said else None,
            "created": said.created if said else None,
            "recipients": list(said.recipients) if said else None,
            "totals": {
                "amount_fen": said.totals.amount_fen,
                "indicators": said.totals.indicators,
                "projects": said.totals.projects,
            }
            if said
            else None,
            "signers": [{"name": signer.name, "org": signer.org} for signer in self.signers],
        }


def verify(
    path: Path,
    trust_file: Path | None = None,
    *,
    practice: bool | None = None,
    progress: Progress | None = None,
) -> VerifyAnswer:
    """Verifies a package; a refusal is an answer, not an error.

    ``trust_file`` holds the certificates that the reader trusts, one a line; without it nobody is asked who signed.
    ``practice`` says which kind of workspace asks: a real one (False) refuses practice packages.

    Raises: Unreadable; PackageRefused where the trust file itself is refused; Cancelled.
    """
    trusted = None if trust_file is None else _read_trust(trust_file)
    try:
        with open_package(path, trusted=trusted, practice=practice, progress=progress) as package:
            return _passed(package)
    except PackageRefused as refused:
        return VerifyAnswer(
            code=refused.code,
            title=refused.title,
            facts=refused.facts,
            advice=refused.advice,
            exit_code=refused.exit_code,
            digest=refused.digest,
        )
    except OSError as error:
        raise _unreadable(path, error) from error


def _passed(package: VerifiedPackage) -> VerifyAnswer:
    manifest = package.manifest
    title = "完好，签发单位已核实。" if package.is_confirmed else "完好，签发单位未核实。"
    if manifest.practice:
        title = f"这是练习包。{title}"
    return VerifyAnswer(
        code=WHOLE,
        title=title,
        advice="" if package.is_confirmed else "请与送达单或电话里的指纹核对。",
        digest=package.digest,
        trust="confirmed" if package.is_confirmed else "unconfirmed",
        manifest=manifest,
        signers=package.signers,
        other_signatures=package.other_signatures,
        counts=package.counts,
    )


def _read_trust(path: Path) -> Trust:
    try:
        if path.stat().st_size > LARGEST_TRUST_FILE:
            raise Unreadable("信任文件太大，不像是信任文件。", facts=str(path), advice="请核对文件。")
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    return read_trust(data, where=path.name)


def _unreadable(path: Path, error: OSError) -> Unreadable:
    return Unreadable(
        "文件打不开。",
        facts=f"{path}（{disk_words(error)}）",
        advice="请核对文件名和位置；如果在U盘上，请插好后再试。",
    )
