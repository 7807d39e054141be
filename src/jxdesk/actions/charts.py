"""Charts: reads the figures of a year's charts, and writes a chart as PDF or as a workbook with a native chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.charts.pdf_painter import chart_pdf
from jxdesk.documents.charts.workbook import chart_workbook
from jxdesk.domain.reports.chart_figures import AnyFigures, ChartFilter, ChartKind, ChartProject, figures_of
from jxdesk.store.records import projects
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs
from jxdesk.store.views import chart_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """The figures of one chart, and the projects that they are made of, by id."""

    figures: AnyFigures
    projects: Mapping[str, ChartProject]
    is_practice: bool


def choices(workspace: Workspace, year: int | None = None) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The years with projects, newest first, and the units of one of them, the newest where none is named."""
    years = workspace.read(projects.years)
    wanted = year if year in years else next(iter(years), None)
    if wanted is None:
        return (), ()
    return years, workspace.read(lambda tx: chart_rows.units_of(tx, wanted))


def chart(workspace: Workspace, kind: ChartKind, chosen: ChartFilter) -> ChartData:
    """Reads one chart."""
    of_year, paid = workspace.read(
        lambda tx: (
            chart_rows.projects_of(tx, chosen.year, chosen.unit),
            chart_rows.paid_of(tx, chosen.year, chosen.unit) if kind is ChartKind.EXECUTION else (),
        )
    )
    grades = rule_packs()[DEFAULT_RULE_PACK].grades
    return ChartData(
        figures=figures_of(kind, chosen, of_year, paid, grades),
        projects={project.id: project for project in of_year},
        is_practice=workspace.practice,
    )


def chart_as_pdf(data: ChartData, to: Path) -> None:
    """Writes a chart as one page.

    Raises: OSError, FontMissingError.
    """
    atomic.write_whole(to, chart_pdf(data.figures, is_practice=data.is_practice))


def chart_as_workbook(data: ChartData, to: Path) -> None:
    """Writes the numbers of a chart with a chart of Excel's own.

    Raises: OSError.
    """
    atomic.write_whole(to, chart_workbook(data.figures, is_practice=data.is_practice))


def keep_picture(content: bytes, to: Path) -> None:
    """Writes a picture that the window has painted.

    Raises: OSError.
    """
    atomic.write_whole(to, content)
