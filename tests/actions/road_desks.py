"""Desks between which packages travel: offices of a real county, filled with what an office of the practice county holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import fill as filling
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.judging import judge
from jxdesk.actions.receiving.receive import Received, commit, look
from jxdesk.actions.receiving.taking import Choices
from jxdesk.actions.seal import SealResult, seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.practice import Scale
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.projects import Project
from jxdesk.domain.sending.selection import Choice
from jxdesk.store.records import filings, offices, projects, standings
from jxdesk.store.records.filings import Summary

DRAWN = "53-23-99-102"
"""The office of the practice county whose year the tests borrow."""
YEAR = 2025
EVALUATIONS = Task(form=Form.PROJECT_SELF_EVALUATION, year=YEAR)
TARGETS = Task(form=Form.PROJECT_TARGET, year=YEAR)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Project, ...], tuple[Filing, ...]]:
    """One office's projects and filings of a finished year, drawn once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("user")))
        home = tmp_path_factory.mktemp("practice") / "home"
        make_practice_county(home, Scale.SMALL)
        with Workspace.open_existing(home) as practice:
            office = practice.read(lambda tx: offices.by_path(tx, DRAWN))
            assert office is not None
            found = practice.read(
                lambda tx: (
                    projects.of_year(tx, YEAR, office_id=office.id),
                    tuple(one for one in filings.of_year(tx, YEAR) if one.office_id == office.id),
                )
            )
    return found


def fill(workspace: Workspace, drawn: tuple[tuple[Project, ...], tuple[Filing, ...]]) -> tuple[Filing, ...]:
    """Gives a desk the drawn year as its own, every form filled and nothing sent yet; answers the self-evaluations."""
    office = workspace.facts.office
    assert office is not None
    ids = {project.id: new_id() for project in drawn[0]}
    own_projects = [replace(one, id=ids[one.id], office_id=office.id, predecessor_id="") for one in drawn[0]]
    lines: dict[str, str] = {}
    own = [_own(one, office.id, ids, lines) for one in drawn[1]]

    def job(tx: object) -> None:
        projects.add_many(tx, own_projects)  # type: ignore[arg-type]
        judged = [(one, judge(one.content, imported=False)) for one in own]
        filings.add_many(
            tx,  # type: ignore[arg-type]
            [(one, Summary.of(found.scorecard, found.findings)) for one, found in judged],
        )

    workspace.transact(job, errand="test")  # type: ignore[arg-type]
    return of(workspace, Form.PROJECT_SELF_EVALUATION)


def _own(filing: Filing, office_id: str, ids: dict[str, str], lines: dict[str, str]) -> Filing:
    """The same filing under identities of its own, as if this office had made it."""

    def named(line_id: str) -> str:
        return lines.setdefault(line_id, new_id()) if line_id else ""

    content = filing.content
    content = replace(
        content,
        money_lines=tuple(replace(line, id=new_id()) for line in content.money_lines),
        indicator_lines=tuple(
            replace(
                line,
                id=named(line.id),
                answers_line_id=named(line.answers_line_id),
                merged_into=named(line.merged_into),
            )
            for line in content.indicator_lines
        ),
        task_lines=tuple(
            replace(line, id=new_id(), project_ids=tuple(ids.get(one, one) for one in line.project_ids))
            for line in content.task_lines
        ),
    )
    return replace(
        filing,
        id=new_id(),
        office_id=office_id,
        project_id=ids.get(filing.project_id, ""),
        content=content,
        state=FilingState.FINISHED,
        version=0,
        vector={},
        replaces_id="",
    )


def of(workspace: Workspace, form: Form, year: int = YEAR) -> tuple[Filing, ...]:
    """The filings of this form at a desk."""
    return workspace.read(lambda tx: filings.of_year(tx, year, form=form))


def send(workspace: Workspace, stick: Path, task: Task = EVALUATIONS) -> SealResult:
    """Seals what is filled onto the stick."""
    return seal(workspace, Choice(task=task), to=stick)


def receive(workspace: Workspace, file: Path, choices: Choices | None = None) -> Received:
    """Looks at a package and takes it in."""
    return commit(workspace, look(workspace, file), choices)


def edit(workspace: Workspace, filing: Filing, value: str, *, line: int = 0, field: str = "actual") -> Filing:
    """Opens a filing, types into one cell and marks it as filled again."""
    if filing.state is not FilingState.DRAFT:
        filing = filling.reopen(workspace, filing.id, expected_version=filing.version).filing
    lines = filing.content.indicator_lines
    change = Edit(kind=EditKind.INDICATOR, line_id=lines[line].id, field=field, text=value)
    saved = filling.change(workspace, filing.id, (change,), expected_version=filing.version)
    assert not saved.refused
    done = filling.finish(workspace, filing.id, expected_version=saved.filing.version)
    return done.filing


def standing(workspace: Workspace, filing_id: str) -> tuple[str, int]:
    """Where a filing stands, and in which round."""
    found = workspace.read(lambda tx: standings.get(tx, filing_id))
    assert found is not None
    return found.where.standing.value, found.where.round
