"""Names and shapes that change: the trace, the figures of the year, the old name that still finds, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import look, project, succession, turn_year, undo
from jxdesk.actions.look import ProjectQuery
from jxdesk.actions.succession import BadSuccession
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.year.office_splits import OfficePart, next_path, parts_of
from jxdesk.domain.year.successions import Event, Turn, words_of
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import offices, projects
from tests.actions.year_desk import add_project, new_id, open_desk, read_filing, store_filing, target_of

TURN = Turn(happened_on=dt.date(2026, 5, 6), reason="机构改革", document_number="练编[2026]3号")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


def get(workspace: Workspace, project_id: str) -> object:
    return workspace.read(lambda tx: projects.get(tx, project_id))


def found(workspace: Workspace, text: str) -> list[str]:
    listed = look.projects(workspace, ProjectQuery(year=2026, text=text))
    return [row.name for row in listed.first]


def add_office(workspace: Workspace, name: str, path: str) -> Office:
    office = Office(id=new_id(), path=path, name=name, level=OfficeLevel.UNIT)
    workspace.transact(lambda tx: offices.add(tx, office))
    return office


def test_a_renamed_project_keeps_its_forms_and_is_found_by_its_old_name(workspace: Workspace) -> None:
    one = add_project(workspace)
    target = store_filing(workspace, target_of(one))
    assert found(workspace, "养护补助") == ["农村公路养护补助"]
    errand = succession.rename_project(workspace, one.id, " 农村公路日常养护 ", TURN)
    assert read_filing(workspace, target.id).content.project_name == "农村公路养护补助"
    assert found(workspace, "养护补助") == ["农村公路日常养护"]
    trace = succession.trace(workspace, one.id)
    assert trace.former_names == ("农村公路养护补助",)
    assert words_of(trace.steps[0]) == (
        "2026年5月6日 由“农村公路养护补助”改名为“农村公路日常养护”（机构改革，练编〔2026〕3号）"
    )
    undo.undo(workspace, errand)
    assert found(workspace, "养护补助") == ["农村公路养护补助"]
    assert succession.trace(workspace, one.id).steps == ()
    project.rename(workspace, one.id, "公路养护")
    assert found(workspace, "农村公路养护补助") == ["公路养护"]


@pytest.mark.parametrize(
    ("name", "turn", "said"),
    [
        ("", TURN, "没有写项目名称"),
        ("农村公路养护补助", TURN, "名称没有变"),
        ("新名", replace(TURN, reason=" "), "没有写原因"),
        ("新名", replace(TURN, happened_on=dt.date(2026, 9, 1)), "日期晚于今天"),
    ],
)
def test_a_change_of_name_says_what_when_and_why(
    workspace: Workspace, name: str, turn: Turn, said: str
) -> None:
    one = add_project(workspace)
    with pytest.raises(BadSuccession, match=said):
        succession.rename_project(workspace, one.id, name, turn)
    with pytest.raises(NotFound):
        succession.rename_project(workspace, "no-such-id", "新名", TURN)


def test_a_withdrawn_project_stays_with_its_figures_and_is_asked_for_no_more(workspace: Workspace) -> None:
    one = add_project(workspace)
    store_filing(workspace, target_of(one))
    succession.withdraw_project(workspace, one.id, TURN)
    kept = workspace.read(lambda tx: projects.get(tx, one.id))
    assert kept is not None
    assert (kept.withdrawn_on, kept.withdrawn_reason, kept.budgets) == (
        dt.date(2026, 5, 6),
        "机构改革",
        one.budgets,
    )
    assert turn_year.preview_closing(workspace, 2026) == ()
    with pytest.raises(Refused, match="已经取消过了"):
        succession.withdraw_project(workspace, one.id, TURN)


def test_only_a_project_without_forms_is_deleted_and_its_name_stays(workspace: Workspace) -> None:
    one, other = add_project(workspace, "有表的"), add_project(workspace, "没有表的")
    store_filing(workspace, target_of(one))
    with pytest.raises(Refused, match="还有填报的表"):
        succession.delete_project(workspace, one.id, TURN)
    errand = succession.delete_project(workspace, other.id, TURN)
    assert get(workspace, other.id) is None
    (step,) = succession.trace(workspace, other.id).steps
    assert (step.event, step.old_name) == (Event.DELETED, "没有表的")
    undo.undo(workspace, errand)
    assert get(workspace, other.id) == other


def test_of_a_classified_project_no_word_is_kept_when_it_is_withdrawn(workspace: Workspace) -> None:
    one = add_project(workspace, "", is_classified=True, budgets=(), department="", implementing_unit="")
    succession.withdraw_project(workspace, one.id, TURN)
    (step,) = succession.trace(workspace, one.id).steps
    assert (step.old_name, step.reason, step.document_number) == ("", "", "")
    kept = workspace.read(lambda tx: projects.get(tx, one.id))
    assert kept is not None
    assert kept.withdrawn_reason == ""
    journal = "".join(str(row) for row in workspace.read(lambda tx: tx.query("SELECT new FROM change_log")))
    assert "机构改革" not in journal


def test_merged_projects_are_withdrawn_with_their_figures_and_lead_to_the_one(workspace: Workspace) -> None:
    into, one, other = (add_project(workspace, name) for name in ("总的", "甲", "乙"))
    errand = succession.merge_projects(workspace, [one.id, other.id], into.id, TURN)
    kept = workspace.read(lambda tx: projects.get(tx, one.id))
    assert kept is not None
    assert kept.withdrawn_reason == "并入“总的”：机构改革"
    assert kept.budgets == one.budgets
    assert get(workspace, into.id) == into
    assert succession.trace(workspace, into.id).former_names == ("甲", "乙")
    assert set(found(workspace, "甲")) == {"甲", "总的"}
    with pytest.raises(BadSuccession, match="“甲”已经取消"):
        succession.merge_projects(workspace, [one.id], into.id, TURN)
    undo.undo(workspace, errand)
    assert get(workspace, one.id) == one


def test_what_cannot_be_merged_or_split_is_said(workspace: Workspace) -> None:
    one, other = add_project(workspace, "甲"), add_project(workspace, "乙", fiscal_year=2027)
    for ids, into, said in (
        ([], one.id, "没有选"),
        ([one.id], one.id, "不能并入自己"),
        ([other.id], one.id, "不是同一个年度"),
    ):
        with pytest.raises(BadSuccession, match=said):
            succession.merge_projects(workspace, ids, into, TURN)
    for names, said in ((["一个"], "至少要拆成两个"), (["同", "同"], "名称一样")):
        with pytest.raises(BadSuccession, match=said):
            succession.split_project(workspace, one.id, names, TURN)


def test_a_split_project_leaves_its_money_and_forms_behind(workspace: Workspace) -> None:
    one = add_project(workspace, leader="张三")
    succession.split_project(workspace, one.id, ["养护（一）", "养护（二）", " "], TURN)
    made = {item.name: item for item in workspace.read(lambda tx: projects.of_year(tx, 2026))}
    assert made.keys() == {"农村公路养护补助", "养护（一）", "养护（二）"}
    assert made["养护（一）"].budgets == ()
    assert made["养护（一）"].leader == "张三"
    assert made["农村公路养护补助"].withdrawn_on == dt.date(2026, 5, 6)
    assert made["农村公路养护补助"].budgets == one.budgets
    assert [step.event for step in succession.trace(workspace, made["养护（一）"].id).steps] == [Event.SPLIT]


def test_an_office_is_renamed_and_its_filed_forms_keep_the_old_name(workspace: Workspace) -> None:
    own = workspace.facts.office
    assert own is not None
    target = store_filing(workspace, target_of(add_project(workspace)))
    succession.rename_office(workspace, own.id, "白岩街道办事处", TURN)
    assert workspace.facts.office is not None
    assert workspace.facts.office.name == "白岩街道办事处"
    assert read_filing(workspace, target.id).content.office_name == "白岩镇人民政府"
    assert [step.old_name for step in succession.office_steps(workspace)] == ["白岩镇人民政府"]


def test_a_merged_office_hands_over_what_is_under_way_and_keeps_what_was_filed(workspace: Workspace) -> None:
    one, other = (
        add_office(workspace, "农机站", "53-23-29-d1"),
        add_office(workspace, "农技站", "53-23-29-d2"),
    )
    old = add_project(workspace, "去年的", office_id=one.id, fiscal_year=2025)
    now = add_project(workspace, "今年的", office_id=one.id)
    draft = store_filing(workspace, target_of(now, state=FilingState.DRAFT))
    filed = store_filing(workspace, target_of(now, state=FilingState.SEALED))
    errand = succession.merge_offices(workspace, one.id, other.id, TURN, with_projects=True)
    assert get(workspace, old.id) == old
    moved = workspace.read(lambda tx: projects.get(tx, now.id))
    assert moved is not None
    assert moved.office_id == other.id
    assert read_filing(workspace, draft.id).office_id == other.id
    assert read_filing(workspace, filed.id).office_id == one.id
    gone = workspace.read(lambda tx: offices.get(tx, one.id))
    assert gone is not None
    assert gone.valid_to == "2026-05-06"
    with pytest.raises(Refused, match="已经撤销过了"):
        succession.withdraw_office(workspace, one.id, TURN)
    with pytest.raises(Refused, match="已经撤销过了"):
        succession.split_office(workspace, one.id, [part(other)], TURN, withdrawing=True)
    undo.undo(workspace, errand)
    assert workspace.read(lambda tx: offices.get(tx, one.id)) == one
    assert get(workspace, now.id) == now


def part(office: Office, *goes: Project) -> OfficePart:
    return OfficePart(office=office, is_new=not office.id, project_ids=tuple(one.id for one in goes))


def test_part_of_an_office_goes_with_its_projects(workspace: Workspace) -> None:
    one, other = (
        add_office(workspace, "农机站", "53-23-29-d1"),
        add_office(workspace, "农技站", "53-23-29-d2"),
    )
    stays, goes = (add_project(workspace, name, office_id=one.id) for name in ("留下", "划走"))
    foreign = add_project(workspace, "别人的", office_id=other.id)
    with pytest.raises(Refused, match="不是这个单位的"):
        succession.split_office(workspace, one.id, [part(other, foreign)], TURN, withdrawing=False)
    succession.split_office(workspace, one.id, [part(other, goes)], TURN, withdrawing=False)
    assert get(workspace, stays.id) == stays
    moved = workspace.read(lambda tx: projects.get(tx, goes.id))
    assert moved is not None
    assert moved.office_id == other.id
    assert workspace.read(lambda tx: offices.get(tx, one.id)) == one


def test_an_office_becomes_several_each_with_its_projects_and_drafts_and_one_undo(
    workspace: Workspace,
) -> None:
    old, there = (
        add_office(workspace, "农业服务中心", "53-23-29-d155"),
        add_office(workspace, "农技站", "53-23-29-d156"),
    )
    first, second, third = (add_project(workspace, name, office_id=old.id) for name in ("甲", "乙", "丙"))
    before = add_project(workspace, "往年的", office_id=old.id, fiscal_year=2025)
    draft = store_filing(workspace, target_of(second, state=FilingState.DRAFT))
    roster = succession.all_offices(workspace)
    known, new = parts_of(old, ["农技站", " 畜牧站 ", ""], roster)
    assert (known.office, known.is_new) == (there, False)
    assert (new.office.path, new.is_new) == ("53-23-29-d157", True)
    parts = [part(known.office, first), part(new.office, second)]
    with pytest.raises(BadSuccession, match="还有 1 个项目没有定"):
        succession.split_office(workspace, old.id, parts, TURN, withdrawing=True)
    parts[1] = part(new.office, second, third)
    errand = succession.split_office(workspace, old.id, parts, TURN, withdrawing=True)
    offices_now = {one.name: one for one in succession.all_offices(workspace)}
    assert offices_now["农业服务中心"].valid_to == "2026-05-06"
    made = offices_now["畜牧站"]
    assert (made.path, made.level, made.valid_from) == ("53-23-29-d157", old.level, "2026-05-06")
    placed = {
        one.name: one.office_id
        for one in workspace.read(lambda tx: projects.get_many(tx, [first.id, second.id, third.id]))
    }
    assert placed == {"甲": there.id, "乙": made.id, "丙": made.id}
    assert read_filing(workspace, draft.id).office_id == made.id
    assert get(workspace, before.id) == before
    words = [words_of(step) for step in succession.trace(workspace, made.id).steps]
    assert words == ["2026年5月6日 “农业服务中心”拆出“畜牧站”（机构改革，练编〔2026〕3号）"]
    undo.undo(workspace, errand)
    assert {one.name for one in succession.all_offices(workspace)} >= {"农业服务中心", "农技站"}
    assert "畜牧站" not in {one.name for one in succession.all_offices(workspace)}
    assert get(workspace, second.id) == second
    assert read_filing(workspace, draft.id).office_id == old.id


@pytest.mark.parametrize(
    ("names", "withdrawing", "said"),
    [
        ([], False, "没有写拆成哪几个"),
        (["甲站"], True, "至少要拆成两个"),
        (["甲站", "甲站"], False, "两个名称一样"),
        (["农机站"], False, "不能和原单位同名"),
        (["甲" * 130], False, "超过 120 个字"),
    ],
)
def test_a_split_that_does_not_fit_is_refused(
    workspace: Workspace, names: list[str], withdrawing: bool, said: str
) -> None:
    old = add_office(workspace, "农机站", "53-23-29-d1")
    parts = parts_of(old, names, succession.all_offices(workspace))
    with pytest.raises(BadSuccession, match=said):
        succession.split_office(workspace, old.id, parts, TURN, withdrawing=withdrawing)


def test_new_paths_count_on_from_the_old_one() -> None:
    taken = {"53-23-29-d009", "53-23-29-d010"}
    assert next_path("53-23-29-d009", taken) == "53-23-29-d011"
    assert next_path("53-23-29-农", ()) == "53-23-29-农-01"
    assert next_path("53-23-29-农", {"53-23-29-农-01"}) == "53-23-29-农-02"


def test_the_own_office_is_not_withdrawn_on_its_own_desk(workspace: Workspace) -> None:
    own = workspace.facts.office
    assert own is not None
    other = add_office(workspace, "农技站", "53-23-29-d2")
    with pytest.raises(Refused, match="这是本单位"):
        succession.withdraw_office(workspace, own.id, TURN)
    with pytest.raises(Refused, match="这是本单位"):
        succession.merge_offices(workspace, own.id, other.id, TURN, with_projects=True)
    with pytest.raises(BadSuccession, match="不能并入自己"):
        succession.merge_offices(workspace, other.id, other.id, TURN, with_projects=False)


def test_a_closed_year_keeps_its_names(workspace: Workspace) -> None:
    one, other = add_project(workspace), add_project(workspace, "乙")
    turn_year.close_year(workspace, 2026)
    for change in (
        lambda: succession.rename_project(workspace, one.id, "新名", TURN),
        lambda: succession.withdraw_project(workspace, one.id, TURN),
        lambda: succession.delete_project(workspace, one.id, TURN),
        lambda: succession.merge_projects(workspace, [one.id], other.id, TURN),
        lambda: succession.split_project(workspace, one.id, ["一", "二"], TURN),
    ):
        with pytest.raises(Refused, match="已经结账"):
            change()


def test_traces_are_there_after_a_restart(tmp_path: Path) -> None:
    with open_desk(tmp_path / "数据") as workspace:
        one = add_project(workspace)
        succession.rename_project(workspace, one.id, "新名", TURN)
    with open_desk(tmp_path / "数据") as workspace:
        assert found(workspace, "农村公路养护") == ["新名"]
        assert succession.trace(workspace, one.id).former_names == ("农村公路养护补助",)
