"""封装送出: what goes in, what stays behind and why, where to, then written, read back and compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from jxdesk.actions import look, passphrases, seal
from jxdesk.actions.look import SendRow
from jxdesk.actions.passphrases import KeyFacts
from jxdesk.actions.seal import SealResult
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.context import Context
from jxdesk.desktop.destinations import Destinations
from jxdesk.desktop.dialogs.sealed_page import SealedPage
from jxdesk.desktop.duty_buttons import DutyBar, offer
from jxdesk.desktop.furniture import Bar, across, button, down, label
from jxdesk.desktop.life_cycle import LifeCycle, Stage
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.task_chooser import TaskChooser
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import OF_THE_OFFICE
from jxdesk.domain.records.packages import Task, task_words
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.sending.selection import Choice

CONTENT, PLACE, WRITE = range(3)
STEPS = ("内容与核对", "存到哪里", "写入并校验")
GOES, STAYS = ("送出", Tone.OK), ("留下", Tone.WARN)


class SealDialog(QDialog):
    """Leads through one sealing."""

    def __init__(
        self, context: Context, *, task: Task, project_ids: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """``project_ids`` choose beforehand; a form of an office as a whole is chosen by its filing's id."""
        super().__init__(parent)
        self.context = context
        self.task = task
        self.chosen_ids = frozenset(project_ids)
        self.rows: Sequence[SendRow] = ()
        self.sealed: SealResult | None = None
        self._progress = Progress()
        self._is_running = False
        self.setObjectName("seal_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 640)
        self.steps = LifeCycle()
        self.pages = QStackedWidget()
        self.written = SealedPage(context)
        for page in (self._make_content(), self._make_place(), self.written):
            self.pages.addWidget(page)
        self.back_button = button("上一步", self._on_back, name="seal_back")
        self.leave_button = button("不封装", self.reject, name="seal_leave")
        self.next_button = button("下一步：存到哪里", self._on_next, kind="primary", name="seal_next")
        self.next_button.setDefault(True)
        self.setLayout(
            down(
                self.steps,
                self.pages,
                across(self.back_button, None, self.leave_button, self.next_button),
                spacing=10,
                margins=(20, 8, 20, 16),
            )
        )
        context.tasks.polled.connect(self._on_tasks_polled)
        self._show_page(CONTENT)
        self._read(task)

    def _read(self, task: Task) -> None:
        self.task = task
        self.setWindowTitle(f"封装送出 · {task_words(task)}")
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: (look.filings_to_send(workspace, task), passphrases.key_facts(workspace)),
            lambda answers: self.show_rows(*answers) if task == self.task else None,
            lane=Lane.READ,
            owner=self,
        )

    # ---- the pages -------------------------------------------------------------------------------------------

    def _make_content(self) -> QWidget:
        self.task_chooser = TaskChooser(self.context, self.task)
        self.task_chooser.wanted.connect(self._read)
        self.only_chosen = QRadioButton("选中的项目")
        self.only_chosen.setObjectName("seal_chosen")
        self.whole_year = QRadioButton("本年度全部")
        self.whole_year.setObjectName("seal_all")
        scope = QButtonGroup(self)
        for one in (self.only_chosen, self.whole_year):
            scope.addButton(one)
        self.only_chosen.setVisible(bool(self.chosen_ids))
        self.only_chosen.setChecked(bool(self.chosen_ids))
        self.whole_year.setChecked(not self.chosen_ids)
        self.drafts = QCheckBox("没标“已填好”、但没有必须改的问题的，也送")
        self.drafts.setObjectName("seal_drafts")
        self.attachments = QCheckBox("带附件")
        self.attachments.setObjectName("seal_attachments")
        self.attachments.setChecked(True)
        for choice in (self.only_chosen, self.drafts):
            choice.toggled.connect(self._show_content)
        self.duty_bar = DutyBar(self.context.workspace, Duty.SEAL, name="seal_duty")
        self.check_bar = Bar(Tone.INFO, name="seal_check")
        self.model = RowsModel(("送出", "项目名称", "单位", "预算数(万元)", "说明"), right=(3,))
        self.table = ListTable(self.model, (4.5, 0, 11, 8, 15), name="seal_table", meaning="要封装的表")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(3,))
        )
        made = QWidget()
        made.setLayout(
            down(
                across(
                    self.task_chooser,
                    self.only_chosen,
                    self.whole_year,
                    16,
                    self.drafts,
                    self.attachments,
                    None,
                    spacing=16,
                ),
                self.duty_bar,
                self.check_bar,
                self.table,
                spacing=10,
            )
        )
        return made

    def _make_place(self) -> QWidget:
        self.destinations = Destinations(self.context.tasks)
        self.destinations.changed.connect(self._show_buttons)
        self.destinations.settings_wanted.connect(self._on_wire_settings)
        self.context.wire.changed.connect(self._show_wire)
        self._show_wire()
        wire = self.context.wire.outbox
        self.destinations.wire_choice.setChecked(wire is not None and wire.wire.is_automatic)
        self.filler = self._person("填报人", "seal_filler")
        self.reviewer = self._person("复核人", "seal_reviewer")
        self.leader = self._person("负责人", "seal_leader")
        self.filler.setText(self.context.workspace.facts.person)
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("seal_passphrase")
        self.passphrase.setAccessibleName("密钥口令")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setFixedWidth(280)
        self.passphrase.textChanged.connect(self._show_buttons)
        self.passphrase_label = label("密钥口令", role="second")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        for row, (word, field) in enumerate(
            (("填报人", self.filler), ("复核人", self.reviewer), ("负责人", self.leader))
        ):
            grid.addWidget(label(word, role="second"), row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.passphrase_label, 3, 0)
        grid.addWidget(self.passphrase, 3, 1)
        grid.setColumnStretch(2, 1)
        self.key_line = label(role="second", wrap=True, name="seal_key")
        made = QWidget()
        made.setLayout(
            down(
                label("存到哪里", role="block_title"),
                self.destinations,
                8,
                label("谁对这个包负责", role="block_title"),
                grid,
                self.key_line,
                None,
                spacing=8,
            )
        )
        return made

    def _person(self, word: str, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(word)
        made.setFixedWidth(280)
        return made

    # ---- content and check -----------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[SendRow], key: KeyFacts) -> None:
        """Takes the filings of the task, and what is known of the key."""
        self.rows = rows
        chosen = sum(self._is_chosen(row) for row in rows)
        what = "张表" if self.task.form in OF_THE_OFFICE else "个项目"
        self.only_chosen.setText(f"选中的 {chosen} {what}")
        self.only_chosen.setEnabled(bool(chosen))
        if self.chosen_ids and not chosen:
            self.whole_year.setChecked(True)
        self.whole_year.setText(f"全部 {len(rows)} 个")
        self.passphrase.setVisible(key.is_locked)
        self.passphrase_label.setVisible(key.is_locked)
        locked = "" if key.is_locked else "，没有设口令；建议到“设置”里设一个"
        self.key_line.setText(f"用本单位的密钥签名，指纹 {key.fingerprint}{locked}")
        self._show_content()

    def _wanted(self) -> list[SendRow]:
        if not self.only_chosen.isChecked():
            return list(self.rows)
        return [row for row in self.rows if self._is_chosen(row)]

    def _is_chosen(self, row: SendRow) -> bool:
        return not self.chosen_ids.isdisjoint((row.project_id, row.filing_id))

    def _stays_because(self, row: SendRow) -> str:
        if row.errors:
            return f"有 {row.errors} 处必须改的问题"
        if row.state == "draft" and not self.drafts.isChecked():
            return "还没有标为“已填好”"
        return ""

    def going(self) -> list[SendRow]:
        """What can go."""
        return [row for row in self._wanted() if not self._stays_because(row)]

    def _show_content(self, *_: object) -> None:
        wanted = self._wanted()
        ordered = sorted(wanted, key=lambda row: bool(self._stays_because(row)))
        cells, tones = [], []
        for row in ordered:
            reason = self._stays_because(row)
            word, tone = STAYS if reason else GOES
            note = reason or (f"有 {row.warnings} 处提醒，可以送出" if row.warnings else "")
            cells.append((word, row.project, row.unit, wan(row.amount_fen), note))
            tones.append(tone)
        self.model.show_rows(cells, tones)
        going = self.going()
        stays = len(wanted) - len(going)
        total = wan(sum(row.amount_fen or 0 for row in going))
        if not wanted:
            self.check_bar.say(Tone.WARN, f"还没有{task_words(self.task)}表。")
        elif not going:
            self.check_bar.say(Tone.ERROR, "选的表都还不能送出：原因写在每一行的“说明”里。")
        elif stays:
            self.check_bar.say(
                Tone.WARN, f"{len(going)} 张表可以送出，合计 {total} 万元；{stays} 张留下，原因写在“说明”里。"
            )
        else:
            self.check_bar.say(Tone.OK, f"{len(going)} 张表都可以送出，合计 {total} 万元，没有必须改的问题。")
        self._show_buttons()

    # ---- going through ---------------------------------------------------------------------------------------

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.steps.show_stages(
            [
                Stage(word, is_done=number < page or self.sealed is not None, is_current=number == page)
                for number, word in enumerate(STEPS)
            ]
        )
        self._show_buttons()

    def _show_buttons(self, *_: object) -> None:
        page = self.pages.currentIndex()
        self.back_button.setVisible(page == PLACE)
        if page == CONTENT:
            self.next_button.setText("下一步：存到哪里")
            offer(self.next_button, self.context.workspace, Duty.SEAL, when=bool(self.going()))
        elif page == PLACE:
            by_wire = self.destinations.is_wire()
            self.next_button.setText("封装并上传" if by_wire else "封装并写入")
            unlocked = self.passphrase.isHidden() or bool(self.passphrase.text())
            has_place = by_wire or self.destinations.folder() is not None
            self.next_button.setEnabled(has_place and unlocked)
        self.next_button.setVisible(page != WRITE)
        self.leave_button.setDefault(page == WRITE)
        self.next_button.setDefault(page != WRITE)
        leave = "停下" if self._is_running else "关上"
        self.leave_button.setText(leave if page == WRITE else "不封装")

    def _on_back(self) -> None:
        self._show_page(PLACE if self.pages.currentIndex() == WRITE else CONTENT)
        if not self.passphrase.isHidden():
            self.passphrase.setFocus()
            self.passphrase.selectAll()

    def _on_next(self) -> None:
        if self.pages.currentIndex() == CONTENT:
            self._show_page(PLACE)
            self.destinations.look()
            (self.filler if self.passphrase.isHidden() else self.passphrase).setFocus()
            return
        self._write()

    def _show_wire(self) -> None:
        """Says how the wire stands, so that nobody is surprised that a package waits."""
        wire = self.context.wire
        self.destinations.offer_wire(wire.destination_words(), is_set=bool(wire.address))

    def _on_wire_settings(self) -> None:
        self.reject()
        self.context.open_page("settings", "wire")

    def _write(self) -> None:
        folder = self.destinations.folder()
        if folder is None and not self.destinations.is_wire():
            return
        choice = Choice(
            task=self.task,
            filing_ids=tuple(row.filing_id for row in self._wanted()),
            drafts=self.drafts.isChecked(),
            with_attachments=self.attachments.isChecked(),
        )
        people = tuple(
            (field.text().strip(), role)
            for field, role in ((self.filler, "填报"), (self.reviewer, "复核"), (self.leader, "负责"))
            if field.text().strip()
        )
        workspace, passphrase = self.context.workspace, self.passphrase.text()
        progress = self._progress = Progress("封装")
        self._is_running = True
        self.written.begin()
        self._show_page(WRITE)

        def work() -> tuple[SealResult, str]:
            result = seal.seal(
                workspace, choice, to=folder, passphrase=passphrase, people=people, progress=progress
            )
            return result, "、".join(map(workspace.named, result.cover.recipients))

        self.context.tasks.run(
            work,
            self._on_sealed,
            label="封装送出",
            progress=progress,
            on_error=self._on_not_sealed,
            owner=self,
        )

    def _on_tasks_polled(self) -> None:
        if self._is_running:
            self.written.show_progress(self._progress)

    def _on_sealed(self, answer: tuple[SealResult, str]) -> None:
        result, recipients = answer
        self._is_running = False
        self.sealed = result
        self.context.refresh.announce(Part.PACKAGES, Part.FILINGS)
        stick = self.destinations.folder() if self.destinations.is_stick() else None
        if self.destinations.is_wire():
            self.written.show_queued(result, recipients)
            self.context.wire.wake()
        else:
            self.written.show_sealed(result, recipients, stick=stick)
        self._show_page(WRITE)

    def _on_not_sealed(self, error: JxError) -> None:
        self._is_running = False
        self.context.refresh.announce(Part.PACKAGES, Part.FILINGS)
        if isinstance(error, Cancelled):
            self._show_page(PLACE)
            self.context.tell("已停下，没有封装。")
            return
        self.written.show_fault(error)
        self._show_page(WRITE)
        self.back_button.show()

    def reject(self) -> None:
        """Stops a sealing under way; leaves when there is none."""
        if self._is_running:
            self._progress.cancel()
            self.written.title.setText("正在停下…")
            return
        super().reject()
