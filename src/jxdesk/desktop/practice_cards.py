"""The cards of the guided practice tasks: what each asks for, its steps with their ticks, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget

from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, clear, down, label, picture, pill
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.practice.tasks import GUIDES, PracticeTask

if TYPE_CHECKING:
    from jxdesk.actions.practice import TaskState

MATERIAL_WORDS = {
    PracticeTask.MONITORING: "复制要粘贴的数",
    PracticeTask.RETURNED: "复制文件的位置",
}


class PracticeCards(QWidget):
    """All tasks, one below the other, and the slip for the trainer."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("practice_cards")
        self.context = context
        self.states: Sequence[TaskState] = ()
        self.rows = QVBoxLayout()
        self.rows.setSpacing(8)
        self.slip = button("打印完成单", self.ask_slip, icon="print", name="practice_slip")
        self.said = label(role="second", name="practice_said")
        self.setLayout(down(across(self.said, None, self.slip), self.rows, spacing=8))

    def load(self) -> None:
        """Holds the tasks against the data again."""
        workspace = self.context.workspace

        def work() -> Sequence[TaskState]:
            from jxdesk.actions import practice

            return practice.states(workspace)

        self.context.tasks.run(work, self.show_states, lane=Lane.READ, owner=self)

    def show_states(self, states: Sequence[TaskState]) -> None:
        """Shows the tasks."""
        self.states = states
        finished = sum(one.is_finished for one in states)
        self.said.setText(f"五项练习，每项八到十分钟；做完 {finished} 项。打勾的步骤是按数据核对的。")
        self.slip.setEnabled(finished > 0)
        clear(self.rows)
        for number, state in enumerate(states, 1):
            self.rows.addWidget(self._card(number, state))

    def _card(self, number: int, state: TaskState) -> Card:
        guide = GUIDES[state.task]
        made = Card(f"{number}. {guide.title}", name=f"practice_{state.task.value}", spacing=4)
        if state.is_finished:
            made.title_row.addWidget(pill("做完了", Tone.OK))
        elif state.is_begun:
            made.title_row.addWidget(pill("正在练", Tone.INFO))
        if state.is_begun:
            if state.task in MATERIAL_WORDS:
                copy = partial(self._on_copy, state.material)
                words = MATERIAL_WORDS[state.task]
                made.title_row.addWidget(button(words, copy, icon="copy", name=f"copy_{state.task.value}"))
            made.title_row.addWidget(
                button("重练这项", partial(self.reset, state.task), name=f"reset_{state.task.value}")
            )
            made.title_row.addWidget(
                button("去练", partial(self.go, state), kind="primary", name=f"go_{state.task.value}")
            )
        else:
            made.title_row.addWidget(
                button("开始练", partial(self.begin, state.task), name=f"begin_{state.task.value}")
            )
        made.body.addWidget(label(guide.story, role="second", wrap=True))
        if state.task is PracticeTask.RETURNED and state.is_begun:
            made.body.addWidget(label(state.material, role="second", wrap=True))
        for step, done in zip(guide.steps, state.done, strict=False):
            sign = picture(
                "done" if done else "minus",
                size=16,
                colour=theme.OK if done else theme.HINT,
                meaning="已做" if done else "还没做",
            )
            made.body.addLayout(across(sign, label(step), None, spacing=8))
        return made

    # ---- what can be done ------------------------------------------------------------------------------------

    def begin(self, task: PracticeTask) -> None:
        """Begins a task and shows its steps."""
        from jxdesk.actions import practice

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: practice.begin(workspace, task), lambda _: self.load(), lane=Lane.EDIT, owner=self
        )

    def reset(self, task: PracticeTask) -> None:
        """Takes a task back and begins it anew."""
        from jxdesk.actions import practice

        workspace = self.context.workspace

        def on_reset(_: object) -> None:
            self.context.refresh.announce(Part.PROJECTS, Part.FILINGS)
            self.begin(task)

        self.context.tasks.run(lambda: practice.reset(workspace, task), on_reset, lane=Lane.EDIT, owner=self)

    def go(self, state: TaskState) -> None:
        """Opens the page on which the task is done."""
        match state.task:
            case PracticeTask.TARGET | PracticeTask.SELF_EVALUATION:
                self.context.open_page("project", state.project_ids[0])
            case PracticeTask.MONITORING:
                self.context.open_page("monitoring")
            case PracticeTask.SEAL:
                self.context.open_page("tray")
            case PracticeTask.RETURNED:
                from jxdesk.desktop.dialogs.take_in import TakeInDialog

                TakeInDialog(self.context, parent=self.window()).open_with([Path(state.material)])

    def _on_copy(self, material: str) -> None:
        QApplication.clipboard().setText(material)
        self.context.tell("复制好了，可以粘贴。")

    def ask_slip(self) -> None:
        """Asks where to and writes the slip."""
        start = Path(preferences.documents_folder()) / "练习完成单.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "存到哪里", str(start), "PDF (*.pdf)")
        if chosen:
            self.save_slip(Path(chosen))

    def save_slip(self, to: Path) -> None:
        """Writes the slip."""
        from jxdesk.actions import practice

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: practice.write_slip(workspace, to),
            lambda path: self.context.tell(f"完成单存好了：{path}"),
            label="打印完成单",
            owner=self,
        )
