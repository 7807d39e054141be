"""Which widget shows which page of the wizard; the flow itself is plain Python and knows only the names."""

from __future__ import annotations

from jxdesk.desktop.wizard.basics_page import BasicsPage
from jxdesk.desktop.wizard.goals_page import GoalsPage
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.money_page import MoneyPage
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.problems_page import ProblemsPage
from jxdesk.desktop.wizard.tasks_page import TasksPage
from jxdesk.domain.templates.wizard_flow import WizardPage

VIEWS: dict[WizardPage, type[WizardView]] = {
    WizardPage.BASICS: BasicsPage,
    WizardPage.MONEY: MoneyPage,
    WizardPage.GOALS: GoalsPage,
    WizardPage.TASKS: TasksPage,
    WizardPage.INDICATORS: IndicatorsPage,
    WizardPage.PROBLEMS: ProblemsPage,
    WizardPage.OUTPUT: OutputPage,
}
