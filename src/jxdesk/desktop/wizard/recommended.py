"""Recommended: in the side panel of a target, indicators of the project's kind and of last year, each to be added by one button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxdesk.actions import libraries
from jxdesk.actions.libraries import LibraryDesk
from jxdesk.desktop.furniture import across, button, clear, down, label, scrolled
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.wizard.indicator_sources import add_entries, add_lines, lines_of_last_year
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.library.entries import EntryKind
from jxdesk.domain.library.search import RANK_WORDS, LibraryQuery, Offered, look_up
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.templates.goal_styles import style_of
from jxdesk.domain.values.indicator_names import clean_name

MOST = 9


class Recommended(QWidget):
    """What this kind of project usually has and this target has not; ``counted(n)`` tells how many are offered."""

    counted = Signal(int)

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.desk: LibraryDesk | None = None
        self.setObjectName("recommended")
        body = QWidget()
        self.rows = down(spacing=8, margins=(0, 4, 6, 4))
        body.setLayout(self.rows)
        self.waiting = label("正在看指标库…", role="second", name="recommended_waiting")
        self.rows.addWidget(self.waiting)
        self.rows.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(body, name="recommended_area"))
        session.shown.connect(lambda _, reshaped: self.refresh() if reshaped else None)
        workspace, filing = session.context.workspace, session.filing
        session.context.tasks.run(
            lambda: libraries.open_desk(workspace, project_id=filing.project_id, year=filing.content.year),
            self._on_desk,
            lane=Lane.READ,
            owner=self,
        )

    def _on_desk(self, desk: LibraryDesk) -> None:
        self.desk = desk
        self.refresh()

    def offered(self) -> tuple[Offered, ...]:
        """The nearest entries that the target does not have."""
        if self.desk is None:
            return ()
        session, content = self.session, self.session.content
        query = LibraryQuery(
            sector=self.desk.sector,
            style=style_of(content, session.template),
            kinds=frozenset({EntryKind.PROJECT}),
            near=self.desk.sector,
        )
        present = {line.clean_name or clean_name(line.name) for line in content.indicator_lines}
        found = look_up(self.desk.shelf.offered(content.year), query, self.desk.uses)
        return tuple(one for one in found if clean_name(one.entry.name) not in present)[:MOST]

    def refresh(self) -> None:
        """Lists anew what is still missing."""
        if self.desk is None:
            return
        clear(self.rows)
        last_year = lines_of_last_year(self.session)
        offered = self.offered()
        if last_year:
            self.rows.addWidget(label("上年有、今年还没有", role="strong"))
            for line in last_year:
                self.rows.addWidget(self._of_line(line))
        sector = self.desk.sector
        self.rows.addWidget(label(f"{sector}类常用" if sector else "常用", role="strong"))
        for one in offered:
            self.rows.addWidget(self._of_entry(one))
        if not offered:
            words = "这一类常用的都在表里了；按 Ctrl+K 看全部。"
            self.rows.addWidget(label(words, role="second", wrap=True))
        self.rows.addStretch(1)
        self.counted.emit(len(last_year) + len(offered))

    def _of_line(self, line: IndicatorLine) -> QWidget:
        about = f"上年目标 {line.target_text}" if line.target_text else line.level2
        return self._row(line.name, about, lambda: add_lines(self.session, (line,), label="沿用上年指标"))

    def _of_entry(self, one: Offered) -> QWidget:
        entry = one.entry
        used = f"用过 {one.times} 次" if one.times else ""
        about = "　".join(part for part in (entry.measure, RANK_WORDS[one.rank], used) if part)
        return self._row(entry.name, about, lambda: add_entries(self.session, (entry,)))

    def _row(self, name: str, about: str, add: object) -> QWidget:
        made = QWidget()
        take = button("加入", add, kind="link", name=f"add_{name}")  # type: ignore[arg-type]
        take.setAccessibleName(f"加入 {name}")
        take.setEnabled(self.session.editable)
        head = across(label(name, wrap=True), take, spacing=6)
        head.setStretch(0, 1)
        box = down(head, label(about, role="hint", wrap=True), spacing=0)
        box.setContentsMargins(0, 0, 0, 0)
        made.setLayout(box)
        return made
