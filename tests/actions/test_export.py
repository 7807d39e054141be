"""Export: one file or many, chosen filings, marks, cancel and faults, and what was written read back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.export import (
    UNFINISHED,
    ExportFailed,
    ExportFormat,
    NothingToExport,
    WrongTarget,
    export,
    preview_form,
)
from jxdesk.actions.workspace import Workspace
from jxdesk.documents.reading import read_workbook
from jxdesk.domain.errors import Cancelled, ExitCode
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.store.records import filings, offices, projects

FORM = Form.PROJECT_SELF_EVALUATION
YEAR = 2025


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small practice county; exports change nothing in it."""
    home = make_practice_county(tmp_path_factory.mktemp("county") / "home").home
    with Workspace.open_existing(home) as opened:
        yield opened


@pytest.fixture(scope="module")
def stored(workspace: Workspace) -> tuple[Filing, ...]:
    """The filings of the finished year."""
    return workspace.read(lambda tx: filings.of_year(tx, YEAR, form=FORM))


def put(workspace: Workspace, filing: Filing, **content: object) -> Filing:
    """Stores a filing like another one, of a project of its own, with some of its content changed."""
    number = len(workspace.read(lambda tx: filings.ids(tx)))
    like = workspace.read(lambda tx: projects.get(tx, filing.project_id))
    assert like is not None
    project = replace(like, id=f"{like.id[:-4]}{number:04d}", code="")
    workspace.transact(lambda tx: projects.add(tx, project))
    changed = replace(
        filing,
        id=f"{filing.id[:-4]}{number:04d}",
        project_id=project.id,
        content=replace(
            filing.content,
            money_lines=(),
            indicator_lines=(),
            **content,  # type: ignore[arg-type]
        ),
    )
    return workspace.transact(lambda tx: filings.add(tx, changed))


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_all_forms_of_a_year_go_into_one_pdf(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    target = tmp_path / "new" / "all.pdf"
    progress = Progress()
    result = export(workspace, form=FORM, year=YEAR, format=ExportFormat.PDF, to=target, progress=progress)
    assert result.files == (target,)
    assert (result.filings, result.left_out) == (len(stored), 0)
    assert (progress.done, progress.total) == (len(stored), len(stored))
    document = pypdfium2.PdfDocument(target)
    marks = [mark.get_title() for mark in document.get_toc()]
    assert len(marks) == len(stored)
    assert all("练习" in page.get_textpage().get_text_range() for page in document)
    assert names(target.parent) == ["all.pdf"]


def test_forms_come_office_by_office(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    target = tmp_path / "all.xlsx"
    export(workspace, form=FORM, year=YEAR, format=ExportFormat.XLSX, to=target)
    order = [office.name for office in workspace.read(offices.all_offices)]
    written = [form.content.implementing_unit for form in read_workbook(target)]
    assert len(written) == len(stored)
    places = [order.index(name) for name in written if name in order]
    assert places == sorted(places)


def test_a_workbook_of_all_forms_is_read_back_to_what_is_stored(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    target = tmp_path / "all.xlsx"
    export(workspace, form=FORM, year=YEAR, format=ExportFormat.XLSX, to=target)
    contents = [form.content for form in read_workbook(target)]
    read = {(found.implementing_unit, found.project_name): found for found in contents}
    for filing in stored:
        kept = filing.content
        found = read[kept.implementing_unit, kept.project_name]
        assert found.template_id == kept.template_id
        assert [line.target_text for line in found.indicator_lines] == [
            line.target_text for line in kept.indicator_lines
        ]
        assert [line.weight for line in found.indicator_lines] == [
            line.weight for line in kept.indicator_lines
        ]
        total, kept_total = found.total_line, kept.total_line
        assert total is not None
        assert kept_total is not None
        assert (total.revised_budget_fen, total.executed_fen) == (
            kept_total.revised_budget_fen,
            kept_total.executed_fen,
        )


@pytest.mark.parametrize("format", list(ExportFormat))
def test_a_folder_gets_one_file_a_filing(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path, format: ExportFormat
) -> None:
    folder = tmp_path / "forms"
    result = export(workspace, form=FORM, year=YEAR, format=format, to=folder)
    assert names(folder) == sorted(path.name for path in result.files)
    assert len(result.files) == len(stored)
    first = stored[0].content
    assert any(first.project_name[:10] in path.name for path in result.files)
    assert all(path.name.endswith(f"_2025绩效自评.{format.value}") for path in result.files)


def test_one_project_is_chosen_by_its_code(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    project = workspace.read(lambda tx: projects.get(tx, stored[3].project_id))
    assert project is not None
    target = tmp_path / "one.pdf"
    result = export(
        workspace, form=FORM, year=YEAR, format=ExportFormat.PDF, to=target, project_code=project.code
    )
    assert result.filings == 1
    text = pypdfium2.PdfDocument(target)[0].get_textpage().get_text_range()
    assert stored[3].content.project_name in text.replace("\r\n", "")


def test_chosen_filings_come_in_the_order_they_were_chosen(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    chosen = [stored[5].id, stored[1].id]
    target = tmp_path / "two.xlsx"
    export(workspace, form=FORM, year=YEAR, format=ExportFormat.XLSX, to=target, filing_ids=chosen)
    sheets = openpyxl.load_workbook(target).sheetnames
    assert sheets == [stored[5].content.project_name[:31], stored[1].content.project_name[:31]]


@pytest.mark.parametrize(
    "asked",
    [
        {"year": 1999},
        {"form": Form.TRANSFER_SELF_EVALUATION},
        {"project_code": "nobody"},
        {"period": 7},
        {"filing_ids": ()},
    ],
)
def test_nothing_to_export_is_said_and_nothing_is_written(
    workspace: Workspace, tmp_path: Path, asked: dict[str, object]
) -> None:
    wanted = {
        "form": FORM,
        "year": YEAR,
        "format": ExportFormat.PDF,
        "to": tmp_path / "new" / "x.pdf",
        **asked,
    }
    with pytest.raises(NothingToExport) as refused:
        export(workspace, **wanted)  # type: ignore[arg-type]
    assert refused.value.advice
    assert not list(tmp_path.rglob("*.pdf"))


def test_an_ending_that_contradicts_the_format_is_wrong_usage(workspace: Workspace, tmp_path: Path) -> None:
    for to, format in (
        ("x.pdf", ExportFormat.XLSX),
        ("x.XLSX", ExportFormat.PDF),
        ("x.docx", ExportFormat.PDF),
    ):
        with pytest.raises(WrongTarget) as refused:
            export(workspace, form=FORM, year=YEAR, format=format, to=tmp_path / to)
        assert refused.value.exit_code is ExitCode.USAGE
    assert names(tmp_path) == []


class CancelAfter(Progress):
    """A person who cancels after some steps."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.steps = steps

    def step(self, count: int = 1) -> None:
        """Counts, and cancels in time."""
        if self.done >= self.steps:
            self.cancel()
        super().step(count)


@pytest.mark.parametrize("format", list(ExportFormat))
@pytest.mark.parametrize("name", ["all", "new/folder"])
def test_a_cancelled_export_leaves_what_was_there(
    workspace: Workspace, tmp_path: Path, format: ExportFormat, name: str
) -> None:
    is_file = name == "all"
    to = tmp_path / (f"{name}.{format.value}" if is_file else name)
    if is_file:
        to.write_bytes(b"old")
    with pytest.raises(Cancelled):
        export(workspace, form=FORM, year=YEAR, format=format, to=to, progress=CancelAfter(7))
    if is_file:
        assert to.read_bytes() == b"old"
        assert names(tmp_path) == [to.name]
    else:
        assert not to.exists()


def test_a_folder_that_was_there_keeps_its_other_files(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("留着", encoding="utf-8")
    with pytest.raises(Cancelled):
        export(workspace, form=FORM, year=YEAR, format=ExportFormat.PDF, to=tmp_path, progress=CancelAfter(2))
    assert names(tmp_path) == ["说明.txt"]


def test_what_a_power_cut_left_is_removed_and_what_another_export_writes_is_not(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    old, fresh = tmp_path / f"{UNFINISHED}old.pdf", tmp_path / f"{UNFINISHED}fresh.pdf"
    for path in (old, fresh):
        path.write_bytes(b"half")
    folder = tmp_path / f"{UNFINISHED}dead"
    folder.mkdir()
    for path in (old, folder):
        os.utime(path, (1, 1))
    export(
        workspace,
        form=FORM,
        year=YEAR,
        format=ExportFormat.PDF,
        to=tmp_path / "a.pdf",
        filing_ids=[stored[0].id],
    )
    assert names(tmp_path) == sorted([fresh.name, "a.pdf"])


def test_a_form_that_is_only_read_is_named_and_the_rest_goes_on(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    foreign = put(workspace, stored[0], template_id="sichuan-2023", project_name="外省表", year=2023)
    good = put(workspace, stored[0], project_name="本省😀表", year=2023)
    result = export(workspace, form=FORM, year=2023, format=ExportFormat.PDF, to=tmp_path / "x.pdf")
    assert (result.filings, result.left_out) == (1, 1)
    by_id = {found.filing_id: found for found in result.findings}
    assert by_id[foreign.id].finding.code == "not-exported"
    assert by_id[foreign.id].project == "外省表"
    assert by_id[good.id].finding.code == "undrawable-character"
    with pytest.raises(NothingToExport):
        export(
            workspace,
            form=FORM,
            year=2023,
            format=ExportFormat.PDF,
            to=tmp_path / "y.pdf",
            filing_ids=[foreign.id],
        )
    assert names(tmp_path) == ["x.pdf"]


def test_projects_of_the_same_name_get_files_of_their_own(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    for _ in range(3):
        put(workspace, stored[0], project_name="同名：项目/一", year=2021)
    result = export(workspace, form=FORM, year=2021, format=ExportFormat.XLSX, to=tmp_path)
    assert len({path.name for path in result.files}) == 3
    assert sum("(2)" in path.name for path in result.files) == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_said_in_words(workspace: Workspace, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportFailed):
            export(workspace, form=FORM, year=YEAR, format=ExportFormat.PDF, to=tmp_path / "x.pdf")
    finally:
        tmp_path.chmod(0o700)


def test_a_target_that_is_a_file_in_the_way_is_said_in_words(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "forms").write_bytes(b"a file")
    with pytest.raises(ExportFailed) as refused:
        export(workspace, form=FORM, year=YEAR, format=ExportFormat.PDF, to=tmp_path / "forms")
    assert "forms" in refused.value.facts
    assert (tmp_path / "forms").read_bytes() == b"a file"


def test_a_full_disk_leaves_the_old_file(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportFailed) as refused:
        export(
            workspace,
            form=FORM,
            year=YEAR,
            format=ExportFormat.PDF,
            to=target,
            filing_ids=[stored[0].id],
        )
    assert "磁盘满了" in refused.value.facts
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_the_preview_is_what_the_export_writes(
    workspace: Workspace, stored: tuple[Filing, ...], tmp_path: Path
) -> None:
    shown = preview_form(workspace, stored[0].content)
    target = tmp_path / "a.pdf"
    export(workspace, form=FORM, year=YEAR, format=ExportFormat.PDF, to=target, filing_ids=[stored[0].id])
    printed = pypdfium2.PdfDocument(target)
    shown_text = pypdfium2.PdfDocument(shown.pdf)[0].get_textpage().get_text_range()
    assert printed[0].get_textpage().get_text_range() == shown_text
    assert shown.cells_of(stored[0].content.indicator_lines[0].id, "actual")
