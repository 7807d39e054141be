"""Makes the kept receipts in tests/samples/receipts: honest and hostile ones, each with the code that it must get.

Run once by hand when a case is added: ``python tests/exchange/make_receipt_cases.py``. Files that are there are left alone;
``cases.json`` says of each file which code is expected, by which trust file it is read and in which kind of workspace.
"""

# ruff: noqa: E402 - run as a script, it first says where the program and the builder are

from __future__ import annotations

import base64
import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

from draft import plain, seal
from package_builder import BUREAU, COUNTY, ORG, certificate, signer
from road_parts import receipt

from jxdesk.exchange.certificates import Certificate, Role, issue
from jxdesk.exchange.envelope import RECEIPT_TYPE
from jxdesk.exchange.receipts import sign_receipt
from jxdesk.exchange.revocations import Revocation, sign_list
from jxdesk.exchange.signing import Ed25519Signer, key_id

PLACE = Path(__file__).parents[1] / "samples" / "receipts"
PREFECTURE, ROOT, KEY = "53-23", signer(20), signer(21)
OK = "JX-OK"
Case = tuple[str, str, bytes]


def given(to: Ed25519Signer = KEY, *, by: Ed25519Signer = ROOT, **said: Any) -> bytes:
    """The certificate that the prefecture gives the county, with something of it changed."""
    known: dict[str, Any] = {
        "org": COUNTY,
        "name": "练习县财政局",
        "suite": to.suite,
        "public_key": to.public_key,
        "roles": BUREAU,
        "scope": COUNTY,
        "issuer": key_id(ROOT.suite, ROOT.public_key),
        "not_before": "2025-01-01",
        "not_after": "2028-01-01",
        "seq_floor": 0,
        "serial": "c" * 32,
    }
    return issue(Certificate(**{**known, **said}), by)


ROOT_CERTIFICATE = certificate(ROOT, org=PREFECTURE, name="练习州财政局", roles=BUREAU)
GOOD = sign_receipt(receipt(), KEY, chain=[given()]).statement
PAYLOAD = json.loads(base64.b64decode(json.loads(GOOD)["payload"]))


def changed(*, by: Ed25519Signer = KEY, kind: str = RECEIPT_TYPE, **values: Any) -> bytes:
    """A receipt in which something was made wrong, and which is then signed rightly."""
    return plain(seal(plain({**PAYLOAD, **values}), [by], kind))


def honest() -> Iterator[Case]:
    yield "good", OK, GOOD
    for status in ("received", "accepted", "returned", "merged"):
        yield f"good-{status}", OK, changed(status=status)
    yield "good-refused", OK, changed(status="refused", code="JX-FORK")
    yield "good-nothing-missing", OK, changed(missing=[], receiver_head=[])
    yield "good-doubtful-clock", OK, changed(clock_ok=False, created="1999-01-01T00:00:00+08:00")
    yield "good-field-of-a-later-release", OK, changed(weather={"sky": "晴"})
    by_the_prefecture = changed(by=ROOT, chain=[ROOT_CERTIFICATE.decode()])
    yield "good-by-the-office-above", OK, by_the_prefecture


def wrong_signers() -> Iterator[Case]:
    own = given(org=ORG, scope=ORG)
    yield "township-that-calls-itself-the-county", "JX-SENDER-SCOPE", changed(chain=[own.decode()])
    yield (
        "office-that-answers-itself",
        "JX-SENDER-SCOPE",
        changed(chain=[own.decode()], receiver={"name": "白岩镇", "org": ORG}),
    )
    neighbour = given(org="53-23-98", scope="53-23-98")
    yield "neighbouring-county", "JX-SENDER-SCOPE", changed(chain=[neighbour.decode()])
    yield (
        "neighbouring-county-for-its-own-name",
        "JX-SENDER-SCOPE",
        changed(chain=[neighbour.decode()], receiver={"name": "邻县财政局", "org": "53-23-98"}),
    )
    unable = given(roles=(Role.SUBMIT, Role.ISSUE))
    yield "key-that-only-hands-in", "JX-SENDER-SCOPE", changed(chain=[unable.decode()])
    yield "sender-whose-path-only-begins-alike", "JX-SENDER-SCOPE", changed(sender_org=f"{COUNTY}9-103")
    wide = given(org="53", scope="53")
    yield "certificate-wider-than-its-issuer", "JX-SENDER-SCOPE", changed(chain=[wide.decode()])
    own_made = certificate(KEY, org=COUNTY, name="练习县财政局", roles=BUREAU)
    yield "self-signed", "JX-SIG-UNKNOWN", changed(chain=[own_made.decode()])
    yield "signed-by-somebody-else", "JX-SIG-UNKNOWN", changed(by=signer(22))
    forged = given(by=signer(23))
    yield "certificate-forged", "JX-SIG-BAD", changed(chain=[forged.decode()])
    expired = given(not_after="2026-01-01")
    yield "certificate-run-out", "JX-SIG-EXPIRED", changed(chain=[expired.decode()])


def wrong_bytes() -> Iterator[Case]:
    front = json.loads(GOOD)
    yield "empty", "JX-EMPTY", b""
    yield "login-page", "JX-JSON-SYNTAX", b"<!DOCTYPE html><html></html>"
    yield "cut", "JX-JSON-SYNTAX", GOOD[:-40]
    yield "line-end-behind", "JX-JSON-NONCANON", GOOD + b"\n"
    yield "twice-in-one-file", "JX-JSON-SYNTAX", GOOD + GOOD
    payload = base64.b64decode(front["payload"])
    accepted = payload.replace(b'"imported"', b'"accepted"')
    yield (
        "status-changed-after-signing",
        "JX-SIG-BAD",
        plain({**front, "payload": base64.b64encode(accepted).decode()}),
    )
    other = payload.replace(b"a3" * 32, b"b4" * 32, 1)
    yield (
        "digest-changed-after-signing",
        "JX-SIG-BAD",
        plain({**front, "payload": base64.b64encode(other).decode()}),
    )
    yield "without-signature", "JX-SIG-BAD", plain({**front, "signatures": []})
    yield "signed-twice", "JX-SIG-BAD", plain({**front, "signatures": front["signatures"] * 2})
    zeros = {**front["signatures"][0], "sig": "A" * 86 + "=="}
    yield "signature-of-zeros", "JX-SIG-BAD", plain({**front, "signatures": [zeros]})
    later = {**front["signatures"][0], "alg": "sm2-sm3"}
    yield "signature-of-another-algorithm", "JX-SIG-ALG", plain({**front, "signatures": [later]})
    yield "type-of-a-package", "JX-ENV-TYPE", changed(kind="application/vnd.jxdesk.package+json;v=1")
    yield "type-of-version-2", "JX-FORMAT-FUTURE", changed(kind="application/vnd.jxdesk.receipt+json;v=2")
    yield "certificate-in-its-place", "JX-ENV-TYPE", given()


def wrong_values() -> Iterator[Case]:
    package, head = PAYLOAD["package"], PAYLOAD["receiver_head"][0]
    for name, values in (
        ("refused-without-reason", {"status": "refused"}),
        ("imported-with-a-reason", {"code": "JX-FORK"}),
        ("reason-in-words", {"status": "refused", "code": "不收"}),
        ("status-unknown", {"status": "lost"}),
        ("status-a-list", {"status": ["imported"]}),
        ("digest-too-short", {"package": {**package, "digest": "a3"}}),
        ("number-zero", {"package": {**package, "seq": 0}}),
        ("number-true", {"package": {**package, "seq": True}}),
        ("package-without-epoch", {"package": {key: package[key] for key in package if key != "epoch"}}),
        ("gap-backwards", {"missing": [{"first": 7, "last": 5}]}),
        ("gaps-that-touch", {"missing": [{"first": 3, "last": 4}, {"first": 5, "last": 6}]}),
        ("gaps-in-disorder", {"missing": [{"first": 5, "last": 6}, {"first": 1, "last": 2}]}),
        ("head-twice", {"receiver_head": [head, head]}),
        ("moment-on-30-february", {"created": "2026-02-30T00:00:00+08:00"}),
        ("receiver-without-name", {"receiver": {"name": "", "org": COUNTY}}),
        ("sender-a-path", {"sender_org": "../53"}),
        ("no-certificate", {"chain": []}),
        ("nine-certificates", {"chain": [f"x{number}" for number in range(9)]}),
        ("practice-null", {"practice": None}),
    ):
        yield name, "JX-MANIFEST", changed(**values)
    yield "gaps-501", "JX-LIMIT", changed(missing=[{"first": n, "last": n} for n in range(1, 1003, 2)])
    yield "number-a-fraction", "JX-JSON-FLOAT", changed(package={**package, "seq": 1.5})
    yield "number-2-to-the-53", "JX-JSON-INT", changed(package={**package, "seq": 2**53})
    yield "chain-that-is-text", "JX-JSON-SYNTAX", changed(chain=["hello"])


FAMILIES = (honest, wrong_signers, wrong_bytes, wrong_values)


def asked_differently() -> Iterator[dict[str, Any]]:
    """The same kind of receipts, read by other trust files and in practice."""
    stopped = sign_list(
        (Revocation(serial="c" * 32, after_seq=99, reason="密钥丢失"),),
        ROOT,
        version=1,
        today=dt.date(2026, 5, 6),
    )
    own = given(to=signer(1), org=ORG, scope=ORG, roles=(Role.SUBMIT,), serial="d" * 32)
    trusts = {
        "trust.jsonl": [own, given(), ROOT_CERTIFICATE],
        "trust-root-alone.jsonl": [ROOT_CERTIFICATE],
        "trust-stopped.jsonl": [ROOT_CERTIFICATE, stopped.envelope],
        "trust-other.jsonl": [certificate(signer(30), org=PREFECTURE, roles=BUREAU)],
        "trust-narrow.jsonl": [given(org=f"{COUNTY}-104", scope=f"{COUNTY}-104"), ROOT_CERTIFICATE],
    }
    for name, lines in trusts.items():
        (PLACE / name).write_bytes(b"\n".join(lines) + b"\n")
    yield {"file": "good.jxrcpt", "code": OK, "trust": "trust.jsonl"}
    yield {"file": "good.jxrcpt", "code": "JX-SIG-REVOKED", "trust": "trust-stopped.jsonl"}
    yield {"file": "good.jxrcpt", "code": "JX-SIG-UNKNOWN", "trust": "trust-other.jsonl"}
    yield {"file": "good.jxrcpt", "code": "JX-SENDER-SCOPE", "trust": "trust-narrow.jsonl"}
    yield {"file": "good.jxrcpt", "code": "JX-SIG-UNKNOWN", "trust": None}
    practice = certificate(KEY, org=COUNTY, name="练习县财政局", roles=BUREAU)
    path = PLACE / "practice.jxrcpt"
    if not path.exists():
        path.write_bytes(sign_receipt(receipt(practice=True), KEY, chain=[practice]).statement)
    yield {"file": path.name, "code": OK, "trust": None, "practice": True}
    yield {"file": path.name, "code": "JX-PRACTICE", "trust": "trust.jsonl", "practice": False}
    yield {"file": path.name, "code": "JX-SIG-UNKNOWN", "trust": "trust-other.jsonl", "practice": True}
    yield {"file": "self-signed.jxrcpt", "code": "JX-REAL", "trust": None, "practice": True}


def main() -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    cases: list[dict[str, Any]] = []
    for family in FAMILIES:
        for name, code, data in family():
            path = PLACE / f"{name}.jxrcpt"
            if not path.exists():
                path.write_bytes(data)
            cases.append({"file": path.name, "code": code, "trust": "trust-root-alone.jsonl"})
    cases += asked_differently()
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (PLACE / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(len(cases), "cases")


if __name__ == "__main__":
    main()
