"""Row numbers in words, for findings that name many rows of a sheet at once."""

from __future__ import annotations


def listed(numbers: list[int]) -> str:
    """Row numbers in words, runs drawn together: ``3–5、9``."""
    parts: list[str] = []
    start = end = numbers[0]
    for number in [*numbers[1:], 0]:
        if number == end + 1:
            end = number
            continue
        parts.append(str(start) if start == end else f"{start}–{end}")
        start = end = number
    return "、".join(parts)
