"""下级报送: the card of the first page of offices that others file with: taking in, who has not filed, what waits; each with its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, Row, across, button, clear, down, label, picture
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.todo_rows import AIR, Todo, todo_row

if TYPE_CHECKING:
    from jxdesk.domain.records.packages import Task

LATE = Todo("late", "office", Tone.WARN, "个单位还没有报{task}（共 {total} 个）", "看谁没报")
WAITING = Todo("waiting", "check", Tone.INFO, "张报来的表等着审核", "去审核")
UNSENT = Todo("unsent", "seal", Tone.INFO, "个数据包审完了，结果还没有送下去", "去送出")
CONFLICTS = Todo("conflicts", "warning", Tone.WARN, "个数据包里两边都改过，要逐处选", "去选")
REFUSED = Todo("refused", "error", Tone.ERROR, "个文件没有收下，原因写着", "去看")


class Below(NamedTuple):
    """How filing from below stands; ``late`` of ``offices`` have not filed the task that is due."""

    came: int
    offices: int
    late: int
    waiting: int
    unsent: int
    conflicts: int
    refused: int
    task: Task


class BelowCard(Card):
    """The card, out of sight at an office with which nobody files. What waits for review stands in 今天要做, where there is one."""

    def __init__(self, context: Context, *, with_review: bool = False) -> None:
        super().__init__("下级报送", name="below_card", spacing=4)
        self.context = context
        self.with_review = with_review
        self.came = label(role="second", name="below_came")
        self.receive_button = button(
            "装入数据包", self._on_receive, kind="primary", icon="import", name="below_receive"
        )
        self.stick_button = button("装入整个U盘", self._on_stick, icon="stick", name="below_stick")
        for one in (self.came, self.stick_button, self.receive_button):
            self.title_row.addWidget(one)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)
        self.hide()

    def ask(self) -> None:
        """Asks how filing from below stands."""
        workspace = self.context.workspace

        def work() -> Below | None:
            from jxdesk.actions import inbox, look
            from jxdesk.actions.reviewing import waiting
            from jxdesk.desktop.collecting import task_to_collect
            from jxdesk.desktop.duty_buttons import has_duty
            from jxdesk.domain.road.duties import Duty

            if not has_duty(workspace, Duty.RECEIVE):
                return None
            newest = look.newest_task(workspace)
            if not newest.year:
                newest = replace(newest, year=QDate.currentDate().year())
            task = task_to_collect(workspace, newest)
            came, filers = inbox.inbox(workspace), inbox.filers(workspace, task)
            return Below(
                came=len(came.packages),
                offices=len(filers),
                late=sum(not one.has_filed for one in filers),
                waiting=waiting.count_waiting(workspace),
                unsent=came.counts["unsent"],
                conflicts=came.counts["conflicts"],
                refused=came.counts["refused"],
                task=task,
            )

        self.context.tasks.run(work, self.show_below, lane=Lane.READ, owner=self)

    def show_below(self, found: Below | None) -> None:
        """Shows a line for everything that waits; the first two are always there."""
        clear(self.rows)
        self.setVisible(found is not None)
        if found is None:
            return
        from jxdesk.domain.records.packages import task_words

        self.came.setText(f"装入过 {found.came} 个数据包" if found.came else "还没有装入过数据包")
        word = task_words(found.task)
        open_page = self.context.open_page
        if not found.offices:
            self.rows.addWidget(self._nobody())
        elif not found.late:
            self._say("done", Tone.OK, f"{found.offices} 个单位都报了{word}。", "看报送情况")
        lines: tuple[tuple[int, Todo, Callable[[], object]], ...] = (
            (
                found.late,
                LATE._replace(text=LATE.text.format(task=word, total=found.offices)),
                partial(open_page, "tray", "late"),
            ),
            (found.waiting if self.with_review else 0, WAITING, partial(open_page, "review")),
            (found.unsent, UNSENT, partial(open_page, "review")),
            (found.conflicts, CONFLICTS, partial(open_page, "tray", "conflicts")),
            (found.refused, REFUSED, partial(open_page, "tray", "refused")),
        )
        for count, todo, act in lines:
            if count:
                self.rows.addWidget(todo_row(todo, count, act))

    def _say(self, icon: str, tone: Tone, words: str, verb: str) -> None:
        go = button(verb, partial(self.context.open_page, "tray", "late"), kind="link", name="below_late")
        sign = picture(icon, colour=theme.TONES[tone][0])
        self.rows.addWidget(Row(sign, label(words, wrap=True), go, stretch=1, air=AIR))

    def _nobody(self) -> QWidget:
        """What is said before any office below is known."""
        return Row(
            picture("office", colour=theme.TONES[Tone.WARN][0]),
            label("还没有下级单位：导入单位名册，或者给下级发登记证书，就知道谁报了、谁没报。", wrap=True),
            button("单位名册", partial(self.context.open_page, "settings", "units"), name="below_units"),
            button("单位登记", partial(self.context.open_page, "enrolment"), name="below_enrolment"),
            stretch=1,
            air=AIR,
        )

    def _on_receive(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "选要装入的数据包（可以选多个）", preferences.documents_folder(), "绩效数据包 (*.jxpkg)"
        )
        self._take([Path(name) for name in names])

    def _on_stick(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选U盘或文件夹", preferences.documents_folder())
        self._take([Path(name)] if name else [])

    def _take(self, places: list[Path]) -> None:
        if places:
            preferences.LAST_FOLDER.put(str(places[0].parent))
            self.context.open_page("tray", tuple(places))


class EmptyCounty(QWidget):
    """What stands on the first page of an office that others file with while it has no projects at all."""

    def __init__(self, context: Context, start_import: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("no_data_below")
        self.card = BelowCard(context, with_review=True)
        own = across(
            label(
                "本单位自己有项目的，把往年的自评表（Excel）导入进来；没有的，到“项目”里新建。想先练手，点左下角的“练习”。",
                role="second",
                wrap=True,
            ),
            button("从 Excel 导入", start_import, icon="table", name="empty_import"),
            spacing=16,
        )
        own.setStretch(0, 1)
        beside = Card("本单位自己的项目", name="own_card")
        beside.body.addLayout(own)
        self.setLayout(down(self.card, beside, None, spacing=12))
