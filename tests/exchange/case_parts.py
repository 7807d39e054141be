"""Parts of kept cases: issued certificates, small office files with and without macros, attachments put into a draft."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence

from draft import Draft
from package_builder import ORG, certificate

from jxdesk.exchange.certificates import Certificate, Role, issue
from jxdesk.exchange.signing import Ed25519Signer, key_id


def issued(
    of: Ed25519Signer,
    *,
    by: Ed25519Signer,
    really_by: Ed25519Signer | None = None,
    issuer_org: str = "53-23-99",
    issuer_roles: Sequence[Role] = (Role.ISSUE, Role.RECEIVE),
    with_issuer: bool = False,
) -> list[bytes]:
    """The certificate that a county gives a township, and the county's own beside it when asked."""
    given = Certificate(
        org=ORG,
        name="练习县白岩镇财政所",
        suite=of.suite,
        public_key=of.public_key,
        roles=(Role.SUBMIT,),
        scope=ORG,
        issuer=key_id(by.suite, by.public_key),
        not_before="2025-01-01",
        not_after="2028-01-01",
        seq_floor=0,
        serial="a" * 32,
    )
    chain = [issue(given, really_by or by)]
    if with_issuer:
        chain.append(certificate(by, org=issuer_org, name="练习县财政局", roles=issuer_roles))
    return chain


def office_file(*parts: str) -> bytes:
    """A small zipped office file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *parts):
            archive.writestr(zipfile.ZipInfo(name), b"<x/>")
    return out.getvalue()


def _entry(name: str) -> bytes:
    return (name + "\0").encode("utf-16-le").ljust(128, b"\0")


_OLE2_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
OLE2_PLAIN = _OLE2_HEAD + _entry("Root Entry") + _entry("Workbook") + "VBA\0".encode("utf-16-le").rjust(256)
OLE2_WITH_MACROS = _OLE2_HEAD + _entry("Root Entry") + _entry("_VBA_PROJECT_CUR") + _entry("VBA") + _entry("")


def with_attachment(draft: Draft, data: bytes, kind: str) -> Draft:
    """Puts a piece of evidence and its row into a draft."""
    sha256 = hashlib.sha256(data).hexdigest()
    draft.members[f"att/{sha256}"] = data
    row = {
        "filing_id": draft.records("filing")[0]["id"],
        "id": "c" * 32,
        "original_name": "验收报告（盖章）.pdf",
        "sha256": sha256,
        "size": len(data),
        "title": "验收报告",
        "type": kind,
    }
    draft.set_records("attachment", [row])
    return draft
