"""Report outlines: which headings a narrative has and where its figures stand, read from ``resources/reports``. Used by reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import Form

FIELD = re.compile(r"\{([a-z_]+)\}")


class ReportTable(StrEnum):
    """The tables that a narrative may hold."""

    TASKS = "tasks"
    PROJECTS = "projects"
    INDICATORS = "indicators"


FIELDS = frozenset(
    [
        "office",
        "year",
        "unit",
        "project",
        "department",
        "implementing_unit",
        "duties",
        "overall_goal",
        "expected_goal",
        "actual_goal",
        "basis",
        "overview",
        "task_count",
        "project_count",
        "evaluated_count",
        "excellent_count",
        "good_count",
        "fair_count",
        "poor_count",
        "indicator_count",
        "met_count",
        "missed_count",
        "original_budget",
        "revised_budget",
        "received",
        "executed",
        "rate",
        "basic_revised",
        "basic_executed",
        "projects_revised",
        "projects_executed",
        "three_public_budget",
        "three_public_actual",
        "three_public_last",
        "three_public_control",
        "three_public_change",
        "score",
        "grade",
        "execution_score",
        "shortfalls",
        "improvement",
        "other_notes",
    ]
)
"""The figures and texts that an outline may ask for; how each is found is code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlinePart:
    """One heading with what stands below it; ``write`` tells the clerk what to write there."""

    level: int
    heading: str
    text: str = ""
    write: str = ""
    table: ReportTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The outline of one narrative."""

    id: str
    form: Form
    version: str
    source: str
    title: str
    parts: tuple[OutlinePart, ...]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Outline:
        """An outline from the mapping of its file.

        Raises: DeclarationError.
        """
        top = Table(mapping, where=str(mapping.get("id", "报告提纲")))
        made = cls(
            id=top.text("id"),
            form=top.word("form", Form),
            version=top.text("version"),
            source=top.text("source"),
            title=_checked(top, "title", top.text("title")),
            parts=tuple(_read_part(table) for table in top.tables("parts")),
        )
        top.finish()
        if not made.parts:
            raise top.refuse("parts", "没有一个标题")
        return made


def _read_part(table: Table) -> OutlinePart:
    part = OutlinePart(
        level=table.whole("level"),
        heading=table.text("heading"),
        text=_checked(table, "text", table.text("text", "")),
        write=table.text("write", ""),
        table=table.word("table", ReportTable) if table.has("table") else None,
    )
    table.finish()
    if part.level not in (1, 2, 3):
        raise table.refuse("level", "标题分 1、2、3 级")
    return part


def _checked(table: Table, key: str, text: str) -> str:
    unknown = sorted(set(FIELD.findall(text)) - FIELDS)
    if unknown:
        raise table.refuse(key, f"不认识 {unknown[0]!r}")
    return text
