"""Health: how the service is, in figures that say nothing of what it holds; and the check of its ledger against its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from jxdesk.actions.hub.service import Service
from jxdesk.domain.progress import Progress
from jxdesk.exchange.audit_heads import read_head
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.signing import key_id
from jxdesk.exchange.trust import Trust
from jxdesk.exchange.verifying import open_package
from jxdesk.store.faults import StoreError
from jxdesk.store.hub import ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the service is; ``fault`` is empty where it is well."""

    packages: int
    audit_n: int
    audit_hash: str
    open_uploads: int
    refused: int
    lists: int
    free_share: float
    fault: str = ""

    @property
    def is_well(self) -> bool:
        """Whether it takes what comes."""
        return not self.fault

    @property
    def words(self) -> str:
        """In one sentence."""
        return self.fault or "正常，可以收件。"

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each figure, for people."""
        return (
            ("已收数据包", f"{self.packages:,}"),
            ("正在上传", f"{self.open_uploads:,}"),
            ("隔离的文件", f"{self.refused:,}"),
            ("停用名单", f"{self.lists:,} 份"),
            ("审计记录", f"{self.audit_n:,} 条，最后一条 {self.audit_hash[:16]}"),
            ("磁盘剩余", f"{self.free_share:.0%}"),
        )

    def as_json(self) -> dict[str, object]:
        """The answer of ``/health``; keys are a promise and grow only by addition."""
        return {
            "ok": self.is_well,
            "words": self.words,
            "packages": self.packages,
            "open_uploads": self.open_uploads,
            "refused": self.refused,
            "stopped_lists": self.lists,
            "audit": {"n": self.audit_n, "hash": self.audit_hash},
            "free_share": round(self.free_share, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of everything found: how many packages are whole, and in words what is wrong."""

    whole: int
    faults: tuple[str, ...]


def health_of(service: Service, open_uploads: int) -> Health:
    """How the service is now; a database that does not answer is said and not raised."""
    free = service.folder.free_share()
    refused = sum(1 for _ in service.folder.quarantine.glob("*/*.refused"))
    try:
        trust = service.believed()
        count, (number, mark) = service.database.read(lambda tx: (ledger.count(tx), ledger.head(tx)))
    except StoreError as fault:
        trust, count, number, mark, said = None, 0, 0, "", f"{fault.title}{fault.advice}"
    else:
        said = "" if service.folder.has_room() else "磁盘快满了，暂时不收新的。"
        said = _own_key_words(service, trust) or said
    return Health(
        packages=count,
        audit_n=number,
        audit_hash=mark,
        open_uploads=open_uploads,
        refused=refused,
        lists=len(trust.lists) + len(trust.from_below) if trust is not None else 0,
        free_share=free,
        fault=said,
    )


def _own_key_words(service: Service, trust: Trust | None) -> str:
    """Why the service's own key counts no more, empty where it does."""
    own = trust.find(key_id(service.signer.suite, service.signer.public_key)) if trust is not None else None
    entry = trust.revocation_of(own) if trust is not None and own is not None else None
    return f"本服务的密钥已停用（{entry.reason}），各单位不再认它，请换一把。" if entry is not None else ""


def check(service: Service, progress: Progress | None = None) -> Checked:
    """Holds the audit against itself, and every package of the ledger against its file, byte by byte.

    Raises: StoreError; Cancelled.
    """
    progress = progress or Progress()
    broken = service.database.read(ledger.first_broken_line)
    faults = [f"审计记录从第 {broken} 条起接不上"] if broken is not None else []
    digests = service.database.read(ledger.digests)
    progress.start("核对收下的包", len(digests))
    whole = 0
    for digest in digests:
        path = service.folder.object(digest)
        try:
            with open_package(path, trusted=None, with_records=False) as package:
                is_same = package.digest == digest
        except (PackageRefused, OSError) as error:
            faults.append(f"{digest[:12]}：{error}")
        else:
            whole += is_same
            faults += [] if is_same else [f"{digest[:12]}：文件是另一个包"]
        progress.step()
    known = set(digests)
    faults += [
        f"{path.stem[:12]}：有文件，账上没有" for path in service.folder.objects() if path.stem not in known
    ]
    faults += _head_faults(service)
    return Checked(whole=whole, faults=tuple(faults))


def _head_faults(service: Service) -> list[str]:
    """Days on which the audit was signed as something else than it is now."""
    faults = []
    for path in sorted(service.folder.heads.glob("*.json")):
        try:
            head = read_head(path.read_bytes(), service.signer, where=path.name)
        except PackageRefused as refused:
            faults.append(str(refused))
            continue
        if service.database.read(partial(ledger.hash_of, n=head.n)) != head.hash:
            faults.append(f"{head.day} 签过的第 {head.n} 条审计记录现在不一样")
    return faults
