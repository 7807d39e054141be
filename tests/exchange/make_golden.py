"""Makes the golden package of a release, kept for ever in tests/samples/packages/golden with what it must say.

Run once by hand when a release changes what packages look like: ``python tests/exchange/make_golden.py NAME``.
"""

# ruff: noqa: E402 - run as a script, it first says where the program and the builder are

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

from package_builder import contents, heading, package
from road_parts import approved, published, returned

from jxdesk.actions.verify import verify
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.receipts import check_receipt
from jxdesk.exchange.verifying import open_package

PLACE = Path(__file__).parents[1] / "samples" / "packages" / "golden"
SCAN = b"%PDF-1.7\n% an invented scan\n%%EOF\n"


def sayings(path: Path) -> dict[str, Any]:
    """Everything that a golden package says, as plain values."""
    with open_package(path) as opened:
        return {
            "answer": verify(path).as_json(),
            "counts": opened.counts,
            "offices": [
                [office.path, office.name, office.level, office.region_code] for office in opened.offices()
            ],
            "projects": [
                {
                    "name": project.name,
                    "code": project.code,
                    "year": project.fiscal_year,
                    "budgets": [[one.stage, one.amount_fen, str(one.dated)] for one in project.budgets],
                    "funding": [[one.source, one.book, one.amount_fen] for one in project.funding],
                }
                for project in opened.projects()
            ],
            "filings": {
                filing.id: {
                    "project": filing.content.project_name,
                    "template": filing.content.template_id,
                    "rules": filing.content.rule_pack_id,
                    "budget": [line.revised_budget_fen for line in filing.content.money_lines],
                    "lines": [
                        [line.name, str(line.target), str(line.actual), str(line.weight), line.printed_score]
                        for line in filing.content.indicator_lines
                    ],
                    "answers": dict(filing.content.answers),
                    "vector": dict(filing.vector),
                }
                for filing in opened.filings()
            },
            "attachments": [[row.original_name, row.type, row.sha256] for row in opened.attachments()],
            "templates": {template.id: template.text for template in opened.templates()},
            "rule_packs": {pack.id: pack.text for pack in opened.rule_packs()},
            **{name: said for name, said in sayings_of_the_road(opened).items() if said},
        }


def sayings_of_the_road(opened: VerifiedPackage) -> dict[str, Any]:
    """What a package from above says beside its filings."""
    receipts = [check_receipt(data, where="回执") for data in opened.receipts()]
    return {
        "in_reply_to": opened.manifest.in_reply_to,
        "reviews": [whole(one) for one in opened.reviews()],
        "comments": [whole(one) for one in opened.comments()],
        "approvals": [whole(one) for one in opened.approvals()],
        "publications": [whole(one) for one in opened.publications()],
        "receipts": [whole(one) for one in receipts],
    }


def whole(value: Any) -> Any:
    """A value with everything in it that is not at its default, so that fields of later releases change nothing."""
    if is_dataclass(value):
        said = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: whole(one) for name, (one, default) in said.items() if one != default}
    if isinstance(value, tuple):
        return [whole(one) for one in value]
    return value if isinstance(value, (str, int)) else str(value)


ROAD = {"return": returned, "approval": approved, "publication": published}


def main(name: str) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    for kind, make in ROAD.items():
        keep(PLACE / f"{name}-{kind}.jxpkg", make())
    keep(PLACE / f"{name}.jxpkg", submission())


def submission() -> bytes:
    """A submission with evidence."""
    scan = PLACE / "scan.tmp"
    scan.write_bytes(SCAN)
    sha256 = hashlib.sha256(SCAN).hexdigest()
    of = contents(3, 4, seed=2026, per_office=2)
    row = Attachment(
        id="f" * 32,
        filing_id=of.filings[0].id,
        title="验收报告",
        original_name="验收报告（盖章）.pdf",
        type=AttachmentType.PDF,
        sha256=sha256,
        size=len(SCAN),
    )
    data = package(
        replace(of, attachments=(row,)), evidence={sha256: scan}, under=heading(seq=17, prev="cd" * 32)
    )
    scan.unlink()
    return data


def keep(path: Path, data: bytes) -> None:
    """Keeps a package for ever, with what it says; one that is there stays as it is."""
    if path.exists():
        print(f"{path.name} is kept already")
        return
    path.write_bytes(data)
    text = json.dumps(sayings(path), ensure_ascii=False, indent=1, sort_keys=True)
    path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
