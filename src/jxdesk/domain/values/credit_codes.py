"""Unified social credit codes (统一社会信用代码): check characters and what a code fails in. Used by offices and imports.

Source: GB 32100-2015; the organisation code inside: GB 11714-1997. Codes that fail exist in the wild, so a failure
is a warning and never a refusal.
"""

from __future__ import annotations

import re

from jxdesk.domain.findings import Finding, Severity

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(rf"[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}")


def check_character(body: str) -> str:
    """The 18th character for the first 17.

    Source: GB 32100-2015, 5.
    """
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def organisation_check(body: str) -> str:
    """The check character of an organisation code for its first 8 characters.

    Source: GB 11714-1997.
    """
    total = sum(_INNER_SIGNS.index(sign) * weight for sign, weight in zip(body, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check_credit_code(code: str) -> tuple[Finding, ...]:
    """What does not fit in a code; nothing for an empty one."""
    text = code.strip().upper()
    if not text:
        return ()
    if len(text) != 18:
        return (_warning(f"统一社会信用代码应是 18 位，现在是 {len(text)} 位。"),)
    if not _SHAPE.fullmatch(text):
        return (
            _warning("统一社会信用代码里有不该出现的字符（不用字母 I、O、S、V、Z，第 3 至 8 位是数字）。"),
        )
    if check_character(text[:17]) != text[17]:
        return (_warning(f"统一社会信用代码的最后一位不对：按前 17 位算应是 {check_character(text[:17])}。"),)
    if organisation_check(text[8:16]) != text[16]:
        return (
            _warning(
                f"统一社会信用代码的第 17 位不对：按组织机构代码算应是 {organisation_check(text[8:16])}。"
            ),
        )
    return ()


def _warning(message: str) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        code="credit-code",
        message=message,
        advice="请对照单位的证书核对；确认证书上就是这样写的，可以照存。",
        field="credit_code",
    )
