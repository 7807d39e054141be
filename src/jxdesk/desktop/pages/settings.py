"""设置: a list of sections at the left, the chosen one at the right."""

from __future__ import annotations

import importlib
from typing import NamedTuple, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import SideList, across
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Changes
from jxdesk.desktop.settings.section import Section


class SectionSpec(NamedTuple):
    """Where a section lives."""

    name: str
    title: str
    maker: str


SECTIONS = (
    SectionSpec("office", "本单位", "OfficeSection"),
    SectionSpec("people", "人员", "PeopleSection"),
    SectionSpec("units", "单位名册", "UnitsSection"),
    SectionSpec("years", "年度", "YearsSection"),
    SectionSpec("backups", "备份与恢复", "BackupsSection"),
    SectionSpec("wire", "联网上传", "WireSection"),
    SectionSpec("imports", "导入记录", "ImportsSection"),
    SectionSpec("rules", "规则与表样", "RulesSection"),
    SectionSpec("look", "显示", "LookSection"),
    SectionSpec("about", "关于", "AboutSection"),
)


class SettingsPage(Page):
    """The sections, each made when it is first chosen."""

    TITLE = "设置"
    HELP = "backup"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.header_row.addStretch(1)
        self.sections: dict[int, Section] = {}
        self.list = SideList(name="settings_list", meaning="设置的分类", width=180)
        for spec in SECTIONS:
            self.list.add(spec.title, spec.name)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.stack = QStackedWidget()
        self.body.addLayout(across(self.list, self.stack, spacing=12), 1)
        self.list.setCurrentRow(0)

    def open(self, argument: object) -> None:
        """Opens on a section by its name."""
        for row, spec in enumerate(SECTIONS):
            if spec.name == argument:
                self.list.setCurrentRow(row)

    def section(self, row: int) -> Section:
        """A section, made when it is first asked for."""
        found = self.sections.get(row)
        if found is None:
            spec = SECTIONS[row]
            module = importlib.import_module(f"jxdesk.desktop.settings.{spec.name}")
            found = cast(Section, getattr(module, spec.maker)(self.context))
            found.setObjectName(f"settings_{spec.name}")
            self.sections[row] = found
            self.stack.addWidget(found)
        return found

    def _on_row_changed(self, row: int) -> None:
        if row >= 0:
            self.stack.setCurrentWidget(self.section(row))

    def on_changes(self, changes: Changes) -> None:
        """Passes on what was written."""
        for section in self.sections.values():
            section.on_changes(changes)

    def load(self) -> None:
        """Reads the section in sight again."""
        current = self.stack.currentWidget()
        if isinstance(current, Section):
            current.load()

    def panes(self) -> list[QWidget]:
        """The list, then the section."""
        return [self.list, self.stack]
