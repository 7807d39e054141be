"""Errands on many chosen projects: one step each, with progress, a way to stop, one undo, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.project_choice import ProjectChoice
from jxdesk.desktop.refresh import Part
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.packages import Task

if TYPE_CHECKING:
    from jxdesk.actions.look import ProjectRow
    from jxdesk.actions.project import Classing
    from jxdesk.domain.beginning.content import Wish
    from jxdesk.domain.values.bulk import BulkAnswer
    from jxdesk.domain.year.successions import Turn


class BulkErrands:
    """The entries of the menu for many projects; the page hands over what is chosen and which form is followed."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        *,
        choice: ProjectChoice,
        task: Callable[[], Task],
        word: Callable[[], str],
    ) -> None:
        self.context = context
        self.page = page
        self._choice = choice
        self._task = task
        self._word = word

    def add_to(self, menu: QMenu) -> None:
        """Adds what can be done with the chosen projects."""
        count = self._choice.count
        for text, act in (
            (f"开始填{self._word()}（{count:,} 个）…", self.begin),
            (f"把没有问题的{self._word()}标为已填好（{count:,} 个）", self.finish),
            (f"改领域、实施单位、类别（{count:,} 个）…", self.class_them),
            (f"取消项目（{count:,} 个）…", self.withdraw),
        ):
            menu.addAction(text, act).setEnabled(count > 0)

    def _with_rows(self, then: Callable[[Sequence[ProjectRow]], None]) -> None:
        """Hands over the chosen rows, also those that were never scrolled to; classified ones are counts and stay out."""

        def on_read(rows: Sequence[ProjectRow]) -> None:
            plain = [row for row in rows if not row.is_classified]
            if plain:
                then(plain)
            else:
                self.context.tell("请先在列表里选中项目：按住 Ctrl 或 Shift 可以多选，Ctrl+A 全选。")

        self._choice.with_rows(self.page, on_read)

    def begin(self) -> None:
        """Asks for the form and begins it for all of them."""
        from jxdesk.desktop.dialogs.bulk import BeginManyDialog

        def ask(rows: Sequence[ProjectRow]) -> None:
            ids, window = tuple(row.id for row in rows), self.page.window()
            BeginManyDialog(self.context, self._task(), ids, self.begin_on, parent=window).open()

        self._with_rows(ask)

    def begin_on(self, wishes: Sequence[Wish]) -> None:
        """Begins the forms."""
        from jxdesk.actions import begin

        workspace = self.context.workspace
        words = f"开始填{self._word()}"
        self._run(words, lambda progress: begin.begin_many(workspace, wishes, progress=progress))

    def finish(self) -> None:
        """Marks the forms without errors as filled."""
        self._with_rows(self.finish_rows)

    def finish_rows(self, rows: Sequence[ProjectRow]) -> None:
        """Marks the forms of these rows; a project without one is left out by name."""
        from jxdesk.actions import fill
        from jxdesk.domain.values.bulk import LeftOut

        filing_ids = tuple(row.filing_id for row in rows if row.filing_id)
        without = tuple(LeftOut(name=row.name, why="还没有开始填") for row in rows if not row.filing_id)
        workspace = self.context.workspace

        def work(progress: Progress) -> BulkAnswer:
            answer = fill.finish_many(workspace, filing_ids, progress=progress)
            return replace(answer, left_out=(*answer.left_out, *without))

        self._run(f"{self._word()}标为已填好", work)

    def class_them(self) -> None:
        """Asks for sector, unit and class."""
        from jxdesk.desktop.dialogs.bulk import ClassManyDialog

        def ask(rows: Sequence[ProjectRow]) -> None:
            ids = tuple(row.id for row in rows)
            window = self.page.window()
            ClassManyDialog(
                self.context, len(ids), lambda said: self.class_as(ids, said), parent=window
            ).open()

        self._with_rows(ask)

    def class_as(self, ids: Sequence[str], said: Classing) -> None:
        """Gives them what was said."""
        from jxdesk.actions import project

        workspace = self.context.workspace
        self._run("改项目信息", lambda progress: project.class_many(workspace, ids, said, progress=progress))

    def withdraw(self) -> None:
        """Asks for day and reason."""
        from jxdesk.desktop.dialogs.bulk import WithdrawManyDialog

        def ask(rows: Sequence[ProjectRow]) -> None:
            ids = tuple(row.id for row in rows)
            window = self.page.window()
            WithdrawManyDialog(
                self.context, len(ids), lambda turn: self.withdraw_on(ids, turn), parent=window
            ).open()

        self._with_rows(ask)

    def withdraw_on(self, ids: Sequence[str], turn: Turn) -> None:
        """Withdraws them."""
        from jxdesk.actions import succession

        workspace = self.context.workspace
        self._run(
            "取消项目", lambda progress: succession.withdraw_many(workspace, ids, turn, progress=progress)
        )

    def _run(self, words: str, work: Callable[[Progress], BulkAnswer]) -> None:
        progress = Progress(words)
        self.context.tasks.run(
            lambda: work(progress),
            lambda answer: self._on_done(answer, words),
            label=words,
            progress=progress,
            owner=self.page,
        )

    def _on_done(self, answer: BulkAnswer, words: str) -> None:
        from jxdesk.desktop.dialogs.bulk_answer import BulkAnswerDialog

        if answer.done:
            self.context.refresh.announce(Part.PROJECTS, Part.FILINGS)
            self.context.tell_saved()
        BulkAnswerDialog(self.context, answer, words, parent=self.page.window()).open()
