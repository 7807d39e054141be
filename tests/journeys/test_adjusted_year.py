"""A year that was adjusted: target, approval, adjustment, self-evaluation of the adjusted one, and the first version as it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from jxdesk.actions import adjust, approve, begin, export, fill, print_set, turn_year
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.adjusting import Turn
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Edit, EditKind, RemoveLine
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.scoring.reweighting import reweighted
from jxdesk.domain.year.approvals import ApprovalFacts
from tests.actions.year_desk import add_project, open_desk, read_filing, store_filing, target_of

FIRST = ApprovalFacts(
    approved_on=dt.date(2026, 2, 3), document_number="练财预〔2026〕12号", approver="练习县财政局"
)
SECOND = ApprovalFacts(
    approved_on=dt.date(2026, 6, 20), document_number="练财预〔2026〕88号", approver="练习县财政局"
)


def printed(workspace: Workspace, filing_id: str, to: Path) -> bytes:
    export.export(
        workspace,
        form=Form.PROJECT_TARGET,
        year=2026,
        format=export.ExportFormat.PDF,
        to=to,
        filing_ids=[filing_id],
    )
    return to.read_bytes()


def test_the_self_evaluation_answers_the_adjusted_target_and_the_first_one_stays(tmp_path: Path) -> None:
    home = tmp_path / "数据"
    with open_desk(home) as workspace:
        project = add_project(workspace)
        target = store_filing(workspace, target_of(project))
        approve.approve(workspace, [target.id], FIRST)
        before = printed(workspace, target.id, tmp_path / "第一版.pdf")
        wish = Wish(
            form=Form.PROJECT_SELF_EVALUATION, year=2026, template_id="national-2020", project_id=project.id
        )
        evaluation = begin.begin(workspace, wish)
        copy = adjust.request(
            workspace,
            target.id,
            reason="县级追加资金 20 万元，养护里程增加到 15 公里，不再考核单位成本",
            requested_by="填报人甲",
            requested_on=dt.date(2026, 6, 1),
        )
        made = read_filing(workspace, copy)
        lines = {line.name: line for line in made.content.indicator_lines}
        changes = (
            Edit(
                kind=EditKind.INDICATOR,
                line_id=lines["养护农村公路里程"].id,
                field="target_text",
                text="≥15公里",
            ),
            Edit(kind=EditKind.INDICATOR, line_id=lines["养护农村公路里程"].id, field="weight", text="25"),
            RemoveLine(line_id=lines["日常养护单位成本"].id),
        )
        saved = fill.change(workspace, copy, changes, expected_version=made.version)
        fill.finish(workspace, copy, expected_version=saved.filing.version)
        adjust.approve(workspace, copy, SECOND)

    with open_desk(home) as workspace:
        found = adjust.following(workspace, evaluation)
        assert [one.turn for one in found.offers] == [Turn.CHANGED, Turn.DROPPED]
        filing = read_filing(workspace, evaluation)
        taken = found.changes(filing.content, {one.key for one in found.offers})
        content = fill.change(workspace, evaluation, taken, expected_version=filing.version).filing.content
        shown = {line.name: line for line in content.indicator_lines}
        assert shown["养护农村公路里程"].target_text == "≥15公里"
        assert shown["日常养护单位成本"].not_applicable
        weights = reweighted(content.indicator_lines)
        assert weights[shown["日常养护单位成本"].id] == 0
        assert fill.open_filing(workspace, begin.begin(workspace, wish)).filing.id == evaluation

        assert printed(workspace, target.id, tmp_path / "第一版再印.pdf") == before
        assert read_filing(workspace, target.id).state is FilingState.APPROVED
        assert {one.id for one in approve.versions_of(workspace, target.id)} == {target.id, copy}
        bound = print_set.print_set(workspace, print_set.SetWish(year=2026), tmp_path / "一套.pdf")
        assert bound.filings == 1  # the adjusted target; the first version is kept and not bound

        turn_year.close_year(workspace, 2026)
        assert printed(workspace, target.id, tmp_path / "结账后.pdf") == before
        assert adjust.facts_of(workspace, copy) is not None
