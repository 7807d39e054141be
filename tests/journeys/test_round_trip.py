"""Forms sent out as workbooks, edited by somebody without this program, brought back and taken over cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions import export, take_in, undo
from jxdesk.actions.intake_kinds import IntakeKind, kind_of
from jxdesk.actions.take_in import IntakeForm, Outcome
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.round_trip.differences import Kind
from jxdesk.store.engine import journal
from tests.journeys.colleague import (
    KINDS,
    SAMPLES,
    SOFFICE,
    Book,
    change_here,
    mark,
    now,
    open_desk,
    put_on_desk,
    saved_by_office,
    send_out,
)

needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
ROAD, RAIL, CHECKED, COST = "养护农村公路里程", "安装安保设施路段", "工程验收合格率", "日常养护单位成本"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "desk") as opened:
        yield opened


def back(desk: Workspace, path: Path) -> IntakeForm:
    """The one form of a file, previewed."""
    intake = take_in.preview(desk, [path])
    assert not intake.not_read
    (form,) = intake.forms
    return form


def found_in(form: IntakeForm) -> list[tuple[str, str, str, str]]:
    return [(one.line, one.field, one.old, one.new) for one in form.differences]


def take(desk: Workspace, path: Path, *fields: str, reason: str = "") -> take_in.ImportResult:
    """Takes over the cells of these fields."""
    intake = take_in.preview(desk, [path])
    (form,) = intake.forms
    chosen = form.with_taken({one.key for one in form.differences if one.field in fields})
    return take_in.commit(desk, replace(intake, forms=(chosen,)), reason=reason)


# ---- every form of the year -------------------------------------------------------------------------------------


EVERY = [kind for kind in KINDS if kind != "target-05-2-second"]


@pytest.mark.parametrize("kind", EVERY)
def test_a_form_that_nobody_changed_comes_back_the_same(desk: Workspace, kind: str, tmp_path: Path) -> None:
    filing = put_on_desk(desk, kind)
    path = send_out(desk, filing, tmp_path / "out.xlsx")
    form = back(desk, path)
    assert found_in(form) == []
    assert form.outcome is Outcome.SAME
    assert "按文件里的编号对上" in form.origin


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
@pytest.mark.parametrize("kind", EVERY)
def test_a_form_saved_anew_by_libreoffice_is_known_again(desk: Workspace, kind: str, ending: str) -> None:
    filing = put_on_desk(desk, kind)
    form = back(desk, SAMPLES / f"{kind}.{ending}")
    assert form.form.sent is not None
    assert form.form.sent.filing_id == filing.id
    lines = {
        one.id
        for lines in (filing.content.money_lines, filing.content.indicator_lines, filing.content.task_lines)
        for one in lines
    }
    assert set(form.form.sent_lines.values()) <= lines
    assert {one.id for one in filing.content.indicator_lines} <= set(form.form.sent_lines.values())
    assert found_in(form) == []
    assert "换回过备份" in form.origin  # the file was written on another day, on another copy of this desk


@pytest.mark.parametrize("kind", EVERY)
def test_a_form_is_told_from_a_library_with_its_identity_and_without(kind: str, tmp_path: Path) -> None:
    path = SAMPLES / f"{kind}.xlsx"
    book = Book(path)
    book.lose_identity()
    assert kind_of(path) is kind_of(book.save(tmp_path / "lost.xlsx")) is IntakeKind.FORM


@needs_office
@pytest.mark.parametrize("ending", ["xlsx", "xls"])
@pytest.mark.parametrize("kind", ["target", "monitoring", "self-evaluation", "department-target"])
def test_the_office_program_of_this_computer_keeps_the_identity(
    desk: Workspace, kind: str, ending: str, tmp_path: Path
) -> None:
    path = send_out(desk, put_on_desk(desk, kind), tmp_path / "out.xlsx")
    form = back(desk, saved_by_office(path, ending, tmp_path / "office"))
    assert form.outcome is Outcome.SAME
    assert "没有改过" in form.origin


def test_projects_on_one_list_are_each_known_by_their_rows(desk: Workspace, tmp_path: Path) -> None:
    first = put_on_desk(desk, "target-05-2")
    second = put_on_desk(desk, "target-05-2-second")
    made = export.export(
        desk, form=Form.PROJECT_TARGET, year=2025, format=export.ExportFormat.XLSX, to=tmp_path / "out.xlsx"
    )
    book = Book(made.files[0])
    book.type("能繁母牛扶持补助", "能繁母牛扶持补助资金")
    intake = take_in.preview(desk, [book.save(tmp_path / "back.xlsx")])
    told = {form.form.sent.filing_id: found_in(form) for form in intake.forms if form.form.sent is not None}
    assert told == {
        first.id: [],
        second.id: [("", "project_name", "能繁母牛扶持补助", "能繁母牛扶持补助资金")],
    }


# ---- a colleague at work ----------------------------------------------------------------------------------------


def edited(book: Book) -> Book:
    """What a colleague does to a self-evaluation or a monitoring form."""
    book.type("182", "１７５ ")
    book.type("0.52", " 0.52　")
    book.insert_copy_below(RAIL, {RAIL: "绿化公路里程", "12": "8"})
    book.delete_row(COST)
    book.break_merged("产出指标")
    return book


@pytest.mark.parametrize("kind", ["self-evaluation", "monitoring"])
def test_a_colleagues_changes_are_found_cell_by_cell_and_only_chosen_ones_are_stored(
    desk: Workspace, kind: str, tmp_path: Path
) -> None:
    filing = put_on_desk(desk, kind)
    path = edited(Book(send_out(desk, filing, tmp_path / "out.xlsx"))).save(tmp_path / "back.xlsx")
    form = back(desk, path)
    kinds = [(one.line, one.field, one.kind) for one in form.differences]
    assert kinds == [
        (ROAD, "actual_text", Kind.VALUE),
        ("绿化公路里程", "", Kind.ADDED),
        (COST, "", Kind.REMOVED),
    ]
    before = now(desk, filing).content
    take(desk, path, "actual_text")
    after = now(desk, filing).content
    first = after.indicator_lines[0]
    assert (first.actual_text.strip(), str(first.actual)) == ("１７５", "175")
    assert after.indicator_lines[1:] == before.indicator_lines[1:]
    assert (after.money_lines, dict(after.answers)) == (before.money_lines, dict(before.answers))
    result = take(desk, path, "")
    names = [one.name for one in now(desk, filing).content.indicator_lines]
    assert names[1:4] == [RAIL, "绿化公路里程", CHECKED]
    assert COST not in names
    undo.undo_import(desk, result.id)
    assert now(desk, filing).content == after


def test_a_targets_amount_and_goal_come_back_and_what_the_form_does_not_print_stays(
    desk: Workspace, tmp_path: Path
) -> None:
    filing = put_on_desk(desk, "target")
    lines = tuple(
        replace(one, data_source="验收单", formula="合计", remark="分两批")
        for one in filing.content.indicator_lines
    )
    filing = change_here(desk, filing, replace(filing.content, indicator_lines=lines))
    book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
    book.type("养护农村公路 186 公里，保障沿线 2.1 万名群众安全出行。", "养护农村公路 190 公里。")
    book.type("≥186公里", "≥190公里")
    path = book.save(tmp_path / "back.xlsx")
    assert [(one.field, one.new) for one in back(desk, path).differences] == [
        ("expected_goal", "养护农村公路 190 公里。"),
        ("target_text", "≥190公里"),
    ]
    take(desk, path, "expected_goal", "target_text")
    after = now(desk, filing).content
    assert after.answers["expected_goal"] == "养护农村公路 190 公里。"
    assert str(after.indicator_lines[0].target) == "190"
    assert all(
        (one.data_source, one.formula, one.remark) == ("验收单", "合计", "分两批")
        for one in after.indicator_lines
    )
    assert after.indicator_lines[1:] == filing.content.indicator_lines[1:]


def test_tasks_of_an_office_come_back_with_their_identity(desk: Workspace, tmp_path: Path) -> None:
    filing = put_on_desk(desk, "department-target")
    task = filing.content.task_lines[0]
    book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
    book.type(task.name, task.name + "和维修")
    (found,) = back(desk, book.save(tmp_path / "back.xlsx")).differences
    assert (found.line_id, found.field, found.new) == (task.id, "name", task.name + "和维修")


def test_what_was_changed_on_both_sides_is_chosen_by_a_person_and_never_overwritten(
    desk: Workspace, tmp_path: Path
) -> None:
    filing = put_on_desk(desk, "self-evaluation")
    book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
    first, second, *rest = filing.content.indicator_lines
    here = replace(
        filing.content,
        indicator_lines=(
            replace(first, actual_text="180", actual=Decimal(180)),
            replace(second, deviation_reason="这里补的"),
            *rest,
        ),
    )
    change_here(desk, filing, here)
    book.type("182", "175")
    path = book.save(tmp_path / "back.xlsx")
    form = back(desk, path)
    (conflict,) = form.differences
    assert (conflict.sent, conflict.old, conflict.new, conflict.is_conflict) == ("182", "180", "175", True)
    assert "两边都改了" in form.origin
    assert not form.stores_something
    assert take_in.commit(desk, take_in.preview(desk, [path])).id == ""
    take(desk, path, "actual_text", reason="以乡镇核实的为准")
    after = now(desk, filing).content
    assert after.indicator_lines[0].actual_text == "175"
    assert after.indicator_lines[1].deviation_reason == "这里补的"
    lines = desk.read(lambda tx: journal.latest(tx, 200))
    assert any("以乡镇核实的为准" in (one.new or "") for one in lines)


def test_a_file_without_its_identity_is_matched_by_its_words_and_says_so(
    desk: Workspace, tmp_path: Path
) -> None:
    filing = put_on_desk(desk, "self-evaluation")
    book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
    book.lose_identity()
    book.type("182", "175")
    form = back(desk, book.save(tmp_path / "back.xlsx"))
    assert found_in(form) == [(ROAD, "actual_text", "182", "175")]
    assert form.outcome is Outcome.CHANGED
    assert "没有本软件的编号" in form.origin


def test_a_file_of_another_desk_is_told_and_goes_by_its_words(desk: Workspace, tmp_path: Path) -> None:
    with open_desk(tmp_path / "other") as other:
        path = send_out(other, put_on_desk(other, "self-evaluation"), tmp_path / "out.xlsx")
    form = back(desk, path)
    assert form.outcome is Outcome.NEW_PROJECT
    assert "别的数据文件夹" in form.origin
    take_in.commit(desk, take_in.preview(desk, [path]))
    ids = desk.read(lambda tx: {row[0] for row in tx.query("SELECT id FROM indicator_line")})
    assert ids.isdisjoint(form.form.sent_lines.values())


def test_last_years_file_used_again_for_this_year_is_a_new_form(desk: Workspace, tmp_path: Path) -> None:
    filing = put_on_desk(desk, "self-evaluation")
    book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
    for row in book.sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "2025" in cell.value and "jxdesk" not in cell.value:
                cell.value = cell.value.replace("2025", "2026")
    form = back(desk, book.save(tmp_path / "back.xlsx"))
    assert form.form.content.year == 2026
    assert form.outcome is Outcome.NEW_PROJECT
    assert "改来的" in form.origin
    assert now(desk, filing) == filing


@pytest.mark.parametrize(
    ("state", "way"),
    [
        (FilingState.FINISHED, "改回填写中"),
        (FilingState.SEALED, "改回填写中"),
        (FilingState.APPROVED, "调整申请"),
    ],
)
def test_a_form_that_is_fixed_is_not_changed_and_the_way_is_told(
    desk: Workspace, tmp_path: Path, state: FilingState, way: str
) -> None:
    filing: Filing = put_on_desk(desk, "target")
    book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
    mark(desk, filing, state)
    book.type("≥186公里", "≥190公里")
    form = back(desk, book.save(tmp_path / "back.xlsx"))
    assert form.outcome is Outcome.NOT_TAKEN
    assert way in form.reason
    assert len(form.differences) == 1
    assert not form.stores_something
