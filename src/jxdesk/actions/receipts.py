"""Receipts: what the office above answered comes to the ledger of what was sent, by file or by the code from the phone."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from jxdesk.actions.answering import NotOurs, Told, enter_receipt, enter_signed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.exchange.container import LARGEST_RECEIPT
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.kept import KeptPackages
from jxdesk.exchange.phone_codes import OF_ANOTHER_PACKAGE, plain_digits, typing_fault
from jxdesk.exchange.receipts import read_receipt
from jxdesk.store.records import packages, receipts
from jxdesk.store.records.receipts import CameBy, StoredReceipt

__all__ = ["BadCode", "NotOurs", "Told", "of_package", "take_code", "take_file"]


class BadCode(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed cannot be a phone code."""

    code = "JX-CODE"
    exit_code = ExitCode.USAGE


def take_file(workspace: Workspace, file: Path) -> Told:
    """Takes a receipt file in.

    Raises: PackageRefused where it is not signed by whom this desk believes; NotOurs; Unreadable for a file that cannot be read.
    """
    try:
        if file.stat().st_size > LARGEST_RECEIPT:
            raise NotOurs("文件太大，不是回执。", facts=str(file), advice="请核对是不是拿错了文件。")
        data = file.read_bytes()
    except OSError as error:
        raise BadCode(
            "回执文件打不开。",
            facts=f"{file}（{disk_words(error)}）",
            advice="请核对文件名和位置；在U盘上的，请插好后再试。",
        ) from error
    trust = believed(workspace.folder.keys, practice=workspace.practice)
    signed = read_receipt(data, trust, practice=workspace.practice, where=file.name)
    return workspace.transact(partial(enter_signed, signed=signed, came_by=CameBy.FILE), errand="receipt")


def take_code(workspace: Workspace, typed: str) -> Told:
    """Takes a code in that was said on the phone or scanned from a receipt slip; the package is found by trying all that were sent.

    Raises: BadCode for a code with a wrong digit; NotOurs.
    """
    if fault := typing_fault(typed):
        raise BadCode("电话码不对。", facts=fault, advice="请和对方再核对一遍。")
    known = {one.digest: one for one in workspace.read(packages.all_sent)}
    handed = {digest: key for digest, one in known.items() if (key := packages.handed_key(one)) is not None}
    found = KeptPackages(workspace.folder.packages).find_code(known, typed, keys=handed)
    if found is None:
        raise NotOurs(
            "这个电话码不是本机送出的包的。", facts=OF_ANOTHER_PACKAGE, advice="请对方报出包的序号，再核对。"
        )
    digest, status = found
    entry = StoredReceipt(
        id=hashlib.sha256(f"{digest}{plain_digits(typed)}".encode()).hexdigest(),
        package_id=digest,
        status=status,
        came_by=CameBy.PHONE,
    )
    is_new = workspace.transact(partial(enter_receipt, receipt=entry), errand="receipt")
    return Told(package=known[digest], status=status, is_new=is_new, is_proof=False)


def of_package(workspace: Workspace, digest: str) -> tuple[StoredReceipt, ...]:
    """What was said of a sent package, in the order in which it came."""
    return workspace.read(partial(receipts.of_package, digest=digest))
