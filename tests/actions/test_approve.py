"""Recording approvals: which targets can be approved, that approved ones are frozen, and that a mistake is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import adjust, adjust_budget, approve, fill, first_todos, undo
from jxdesk.actions.approve import BadApproval
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.projects import ProjectClass
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.domain.year.budget_changes import BudgetChange
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import approvals, filings
from tests.actions.year_desk import add_project, new_id, open_desk, read_filing, store_filing, target_of

FACTS = ApprovalFacts(
    approved_on=dt.date(2026, 2, 3), document_number="练财预[2026]第012号", approver="练习县财政局"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


def test_an_approved_target_is_frozen_and_says_by_which_document(workspace: Workspace) -> None:
    target = store_filing(workspace, target_of(add_project(workspace)))
    done = approve.approve(workspace, [target.id], FACTS)
    assert done.count == 1
    frozen = read_filing(workspace, target.id)
    assert frozen.state is FilingState.APPROVED
    recorded = approve.approval_of(workspace, target.id)
    assert recorded is not None
    assert recorded.facts.document_number == "练财预〔2026〕12号"
    assert recorded.filing_version == target.version
    typed = Edit(kind=EditKind.ANSWER, field="expected_goal", text="改目标")
    with pytest.raises(fill.NotEditable):
        fill.change(workspace, target.id, [typed], expected_version=frozen.version)
    with pytest.raises(fill.NotEditable, match="已经批复"):
        fill.reopen(workspace, target.id, expected_version=frozen.version)
    with pytest.raises(Refused, match="已经批复"):
        workspace.transact(lambda tx: filings.delete(tx, target.id))


def test_several_targets_are_approved_at_once_and_taken_back_at_once(workspace: Workspace) -> None:
    ids = [
        store_filing(workspace, target_of(add_project(workspace, f"项目{n}"), state=state)).id
        for n, state in enumerate((FilingState.FINISHED, FilingState.SEALED))
    ]
    done = approve.approve(workspace, ids, FACTS)
    assert done.count == 2
    undo.undo(workspace, done.errand_id)
    assert [read_filing(workspace, one).state for one in ids] == [FilingState.FINISHED, FilingState.SEALED]
    assert workspace.read(lambda tx: approvals.of_filings(tx, ids)) == ()


def test_all_or_none_where_one_of_them_cannot_be_approved(workspace: Workspace) -> None:
    good = store_filing(workspace, target_of(add_project(workspace, "甲")))
    draft = store_filing(workspace, target_of(add_project(workspace, "乙"), state=FilingState.DRAFT))
    with pytest.raises(BadApproval) as refused:
        approve.approve(workspace, [good.id, draft.id], FACTS)
    assert refused.value.facts == "乙"
    assert "已填好" in refused.value.advice
    assert read_filing(workspace, good.id).state is FilingState.FINISHED
    with pytest.raises(NotFound):
        approve.approve(workspace, [good.id, "no-such-id"], FACTS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"approver": " "}, "没有写批复单位"),
        ({"approved_on": dt.date(2026, 7, 21)}, "晚于今天"),
    ],
)
def test_an_approval_wants_an_approver_and_a_day_that_was(
    workspace: Workspace, changes: dict[str, object], said: str
) -> None:
    target = store_filing(workspace, target_of(add_project(workspace)))
    with pytest.raises(BadApproval, match=said):
        approve.approve(workspace, [target.id], replace(FACTS, **changes))  # type: ignore[arg-type]


def test_a_missing_number_and_a_day_of_another_year_are_doubted_and_not_refused(workspace: Workspace) -> None:
    facts = replace(FACTS, document_number="", approved_on=dt.date(2024, 2, 3))
    codes = [finding.code for finding in approve.check(workspace, facts, year=2026)]
    assert codes == ["approval-approved_on", "document-number-missing"]
    target = store_filing(workspace, target_of(add_project(workspace)))
    assert approve.approve(workspace, [target.id], facts).count == 1


def test_a_self_evaluation_is_not_approved(workspace: Workspace) -> None:
    target = target_of(add_project(workspace))
    other = replace(
        target,
        content=replace(
            target.content, form=Form.PROJECT_SELF_EVALUATION, template_id="national-2020", money_lines=()
        ),
    )
    stored = store_filing(workspace, other)
    with pytest.raises(BadApproval) as refused:
        approve.approve(workspace, [stored.id], FACTS)
    assert "只有绩效目标" in refused.value.advice


def test_a_mistaken_approval_is_taken_back_as_long_as_nothing_was_built_on_it(workspace: Workspace) -> None:
    project = add_project(workspace)
    target = store_filing(workspace, target_of(project, state=FilingState.SEALED))
    approve.approve(workspace, [target.id], FACTS)
    approve.take_back(workspace, target.id)
    assert read_filing(workspace, target.id).state is FilingState.SEALED
    assert approve.approval_of(workspace, target.id) is None

    done = approve.approve(workspace, [target.id], FACTS)
    copy = adjust.request(
        workspace,
        target.id,
        reason="县级追加资金，里程增加",
        requested_by="填报人甲",
        requested_on=dt.date(2026, 6, 1),
    )
    with pytest.raises(Refused, match="后面的表已经按它填了"):
        approve.take_back(workspace, target.id)
    with pytest.raises(Refused, match="不能撤销"):
        undo.undo(workspace, done.errand_id)
    adjust.withdraw(workspace, copy)
    approve.take_back(workspace, target.id)


def test_an_approval_that_a_self_evaluation_answers_is_corrected_and_not_taken_back(
    workspace: Workspace,
) -> None:
    project = add_project(workspace)
    target = store_filing(workspace, target_of(project))
    approve.approve(workspace, [target.id], FACTS)
    line = target.content.indicator_lines[0]
    answer = replace(
        target_of(project, state=FilingState.DRAFT),
        content=replace(
            target.content,
            form=Form.PROJECT_SELF_EVALUATION,
            template_id="national-2020",
            title="2026年度项目支出绩效自评表",
            money_lines=(),
            indicator_lines=(replace(line, id=new_id(), answers_line_id=line.id),),
        ),
    )
    store_filing(workspace, answer)
    with pytest.raises(Refused) as refused:
        approve.take_back(workspace, target.id)
    assert "自评表" in refused.value.facts
    approve.correct(workspace, target.id, replace(FACTS, document_number="练财预〔2026〕13号"))
    recorded = approve.approval_of(workspace, target.id)
    assert recorded is not None
    assert recorded.facts.document_number == "练财预〔2026〕13号"
    with pytest.raises(BadApproval):
        approve.correct(workspace, target.id, replace(FACTS, approver=""))


def test_the_list_says_of_each_project_why_it_cannot_be_approved(workspace: Workspace) -> None:
    done = store_filing(workspace, target_of(add_project(workspace, "甲")))
    store_filing(workspace, target_of(add_project(workspace, "乙"), state=FilingState.DRAFT))
    add_project(workspace, "丙")
    add_project(workspace, "", is_classified=True, budgets=(), implementing_unit="", department="")
    approve.approve(workspace, [done.id], FACTS)
    listed = {one.name: one for one in approve.candidates(workspace, 2026)}
    assert listed.keys() == {"甲", "乙", "丙"}
    assert listed["甲"].hindrance == "已经批复过了。"
    assert listed["甲"].approval is not None
    assert "还没有填好" in listed["乙"].hindrance
    assert listed["丙"].hindrance == "还没有填绩效目标。"
    one = approve.candidates(workspace, 2026, project_ids=[listed["乙"].project_id])
    assert [candidate.name for candidate in one] == ["乙"]


def test_what_was_recorded_is_there_after_a_restart(tmp_path: Path) -> None:
    with open_desk(tmp_path / "数据") as workspace:
        target = store_filing(workspace, target_of(add_project(workspace)))
        approve.approve(workspace, [target.id], FACTS)
    with open_desk(tmp_path / "数据") as workspace:
        assert read_filing(workspace, target.id).state is FilingState.APPROVED
        recorded = approve.approval_of(workspace, target.id)
        assert recorded is not None
        assert recorded.facts == FACTS.plain()


def test_what_waits_is_counted_also_for_projects_of_mid_year(workspace: Workspace) -> None:
    def counts() -> tuple[int, ...]:
        return tuple(first_todos.of_targets(workspace, 2026)[0])

    assert counts() == (0, 0, 0, 0)
    one = add_project(workspace, "年初有预算的")
    added = add_project(workspace, "年中追加的", budgets=())
    adjust_budget.adjust_budget(
        workspace,
        added.id,
        BudgetChange(
            amount_text="20", is_cut=False, dated=dt.date(2026, 6, 1), document_number="练财预〔2026〕30号"
        ),
    )
    add_project(workspace, "人员经费", project_class=ProjectClass.PERSONNEL)
    add_project(workspace, "取消的", withdrawn_on=dt.date(2026, 5, 1))
    assert counts() == (2, 1, 0, 0)
    target = store_filing(workspace, target_of(one))
    assert counts() == (1, 1, 1, 0)
    approve.approve(workspace, [target.id], FACTS)
    assert counts() == (1, 1, 0, 0)
    copy = adjust.request(
        workspace,
        target.id,
        reason="县级追加资金，里程增加",
        requested_by="填报人甲",
        requested_on=dt.date(2026, 6, 1),
    )
    assert first_todos.of_targets(workspace, 2026) == ((1, 1, 0, 1), (copy,))
