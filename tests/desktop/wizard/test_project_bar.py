"""What is corrected on the first page of a target can be corrected in the project too: asked in words, never done in silence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jxdesk.actions import succession
from jxdesk.actions.begin import begin
from jxdesk.desktop.context import Context
from jxdesk.desktop.wizard.basics_page import BasicsPage
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.project_bar import ProjectBar
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.projects import Project
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.records import projects
from jxdesk.store.safety.opening import Opened

from .conftest import SMALL, press, wait_saved

PROJECT = "project-of-target"


def project_of(context: Context) -> Project:
    """The project as it is kept."""
    found = context.workspace.read(lambda tx: projects.get(tx, PROJECT))
    assert found is not None
    return found


@pytest.fixture
def wizard(qtbot: QtBot, context: Context, opened: Opened) -> FilingWizard:
    """A target, just begun."""
    project = Project(id=PROJECT, office_id="office-1", fiscal_year=2026, name="白岩镇产业路硬化")
    opened.database.run(lambda tx: projects.add(tx, project))
    wish = Wish(form=Form.PROJECT_TARGET, year=2026, template_id="target-national-2015", project_id=PROJECT)
    made = FilingWizard(context, begin(context.workspace, wish))
    qtbot.addWidget(made)
    made.resize(*SMALL)
    made.show()
    qtbot.waitUntil(lambda: made.session is not None, timeout=10_000)
    return made


@pytest.fixture
def bar(wizard: FilingWizard) -> ProjectBar:
    """The question."""
    page = wizard.views[WizardPage.BASICS]
    assert isinstance(page, BasicsPage)
    return page.project_bar


def write(wizard: FilingWizard, qtbot: QtBot, field: str, text: str) -> None:
    """Types over a field and leaves it."""
    found = wizard.findChild(LineField, f"head_{field}")
    assert isinstance(found, LineField)
    found.setText(text)
    found.setModified(True)
    found.commit()
    assert wizard.session is not None
    wait_saved(qtbot, wizard.session)


def test_nothing_is_asked_before_something_is_corrected(wizard: FilingWizard, bar: ProjectBar) -> None:
    assert not bar.isVisible()


def test_a_correction_is_asked_about_and_goes_to_the_project_as_one_step_that_can_be_taken_back(
    qtbot: QtBot, context: Context, wizard: FilingWizard, bar: ProjectBar
) -> None:
    before = project_of(context)
    write(wizard, qtbot, "project_name", "农村公路日常养护")
    write(wizard, qtbot, "project_leader", "乙")
    assert bar.isVisible()
    assert "项目名称写成了“农村公路日常养护”" in bar.text.text()
    assert bar.text.text().endswith("同时改项目资料？")
    assert project_of(context) == before
    bar.accept_button.setFocus()
    press(bar.accept_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: project_of(context).name == "农村公路日常养护")
    assert project_of(context).leader == "乙"
    assert succession.trace(context.workspace, before.id).former_names == (before.name,)
    qtbot.waitUntil(bar.back_button.isVisible)
    assert not bar.accept_button.isVisible()
    press(bar.back_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: project_of(context) == before)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert wizard.session is not None
    assert wizard.session.content.project_name == "农村公路日常养护"


def test_the_form_alone_is_changed_and_nobody_asks_again_until_something_else_is_corrected(
    qtbot: QtBot, context: Context, wizard: FilingWizard, bar: ProjectBar
) -> None:
    before = project_of(context)
    write(wizard, qtbot, "project_leader", "乙")
    press(bar.only_button, Qt.Key.Key_Space)
    assert not bar.isVisible()
    write(wizard, qtbot, "project_period", "2026年3月—2027年2月")
    assert bar.found[0].field == "project_period"
    assert len(bar.found) == 1
    assert project_of(context) == before


def test_taking_back_the_typing_takes_back_the_question(
    qtbot: QtBot, wizard: FilingWizard, bar: ProjectBar
) -> None:
    write(wizard, qtbot, "project_leader", "乙")
    assert bar.isVisible()
    wizard.undo()
    assert not bar.isVisible()


def test_a_name_that_cannot_be_one_is_refused_in_words(
    qtbot: QtBot, context: Context, wizard: FilingWizard, bar: ProjectBar
) -> None:
    before = project_of(context)
    write(wizard, qtbot, "project_name", "长" * 130)
    press(bar.accept_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "超过" in bar.text.text())
    assert project_of(context) == before
