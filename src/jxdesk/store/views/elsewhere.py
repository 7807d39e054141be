"""Elsewhere: what the other targets of an office say alike this year, and what projects of one sector aim at; used by the target wizard."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.known import SaidElsewhere
from jxdesk.store.engine.database import Transaction

_OTHERS = "f.office_id = ?1 AND f.form = ?2 AND f.year = ?3 AND f.project_id <> ?4"
_SHORTEST_GOAL = 8
"""Shorter words of a target (``按计划完成``) are alike by chance; own choice."""

SectorOf = Callable[[str, str], str]
"""Tells the sector of a project from its name and from what its own field says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What projects of one kind usually aim at: the median of their targets, and of how many it is one."""

    median: Decimal
    projects: int


def said_elsewhere(tx: Transaction, filing: Filing) -> SaidElsewhere:
    """What the other projects of the office say in the same words this year."""
    content = filing.content
    place = (filing.office_id, content.form.value, content.year, filing.project_id)
    goal = content.answers.get("expected_goal", "").strip()
    goals: tuple[str, ...] = ()
    if len(goal) >= _SHORTEST_GOAL:
        query = (
            f"SELECT DISTINCT f.project_name FROM filing f WHERE {_OTHERS} "
            "AND json_extract(f.answers, '$.expected_goal') = ?5 ORDER BY 1"
        )
        goals = tuple(row[0] for row in tx.query(query, (*place, goal)))
    # Only what this form says is looked for: an office can have thousands of projects, and this is asked at every typed cell.
    own = [
        (line.clean_name, line.target_text, line.id)
        for line in content.indicator_lines
        if line.clean_name and line.target_text
    ]
    wanted = json.dumps(sorted({(name, target) for name, target, _ in own}), ensure_ascii=False)
    query = (
        "SELECT DISTINCT l.clean_name, l.target_text, f.project_name FROM filing f "
        f"JOIN indicator_line l ON l.filing_id = f.id WHERE {_OTHERS} AND (l.clean_name, l.target_text) IN "
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?5)) ORDER BY 3"
    )
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, target, project in tx.query(query, (*place, wanted)) if own else ():
        said[name, target].append(project)
    lines = {line_id: tuple(said[name, target]) for name, target, line_id in own if (name, target) in said}
    return SaidElsewhere(goal=goals, lines=lines)


def usual_targets(
    tx: Transaction, filing: Filing, sector: str, sector_of: SectorOf
) -> Mapping[tuple[str, str], Usual]:
    """What the projects of a sector aim at on this desk, by indicator and unit; the newest target of each project counts.

    The project itself is left out; without a sector nothing can be compared.
    """
    if not sector:
        return {}
    query = """
    SELECT l.clean_name, l.unit, l.target, f.project_name, f.implementing_unit, p.sector FROM filing f
    JOIN indicator_line l ON l.filing_id = f.id JOIN project p ON p.id = f.project_id
    WHERE f.form = ? AND l.target IS NOT NULL AND l.clean_name <> '' ORDER BY f.year, f.saved_at
    """
    content = filing.content
    own = (content.project_name, content.implementing_unit)
    sectors: dict[tuple[str, str], str] = {}
    newest: dict[tuple[str, str], dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for name, unit, target, project, office, said in tx.query(query, (Form.PROJECT_TARGET.value,)):
        if (project, said) not in sectors:
            sectors[project, said] = sector_of(project, said)
        if sectors[project, said] == sector and (project, office) != own:
            newest[name, unit][project, office] = Decimal(target)
    return {key: Usual(median=median(found.values()), projects=len(found)) for key, found in newest.items()}
