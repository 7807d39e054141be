"""What the tests of the wizard share: a real workspace with one self-evaluation, and the wizard open on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.money_grid import MoneyGrid
from jxdesk.desktop.wizard.money_page import MoneyPage
from jxdesk.desktop.wizard.saver import SaveState
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.records.filings import (
    Comparator,
    Direction,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.records.projects import Project
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import attachments, filings, offices, projects
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.shipped.evidence import evidence_book
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK

FILING = "filing-1"
SMALL = (1366, 669)
"""What a maximised window leaves of 1366×768 for the wizard with the frame's status bar."""


def line(
    number: int, level1: str, level2: str, name: str, sign: Comparator, target: str, unit: str
) -> IndicatorLine:
    """A line with a target and no result yet."""
    return IndicatorLine(
        id=f"line-{number}",
        level1=level1,
        level2=level2,
        name=name,
        clean_name=name,
        comparator=sign,
        direction=Direction.LOWER if sign is Comparator.AT_MOST else Direction.HIGHER,
        target_text={"≥": "≥"}.get("", "") + ("≥" if sign is Comparator.AT_LEAST else "≤") + target + unit,
        target=Decimal(target),
        unit=unit,
        weight=Decimal(20 if number < 4 else 15),
    )


def content(template_id: str = "yunnan-public14-2022") -> FilingContent:
    """A self-evaluation as it stands before anybody typed a result."""
    lines = (
        line(1, "产出指标", "数量指标", "养护农村公路里程", Comparator.AT_LEAST, "186", "公里"),
        line(2, "产出指标", "数量指标", "安装安保设施路段", Comparator.AT_LEAST, "12", "处"),
        line(3, "产出指标", "成本指标", "日常养护单位成本", Comparator.AT_MOST, "0.55", "万元/公里"),
        line(4, "满意度指标", "服务对象满意度指标", "沿线群众满意度", Comparator.AT_LEAST, "90", "%"),
        IndicatorLine(
            id="line-5",
            level1="效益指标",
            level2="社会效益指标",
            name="群众出行条件",
            clean_name="群众出行条件",
            direction=Direction.QUALITATIVE,
            target_text="明显改善",
            weight=Decimal(15),
        ),
    )
    keys = (MoneyKey.TOTAL, MoneyKey.FISCAL, MoneyKey.CARRY_OVER, MoneyKey.OTHER)
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id=template_id,
        rule_pack_id=DEFAULT_RULE_PACK,
        year=2026,
        title="2026年度项目支出绩效自评表",
        project_name="白岩镇农村公路养护补助",
        project_code="53239926T000000000001",
        office_name="白岩镇人民政府",
        department="练习县交通运输局",
        implementing_unit="白岩镇人民政府",
        money_unit=MoneyUnit.YUAN if template_id.startswith("yunnan") else MoneyUnit.WAN,
        execution_weight=Decimal(10),
        money_lines=tuple(MoneyLine(id=f"money-{key}", key=key) for key in keys),
        indicator_lines=lines,
        answers={"expected_goal": "养护农村公路186公里，保障安全通行。"},
    )


@pytest.fixture
def own_settings(tmp_path: Path) -> None:
    """Preferences in a folder of this test."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))


def add_what_stands_beside(tx: Transaction, filing: Filing) -> None:
    """The approved target that the self-evaluation follows, and the evidence that it is asked for."""
    lines = tuple(replace(one, id=f"target-{one.id}") for one in filing.content.indicator_lines)
    promised = replace(
        filing.content,
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        money_lines=(),
        indicator_lines=lines,
    )
    target = replace(filing, id="target-1", content=promised, state=FilingState.APPROVED)
    filings.add(tx, target)
    for slot in evidence_book().slots:
        if slot.key in ("payment", "survey", "acceptance"):
            piece = Attachment(
                id=f"piece-{slot.key}",
                filing_id=filing.id,
                title=slot.name,
                type=AttachmentType.PDF,
                sha256="0" * 64,
                size=1,
            )
            attachments.add(tx, piece, slot=slot.key)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """A data folder with an office, a project and one self-evaluation."""
    opened = open_folder(tmp_path / "数据", who="填报人", check=False)
    office = Office(id="office-1", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
    project = Project(id="project-1", office_id="office-1", fiscal_year=2026, name="白岩镇农村公路养护补助")
    filing = Filing(id=FILING, office_id="office-1", project_id="project-1", content=content())
    opened.database.run(lambda tx: offices.add(tx, office))
    opened.database.run(lambda tx: projects.add(tx, project))
    opened.database.run(lambda tx: filings.add(tx, filing))
    opened.database.run(lambda tx: add_what_stands_beside(tx, filing))
    yield opened
    opened.close(backup=False)


@pytest.fixture
def context(qapp: QApplication, opened: Opened, own_settings: None) -> Iterator[Context]:
    """The context that the frame hands to its pages."""
    theme.apply_theme(qapp)
    context = Context(opened)
    yield context
    assert context.tasks.finish(timeout_ms=10_000)


@pytest.fixture
def open_wizard(qtbot: QtBot, context: Context) -> Callable[[], FilingWizard]:
    """Opens the wizard on the self-evaluation."""

    def make() -> FilingWizard:
        wizard = FilingWizard(context, FILING)
        qtbot.addWidget(wizard)
        wizard.resize(*SMALL)
        with qtbot.waitSignal(wizard.ready, timeout=10_000):
            wizard.show()
        wizard.activateWindow()
        qtbot.waitUntil(wizard.isActiveWindow)
        return wizard

    return make


@pytest.fixture
def wizard(open_wizard: Callable[[], FilingWizard]) -> FilingWizard:
    """The wizard, open on its first page."""
    return open_wizard()


@pytest.fixture
def session(wizard: FilingWizard) -> FilingSession:
    """The open filing."""
    assert wizard.session is not None
    return wizard.session


@pytest.fixture
def grid(wizard: FilingWizard) -> IndicatorGrid:
    """The indicator grid, in sight and under the keys."""
    wizard.show_page(WizardPage.INDICATORS)
    page = wizard.views[WizardPage.INDICATORS]
    assert isinstance(page, IndicatorsPage)
    return page.grid


@pytest.fixture
def money(wizard: FilingWizard) -> MoneyGrid:
    """The money grid, in sight and under the keys."""
    page = wizard.views[WizardPage.MONEY]
    assert isinstance(page, MoneyPage)
    assert page.grid is not None
    return page.grid


def go(grid: IndicatorGrid | MoneyGrid, row: int, field: str) -> None:
    """Puts the cursor into a cell."""
    grid.setFocus()
    grid.put_cursor(grid.model_.index(row, grid.model_.column_of(field)))


def shown(grid: IndicatorGrid | MoneyGrid, row: int, field: str) -> str:
    """What a cell shows."""
    return str(grid.model_.data(grid.model_.index(row, grid.model_.column_of(field))))


def at(grid: IndicatorGrid | MoneyGrid) -> tuple[int, str]:
    """Where the cursor is: row and field."""
    index = grid.currentIndex()
    return index.row(), grid.model_.columns[index.column()].field


def press(
    target: QWidget | None, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Presses one key on a widget, or on the one that has the focus."""
    target = target or QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifiers)


def type_text(text: str) -> None:
    """Types letter by letter into whatever has the focus, as a person does."""
    for letter in text:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, letter)


def compose(text: str) -> None:
    """What an input method sends while it composes: words that are not text yet."""
    target = QApplication.focusWidget()
    assert target is not None
    QApplication.sendEvent(target, QInputMethodEvent(text, []))


def choose(text: str) -> None:
    """What an input method sends when a candidate is chosen."""
    target = QApplication.focusWidget()
    assert target is not None
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


def wait_saved(qtbot: QtBot, session: FilingSession) -> None:
    """Waits until everything typed is on the disk."""
    qtbot.waitUntil(lambda: session.save_state is SaveState.SAVED and not session.unsaved(), timeout=10_000)


def on_disk(context: Context) -> Filing:
    """The filing as it now stands in the database."""
    filing = context.workspace.read(lambda tx: filings.get(tx, FILING))
    assert filing is not None
    return filing
