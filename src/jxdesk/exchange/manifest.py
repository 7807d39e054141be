"""The manifest: what a package says about itself, read by a strict model before anything of it is used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import ChainPosition, PackageKind, Seen, Task, Totals
from jxdesk.domain.sending.receipts import Gap
from jxdesk.exchange import canonical
from jxdesk.exchange.certificates import ORG
from jxdesk.exchange.container import (
    LARGEST_PACKAGE,
    MANIFEST,
    MOST_MEMBERS,
    in_order,
    is_member_name,
    package_size,
    size_limit,
)
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.strict import MOST_OF_A_LIST, StrictObject

FORMAT = 1
SCHEMA = 1
READER_MIN = 1
KNOWN_EXTENSIONS: frozenset[str] = frozenset()
ABOUT_A_TASK = frozenset(
    {PackageKind.SUBMISSION, PackageKind.MERGE, PackageKind.RETURN, PackageKind.APPROVAL}
)
"""Kinds that are about one form of one year; the others may name a plain word and no year."""
_FORMS = frozenset(form.value for form in Form)

DEVICE = re.compile(r"[0-9a-f]{16}")
DIGEST = re.compile(r"[0-9a-f]{64}")
_HEAD = re.compile(r"(?:[0-9a-f]{64})?")
_WORD = re.compile(r"[a-z0-9._+-]{1,40}", re.IGNORECASE)
_NAMED_BY_HASH = re.compile(r"(?:att|receipts|src)/(?P<hash>[0-9a-f]{64})(?:\.dsse\.json)?")
_CREATED = re.compile(
    r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][01][0-9]:[0-5][0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A member as the manifest lists it."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who stands for the filing, with the role in the office's own word (填报, 复核)."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that a package says about itself.

    ``form`` is an open word here: a package of a later release may carry a form that this one does not know, and what is
    handed down without a task (a publication) names its kind and no year.
    ``earlier`` are the numbers before this one that went to the same recipients, of very many spans the newest: only these
    can be missing there. None where the package does not say, and then every number before it was meant.
    ``extensions`` keeps what stands beside the known keys; only those named in ``critical`` stop an old reader.
    """

    app_name: str
    app_version: str
    platform: str
    chain: ChainPosition
    created: str
    clock_ok: bool
    critical: tuple[str, ...] = ()
    form: str
    year: int | None
    period: int | None
    files: tuple[FileEntry, ...]
    format: int = FORMAT
    kind: PackageKind
    in_reply_to: str = ""
    journal_head: str = ""
    practice: bool
    knows: tuple[Seen, ...]
    people: tuple[Person, ...] = ()
    reader_min: int = READER_MIN
    schema: int = SCHEMA
    recipients: tuple[str, ...]
    sender_name: str
    sender_org: str
    suite: str
    totals: Totals
    earlier: tuple[Gap, ...] | None = None
    extensions: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def known_task(self) -> Task | None:
        """The form, year and period that the package is about; None where it has none, or a form of a later release."""
        if self.year is None or self.form not in _FORMS:
            return None
        return Task(form=Form(self.form), year=self.year, period=self.period)

    @property
    def task(self) -> Task:
        """The same of a package that this program made about a task."""
        task = self.known_task
        assert task is not None, "a package without a task"
        return task


def to_bytes(manifest: Manifest) -> bytes:
    """The canonical bytes of a manifest: what is signed, and whose SHA-256 is the package's identity."""
    earlier = manifest.earlier
    said = (
        None
        if earlier is None
        else [{"first": gap.first, "last": gap.last} for gap in earlier[-MOST_OF_A_LIST:]]
    )
    return canonical.encode(
        {
            **manifest.extensions,
            **({} if said is None else {"earlier": said}),
            "app": {
                "name": manifest.app_name,
                "platform": manifest.platform,
                "version": manifest.app_version,
            },
            "chain": {
                "device": manifest.chain.device,
                "epoch": manifest.chain.epoch,
                "prev": manifest.chain.prev or None,
                "seq": manifest.chain.seq,
            },
            "clock_ok": manifest.clock_ok,
            "created": manifest.created,
            "critical": list(manifest.critical),
            "dataset": {"form": manifest.form, "period": manifest.period, "year": manifest.year},
            "files": [
                {"name": file.name, "sha256": file.sha256, "size": file.size} for file in manifest.files
            ],
            "format": manifest.format,
            "in_reply_to": manifest.in_reply_to or None,
            "journal_head": manifest.journal_head,
            "kind": manifest.kind.value,
            "knows": [
                {"device": seen.device, "epoch": seen.epoch, "seq": seen.seq} for seen in manifest.knows
            ],
            "people": [{"name": person.name, "role": person.role} for person in manifest.people],
            "practice": manifest.practice,
            "reader_min": manifest.reader_min,
            "recipients": list(manifest.recipients),
            "schema": manifest.schema,
            "sender": {"name": manifest.sender_name, "org": manifest.sender_org},
            "suite": manifest.suite,
            "totals": {
                "amount_fen": manifest.totals.amount_fen,
                "indicators": manifest.totals.indicators,
                "projects": manifest.totals.projects,
            },
        }
    )


def from_bytes(payload: bytes) -> Manifest:
    """Reads a manifest whose signature has been checked.

    Raises: PackageRefused.
    """
    value = canonical.decode(payload, where="清单")
    if type(value) is not dict:
        raise PackageRefused(Refusal.MANIFEST, "清单不是一个对象")
    _refuse_future(value)
    model = StrictObject(value, "清单")
    app = model.part("app", {"name", "platform", "version"})
    chain = model.part("chain", {"device", "epoch", "prev", "seq"})
    dataset = model.part("dataset", {"form", "period", "year"})
    sender = model.part("sender", {"name", "org"})
    totals = model.part("totals", {"amount_fen", "indicators", "projects"})
    kind = model.text("kind", _WORD)
    if kind not in {known.value for known in PackageKind}:
        raise PackageRefused(Refusal.MANIFEST, f"清单：不认识的种类 {kind}")
    manifest = Manifest(
        app_name=app.text("name", _WORD),
        app_version=app.text("version", _WORD),
        platform=app.text("platform", _WORD),
        chain=ChainPosition(
            device=chain.text("device", DEVICE),
            epoch=chain.whole("epoch", least=1),
            seq=chain.whole("seq", least=1),
            prev=chain.text_or_null("prev", DIGEST),
        ),
        created=moment_of(model),
        clock_ok=model.flag("clock_ok"),
        critical=model.texts("critical", canonical.PLAIN_KEY),
        form=dataset.text("form", canonical.PLAIN_KEY),
        year=dataset.whole_or_null("year", least=1900, most=2999),
        period=dataset.whole_or_null("period", least=1, most=12),
        files=_files(model.parts("files", {"name", "sha256", "size"}, also={"sm3"}, most=MOST_MEMBERS)),
        format=model.whole("format", least=1, most=FORMAT),
        kind=PackageKind(kind),
        in_reply_to=model.text_or_null("in_reply_to", DIGEST),
        journal_head=model.text("journal_head", _HEAD),
        practice=model.flag("practice"),
        knows=tuple(
            Seen(
                device=seen.text("device", DEVICE),
                epoch=seen.whole("epoch", least=1),
                seq=seen.whole("seq", least=1),
            )
            for seen in model.parts("knows", {"device", "epoch", "seq"})
        ),
        people=tuple(
            Person(name=person.words("name"), role=person.words("role"))
            for person in model.parts("people", {"name", "role"})
        ),
        reader_min=model.whole("reader_min", least=1, most=SCHEMA),
        schema=model.whole("schema", least=1),
        recipients=model.texts("recipients", ORG),
        sender_name=sender.words("name"),
        sender_org=sender.text("org", ORG),
        suite=model.text("suite", _WORD),
        totals=Totals(
            amount_fen=totals.whole("amount_fen", least=-canonical.MAX_INTEGER),
            indicators=totals.whole("indicators"),
            projects=totals.whole("projects"),
        ),
        earlier=_earlier(model, chain.whole("seq", least=1)) if "earlier" in value else None,
        extensions=model.rest(),
    )
    _check_chain(manifest)
    _check_task(manifest)
    return manifest


def moment_of(said: StrictObject) -> str:
    """When a statement says that it was made: a moment that there was, written in the one legal way.

    Raises: PackageRefused.
    """
    created = said.text("created", _CREATED)
    try:
        dt.datetime.fromisoformat(created)
    except ValueError:
        raise PackageRefused(Refusal.MANIFEST, f"没有 {created} 这个时间") from None
    return created


def _refuse_future(value: dict[str, Any]) -> None:
    """Says 升级 before the strict model of today looks at what a later release wrote."""
    for name, known, refusal in (
        ("format", FORMAT, Refusal.FORMAT_FUTURE),
        ("reader_min", SCHEMA, Refusal.SCHEMA_FUTURE),
    ):
        number = value.get(name)
        if type(number) is int and number > known:
            raise PackageRefused(refusal, f"包是第 {number} 版，本程序到第 {known} 版")
    critical = value.get("critical")
    if type(critical) is list:
        unknown = [name for name in critical if type(name) is str and name not in KNOWN_EXTENSIONS]
        if unknown:
            raise PackageRefused(Refusal.CRITICAL, "、".join(unknown[:5]))


def _check_chain(manifest: Manifest) -> None:
    chain = manifest.chain
    if chain.seq > 1 and not chain.prev:
        raise PackageRefused(Refusal.MANIFEST, "清单：第 1 号以后的包没有写上一包")
    own = Seen(device=chain.device, epoch=chain.epoch, seq=chain.seq)
    if own not in manifest.knows:
        raise PackageRefused(Refusal.MANIFEST, "清单：knows 里没有这个包自己")


def _earlier(model: StrictObject, seq: int) -> tuple[Gap, ...]:
    """The numbers that went to the same recipients before ``seq``, in order and apart."""
    gaps = tuple(
        Gap(part.whole("first", least=1), part.whole("last", least=1))
        for part in model.parts("earlier", {"first", "last"})
    )
    apart = all(before.last + 1 < after.first for before, after in pairwise(gaps))
    if not apart or any(not gap.first <= gap.last < seq for gap in gaps):
        raise PackageRefused(Refusal.MANIFEST, "清单：earlier 次序不对")
    return gaps


def _check_task(manifest: Manifest) -> None:
    """A package about a task says its year; what has no year names no month either, and is no form."""
    if manifest.year is not None:
        return
    if manifest.kind in ABOUT_A_TASK or manifest.period is not None or manifest.form in _FORMS:
        raise PackageRefused(Refusal.MANIFEST, "清单：dataset 没有写年度")


def _files(parts: list[StrictObject]) -> tuple[FileEntry, ...]:
    files = []
    for part in parts:
        name = part.words("name")
        if not is_member_name(name) or name == MANIFEST:
            raise PackageRefused(Refusal.NAME, ascii(name[:60]))
        size = part.whole("size")
        if size > size_limit(name):
            raise PackageRefused(Refusal.TOO_BIG, f"{name}：{size} 字节")
        files.append(FileEntry(name=name, sha256=part.text("sha256", DIGEST), size=size))
    names = [file.name for file in files]
    if not in_order([MANIFEST, *names]):
        raise PackageRefused(Refusal.MANIFEST, "清单：文件有重名或次序不对")
    if package_size([(file.name, file.size) for file in files]) > LARGEST_PACKAGE:
        raise PackageRefused(Refusal.TOO_BIG, "清单：文件加起来超出限制")
    for file in files:
        named = _NAMED_BY_HASH.fullmatch(file.name)
        if named is not None and named["hash"] != file.sha256:
            raise PackageRefused(Refusal.MANIFEST, f"{file.name}：名称不是它的校验值")
    return tuple(files)
