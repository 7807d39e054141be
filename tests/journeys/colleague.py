"""A colleague without this program: forms of the year on a desk, sent out as workbooks and edited in an office program."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from jxdesk.actions import export, start
from jxdesk.actions.workspace import Workspace
from jxdesk.documents.echo import with_ids
from jxdesk.domain.records.filings import OF_THE_OFFICE, Filing, FilingContent, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.store.records import filings, projects
from tests.documents import filled, filled_departments, filled_monitorings, filled_targets

SAMPLES = Path(__file__).parents[1] / "samples" / "roundtrip"
KINDS: dict[str, FilingContent] = {
    "target": filled_targets.target_content("target-national-2015"),
    "target-05-2": filled_targets.target_content("yunnan-05-2-2022"),
    "target-several-years": filled_targets.target_content("target-national-2015", several_years=True),
    "monitoring": filled_monitorings.monitoring(),
    "self-evaluation": filled.content(),
    "department-target": filled_departments.office_content("yunnan-department-target-13"),
    "department-monitoring": filled_monitorings.monitoring("department-monitoring-2019"),
    "department-self-evaluation": filled_departments.office_content("yunnan-public13-2022"),
    "transfer-region": filled_departments.office_content("transfer-region-2022"),
    "transfer-project": filled_departments.office_content("transfer-project-2022"),
    "target-05-2-second": filled_targets.second_target("yunnan-05-2-2022"),
}
SOFFICE = shutil.which("soffice")


def open_desk(home: Path) -> Workspace:
    """A township's own folder."""
    if not home.exists():
        start.start(
            home, name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP, code="53-23-29-103", person="填报人甲"
        )
    return Workspace.open(home, who="填报人甲")


def put_on_desk(workspace: Workspace, kind: str) -> Filing:
    """One filled form of a kind; its ids are the same each time, as the committed files name them."""
    content, number = KINDS[kind], list(KINDS).index(kind)
    lines = (*content.money_lines, *content.indicator_lines, *content.task_lines)
    content = replace(
        with_ids(content, {one.id: f"{number:x}{one.id.encode().hex():0>31}" for one in lines}),
        rule_pack_id="yunnan-2020",
    )
    office = workspace.facts.office
    assert office is not None
    project_id = ""
    if content.form not in OF_THE_OFFICE:
        name = content.project_name or kind
        project = Project(
            id=new_id(),
            office_id=office.id,
            fiscal_year=content.year or 0,
            name=name,
            implementing_unit=content.implementing_unit,
        )
        project_id = project.id
        workspace.transact(lambda tx: projects.add(tx, project))
    filing = Filing(id=f"{number:032x}", office_id=office.id, project_id=project_id, content=content)
    return workspace.transact(lambda tx: filings.add(tx, filing))


def send_out(workspace: Workspace, filing: Filing, to: Path) -> Path:
    """The form as a workbook."""
    content = filing.content
    made = export.export(
        workspace,
        form=content.form,
        year=content.year or 0,
        format=export.ExportFormat.XLSX,
        to=to,
        filing_ids=[filing.id],
    )
    return made.files[0]


def now(workspace: Workspace, filing: Filing) -> Filing:
    """The form as it is stored."""
    found = workspace.read(lambda tx: filings.get(tx, filing.id))
    assert found is not None
    return found


def change_here(workspace: Workspace, filing: Filing, content: FilingContent) -> Filing:
    """Somebody changes the form on this desk."""
    stored = now(workspace, filing)
    return workspace.transact(
        lambda tx: filings.save(tx, replace(stored, content=content), expected_version=stored.version)
    )


def mark(workspace: Workspace, filing: Filing, state: FilingState) -> None:
    """The form goes on its way."""
    stored = now(workspace, filing)
    workspace.transact(
        lambda tx: filings.save(tx, replace(stored, state=state), expected_version=stored.version)
    )


def saved_by_office(path: Path, ending: str, folder: Path) -> Path:
    """The workbook saved anew by a real office program."""
    assert SOFFICE is not None
    folder.mkdir(exist_ok=True)
    command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", ending, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{ending}"


class Book:
    """A form open in an office program."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path)
        self.sheet: Worksheet = self._book.worksheets[0]

    def place(self, text: str) -> tuple[int, int]:
        """Where a text stands."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if str(cell.value).replace("\n", "") == text.replace("\n", ""):
                    return cell.row, cell.column
        raise AssertionError(text)

    def type(self, old: str, new: object) -> None:
        """Types something over a cell."""
        row, column = self.place(old)
        self.sheet.cell(row, column).value = new  # type: ignore[assignment]

    def insert_copy_below(self, text: str, changes: dict[str, str]) -> None:
        """Copies the row of a text, hidden column and all, inserts it below and types into it."""
        row = self.place(text)[0]
        ranges = [CellRange(one.coord) for one in self.sheet.merged_cells.ranges]
        for one in ranges:
            self.sheet.unmerge_cells(one.coord)
        self.sheet.insert_rows(row + 1)
        for cell in self.sheet[row]:
            value = cell.value
            self.sheet.cell(row + 1, cell.column).value = changes.get(str(value), value)
        for one in ranges:
            if one.min_row > row:
                one.shift(row_shift=1)
            elif one.max_row > row or (one.max_row == row and one.min_row < row):
                one.expand(down=1)
            elif one.max_row == row:
                copy = CellRange(one.coord)
                copy.shift(row_shift=1)
                self.sheet.merge_cells(copy.coord)
            self.sheet.merge_cells(one.coord)

    def delete_row(self, text: str) -> None:
        """Deletes the whole row of a text."""
        row = self.place(text)[0]
        ranges = [CellRange(one.coord) for one in self.sheet.merged_cells.ranges]
        for one in ranges:
            self.sheet.unmerge_cells(one.coord)
        heads = {
            (one.min_row + 1, one.min_col): self.sheet.cell(row, one.min_col).value
            for one in ranges
            if one.min_row == row and one.max_row > row
        }
        for (below, column), value in heads.items():
            self.sheet.cell(below, column).value = value
        self.sheet.delete_rows(row)
        for one in ranges:
            if one.min_row == one.max_row == row:
                continue
            if one.min_row > row:
                one.shift(row_shift=-1)
            elif one.max_row >= row:
                one.shrink(bottom=1)
            if one.size["rows"] * one.size["columns"] > 1:
                self.sheet.merge_cells(one.coord)

    def break_merged(self, text: str) -> None:
        """Takes a merged cell apart."""
        row, column = self.place(text)
        found = next(
            one
            for one in self.sheet.merged_cells.ranges
            if (one.min_row, one.min_col) == (row, column) and one.max_row > row
        )
        self.sheet.unmerge_cells(found.coord)

    def lose_identity(self) -> None:
        """Deletes the hidden column."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if str(cell.value).startswith("jxdesk-"):
                    cell.value = None

    def save(self, to: Path) -> Path:
        """Saves it under a name."""
        self._book.save(to)
        return to
