"""Makes the kept cases in tests/samples/packages: hostile and benign packages, each with the code that it must get.

Run once by hand when a case is added: ``python tests/exchange/make_cases.py``. Files that are there are left alone, so
that a case stays what it was when it was found; ``cases.json`` says of each file which code is expected, and how it is
asked (``trust``: a trust file beside it; ``practice``: the kind of workspace that asks).
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

import chain_cases  # noqa: E402
import road_cases  # noqa: E402
from case_parts import (  # noqa: E402
    OLE2_PLAIN,
    OLE2_WITH_MACROS,
    issued,
    office_file,
    with_attachment,
)
from draft import Draft, join, plain, seal, split  # noqa: E402
from package_builder import ORG, certificate, contents, heading, package, signer  # noqa: E402

from jxdesk.exchange.certificates import Role  # noqa: E402
from jxdesk.exchange.container import MANIFEST  # noqa: E402
from jxdesk.exchange.envelope import CERTIFICATE_TYPE  # noqa: E402
from jxdesk.exchange.revocations import Revocation, sign_list  # noqa: E402

PLACE = Path(__file__).parents[1] / "samples" / "packages"
GOOD = package(contents(1, 2, seed=3))
OK = "JX-OK"

Case = tuple[str, str, bytes]
FIRST_DATA = b"data/filing.ndjson"
DELETED = object()


def draft() -> Draft:
    return Draft(GOOD)


def benign() -> Iterator[Case]:
    yield "good-plain", OK, GOOD
    yield "good-practice", OK, package(contents(1, 1, seed=4), under=heading(practice=True))
    two = draft()
    two.signers.append(signer(9))
    yield "good-second-signature-of-unknown-key", OK, two.build()
    more = draft()
    more.manifest["weather"] = {"sky": "晴"}
    yield "good-extension-that-is-not-critical", OK, more.build()
    field = draft()
    field.set_records("filing", [{**record, "colour": ["红", 1]} for record in field.records("filing")])
    yield "good-field-of-a-later-release", OK, field.build()
    table = draft()
    table.set_records("evaluation", [{"id": "a", "points": "9.5"}])
    yield "good-table-of-a-later-release", OK, table.build()
    formula = draft()
    formula.set_records(
        "filing", [{**record, "title": "=cmd|' /C calc'!A0"} for record in formula.records("filing")]
    )
    yield "good-formula-is-only-text", OK, formula.build()
    yield "good-attachments", OK, with_attachment(draft(), b"%PDF-1.7\n%%EOF\n", "pdf").build()
    yield "good-old-office-file", OK, with_attachment(draft(), OLE2_PLAIN, "ole2").build()
    chained = draft()
    chained.set_chain(*issued(signer(), by=signer(2)))
    yield "good-certificate-of-the-county", OK, chained.build()


def not_a_package() -> Iterator[Case]:
    yield "empty", "JX-EMPTY", b""
    yield (
        "login-page",
        "JX-CONTAINER",
        b"<!DOCTYPE html><html><body>\xe8\xaf\xb7\xe7\x99\xbb\xe5\xbd\x95</body></html>",
    )
    yield "text-of-five-bytes", "JX-CONTAINER", b"hello"
    yield "workbook", "JX-CONTAINER", office_file("xl/workbook.xml")
    yield "program", "JX-CONTAINER", b"MZ\x90\x00" + b"\x00" * 200


def truncated() -> Iterator[Case]:
    data_at = GOOD.index(FIRST_DATA)
    directory_at = GOOD.index(b"PK\x01\x02")
    for name, length in (
        ("two-bytes", 2),
        ("first-header", 29),
        ("first-name", 40),
        ("envelope", 900),
        ("before-the-chain", GOOD.index(b"chain/00") - 30),
        ("data-header", data_at - 5),
        ("data", data_at + 60),
        ("before-the-directory", directory_at),
        ("directory", directory_at + 50),
        ("end-record", len(GOOD) - 22),
        ("last-byte", len(GOOD) - 1),
    ):
        yield f"truncated-{name}", "JX-TRUNCATED", GOOD[:length]


def changed_bytes() -> Iterator[Case]:
    at = GOOD.index(b"\xe7\xbb\xa9\xe6\x95\x88", GOOD.index(FIRST_DATA))
    yield "changed-data-byte", "JX-DAMAGED", GOOD[:at] + b"\xe7\xbb\xa8" + GOOD[at + 3 :]
    changed = split(GOOD)
    changed["data/filing.ndjson"] = changed["data/filing.ndjson"].replace(b"96.5", b"99.5")
    yield "changed-data-repacked", "JX-DAMAGED", join(list(changed.items()))
    longer = split(GOOD)
    longer["data/filing.ndjson"] += longer["data/filing.ndjson"]
    yield "changed-size-repacked", "JX-DAMAGED", join(list(longer.items()))
    key = split(GOOD)
    key["k.bin"] = bytes(16)
    yield "changed-phone-key", "JX-DAMAGED", join(list(key.items()))
    fewer = split(GOOD)
    del fewer["data/money_line.ndjson"]
    yield "member-taken-out", "JX-CONTAINER", join(list(fewer.items()))
    more = split(GOOD)
    more["data/zzz.ndjson"] = b"{}\n"
    yield "member-put-in", "JX-CONTAINER", join([(MANIFEST, more.pop(MANIFEST)), *sorted(more.items())])
    crc = bytearray(GOOD)
    crc[14] ^= 1
    yield "first-crc-wrong", "JX-CONTAINER", bytes(crc)
    header = GOOD.index(FIRST_DATA) - 30 + 14
    entry = GOOD.rindex(FIRST_DATA) - 46 + 16
    both = bytearray(GOOD)
    both[header] ^= 1
    both[entry] ^= 1
    yield "data-crc-wrong-twice", "JX-CONTAINER", bytes(both)


def _zipped(**options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in split(GOOD).items():
            info = zipfile.ZipInfo(name, date_time=options.get("date", (1980, 1, 1, 0, 0, 0)))
            info.compress_type = options.get("method", zipfile.ZIP_STORED)
            info.create_system = options.get("system", 0)
            info.external_attr = options.get("attributes", 0)
            archive.writestr(info, data)
        archive.comment = options.get("comment", b"")
    return out.getvalue()


def _patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def repacked() -> Iterator[Case]:
    yield "rezipped", "JX-CONTAINER", _zipped(date=(2026, 1, 20, 9, 0, 0))
    yield "deflated", "JX-CONTAINER", _zipped(method=zipfile.ZIP_DEFLATED)
    yield "archive-comment", "JX-CONTAINER", GOOD[:-2] + b"\x05\x00hello"
    central = GOOD.index(b"PK\x01\x02")
    yield (
        "symbolic-link",
        "JX-CONTAINER",
        _patched(GOOD, central + 38, (0o120777 << 16).to_bytes(4, "little")),
    )
    yield "made-by-unix", "JX-CONTAINER", _patched(GOOD, central + 4, b"\x0a\x03")
    yield "encrypted-flag", "JX-CONTAINER", _patched(GOOD, 6, b"\x01\x00")
    yield "descriptor-flag", "JX-CONTAINER", _patched(GOOD, 6, b"\x08\x00")
    yield "utf8-flag", "JX-CONTAINER", _patched(GOOD, 6, b"\x00\x08")
    yield "version-of-zip64", "JX-CONTAINER", _patched(GOOD, 4, b"\x2d\x00")
    extra = bytearray(GOOD)
    extra[28:30] = b"\x04\x00"
    end = 30 + len(MANIFEST)
    yield "extra-field", "JX-CONTAINER", bytes(extra[:end]) + b"\x01\x00\x00\x00" + bytes(extra[end:])
    yield (
        "overlapping-members",
        "JX-CONTAINER",
        _patched(GOOD, GOOD.rindex(FIRST_DATA) - 4, b"\x00\x00\x00\x00"),
    )
    yield "program-in-front", "JX-CONTAINER", b"MZ" + bytes(510) + GOOD
    yield "bytes-behind", "JX-TRAILING", GOOD + b"\x00"
    yield "second-archive-behind", "JX-TRAILING", GOOD + GOOD
    yield "second-end-record", "JX-TRAILING", GOOD + GOOD[-22:]
    yield "gap-before-the-directory", "JX-CONTAINER", GOOD[:central] + bytes(7) + GOOD[central:]
    order = list(split(GOOD).items())
    order[2], order[3] = order[3], order[2]
    yield "members-swapped", "JX-CONTAINER", join(order)
    last = list(split(GOOD).items())
    yield "manifest-last", "JX-CONTAINER", join([*last[1:], last[0]])
    twice = list(split(GOOD).items())
    yield "member-twice", "JX-CONTAINER", join([*twice[:3], twice[2], *twice[3:]])
    count = GOOD.rindex(b"PK\x05\x06")
    yield "wrong-count-of-members", "JX-CONTAINER", _patched(GOOD, count + 8, b"\x01\x00\x01\x00")
    huge = GOOD.index(FIRST_DATA) - 30 + 18
    yield "declared-size-of-4-gib", "JX-TOO-BIG", _patched(GOOD, huge, b"\xff\xff\xff\xff\xff\xff\xff\xff")
    yield (
        "declared-size-too-large-by-one",
        "JX-CONTAINER",
        _patched(GOOD, huge, (len(split(GOOD)["data/filing.ndjson"]) + 1).to_bytes(4, "little") * 2),
    )


def names() -> Iterator[Case]:
    for word, name in (
        ("parent-folder", "../evil.ndjson"),
        ("drive", "c:/evil.ndjson"),
        ("backslash", "data\\evil.ndjson"),
        ("stream", "data/filing.ndjson:ads"),
        ("device", "data/con.ndjson"),
        ("absolute", "/etc/passwd"),
        ("capital", "data/Filing.ndjson"),
        ("folder", "data/"),
        ("unknown-kind", "run.exe"),
        ("attachment-without-hash", "att/report.pdf"),
        ("too-long", "data/" + "a" * 41 + ".ndjson"),
    ):
        inside = draft()
        inside.members[name] = b"{}\n"
        yield f"name-{word}", "JX-NAME", inside.build()
    listed = draft()
    listed.build_front()
    listed.list_files = False
    listed.manifest["files"][1]["name"] = "../../autorun.inf"
    yield "name-only-in-the-manifest", "JX-NAME", listed.build()
    listed.manifest["files"][1]["name"] = listed.manifest["files"][2]["name"]
    yield "manifest-name-twice", "JX-MANIFEST", listed.build()


def _front(change: Callable[[dict[str, Any]], Any]) -> bytes:
    made = draft()
    made.change_front = change
    return made.build()


def envelopes() -> Iterator[Case]:
    yield "envelope-not-json", "JX-JSON-SYNTAX", _front(lambda _: b"hello, world")
    yield "envelope-extra-key", "JX-JSON-KEY", _front(lambda front: {**front, "extra": 1})
    yield (
        "envelope-without-type",
        "JX-MANIFEST",
        _front(lambda front: {key: front[key] for key in ("payload", "signatures")}),
    )
    yield "envelope-with-space", "JX-JSON-NONCANON", _front(lambda front: json.dumps(front).encode())
    yield (
        "envelope-key-twice",
        "JX-JSON-DUPKEY",
        _front(lambda front: plain(front).replace(b'{"payload":', b'{"payload":"","payload":', 1)),
    )
    yield (
        "envelope-url-base64",
        "JX-MANIFEST",
        _front(lambda front: {**front, "payload": "_-" + front["payload"][2:]}),
    )
    yield (
        "envelope-base64-with-line",
        "JX-MANIFEST",
        _front(lambda front: {**front, "payload": front["payload"][:4] + "\n" + front["payload"][4:]}),
    )
    other = draft()
    other.payload_type = CERTIFICATE_TYPE
    yield "envelope-of-another-type", "JX-ENV-TYPE", other.build()
    future = draft()
    future.payload_type = "application/vnd.jxdesk.package+json;v=2"
    yield "envelope-of-format-2", "JX-FORMAT-FUTURE", future.build()
    yield (
        "type-changed-after-signing",
        "JX-ENV-TYPE",
        _front(lambda front: {**front, "payloadType": "text/plain"}),
    )
    whole = draft()
    whole.front = split(GOOD)["chain/00.dsse.json"]
    yield "certificate-in-place-of-the-manifest", "JX-ENV-TYPE", whole.build()


def signatures() -> Iterator[Case]:
    def changed(**values: Any) -> bytes:
        return _front(lambda front: {**front, "signatures": [{**front["signatures"][0], **values}]})

    yield "signature-missing", "JX-SIG-BAD", _front(lambda front: {**front, "signatures": []})
    yield "signature-of-zeros", "JX-SIG-BAD", changed(sig="A" * 86 + "==")
    yield "signature-too-short", "JX-SIG-BAD", changed(sig="AAAA")
    yield "signature-of-unknown-key", "JX-SIG-UNKNOWN", changed(keyid="0" * 64)
    yield "signature-of-another-algorithm", "JX-SIG-ALG", changed(alg="sm2-sm3")
    yield "signature-of-no-algorithm", "JX-SIG-ALG", changed(alg="none")
    tampered = draft()
    tampered.change_front = lambda front: {
        **front,
        "payload": seal(plain({**tampered.manifest, "practice": True}), [])["payload"],
    }
    yield "manifest-changed-after-signing", "JX-SIG-BAD", tampered.build()
    wrong = draft()
    wrong.signers = [signer(5)]
    yield "signed-by-somebody-else", "JX-SIG-UNKNOWN", wrong.build()
    nobody = draft()
    nobody.set_chain()
    yield "no-certificate", "JX-SIG-UNKNOWN", nobody.build()
    second = draft()
    second.signers = [signer(), signer(2)]
    second.set_chain(*issued(signer(), by=signer(2), with_issuer=True))
    second.change_front = lambda front: {
        **front,
        "signatures": [front["signatures"][0], {**front["signatures"][1], "sig": "A" * 86 + "=="}],
    }
    yield "second-signature-of-a-known-key-wrong", "JX-SIG-BAD", second.build()


def certificates() -> Iterator[Case]:
    elsewhere = draft()
    elsewhere.sign_as(signer(6), org="53-23-99-104", name="练习县云坪镇")
    yield "signed-by-another-office", "JX-SENDER-SCOPE", elsewhere.build()
    prefix = draft()
    prefix.sign_as(signer(6), org="53-23-99-1", name="练习县")
    yield "scope-is-only-a-prefix-of-text", "JX-SENDER-SCOPE", prefix.build()
    receiver = draft()
    receiver.sign_as(signer(6), roles=(Role.RECEIVE,))
    yield "signed-by-a-key-that-only-receives", "JX-SENDER-SCOPE", receiver.build()
    broken = draft()
    data = certificate(signer())
    broken.set_chain(
        data.replace(b'"sig":"', b'"sig":"AAAA', 1).replace(b"AAAA", b"", 1)[:-9] + b'AAAA=="}]}'
    )
    yield "certificate-signature-wrong", "JX-MANIFEST", broken.build()
    forged = draft()
    forged.set_chain(
        issued(signer(), by=signer(2), really_by=signer(3))[0],
        certificate(signer(2), org="53-23-99", roles=(Role.ISSUE,)),
    )
    yield "certificate-of-a-forged-issuer", "JX-SIG-BAD", forged.build()
    wide = draft()
    wide.set_chain(*issued(signer(), by=signer(2), issuer_org="53-23-98", with_issuer=True))
    yield "issuer-of-another-county", "JX-SENDER-SCOPE", wide.build()
    unable = draft()
    unable.set_chain(*issued(signer(), by=signer(2), issuer_roles=(Role.SUBMIT,), with_issuer=True))
    yield "issuer-that-may-not-issue", "JX-SENDER-SCOPE", unable.build()
    national = draft()
    payload = {**json.loads(_payload(certificate(signer()))), "alg": "sm2-sm3"}
    national.set_chain(plain(seal(plain(payload), [signer()], CERTIFICATE_TYPE)))
    yield "certificate-of-a-later-suite", "JX-SIG-ALG", national.build()
    gap = draft()
    gap.members["chain/07.dsse.json"] = certificate(signer(7))
    yield "chain-with-a-gap", "JX-MANIFEST", gap.build()
    posing = draft()
    posing.set_chain(plain(seal(_payload(certificate(signer())), [signer()])))
    yield "package-type-in-place-of-a-certificate", "JX-ENV-TYPE", posing.build()


def _payload(envelope: bytes) -> bytes:
    return base64.b64decode(json.loads(envelope)["payload"])


def manifests() -> Iterator[Case]:
    def with_(path: str, value: Any) -> bytes:
        made = draft()
        made.build_front()
        made.list_files = False
        place: Any = made.manifest
        *parents, last = path.split(".")
        for part in parents:
            place = place[int(part) if part.isdecimal() else part]
        if value is DELETED:
            del place[last]
        else:
            place[int(last) if last.isdecimal() else last] = value
        return made.build()

    for word, path, value, code in (
        ("format-2", "format", 2, "JX-FORMAT-FUTURE"),
        ("schema-of-tomorrow", "reader_min", 99, "JX-SCHEMA-FUTURE"),
        ("critical-extension", "critical", ["moon_phase"], "JX-CRITICAL"),
        ("without-app", "app", DELETED, "JX-MANIFEST"),
        ("without-totals", "totals", DELETED, "JX-MANIFEST"),
        ("app-is-text", "app", "jxdesk", "JX-MANIFEST"),
        ("seq-is-true", "chain.seq", True, "JX-MANIFEST"),
        ("seq-zero", "chain.seq", 0, "JX-MANIFEST"),
        ("seq-text", "chain.seq", "1", "JX-MANIFEST"),
        ("second-package-without-previous", "chain.seq", 2, "JX-MANIFEST"),
        ("device-short", "chain.device", "00", "JX-MANIFEST"),
        ("chain-null", "chain", None, "JX-MANIFEST"),
        ("knows-not-itself", "knows", [], "JX-MANIFEST"),
        ("knows-is-object", "knows", {"device": 1}, "JX-MANIFEST"),
        ("kind-unknown", "kind", "gift", "JX-MANIFEST"),
        ("practice-is-1", "practice", 1, "JX-MANIFEST"),
        ("created-yesterday", "created", "yesterday", "JX-MANIFEST"),
        ("period-13", "dataset.period", 13, "JX-MANIFEST"),
        ("year-text", "dataset.year", "2025", "JX-MANIFEST"),
        ("files-negative-size", "files.0.size", -1, "JX-MANIFEST"),
        ("files-huge-size", "files.2.size", 2**40, "JX-TOO-BIG"),
        ("files-wrong-hash", "files.2.sha256", "0" * 64, "JX-DAMAGED"),
        ("files-hash-not-hex", "files.2.sha256", "z" * 64, "JX-MANIFEST"),
        ("files-empty", "files", [], "JX-CONTAINER"),
        ("files-of-texts", "files", ["k.bin"], "JX-MANIFEST"),
        ("recipient-twice", "recipients", ["53-23-99", "53-23-99"], "JX-MANIFEST"),
        ("sender-with-star", "sender.org", "53-*", "JX-MANIFEST"),
        ("sender-above-the-signer", "sender.org", "53-23-99", "JX-SENDER-SCOPE"),
        ("sender-without-name", "sender.name", "", "JX-MANIFEST"),
        ("suite-of-tomorrow", "suite", "sm2-sm3", "JX-SIG-ALG"),
        ("total-amount-wrong", "totals.amount_fen", 1, "JX-MANIFEST"),
        ("total-projects-wrong", "totals.projects", 3, "JX-MANIFEST"),
        ("people-with-three-keys", "people", [{"name": "a", "role": "b", "x": 1}], "JX-MANIFEST"),
        ("journal-head-short", "journal_head", "ab", "JX-MANIFEST"),
    ):
        yield f"manifest-{word}", code, with_(path, value)
    unsorted = draft()
    unsorted.build_front()
    unsorted.list_files = False
    unsorted.manifest["files"].reverse()
    yield "manifest-files-unsorted", "JX-MANIFEST", unsorted.build()
    keyless = draft()
    del keyless.members["k.bin"]
    yield "manifest-without-phone-key", "JX-MANIFEST", keyless.build()
    listed = draft()
    listed.payload = b"[]"
    yield "manifest-is-a-list", "JX-MANIFEST", listed.build()


def json_in_the_manifest() -> Iterator[Case]:
    made = draft()
    made.build_front()
    payload = plain(made.manifest)
    for word, code, data in (
        ("nan", "JX-JSON-NAN", payload.replace(b'"seq":1', b'"seq":NaN', 1)),
        ("infinity", "JX-JSON-NAN", payload.replace(b'"seq":1', b'"seq":-Infinity', 1)),
        ("1e999", "JX-JSON-FLOAT", payload.replace(b'"seq":1', b'"seq":1e999', 1)),
        ("fraction", "JX-JSON-FLOAT", payload.replace(b'"seq":1', b'"seq":1.0', 1)),
        ("minus-zero", "JX-JSON-NONCANON", payload.replace(b'"seq":1', b'"seq":-0', 1)),
        ("5000-digits", "JX-JSON-INT", payload.replace(b'"seq":1', b'"seq":' + b"9" * 5000, 1)),
        ("2-to-the-53", "JX-JSON-INT", payload.replace(b'"seq":1', b'"seq":9007199254740992', 1)),
        ("nested-20000-deep", "JX-JSON-DEPTH", payload[:-1] + b',"z":' + b"[" * 20000 + b"]" * 20000 + b"}"),
        ("nested-9-deep", "JX-JSON-DEPTH", payload[:-1] + b',"z":' + b"[" * 8 + b"]" * 8 + b"}"),
        ("key-twice", "JX-JSON-DUPKEY", payload.replace(b'{"app":', b'{"app":1,"app":', 1)),
        ("key-with-capital", "JX-JSON-KEY", payload.replace(b'{"app":', b'{"App":1,"app":', 1)),
        ("bad-utf8", "JX-JSON-UTF8", payload.replace("练".encode(), b"\xe7\xbb", 1)),
        ("overlong-utf8", "JX-JSON-UTF8", payload.replace("练".encode(), b"\xc0\xaf", 1)),
        ("surrogate-bytes", "JX-JSON-UTF8", payload.replace("练".encode(), b"\xed\xa0\x80", 1)),
        ("surrogate-escape", "JX-JSON-UTF8", payload.replace("练".encode(), b"\\ud800", 1)),
        ("needless-escape", "JX-JSON-NONCANON", payload.replace("练".encode(), b"\\u7ec3", 1)),
        ("byte-order-mark", "JX-JSON-NONCANON", b"\xef\xbb\xbf" + payload),
        ("white-space", "JX-JSON-NONCANON", payload.replace(b'{"app":', b'{"app": ', 1)),
        ("line-end", "JX-JSON-NONCANON", payload + b"\r\n"),
        ("cut", "JX-JSON-SYNTAX", payload[:-1]),
        ("two-values", "JX-JSON-SYNTAX", payload + b"{}"),
    ):
        assert data != payload, word
        one = draft()
        one.payload = data
        yield f"json-{word}", code, one.build()


def lines() -> Iterator[Case]:
    def changed(table: str, change: Callable[[bytes], bytes]) -> bytes:
        made = draft()
        name = f"data/{table}.ndjson"
        before = made.members[name]
        made.members[name] = change(before)
        assert made.members[name] != before
        return made.build()

    for word, code, old, new in (
        ("nan", "JX-JSON-NAN", b'"position":0', b'"position":NaN'),
        ("fraction", "JX-JSON-FLOAT", b'"position":0', b'"position":0.0'),
        ("1e999", "JX-JSON-FLOAT", b'"position":0', b'"position":1e999'),
        ("huge-integer", "JX-JSON-INT", b'"position":0', b'"position":18446744073709551617'),
        ("key-twice", "JX-JSON-DUPKEY", b'{"actual":', b'{"actual":"1","actual":'),
        ("bad-utf8", "JX-JSON-UTF8", "指标".encode(), b"\xff\xfe"),
        ("space", "JX-JSON-NONCANON", b'"position":0', b'"position": 0'),
        ("unsorted-keys", "JX-JSON-NONCANON", b'{"actual":', b'{"zzz":1,"actual":'),
        ("windows-line-end", "JX-JSON-NONCANON", b"}\n", b"}\r\n"),
        ("empty-line", "JX-JSON-SYNTAX", b"}\n", b"}\n\n"),
        ("two-records", "JX-JSON-SYNTAX", b"}\n{", b"},{"),
        ("record-over-two-lines", "JX-JSON-SYNTAX", b',"clean_name', b',\n"clean_name'),
    ):
        yield (
            f"line-{word}",
            code,
            changed("indicator_line", lambda data, old=old, new=new: data.replace(old, new, 1)),
        )
    yield "line-without-end", "JX-JSON-NONCANON", changed("filing", lambda data: data[:-1])
    yield (
        "line-nested-deep",
        "JX-JSON-DEPTH",
        changed(
            "filing",
            lambda data: data.replace(b'"title":', b'"tip":' + b"[" * 300 + b"]" * 300 + b',"title":', 1),
        ),
    )
    yield (
        "line-text-too-long",
        "JX-LIMIT",
        changed("filing", lambda data: data.replace(b'"title":"', b'"title":"' + b"x" * 65_537, 1)),
    )


def records() -> Iterator[Case]:
    def with_(table: str, change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
        made = draft()
        found = made.records(table)
        answer = change(found)
        made.set_records(table, found if answer is None else answer)
        return made.build()

    def set_(table: str, **values: Any) -> bytes:
        return with_(table, lambda found: found[0].update(values))

    def drop(table: str, name: str) -> bytes:
        return with_(table, lambda found: found[0].pop(name) and None)

    yield "record-without-id", "JX-RECORD", drop("filing", "id")
    yield "record-without-office", "JX-RECORD", drop("filing", "office_id")
    yield "record-of-nowhere", "JX-RECORD", set_("filing", office_id="f" * 32)
    yield "record-of-no-project", "JX-RECORD", set_("filing", project_id="f" * 32)
    yield "record-of-no-template", "JX-RECORD", set_("filing", template_id="made-up-2030")
    yield "record-of-no-filing", "JX-RECORD", set_("indicator_line", filing_id="f" * 32)
    yield "record-id-a-path", "JX-RECORD", set_("office", id="../x")
    yield "record-id-of-two-lines", "JX-RECORD", set_("office", id="a\nb")
    yield "records-unsorted", "JX-RECORD", with_("indicator_line", lambda found: found.reverse())
    yield "record-twice", "JX-RECORD", with_("indicator_line", lambda found: found.insert(1, found[0]))
    yield "record-null", "JX-RECORD", set_("filing", title=None)
    yield "record-number-in-place-of-text", "JX-RECORD", set_("filing", title=5)
    yield "record-money-as-text", "JX-RECORD", set_("money_line", executed_fen="100")
    yield "record-money-true", "JX-RECORD", set_("money_line", executed_fen=True)
    yield "record-unknown-form", "JX-RECORD", set_("filing", form="love_letter")
    yield "record-unknown-sign", "JX-RECORD", set_("indicator_line", comparator="≈")
    for word, text in (
        ("trailing-zero", "1.50"),
        ("minus-zero", "-0"),
        ("exponent", "1e5"),
        ("plus", "+1"),
        ("seven-decimals", "0.1234567"),
        ("full-width", "９"),
    ):
        yield f"record-number-{word}", "JX-RECORD", set_("indicator_line", target=text)
    yield "record-position-negative", "JX-RECORD", set_("indicator_line", position=-1)
    yield "record-answers-a-list", "JX-RECORD", set_("filing", answers=["a"])
    yield "record-answer-a-number", "JX-RECORD", set_("filing", answers={"goal": 1})
    yield "record-answer-key-with-capital", "JX-RECORD", set_("filing", answers={"Goal": "x"})
    yield "record-budget-without-stage", "JX-RECORD", set_("project", budgets=[{"amount_fen": 1}])
    yield (
        "record-budget-on-30-february",
        "JX-RECORD",
        set_("project", budgets=[{"amount_fen": 1, "stage": "original", "dated": "2025-02-30"}]),
    )
    yield "record-is-a-list", "JX-RECORD", with_("office", lambda found: [["a"]])
    yield "record-of-another-year", "JX-RECORD", set_("filing", year=2024)
    yield "record-of-another-form", "JX-RECORD", set_("filing", form="project_target")
    yield "record-of-another-office", "JX-SENDER-SCOPE", set_("office", path="53-23-99-104")
    yield "record-money-changed-total-not", "JX-MANIFEST", set_("money_line", revised_budget_fen=1)
    unknown = draft()
    unknown.members["data/later.ndjson"] = b'{"id":1.5}\n'
    yield "record-fraction-in-a-later-table", "JX-JSON-FLOAT", unknown.build()


def evidence() -> Iterator[Case]:
    yield (
        "attachment-program",
        "JX-ATT-TYPE",
        with_attachment(draft(), b"MZ\x90\x00" + bytes(60), "pdf").build(),
    )
    yield (
        "attachment-script",
        "JX-ATT-TYPE",
        with_attachment(draft(), b"#!/bin/sh\nrm -rf /\n", "jpg").build(),
    )
    macro = office_file("word/document.xml", "word/vbaProject.bin")
    yield "attachment-word-macro", "JX-ATT-TYPE", with_attachment(draft(), macro, "docx").build()
    sheet = office_file("xl/workbook.xml", "xl/macrosheets/sheet1.xml")
    yield "attachment-excel4-macro", "JX-ATT-TYPE", with_attachment(draft(), sheet, "xlsx").build()
    yield "attachment-old-macro", "JX-ATT-TYPE", with_attachment(draft(), OLE2_WITH_MACROS, "ole2").build()
    yield (
        "attachment-other-type-than-said",
        "JX-ATT-TYPE",
        with_attachment(draft(), b"%PDF-1.7\n", "png").build(),
    )
    yield (
        "attachment-plain-zip",
        "JX-ATT-TYPE",
        with_attachment(draft(), office_file("readme.txt"), "docx").build(),
    )
    missing = with_attachment(draft(), b"%PDF-1.7\n", "pdf")
    del missing.members[next(name for name in missing.members if name.startswith("att/"))]
    yield "attachment-row-without-bytes", "JX-RECORD", missing.build()
    stowaway = with_attachment(draft(), b"%PDF-1.7\n", "pdf")
    del stowaway.members["data/attachment.ndjson"]
    yield "attachment-bytes-without-row", "JX-MANIFEST", stowaway.build()
    renamed = with_attachment(draft(), b"%PDF-1.7\n", "pdf")
    name = next(name for name in renamed.members if name.startswith("att/"))
    renamed.members["att/" + "0" * 64] = renamed.members.pop(name)
    yield "attachment-under-another-hash", "JX-MANIFEST", renamed.build()


FAMILIES = (
    benign,
    not_a_package,
    truncated,
    changed_bytes,
    repacked,
    names,
    envelopes,
    signatures,
    certificates,
    manifests,
    json_in_the_manifest,
    lines,
    records,
    evidence,
    *road_cases.FAMILIES,
    *chain_cases.FAMILIES,
)


def asked_differently() -> Iterator[dict[str, Any]]:
    """The same files, asked with a trust file or for a kind of workspace."""
    own, county, other = (
        certificate(signer()),
        issued(signer(), by=signer(2), with_issuer=True)[1],
        certificate(signer(8)),
    )
    (PLACE / "trust-own.dsse.json").write_bytes(own)
    (PLACE / "trust-county.dsse.json").write_bytes(county)
    (PLACE / "trust-other.dsse.json").write_bytes(other)
    narrow = certificate(signer(), org=f"{ORG}-001", name="只管一个站所")
    (PLACE / "trust-narrow.dsse.json").write_bytes(narrow)
    yield {"file": "good-plain.jxpkg", "code": OK, "trust": "trust-own.dsse.json", "answer": "confirmed"}
    yield {
        "file": "good-certificate-of-the-county.jxpkg",
        "code": OK,
        "trust": "trust-county.dsse.json",
        "answer": "confirmed",
    }
    yield {"file": "good-plain.jxpkg", "code": "JX-SIG-UNKNOWN", "trust": "trust-other.dsse.json"}
    yield {"file": "good-practice.jxpkg", "code": "JX-SIG-UNKNOWN", "trust": "trust-other.dsse.json"}
    yield {
        "file": "good-certificate-of-the-county.jxpkg",
        "code": "JX-SIG-UNKNOWN",
        "trust": "trust-other.dsse.json",
    }
    yield {"file": "good-plain.jxpkg", "code": "JX-SENDER-SCOPE", "trust": "trust-narrow.dsse.json"}
    given = "a" * 32
    for name, entries, day, code in (
        (
            "revoked",
            (Revocation(serial=given, after_seq=0, reason="密钥丢失"),),
            "2026-05-06",
            "JX-SIG-REVOKED",
        ),
        ("revoked-later", (Revocation(serial=given, after_seq=9, reason="换电脑"),), "2026-05-06", OK),
        ("in-grace", (), "2028-03-31", OK),
        ("run-out", (), "2028-04-15", "JX-SIG-EXPIRED"),
    ):
        stopped = sign_list(entries, signer(2), version=1, today=dt.date.fromisoformat(day))
        (PLACE / f"trust-{name}.dsse.json").write_bytes(county + b"\n" + stopped.envelope)
        case = {
            "file": "good-certificate-of-the-county.jxpkg",
            "code": code,
            "trust": f"trust-{name}.dsse.json",
        }
        yield case | ({"answer": "confirmed"} if code == OK else {})
    yield {"file": "good-practice.jxpkg", "code": "JX-PRACTICE", "practice": False}
    yield {"file": "good-practice.jxpkg", "code": OK, "practice": True, "answer": "unconfirmed"}
    yield {"file": "good-plain.jxpkg", "code": "JX-REAL", "practice": True}
    yield {"file": "good-plain.jxpkg", "code": OK, "practice": False, "answer": "unconfirmed"}


def main() -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    cases: list[dict[str, Any]] = []
    for family in FAMILIES:
        for name, code, data in family():
            path = PLACE / f"{name}.jxpkg"
            if not path.exists():
                path.write_bytes(data)
            cases.append({"file": path.name, "code": code})
    cases += asked_differently()
    lines_ = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (PLACE / "cases.json").write_text(f"[\n{lines_}\n]\n", encoding="utf-8")
    print(len(cases), "cases")


if __name__ == "__main__":
    main()
