"""Rows out: a list as the screen shows it, and the targets of projects as rows in the order of table 05-2 for entering them elsewhere again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents import write_workbook
from jxdesk.documents.layout import list_sheet
from jxdesk.documents.lists import ListColumn, ListKind, ListValue, write_list
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filing_versions import each_in_force
from jxdesk.domain.records.filings import FilingContent, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.forms import templates
from jxdesk.store.views import first_page, project_sheet, screens
from jxdesk.store.views.screens import ProjectQuery

TARGET_TABLE = "yunnan-05-2-2022"
"""The template whose columns the rows follow. Source: 云南省部门预算公开样表 预算05-2表."""
PORTION = screens.BLOCK
ABOVE_COUNTIES = frozenset({OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE})
"""Levels at which rows are of several counties."""
PRACTICE_MARK = "练习数据，不得报送"

COLUMNS = (
    ListColumn("项目名称", 40),
    ListColumn("项目代码", 24),
    ListColumn("主管部门", 22),
    ListColumn("实施单位", 22),
    ListColumn("预算数（万元）", 15, ListKind.WAN),
    ListColumn("执行数（万元）", 15, ListKind.WAN),
    ListColumn("执行率", 10, ListKind.RATE),
    ListColumn("自评得分", 10, ListKind.POINTS),
    ListColumn("等级", 7),
    ListColumn("状态", 9),
    ListColumn("必须改", 8, ListKind.NUMBER),
    ListColumn("请核实", 8, ListKind.NUMBER),
)


class RowsNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The file could not be written."""

    code = "JX-EXPORT"


class NoTargets(JxError):  # noqa: N818 - a state of the data, named as people say it
    """None of the projects has a target yet."""

    code = "JX-NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsOut:
    """What was written: to where, how many projects, and the names of those that had nothing to write."""

    path: Path
    projects: int
    without: tuple[str, ...] = ()


def list_out(
    workspace: Workspace,
    query: ProjectQuery,
    to: Path,
    *,
    caption: str,
    state_words: Callable[[str, int], str],
    progress: Progress | None = None,
) -> RowsOut:
    """Writes the project list as it is filtered and ordered, with its sums in the last row.

    ``caption`` says above the list what it is of; ``state_words`` gives the word for a state and its number of errors.

    Raises: RowsNotWritten, Cancelled.
    """
    progress = progress or Progress()

    def totals_and_rows(tx: Transaction) -> tuple[list[int], list[int]]:
        project_sheet.bring_sheet_up(tx, stage)
        return screens.project_totals(tx, query), screens.project_rows(tx, query)

    own = workspace.facts.office
    of_counties = own is not None and own.level in ABOVE_COUNTIES
    stage = query.stage or workspace.read(lambda tx: first_page.stage_at_hand(tx, query.year))
    totals, numbers = workspace.transact(totals_and_rows)
    count, budget, executed, base = totals
    rate = None if not base else Decimal(executed) / base
    last: list[ListValue] = [f"合计 {count} 个", "", "", "", budget, executed, rate, None, "", "", None, None]
    progress.start("导出列表", len(numbers))

    def rows() -> Iterator[list[ListValue]]:
        for first in range(0, len(numbers), PORTION):
            portion = numbers[first : first + PORTION]
            for cells in workspace.read(partial(screens.project_block, rows=portion, stage=stage)):
                yield _list_row(cells, state_words, of_counties=of_counties)

    buffer = BytesIO()
    name = f"{query.year}年项目"
    head = f"{PRACTICE_MARK}　{caption}" if workspace.practice else caption
    write_list(name, COLUMNS, rows(), buffer, caption=head, totals=last, progress=progress)
    _write(to, buffer)
    return RowsOut(path=to, projects=len(numbers))


def _list_row(
    cells: Sequence[object], state_words: Callable[[str, int], str], *, of_counties: bool
) -> list[ListValue]:
    """One row of the screen as values of a list; a classified project is a count and says nothing else.

    Where rows are ``of_counties``, the unit stands behind its county.
    """
    (
        _,
        _,
        name,
        code,
        department,
        unit,
        office,
        budget,
        executed,
        rate,
        score,
        grade,
        state,
        errors,
        warnings,
    ) = cells[:15]
    is_classified, county = bool(cells[15]), cells[17]
    whose = str(unit or office or "")
    if of_counties and county and county != whose:
        whose = f"{county} · {whose}"
    if is_classified:
        return ["涉密项目（只计数）", *[""] * 3, *[None] * 4, "", "", None, None]
    return [
        str(name),
        str(code),
        str(department),
        whose,
        _number(budget),
        _number(executed),
        None if rate is None else Decimal(str(rate)) / 10_000,
        None if score is None else Decimal(str(score)) / 100,
        str(grade or ""),
        state_words(str(state), int(str(errors or 0))),
        _number(errors),
        _number(warnings),
    ]


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def targets_out(
    workspace: Workspace,
    year: int,
    to: Path,
    *,
    project_ids: Sequence[str] = (),
    progress: Progress | None = None,
) -> RowsOut:
    """Writes the targets of a year's projects, of the chosen ones where any are, office by office on one sheet.

    Raises: NoTargets, RowsNotWritten, Cancelled.
    """
    progress = progress or Progress()
    contents, without = workspace.read(lambda tx: _targets(tx, year, frozenset(project_ids)))
    if not contents:
        raise NoTargets(
            f"{year} 年的项目还没有填绩效目标，没有可以导出的行。",
            facts=f"看了 {len(without)} 个项目",
            advice="请先填报或导入绩效目标表。",
        )
    progress.start("导出目标", 1)
    sheet = list_sheet(contents, templates()[TARGET_TABLE], is_practice=workspace.practice)
    buffer = BytesIO()
    write_workbook((sheet,), buffer, title=sheet.title, progress=progress)
    _write(to, buffer)
    return RowsOut(path=to, projects=len(contents), without=without)


def _targets(
    tx: Transaction, year: int, wanted: frozenset[str]
) -> tuple[tuple[FilingContent, ...], tuple[str, ...]]:
    """The targets in the order of offices and projects, and the names of the projects without one."""
    targets = {
        filing.project_id: filing
        for filing in each_in_force(filings.of_year(tx, year, form=Form.PROJECT_TARGET))
    }
    names = {office.id: office.name for office in offices.all_offices(tx)}
    order = {office_id: place for place, office_id in enumerate(names)}
    found: list[FilingContent] = []
    without: list[str] = []
    for project in sorted(projects.of_year(tx, year), key=lambda one: order.get(one.office_id, 0)):
        if project.is_classified or (wanted and project.id not in wanted):
            continue
        target = targets.get(project.id)
        if target is None:
            without.append(project.name)
        else:
            found.append(_named(target.content, project, names.get(project.office_id, "")))
    return tuple(found), tuple(without)


def _named(content: FilingContent, project: Project, office: str) -> FilingContent:
    """The content under the unit and the name that the project has."""
    return replace(
        content,
        project_name=content.project_name or project.name,
        implementing_unit=content.implementing_unit or project.implementing_unit or office,
    )


def _write(to: Path, buffer: BytesIO) -> None:
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise RowsNotWritten(
            "文件没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、是否写保护、同名文件是否正在 WPS 里打开，再导出一次。",
        ) from error
