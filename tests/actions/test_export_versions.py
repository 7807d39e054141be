"""Exporting a target that was adjusted: the version in force alone, all of them on demand, and how many stayed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.__main__ import main
from jxdesk.actions import adjust, export
from jxdesk.actions.export import ExportFormat, ExportResult
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.store.records import projects
from tests.actions.test_print_set import adjusted
from tests.actions.year_desk import add_project, open_desk, store_filing, target_of

YEAR = 2026
LATER = ApprovalFacts(
    approved_on=dt.date(2026, 7, 3), document_number="练财预〔2026〕61号", approver="练习县财政局"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


def write(
    workspace: Workspace, to: Path, *, project_code: str = "", all_of_them: bool = False
) -> ExportResult:
    return export.export(
        workspace,
        form=Form.PROJECT_TARGET,
        year=YEAR,
        format=ExportFormat.XLSX,
        to=to,
        project_code=project_code,
        with_earlier=all_of_them,
    )


def test_the_version_in_force_alone_is_written_before_and_after_the_adjustment_is_approved(
    workspace: Workspace, tmp_path: Path
) -> None:
    first, copy = adjusted(workspace)
    store_filing(workspace, target_of(add_project(workspace, "另一个")))
    before = write(workspace, tmp_path / "前")
    assert (before.filings, before.earlier) == (2, 1)
    adjust.approve(workspace, copy, LATER)
    after = write(workspace, tmp_path / "后")
    assert (after.filings, after.earlier) == (2, 1)
    everything = write(workspace, tmp_path / "全", all_of_them=True)
    assert (everything.filings, everything.earlier, len(everything.files)) == (3, 0, 3)
    named = export.export(
        workspace,
        form=Form.PROJECT_TARGET,
        year=YEAR,
        format=ExportFormat.XLSX,
        to=tmp_path / "旧版",
        filing_ids=[first],
    )
    assert (named.filings, named.earlier) == (1, 0)


def test_one_project_by_its_code_comes_in_its_version_in_force_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    code = "53232926T000000000001"
    _, copy = adjusted(workspace)
    (project,) = workspace.read(lambda tx: projects.of_year(tx, YEAR))
    workspace.transact(lambda tx: projects.save(tx, replace(project, code=code)))
    adjust.approve(workspace, copy, LATER)
    found = write(workspace, tmp_path / "一个", project_code=code)
    assert (found.filings, found.earlier) == (1, 1)
    assert write(workspace, tmp_path / "两版", project_code=code, all_of_them=True).filings == 2


def test_the_command_says_how_to_get_the_earlier_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_desk(tmp_path / "数据") as workspace:
        adjusted(workspace)
    words = ["export", "--home", str(tmp_path / "数据"), "--form", "project_target", "--year", str(YEAR)]
    assert main([*words, "--to", str(tmp_path / "一版.xlsx")]) == 0
    assert "另有 1 张" in (said := capsys.readouterr().out)
    assert "--all-versions" in said
    assert main([*words, "--all-versions", "--to", str(tmp_path / "两版.xlsx")]) == 0
    assert "导出了 2 张表" in (said := capsys.readouterr().out)
    assert "另有" not in said
