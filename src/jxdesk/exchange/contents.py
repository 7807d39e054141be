"""Contents: checks every record of a package, every reference between them, and what they add up to."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import orjson

from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import covers
from jxdesk.domain.records.packages import AttachmentType, PackageKind, Totals
from jxdesk.domain.records.received import ReceivedStatus
from jxdesk.domain.sending.desk_rows import ENROLMENT, KNOWN_ABOVE, PAST, PEN, RECEIVED, SENT, may_travel
from jxdesk.exchange import attachments, canonical, envelope
from jxdesk.exchange import manifest as manifests
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.envelope import PACKAGE_TYPE, check_type
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.package_kinds import (
    HANDED_DOWN,
    OF_ONE_TASK,
    OF_WHOLE_BOOKS,
    may_carry,
    may_hold,
    needed_table,
)
from jxdesk.exchange.past_forms import check_past_row
from jxdesk.exchange.receipts import check_receipt
from jxdesk.exchange.record_checks import Checker
from jxdesk.exchange.record_fields import is_date
from jxdesk.exchange.record_model import (
    ADJUSTMENT,
    APPROVAL,
    ATTACHMENT,
    DESK_ROW,
    FILING,
    INDICATOR_LINE,
    MONEY_LINE,
    OFFICE,
    PUBLICATION,
    REVIEW,
    REVIEW_COMMENT,
    STANDS,
    TABLES,
    TASK_LINE,
    Record,
    Table,
)
from jxdesk.exchange.refusals import PackageRefused, Refusal, refuse_other_kind

MOST_RECORDS = 2_000_000


def check_records(package: VerifiedPackage, *, progress: Progress | None = None) -> None:
    """Parses every record under the strict model, follows every reference and recomputes the totals.

    Raises: PackageRefused; Cancelled.
    """
    progress = progress or Progress()
    _check_direction(package)
    _check_statements(package)
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


def _check_direction(package: VerifiedPackage) -> None:
    """What is handed down goes to offices below the sender, and answers or carries what its kind is for."""
    manifest = package.manifest
    if manifest.kind in HANDED_DOWN:
        for recipient in manifest.recipients:
            if not covers(manifest.sender_org, recipient):
                raise PackageRefused(Refusal.SENDER_SCOPE, f"{manifest.sender_org} 不能下发给 {recipient}")
    if manifest.kind is PackageKind.RETURN and not manifest.in_reply_to:
        raise PackageRefused(Refusal.MANIFEST, "退回包没有写答复的是哪一包")
    needed = needed_table(manifest.kind)
    if needed is not None and needed.member not in package.members:
        raise PackageRefused(Refusal.RECORD, f"{needed.member}：缺少")


def _check_statements(package: VerifiedPackage) -> None:
    """Receipts that ride along are whole and answer offices below the sender; so are the manifests of what was merged."""
    manifest = package.manifest
    for name in package.members:
        if not may_hold(manifest.kind, name):
            raise PackageRefused(Refusal.MANIFEST, f"{name}：这种包里不该有")
        if name.startswith("receipts/"):
            receipt = check_receipt(package.read(name), where=name)
            if not covers(manifest.sender_org, receipt.sender_org):
                raise PackageRefused(Refusal.SENDER_SCOPE, f"{name}：给 {receipt.sender_org} 的回执")
            refuse_other_kind(
                f"{name}：{receipt.receiver_name}", practice=receipt.practice, here=manifest.practice
            )
        elif name.startswith("src/"):
            signed = envelope.from_bytes(package.read(name), where=name)
            check_type(signed, PACKAGE_TYPE)
            source = manifests.from_bytes(signed.payload)
            if not covers(manifest.sender_org, source.sender_org):
                raise PackageRefused(Refusal.SENDER_SCOPE, f"{name}：{source.sender_org} 的包")
            refuse_other_kind(
                f"{name}：{source.sender_name}", practice=source.practice, here=manifest.practice
            )


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
        self.seen: set[tuple[str, ...]] = set()
        self.reviewed: set[str] = set()
        self.approved: set[str] = set()

    def table(self, table: Table, progress: Progress) -> None:
        references = {
            "office_id": self.ids["office"],
            "project_id": self.ids["project"],
            "filing_id": self.ids["filing"],
            "template_id": self.ids["template"],
            "rule_pack_id": self.ids["rule_pack"],
        }
        if table.member in self.package.members and not may_carry(self.package.manifest.kind, table):
            raise PackageRefused(Refusal.RECORD, f"{table.member}：这种包里不该有")
        checker = Checker(table, references)
        look = {
            OFFICE: self._office,
            FILING: self._filing,
            MONEY_LINE: self._money,
            ATTACHMENT: self._attachment,
            REVIEW: self._review,
            REVIEW_COMMENT: self._comment,
            ADJUSTMENT: self._adjustment,
            APPROVAL: self._approval,
            PUBLICATION: self._publication,
            DESK_ROW: self._desk_row,
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
        if not covers(manifest.sender_org, path):
            raise PackageRefused(Refusal.SENDER_SCOPE, f"{manifest.sender_org} 的包里有 {path} 的数据")

    def _filing(self, record: Record) -> None:
        manifest = self.package.manifest
        if manifest.kind not in OF_WHOLE_BOOKS and any(name in record for name in STANDS):
            raise PackageRefused(Refusal.RECORD, f"{FILING.member}：{record['id']} 不该写它在哪一步")
        said = (manifest.form, manifest.year, manifest.period)
        if manifest.kind in OF_ONE_TASK and said != (
            record["form"],
            record["year"],
            record.get("period"),
        ):
            raise PackageRefused(Refusal.RECORD, f"{FILING.member}：{record['id']} 不是清单上的表")

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

    def _review(self, record: Record) -> None:
        self._once(REVIEW, record, record["filing_id"], record["office_path"], str(record["round"]))
        self._reviewer(REVIEW, record)
        self.reviewed.add(record["filing_id"])

    def _comment(self, record: Record) -> None:
        self._reviewer(REVIEW_COMMENT, record)
        goes_down = self.package.manifest.kind is PackageKind.RETURN
        if goes_down and record["filing_id"] not in self.reviewed:
            raise PackageRefused(Refusal.RECORD, f"{REVIEW_COMMENT.member}：{record['id']} 的表没有审核结论")

    def _reviewer(self, table: Table, record: Record) -> None:
        """Who reviewed is the sender or above it: nobody hands down the judgement of an office below.

        What an office has lost holds its own judgements too, as far as they came up.
        """
        manifest = self.package.manifest
        is_lost = manifest.kind is PackageKind.RESTORE_COPY
        speaks_to = manifest.recipients if is_lost else (manifest.sender_org,)
        if not any(covers(record["office_path"], one) for one in speaks_to):
            raise PackageRefused(
                Refusal.SENDER_SCOPE, f"{table.member}：{record['id']} 是 {record['office_path']} 的意见"
            )

    def _adjustment(self, record: Record) -> None:
        self._once(ADJUSTMENT, record, record["filing_id"])
        if record["filing_id"] == record["replaces_id"]:
            raise PackageRefused(Refusal.RECORD, f"{ADJUSTMENT.member}：{record['id']} 要代替它自己")

    def _approval(self, record: Record) -> None:
        self._once(APPROVAL, record, record["filing_id"])
        self.approved.add(record["filing_id"])

    def _publication(self, record: Record) -> None:
        self._once(PUBLICATION, record, record["kind"], record["name"], record["version"])

    def _desk_row(self, record: Record) -> None:
        table, values = record["table"], record["values"]
        if self.package.manifest.kind is PackageKind.RESTORE_COPY and table not in KNOWN_ABOVE:
            raise PackageRefused(Refusal.RECORD, f"{DESK_ROW.member}：{table} 不由上级来写")
        odd = sorted(name for name in values if not may_travel(table, name))
        has_turn = table != PEN or type(values.get("turn")) is int
        is_whole = has_turn and _IS_READABLE.get(table, bool)(values)
        if odd or type(values.get("id")) is not str or not is_whole:
            raise PackageRefused(
                Refusal.RECORD, f"{DESK_ROW.member}：{table} {odd[0] if odd else 'id'}".rstrip()
            )
        self._once(DESK_ROW, record, table, "" if table == PEN else values["id"])
        if table == PAST:
            check_past_row(values, DESK_ROW.member, self.ids["filing"])

    def _once(self, table: Table, record: Record, *key: str) -> None:
        if (table.name, *key) in self.seen:
            raise PackageRefused(Refusal.RECORD, f"{table.member}：{record['id']} 说的是同一件事的第二遍")
        self.seen.add((table.name, *key))

    def finish(self) -> None:
        """Compares with the manifest's totals, and asks that every filing has its decision and every piece of evidence its row."""
        kind = self.package.manifest.kind
        for wanted, decided in ((PackageKind.RETURN, self.reviewed), (PackageKind.APPROVAL, self.approved)):
            if kind is wanted and (left := self.ids["filing"] - decided):
                raise PackageRefused(Refusal.RECORD, f"{FILING.member}：{min(left)} 没有结论")
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


def _is_sent_package(values: Record) -> bool:
    """Whether a row can be read as a package that was sent: it stands in a list that every screen of the road asks."""
    try:
        facts = orjson.loads(values.get("facts", "{}"))
        PackageKind(values["kind"])
        task = Form(values["form"]) if values.get("form") else None
        bytes.fromhex(facts.get("phone_key", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    numbers = [values.get(name) for name in ("epoch", "seq")] + ([values.get("year")] if task else [])
    return all(type(one) is int for one in numbers) and type(facts.get("recipients", [])) is list


def _is_received_package(values: Record) -> bool:
    """Whether a row can be read as a package that was received."""
    try:
        facts, knows = (
            orjson.loads(values.get(name, empty)) for name, empty in (("facts", "{}"), ("knows", "[]"))
        )
        PackageKind(values["kind"])
        ReceivedStatus(values["status"])
        str(values.get("receipt", "")).encode("ascii")
        gaps = [(type(first), type(last)) for first, last in facts.get("earlier") or ()]
        seen = [(type(device), type(epoch), type(seq)) for device, epoch, seq in knows]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    numbers = [type(values.get(name)) for name in ("epoch", "seq")]
    return set(numbers) == {int} and set(gaps) <= {(int, int)} and set(seen) <= {(str, int, int)}


def _is_enrolment(values: Record) -> bool:
    """Whether a row can be read as a certificate that was given out."""
    days = [values.get(name) for name in ("issued_on", "not_after")]
    days += [values["revoked_on"]] if values.get("revoked_on") else []
    return all(type(day) is str and is_date(day) for day in days)


_IS_READABLE: Mapping[str, Callable[[Record], bool]] = {
    SENT: _is_sent_package,
    RECEIVED: _is_received_package,
    ENROLMENT: _is_enrolment,
}
"""Rows in which texts hold more than words."""
