"""Contents: checks every record of a package, every reference between them, and what they add up to."""

from __future__ import annotations

import io

from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import covers
from jxdesk.domain.records.packages import AttachmentType, PackageKind, Totals
from jxdesk.exchange import attachments, canonical
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.record_checks import Checker
from jxdesk.exchange.record_model import (
    ATTACHMENT,
    FILING,
    INDICATOR_LINE,
    MONEY_LINE,
    OFFICE,
    TABLES,
    TASK_LINE,
    Record,
    Table,
)
from jxdesk.exchange.refusals import PackageRefused, Refusal

MOST_RECORDS = 2_000_000
SENT_UP = frozenset({PackageKind.SUBMISSION, PackageKind.MERGE, PackageKind.HANDOVER})


def check_records(package: VerifiedPackage, *, progress: Progress | None = None) -> None:
    """Parses every record under the strict model, follows every reference and recomputes the totals.

    Raises: PackageRefused; Cancelled.
    """
    progress = progress or Progress()
    check = _Contents(package)
    known = {table.member for table in TABLES}
    progress.start("核对数据", sum(file.size for file in package.manifest.files))
    with paused_collector():
        for table in TABLES:
            check.table(table, progress)
        for file in package.manifest.files:
            if file.name.startswith("data/") and file.name not in known:
                check.unknown_table(file.name, progress)
    check.finish()
    package.counts = check.counts


class _Contents:
    """What is remembered between the tables of one package: ids, and sums."""

    def __init__(self, package: VerifiedPackage) -> None:
        self.package = package
        self.counts: dict[str, int] = {}
        self.ids: dict[str, set[str]] = {table.name: set() for table in TABLES}
        self.paths: set[str] = set()
        self.amount_fen = 0
        self.sizes = {file.name: file.size for file in package.manifest.files}
        self.evidence: set[str] = set()

    def table(self, table: Table, progress: Progress) -> None:
        references = {
            "office_id": self.ids["office"],
            "project_id": self.ids["project"],
            "filing_id": self.ids["filing"],
            "template_id": self.ids["template"],
            "rule_pack_id": self.ids["rule_pack"],
        }
        checker = Checker(table, references)
        look = {
            OFFICE: self._office,
            FILING: self._filing,
            MONEY_LINE: self._money,
            ATTACHMENT: self._attachment,
        }
        inspect = look.get(table)
        remembers = table not in (MONEY_LINE, INDICATOR_LINE, TASK_LINE)
        for block, lines in self.package.lines(table):
            checker.check(block, lines)
            self._count(table.name, len(block))
            if remembers:
                self.ids[table.name].update(record["id"] for record in block)
            if inspect is not None:
                for record in block:
                    inspect(record)
            progress.step(sum(map(len, lines)))

    def unknown_table(self, name: str, progress: Progress) -> None:
        """A table of a later release: canonical, and otherwise left as it is."""
        table = Table(name.removeprefix("data/").removesuffix(".ndjson"), {}, frozenset())
        for block, lines in self.package.lines(table):
            for record in block:
                fault = canonical.find_fault(record)
                if fault is not None:
                    raise PackageRefused(fault, name)
            self._count(table.name, len(block))
            progress.step(sum(map(len, lines)))

    def _count(self, name: str, more: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + more
        if sum(self.counts.values()) > MOST_RECORDS:
            raise PackageRefused(Refusal.LIMIT, f"超过 {MOST_RECORDS} 条")

    def _office(self, record: Record) -> None:
        path = record["path"]
        if path in self.paths:
            raise PackageRefused(Refusal.RECORD, f"{OFFICE.member}：{path} 重复")
        self.paths.add(path)
        manifest = self.package.manifest
        if manifest.kind in SENT_UP and not covers(manifest.sender_org, path):
            raise PackageRefused(Refusal.SENDER_SCOPE, f"{manifest.sender_org} 的包里有 {path} 的数据")

    def _filing(self, record: Record) -> None:
        manifest = self.package.manifest
        said = (manifest.form, manifest.year, manifest.period)
        if manifest.kind is PackageKind.SUBMISSION and said != (
            record["form"],
            record["year"],
            record.get("period"),
        ):
            raise PackageRefused(Refusal.RECORD, f"{FILING.member}：{record['id']} 不是这次报送的表")

    def _money(self, record: Record) -> None:
        if record["key"] == "total":
            amount = record.get("revised_budget_fen")
            self.amount_fen += record.get("original_budget_fen", 0) if amount is None else amount

    def _attachment(self, record: Record) -> None:
        sha256 = record["sha256"]
        if self.sizes.get(f"att/{sha256}") != record["size"]:
            raise PackageRefused(Refusal.RECORD, f"{ATTACHMENT.member}：{record['id']} 的附件不在包里")
        self.evidence.add(sha256)
        found = attachments.type_of(io.BytesIO(self.package.evidence(sha256)))
        if found is not AttachmentType(record["type"]):
            raise PackageRefused(Refusal.ATT_TYPE, record.get("original_name", "") or sha256[:12])

    def finish(self) -> None:
        """Compares with the manifest's totals, and asks that every piece of evidence has its row."""
        found = Totals(
            amount_fen=self.amount_fen,
            indicators=self.counts.get("indicator_line", 0),
            projects=self.counts.get("project", 0),
        )
        if found != self.package.manifest.totals:
            raise PackageRefused(
                Refusal.MANIFEST, f"合计不符：清单 {self.package.manifest.totals}，数据 {found}"
            )
        for file in self.package.manifest.files:
            if file.name.startswith("att/") and file.sha256 not in self.evidence:
                raise PackageRefused(Refusal.MANIFEST, f"{file.name}：没有登记的附件")
