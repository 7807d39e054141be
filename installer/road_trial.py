"""The road between two installed programs: a unit and its county over one stick, by their command lines; both verifications go it.

The unit enrols, seals and sends up; the county certifies, receives and reviews; the unit hears of it. What lies on the stick then
is every kind of file that a double click opens.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dev

FORM = dev.ROOT / "tests/samples/self-evaluation-yongde-mingliang-2022.xlsx"
FILLED = ("--form", "project_self_evaluation", "--year", "2022")
UNIT = ("--name", "永德县明朗中学", "--level", "unit", "--code", "53-09-23-d105")
COUNTY = ("--name", "永德县财政局", "--level", "county", "--code", "53-09-23")

Expect = Callable[[bool, str, str], None]
"""What a trial is told: whether a step came out right, what it was, what was seen."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One office at an installed program: how its command line is called, what it calls the stick and its usual data folder.

    ``call`` takes the words of a command and answers its exit code and what it said.
    """

    call: Callable[..., tuple[int, str]]
    stick: str
    home: str

    def asked(self, *words: str) -> dict[str, Any]:
        """The JSON that a command answers; where it failed, what it said."""
        code, said = self.call(*words, "--json")
        began = said.find("{")
        return json.loads(said[began:]) if code == 0 and began >= 0 else {"failed": said}


def enrol(unit: Desk, county: Desk, stick: Path, expect: Expect) -> None:
    """Both offices begin, and the unit gets its certificate from the county."""
    for desk, office in ((unit, UNIT), (county, COUNTY)):
        code, said = desk.call("init", "--home", desk.home, *office)
        expect(code == 0, f"建好了{office[1]}", said)
    asked = unit.asked("enrol", "request", "--to", unit.stick)
    fingerprint = ("--fingerprint", asked.get("fingerprint", "没有"))
    request = on(county, stick, "*.jxreq")
    given = county.asked("enrol", "certify", request, *fingerprint, "--to", county.stick)
    done = unit.asked("enrol", "install", on(unit, stick, "*.jxtrust"))
    expect(done.get("issuer") == COUNTY[1], "申请、发证书、装证书", f"{asked} {given} {done}")


def send_up(unit: Desk, county: Desk, stick: Path, expect: Expect) -> str:
    """The unit seals a filled form, the county receives it; answers the package's digest."""
    shutil.copy(FORM, stick)
    code, said = unit.call("import", f"{unit.stick}/{FORM.name}")
    expect(code == 0, "单位导入公开的表", said)
    sealed = unit.asked("seal", *FILLED, "--to", unit.stick)
    came = county.asked("receive", on(county, stick, "*.jxpkg"))
    (package,) = came.get("packages") or [{}]
    is_right = package.get("code") == "JX-OK" and package["digest"] == sealed.get("digest")
    expect(
        is_right and package["counts"]["new"] == 1 and any(stick.glob("*.jxrcpt")),
        "另一台电脑上装好的程序接收了它封的包，写了回执",
        f"{sealed} {came}",
    )
    return str(package.get("digest", ""))


def hear(unit: Desk, county: Desk, stick: Path, digest: str, expect: Expect) -> None:
    """The county reviews what came, and the unit takes the answer and the receipt from the stick."""
    reviewed = county.asked("review", "--package", digest[:10], "--accept-all", "--to", county.stick)
    expect(reviewed.get("outcomes", {}).get("accepted") == 1, "审核通过，写了审核结果", str(reviewed))
    result, receipt = on(unit, stick, "*审核结果*.jxpkg"), on(unit, stick, "*.jxrcpt")
    heard, told = unit.asked("receive", result), unit.asked("receipt", receipt)
    kinds = [(one["code"], one["kind"]) for one in heard.get("packages", [])]
    expect(
        kinds == [("JX-OK", "return")] and (told.get("status"), told.get("signed")) == ("imported", True),
        "单位收下审核结果和回执",
        f"{heard} {told}",
    )


def on(desk: Desk, stick: Path, pattern: str) -> str:
    """A file of the stick as a desk names it."""
    found = sorted(stick.glob(pattern))
    return f"{desk.stick}/{found[-1].name if found else '没有'}"
