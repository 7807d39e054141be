"""Typed tasks: what a text typed into one cell of a task means, and what an editor shows for it. Used by editing."""

from __future__ import annotations

import json

from jxdesk.domain.filling.typed_money import amount_text, amount_values
from jxdesk.domain.filling.typed_text import Values
from jxdesk.domain.records.filings import MoneyUnit, TaskLine

TASK_AMOUNTS = ("budget", "fiscal", "other", "executed")
TASK_WORDS = ("name", "content", "tier", "progress", "reason")
PROJECTS = "projects"
PROJECT_IDS = "project_ids"


def task_values(field: str, text: str, unit: MoneyUnit) -> Values:
    """What a text typed into a task means; ``project_ids`` takes a JSON list, as ``task_text`` gives it.

    Raises: Unreadable: not an amount.
    """
    if field in TASK_WORDS:
        return {field: text.strip()}
    if field == PROJECTS:
        return {"project_names": text.strip()}
    if field == PROJECT_IDS:
        return {PROJECT_IDS: tuple(json.loads(text)) if text else ()}
    if field not in TASK_AMOUNTS:
        raise KeyError(field)
    return amount_values(field, text, unit)


def task_text(line: TaskLine, field: str, unit: MoneyUnit) -> str:
    """What an editor shows for a cell of a task."""
    if field in TASK_WORDS:
        return str(getattr(line, field))
    if field == PROJECTS:
        return line.project_names
    if field == PROJECT_IDS:
        return json.dumps(line.project_ids) if line.project_ids else ""
    return amount_text(line, field, unit)
