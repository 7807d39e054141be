"""Printing a whole set: what goes in and in which order, what stays out and is named, and that nothing half-written is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from jxdesk.actions import adjust, approve, fill, print_request, print_set
from jxdesk.actions.print_set import NothingToPrint, SetNotWritten, SetWish
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.store.faults import NotFound
from tests.actions.year_desk import add_project, open_desk, read_filing, store_filing, target_of

FACTS = ApprovalFacts(
    approved_on=dt.date(2026, 2, 3), document_number="练财预〔2026〕12号", approver="练习县财政局"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


def pages_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_a_set_holds_the_finished_forms_in_their_order(workspace: Workspace, tmp_path: Path) -> None:
    for name, state in (
        ("乙项目", FilingState.FINISHED),
        ("甲项目", FilingState.SEALED),
        ("丙", FilingState.DRAFT),
    ):
        store_filing(workspace, target_of(add_project(workspace, name), state=state))
    result = print_set.print_set(workspace, SetWish(year=2026), tmp_path / "一套.pdf")
    assert (result.filings, result.left_out) == (2, ())
    pages = pages_of(result.path)
    assert len(pages) == result.pages
    assert "2026年度" in pages[0]
    contents = next(page for page in pages if "目" in page and "甲项目" in page)
    assert "乙项目" in contents
    assert "丙" not in contents
    with_drafts = print_set.print_set(workspace, SetWish(year=2026, with_drafts=True), tmp_path / "二.pdf")
    assert with_drafts.filings == 3
    listed = print_set.counts(workspace, 2026)
    assert [(one.form, one.ready, one.drafts) for one in listed] == [(Form.PROJECT_TARGET, 2, 1)]


def test_nothing_to_print_is_said_and_leaves_no_file(workspace: Workspace, tmp_path: Path) -> None:
    store_filing(workspace, target_of(add_project(workspace), state=FilingState.DRAFT))
    for wish in (
        SetWish(year=2026),
        SetWish(year=2025, with_drafts=True),
        SetWish(year=2026, with_drafts=True, forms=(Form.PROJECT_MONITORING,)),
        SetWish(year=2026, with_drafts=True, office_id="another"),
    ):
        with pytest.raises(NothingToPrint):
            print_set.print_set(workspace, wish, tmp_path / "空.pdf")
    assert list(tmp_path.glob("*.pdf*")) == []


def test_a_form_that_cannot_be_printed_is_left_out_by_name(workspace: Workspace, tmp_path: Path) -> None:
    store_filing(workspace, target_of(add_project(workspace, "好的")))
    odd = target_of(add_project(workspace, "表样不在"))
    store_filing(workspace, replace(odd, content=replace(odd.content, template_id="of-next-year")))
    result = print_set.print_set(workspace, SetWish(year=2026), tmp_path / "一套.pdf")
    assert result.filings == 1
    assert "表样不在" in result.left_out[0]


def test_what_no_font_draws_is_named_before_anything_is_bound(workspace: Workspace, tmp_path: Path) -> None:
    store_filing(workspace, target_of(add_project(workspace, "养护")))
    rare = target_of(add_project(workspace, "幸福😀小区"))
    store_filing(workspace, rare)
    store_filing(workspace, target_of(add_project(workspace, "草稿😀"), state=FilingState.DRAFT))
    found = print_set.undrawable(workspace, SetWish(year=2026))
    assert {one.name for one in found} == {"白岩镇人民政府 2026 年绩效目标　幸福😀小区"}
    assert all("U+1F600" in one.finding.message for one in found)
    assert print_set.undrawable(workspace, SetWish(year=2026, forms=(Form.PROJECT_MONITORING,))) == ()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        print_set.undrawable(workspace, SetWish(year=2026), progress=progress)


def test_a_set_in_the_making_is_cancelled_without_a_trace(workspace: Workspace, tmp_path: Path) -> None:
    store_filing(workspace, target_of(add_project(workspace)))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        print_set.print_set(workspace, SetWish(year=2026), tmp_path / "一套.pdf", progress=progress)
    assert list(tmp_path.glob("*.pdf*")) == []
    (tmp_path / "是文件").write_text("x", encoding="utf-8")
    with pytest.raises(SetNotWritten):
        print_set.print_set(workspace, SetWish(year=2026), tmp_path / "是文件" / "一套.pdf")


def adjusted(workspace: Workspace) -> tuple[str, str]:
    """A target, approved, with an adjustment that waits for its approval."""
    target = store_filing(workspace, target_of(add_project(workspace)))
    approve.approve(workspace, [target.id], FACTS)
    copy = adjust.request(
        workspace,
        target.id,
        reason="县级追加资金，养护里程增加到 15 公里",
        requested_by="填报人甲",
        requested_on=dt.date(2026, 6, 1),
    )
    made = read_filing(workspace, copy)
    edit = Edit(
        kind=EditKind.INDICATOR,
        line_id=made.content.indicator_lines[0].id,
        field="target_text",
        text="≥15公里",
    )
    saved = fill.change(workspace, copy, [edit], expected_version=made.version)
    fill.finish(workspace, copy, expected_version=saved.filing.version)
    return target.id, copy


def test_only_the_version_in_force_is_bound(workspace: Workspace, tmp_path: Path) -> None:
    _, copy = adjusted(workspace)
    wish = SetWish(year=2026, with_cover=False, with_contents=False, with_seals=False)
    before = print_set.print_set(workspace, wish, tmp_path / "前.pdf")
    assert before.filings == 1
    assert "≥12公里" in "".join(pages_of(before.path)).replace(" ", "")
    adjust.approve(
        workspace,
        copy,
        replace(FACTS, approved_on=dt.date(2026, 6, 20), document_number="练财预〔2026〕88号"),
    )
    after = print_set.print_set(workspace, wish, tmp_path / "后.pdf")
    assert after.filings == 1
    assert "≥15公里" in "".join(pages_of(after.path)).replace(" ", "")


def test_the_request_is_printed_with_old_beside_new(workspace: Workspace, tmp_path: Path) -> None:
    target_id, copy = adjusted(workspace)
    (page,) = pages_of(print_request.write_request(workspace, copy, tmp_path / "申请.pdf"))
    flat = page.replace("\r", "").replace("\n", "")
    for text in ("绩效目标调整申请表", "练财预〔2026〕12号", "≥12公里", "≥15公里", "不是规定的表样"):
        assert text in flat
    assert "同意调整" not in flat
    adjust.approve(
        workspace,
        copy,
        replace(FACTS, approved_on=dt.date(2026, 6, 20), document_number="练财预〔2026〕88号"),
    )
    book = openpyxl.load_workbook(print_request.write_request(workspace, copy, tmp_path / "申请.xlsx"))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("同意调整" in cell and "练财预〔2026〕88号" in cell for cell in cells)
    with pytest.raises(NotFound):
        print_request.write_request(workspace, target_id, tmp_path / "没有.pdf")
