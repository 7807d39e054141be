"""Scopes: that something belongs to an office or to one below it, as SQL; used by the views that lists are narrowed by."""

from __future__ import annotations


def within(column: str, scope: str) -> tuple[str, list[str]]:
    """The condition that a path in ``column`` is covered by a scope, and its values; true of all where the scope is empty.

    The sign after the hyphen bounds the range, so that an index over paths is used.
    """
    if not scope:
        return "1", []
    return f"({column} = ? OR ({column} > ? AND {column} < ?))", [scope, f"{scope}-", f"{scope}."]


def of_offices(column: str, scope: str) -> tuple[str, list[str]]:
    """The condition that an office's id in ``column`` is covered by a scope, and its values."""
    if not scope:
        return "1", []
    condition, values = within("path", scope)
    return f"{column} IN (SELECT id FROM office WHERE {condition})", values
