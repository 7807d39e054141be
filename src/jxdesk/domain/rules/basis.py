"""Basis: where a rule comes from; apart from the rules, so that a table with a source of its own loads none of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a rule comes from; ``own_choice`` marks a proposal of this program that no regulation gives."""

    source: str
    own_choice: bool
