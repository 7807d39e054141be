"""Notes to oneself and the history of a field: kept at the desk, told with who and when, and never on the road or on paper."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from jxdesk.actions import fill, notes, undo
from jxdesk.actions.export import ExportFormat, export
from jxdesk.actions.field_history import field_history
from jxdesk.actions.notes import BadNote
from jxdesk.actions.seal import Choice, seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.packages import Task
from jxdesk.store.faults import NotFound
from tests.actions.year_desk import add_project, open_desk, read_filing, store_filing, target_of

SECRET = "问一下老张这个数对不对"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "desk") as workspace:
        yield workspace


def filing_of(desk: Workspace, state: FilingState = FilingState.DRAFT) -> Filing:
    return store_filing(desk, target_of(add_project(desk), state=state))


def test_a_note_is_found_at_its_cell_its_project_and_its_year_until_it_is_done(desk: Workspace) -> None:
    filing = filing_of(desk)
    line = filing.content.indicator_lines[0]
    at_cell = notes.write(desk, filing.id, f" {SECRET} ", line_id=line.id, field="target")
    at_project = notes.write(desk, filing.project_id, "合同在柜子里")
    assert (at_cell.text, at_cell.written_by, at_cell.is_of_filing) == (SECRET, "填报人甲", True)
    assert at_cell.name == filing.content.project_name
    assert notes.of_filing(desk, filing.id) == (at_cell,)
    assert notes.of_project(desk, filing.project_id) == (at_cell, at_project)
    assert notes.open_of_year(desk, 2026) == (at_cell, at_project)
    assert notes.open_of_year(desk, 2025) == ()
    notes.tick(desk, at_cell.id, is_done=True)
    assert [one.id for one in notes.open_of_year(desk, 2026)] == [at_project.id]
    assert [one.is_done for one in notes.of_project(desk, filing.project_id)] == [False, True]
    notes.tick(desk, at_cell.id, is_done=False)
    notes.change(desk, at_cell.id, "问过了，对的")
    assert notes.of_filing(desk, filing.id)[0].text == "问过了，对的"


def test_a_deleted_note_comes_back_by_undo(desk: Workspace) -> None:
    filing = filing_of(desk)
    note = notes.write(desk, filing.id, SECRET)
    notes.delete(desk, note.id)
    assert notes.of_filing(desk, filing.id) == ()
    sql = "SELECT errand_id FROM change_log WHERE errand = 'note_delete'"
    undo.undo(desk, desk.read(lambda tx: tx.value(sql)))
    assert notes.of_filing(desk, filing.id) == (note,)


@pytest.mark.parametrize("text", ["", "  \n", "字" * 501])
def test_an_empty_or_endless_note_is_refused_in_words(desk: Workspace, text: str) -> None:
    filing = filing_of(desk)
    with pytest.raises(BadNote):
        notes.write(desk, filing.id, text)
    note = notes.write(desk, filing.id, SECRET)
    with pytest.raises(BadNote):
        notes.change(desk, note.id, text)
    assert [one.text for one in notes.of_filing(desk, filing.id)] == [SECRET]


def test_a_note_at_nothing_and_a_note_that_is_gone_are_told(desk: Workspace) -> None:
    with pytest.raises(NotFound):
        notes.write(desk, "0" * 32, SECRET)
    with pytest.raises(NotFound):
        notes.tick(desk, "0" * 32, is_done=True)


def test_a_note_is_never_printed_and_never_in_a_package(desk: Workspace, tmp_path: Path) -> None:
    filing = filing_of(desk, FilingState.FINISHED)
    line = filing.content.indicator_lines[0]

    notes.write(desk, filing.id, SECRET, line_id=line.id, field="target")
    notes.write(desk, filing.project_id, SECRET)
    task = Task(form=Form.PROJECT_TARGET, year=2026)
    package = seal(desk, Choice(task=task), to=tmp_path).path.read_bytes()
    assert filing.content.project_name.encode() in package
    assert SECRET.encode() not in package
    to = tmp_path / "表.xlsx"
    export(desk, form=task.form, year=2026, format=ExportFormat.XLSX, to=to)
    with zipfile.ZipFile(to) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert filing.content.project_name in sheets
    assert SECRET not in sheets
    to = tmp_path / "表.pdf"
    export(desk, form=task.form, year=2026, format=ExportFormat.PDF, to=to)
    paper = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(to))
    assert filing.content.project_name in paper
    assert SECRET not in paper
    assert read_filing(desk, filing.id).content == filing.content


def test_the_history_of_a_field_tells_who_gave_it_which_value(desk: Workspace) -> None:
    filing = filing_of(desk)
    line = filing.content.indicator_lines[0]
    version = filing.version
    for text in ("13", "14"):
        edit = Edit(kind=EditKind.INDICATOR, line_id=line.id, field="target", text=text)
        saved = fill.change(desk, filing.id, (edit,), expected_version=version)
        assert not saved.refused
        version = saved.filing.version
    told = field_history(desk, filing.id, line_id=line.id, field="target")
    assert [one.who for one in told] == ["填报人甲"] * 3
    assert ["14" in (one.new or "") for one in told] == [True, False, False]
    assert "13" in (told[0].old or "")
    assert told[-1].old is None
    assert [one.errand for one in told[:2]] == ["fill", "fill"]


def test_the_history_of_an_answer_leaves_the_other_answers_out(desk: Workspace) -> None:
    filing = filing_of(desk)
    version = filing.version
    for field, text in (
        ("expected_goal", "养护12公里。"),
        ("preparer", "李会计"),
        ("expected_goal", "养护13公里。"),
    ):
        edit = Edit(kind=EditKind.ANSWER, field=field, text=text)
        version = fill.change(desk, filing.id, (edit,), expected_version=version).filing.version
    told = field_history(desk, filing.id, field="expected_goal")
    assert [one.new for one in told][:2] == ['"养护13公里。"', '"养护12公里。"']
    assert all("李会计" not in (one.new or "") for one in told)


def test_the_history_of_an_amount_tells_it_once(desk: Workspace) -> None:
    filing = filing_of(desk)
    line = filing.content.money_lines[0]
    edit = Edit(kind=EditKind.MONEY, line_id=line.id, field="original_budget", text="130")
    fill.change(desk, filing.id, (edit,), expected_version=filing.version)
    told = field_history(desk, filing.id, line_id=line.id, field="original_budget")
    assert (told[0].field, told[0].old, told[0].new) == ("original_budget_fen", "128400000", "130000000")
    assert len(told) == 2
