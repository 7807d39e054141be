"""Indicator sources: above the grid of a target, indicators from the library (Ctrl+K) and from the year before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from jxdesk.desktop.furniture import across, button
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.beginning.adding_lines import changes_to_add, missing_of
from jxdesk.domain.library.entries import LibraryEntry, line_from_entry
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.templates.goal_styles import style_of


def lines_of_last_year(session: FilingSession) -> tuple[IndicatorLine, ...]:
    """The indicators of last year's target, else of its self-evaluation, that this target does not have."""
    known = session.known
    source = known.last_year or known.last_result
    return missing_of(session.content, source.content if source is not None else None)


def add_lines(session: FilingSession, lines: Sequence[IndicatorLine], *, label: str) -> str:
    """Puts lines into the filing as one step; answers the id of the first, empty for none."""
    if not lines or not session.editable:
        return ""
    session.commit(changes_to_add(session.content, lines), label=label)
    return lines[0].id


def add_entries(session: FilingSession, entries: Sequence[LibraryEntry]) -> str:
    """Puts library entries into the filing in its own style; answers the id of the first line."""
    style = style_of(session.content, session.template)
    return add_lines(session, [line_from_entry(entry, style) for entry in entries], label="从指标库加入")


class IndicatorSources(QWidget):
    """The two buttons; ``added(line_id)`` when lines came in, so that the cursor can go there."""

    added = Signal(str)

    def __init__(self, session: FilingSession, page: QWidget) -> None:
        super().__init__()
        self.session = session
        self.pick_button = button(
            "从指标库选 Ctrl+K", self.pick, kind="primary", icon="library", name="pick_button"
        )
        self.last_year_button = button(
            "沿用上年指标", self.take_last_year, icon="copy", name="last_year_button"
        )
        row = across(self.pick_button, self.last_year_button, spacing=8)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
        shortcut = QShortcut(QKeySequence("Ctrl+K"), page)
        shortcut.activated.connect(self.pick)
        self.shortcut = shortcut
        session.shown.connect(lambda *_: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Switches the tools by what the filing allows and what there is."""
        editable = self.session.editable
        missing = lines_of_last_year(self.session)
        self.pick_button.setEnabled(editable)
        self.shortcut.setEnabled(editable)
        self.last_year_button.setEnabled(editable and bool(missing))
        self.last_year_button.setToolTip(
            f"把上年有、今年还没有的 {len(missing)} 项带进来，上年的实际值显示在旁边"
            if missing
            else "上年的指标都在这里了，或者上年没有填过"
        )

    def pick(self) -> None:
        """Opens the library; what is chosen goes behind the lines of its level."""
        session = self.session
        if not session.editable:
            return
        from jxdesk.desktop.library.picker import IndicatorPicker

        content = session.content
        picker = IndicatorPicker(
            session.context,
            style=style_of(content, session.template),
            project_id=session.filing.project_id,
            year=content.year,
            form=content.form,
            parent=self.window(),
        )
        picker.chosen.connect(self._on_chosen)
        picker.open()

    def _on_chosen(self, entries: tuple[LibraryEntry, ...]) -> None:
        self.added.emit(add_entries(self.session, entries))

    def take_last_year(self) -> None:
        """Brings in what last year had and this year has not."""
        line_id = add_lines(self.session, lines_of_last_year(self.session), label="沿用上年指标")
        self.added.emit(line_id)
