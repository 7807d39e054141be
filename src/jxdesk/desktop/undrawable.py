"""What is said of characters that no font draws, before anything is printed: of one form, and of many at once."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.domain.findings import Finding

SHOWN = 3
"""So many forms are named one by one, each with its first place."""


def words_of_undrawable(findings: Sequence[Finding]) -> str:
    """What is said of one form; empty where everything can be drawn."""
    if not findings:
        return ""
    more = f"这样的地方共 {len(findings)} 处。" if len(findings) > 1 else ""
    return f"{findings[0].message}{more}{findings[0].advice}"


def words_of_undrawables(found: Sequence[tuple[str, Finding]]) -> str:
    """What is said of many forms, the first of them named with a place each; the advice once."""
    first: dict[str, Finding] = {}
    for name, finding in found:
        first.setdefault(name, finding)
    lines = [f"{len(first)} 张表里有 {len(found)} 处字打不出来："]
    lines += [f"· {name}：{finding.message}" for name, finding in list(first.items())[:SHOWN]]
    if len(first) > SHOWN:
        lines.append(f"· 另有 {len(first) - SHOWN} 张")
    return "\n".join([*lines, found[0][1].advice])
