"""Document numbers (发文字号): how offices type them and how they are written, ``练财预〔2026〕12号``. Used where one is asked for.

Source: GB/T 9704-2012 7.2.5: 机关代字, the year in six-cornered brackets, the number without 第 and leading noughts.
"""

from __future__ import annotations

import re

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.values.lettering import fold

_TYPED = re.compile(r"(?P<office>.*?)[(\[{【<《](?P<year>(?:19|20)\d\d)[)\]}】>》]第?0*(?P<number>\d+)号?")
_WRITTEN = re.compile(r"\S+〔(?:19|20)\d\d〕[1-9]\d*号")


def plain_number(text: str) -> str:
    """A document number as it is written; what is none stays as it was typed, without the spaces at its ends."""
    found = _TYPED.fullmatch(re.sub(r"\s+", "", fold(text)))
    if found is None or not found["office"]:
        return text.strip()
    return f"{found['office']}〔{found['year']}〕{found['number']}号"


def check_number(text: str, *, needed: bool, field: str = "document_number") -> tuple[Finding, ...]:
    """What does not fit in a document number; without one an error where it is ``needed``, else a warning."""
    plain = plain_number(text)
    if not plain:
        severity = Severity.ERROR if needed else Severity.WARNING
        return (
            Finding(
                severity=severity,
                code="document-number-missing",
                message="没有写文号。",
                advice="照批复文件抄写，例如 练财预〔2026〕12号。",
                field=field,
            ),
        )
    if _WRITTEN.fullmatch(plain):
        return ()
    return (
        Finding(
            severity=Severity.WARNING,
            code="document-number-odd",
            message=f"“{plain}”不像发文字号。",
            advice="一般写成“机关代字〔年份〕序号号”，例如 练财预〔2026〕12号；没有正式文号的可以照用。",
            field=field,
        ),
    )
