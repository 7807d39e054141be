"""收发箱: what was sealed here, with its fingerprint; verifying any package, and writing a sealed one out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QStackedWidget, QWidget

from jxdesk.actions import look, verify
from jxdesk.actions.look import SentPackage
from jxdesk.actions.verify import VerifyAnswer
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.cover_printing import print_cover
from jxdesk.desktop.furniture import Bar, Card, EmptyState, across, button, clear, label
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.moments import full_moment, moment, size
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import with_path
from jxdesk.domain.records.packages import Task, task_words
from jxdesk.exchange.fingerprint import fingerprint

STATUSES = {"sealed": ("已封装", Tone.OK)}
HEADINGS = ("状态", "号", "内容", "项目", "金额({unit})", "封装时间", "文件名")


def headings() -> tuple[str, ...]:
    """The headings, with the unit that is shown now."""
    return tuple(heading.format(unit=unit()) for heading in HEADINGS)


class TrayPage(Page):
    """The packages of this desk."""

    TITLE = "收发箱"
    HELP = "verify"
    SHOWS = frozenset({Part.PACKAGES, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sent: Sequence[SentPackage] = ()
        self._names: Mapping[str, str] = {}
        self.summary = label(role="second", name="tray_summary")
        self.header_row.addWidget(self.summary)
        self.header_row.addStretch(1)
        self.verify_button = button(
            "验证数据包",
            self._on_verify_file,
            icon="shield",
            name="verify_file",
            tip="看一个 .jxpkg 文件是不是完好、是谁签的",
        )
        self.seal_button = button("封装送出", self._on_seal, kind="primary", icon="seal", name="tray_seal")
        self.header_row.addWidget(
            button("单位登记", lambda: context.open_page("enrolment"), icon="shield", name="tray_enrolment")
        )
        self.header_row.addWidget(self.verify_button)
        self.header_row.addWidget(self.seal_button)
        self.answer_bar = Bar(Tone.OK, name="verify_answer")
        self.answer_bar.row.addWidget(button("知道了", self.answer_bar.hide, name="verify_answer_close"))
        self.answer_bar.hide()
        self.body.addWidget(self.answer_bar)
        self.model = RowsModel(headings(), right=(1, 3, 4))
        saving = ListSaving(
            context,
            self,
            self.model,
            title="封装过的数据包",
            name="tray_save_list",
            numbers=(1, 3, 4),
            summed=(3, 4),
        )
        self.header_row.insertWidget(self.header_row.indexOf(self.verify_button), saving.button)
        self.saving = saving
        self.table = ListTable(
            self.model, (4.5, 3, 10, 4, 8, 8, 0), name="tray_table", meaning="封装过的数据包"
        )
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(1, 3, 4))
        )
        self.table.chosen.connect(self._show_details)
        self.empty = EmptyState(
            "tray",
            "还没有封装过数据包",
            "自评填好以后，在这里封装成一个签了名的文件，拷到 U 盘交给上级。封装前会再核对一遍。",
            button("封装送出", self._on_seal, kind="primary", icon="seal", name="empty_seal"),
            name="no_packages",
        )
        full = QWidget()
        full.setLayout(across(self.table, self._make_details(), spacing=12))
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)

    def _make_details(self) -> Card:
        self.details = Card("选中的数据包", name="tray_details")
        self.details.setFixedWidth(theme.SIDE_PANEL_WIDTH + 60)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self.details.body.addLayout(self.grid)
        self.verify_kept = button("验证留底", self._on_verify_kept, icon="shield", name="verify_kept")
        self.again_button = button("再导出一份", self._on_again, icon="stick", name="deliver_again")
        self.cover_button = button("保存送达单", self._on_cover, icon="document", name="save_cover")
        self.details.body.addLayout(across(self.verify_kept, self.again_button, None))
        self.print_button = button("打印送达单", self._on_print, icon="print", name="print_cover")
        self.details.body.addLayout(across(self.print_button, self.cover_button, None))
        self.details.body.addStretch(1)
        return self.details

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Verifies a package that was given, if one was."""
        if isinstance(argument, Path):
            self.verify(argument)

    def load(self) -> None:
        """Reads the list."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: _with_names(workspace), lambda found: self.show_sent(*found), lane=Lane.READ, owner=self
        )

    def show_sent(self, sent: Sequence[SentPackage], names: Mapping[str, str]) -> None:
        """Shows the list; ``names`` are those of the offices that the packages go to, by their paths."""
        self._names = names
        chosen = self.table.currentIndex().row()
        self.sent = sent
        self.summary.setText(f"共 {len(sent)} 包" if sent else "")
        rows, tones = [], []
        for package in sent:
            word, tone = STATUSES.get(package.status, (package.status, Tone.PLAIN))
            facts = package.facts
            rows.append(
                (
                    word,
                    str(package.position.seq),
                    _task(package),
                    str(facts.get("projects", "")),
                    amount(facts.get("amount_fen")),
                    moment(package.sealed_at),
                    package.file_name,
                )
            )
            tones.append(tone)
        self.model.headings = headings()
        self.model.show_rows(rows, tones)
        self.stack.setCurrentIndex(0 if sent else 1)
        if sent:
            self.table.selectRow(max(0, min(chosen, len(sent) - 1)))

    def current(self) -> SentPackage | None:
        """The package that is chosen."""
        row = self.table.currentIndex().row()
        return self.sent[row] if 0 <= row < len(self.sent) else None

    def _show_details(self, _row: int) -> None:
        clear(self.grid)
        package = self.current()
        if package is None:
            return
        facts = package.facts
        people = "、".join(f"{name}（{role}）" for name, role in facts.get("people", []))
        lines = (
            ("内容", _task(package)),
            ("第几号", f"第 {package.position.seq} 号"),
            (
                "合计",
                f"{facts.get('projects', 0)} 个项目，{amount(facts.get('amount_fen'))} {unit()}，{facts.get('indicators', 0)} 条指标",
            ),
            ("封装时间", full_moment(package.sealed_at)),
            ("负责的人", people),
            ("收件单位", "、".join(self._names.get(path, path) for path in facts.get("recipients", []))),
            ("指纹", fingerprint(package.digest)),
            ("文件名", package.file_name),
            ("大小", size(package.size_bytes)),
            ("摘要", package.digest),
        )
        for row, (word, text) in enumerate(line for line in lines if line[1]):
            self.grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
            value = label(
                _breakable(text) if word in ("摘要", "文件名") else text, wrap=True, name=f"tray_{word}"
            )
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.grid.addWidget(value, row, 1)

    # ---- verifying -------------------------------------------------------------------------------------------

    def _on_verify_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选要验证的数据包", preferences.documents_folder(), "绩效数据包 (*.jxpkg);;全部文件 (*)"
        )
        if name:
            self.verify(Path(name))

    def _on_verify_kept(self) -> None:
        package = self.current()
        if package is not None:
            self.verify(self.context.workspace.folder.packages / f"{package.digest}.jxpkg", package.file_name)

    def verify(self, file: Path, name: str = "") -> None:
        """Verifies a file in the background and says how it is."""
        workspace, progress = self.context.workspace, Progress("验证")
        shown = name or file.name

        def work() -> tuple[VerifyAnswer, tuple[str, ...]]:
            answer = verify.verify(file, practice=workspace.practice, progress=progress)
            said = answer.manifest
            return answer, tuple(map(workspace.named, said.recipients)) if said is not None else ()

        self.context.tasks.run(
            work,
            lambda found: self.show_answer(shown, *found),
            label="验证数据包",
            progress=progress,
            owner=self,
        )

    def show_answer(self, name: str, answer: VerifyAnswer, recipients: Sequence[str] = ()) -> None:
        """Says how a package is, who sent it and to whom."""
        if answer.is_whole:
            tone = Tone.OK
            said = answer.manifest
            facts = ""
            if said is not None:
                receivers = f"　送 {'、'.join(recipients)}" if recipients else ""
                facts = (
                    f"\n{with_path(said.sender_name, said.sender_org)}{receivers}　第 {said.chain.seq} 号　{said.totals.projects} 个项目"
                    f"　{amount(said.totals.amount_fen)} {unit()}　指纹 {answer.fingerprint}"
                )
            text = f"{name}：{answer.title}{answer.advice}{facts}"
        else:
            tone = Tone.ERROR
            details = "　".join(part for part in (answer.facts, f"代号 {answer.code}") if part)
            text = f"{name}：{answer.title}{answer.advice}\n{details}"
        self.answer_bar.say(tone, text)
        self.answer_bar.show()

    # ---- writing out again -----------------------------------------------------------------------------------

    def _on_again(self) -> None:
        package = self.current()
        if package is None:
            return
        from jxdesk.desktop.dialogs.deliver import DeliverDialog

        DeliverDialog(self.context, package, parent=self.window()).open()

    def _on_print(self) -> None:
        package, workspace = self.current(), self.context.workspace
        if package is None:
            return
        from jxdesk.actions import deliver

        digest = package.digest
        print_cover(self.context, lambda: deliver.cover_of(workspace, digest), parent=self)

    def _on_cover(self) -> None:
        package = self.current()
        if package is None:
            return
        start = Path(preferences.documents_folder()) / f"{Path(package.file_name).stem}_送达单.pdf"
        name, _ = QFileDialog.getSaveFileName(self, "保存送达单", str(start), "PDF (*.pdf)")
        if name:
            self.save_cover(package, Path(name))

    def save_cover(self, package: SentPackage, to: Path) -> None:
        """Draws the cover sheet from the kept package."""
        workspace = self.context.workspace

        def work() -> Path:
            from jxdesk.actions import cover, deliver

            return cover.save_cover(workspace, deliver.cover_of(workspace, package.digest), to)

        self.context.tasks.run(
            work, lambda path: self.context.tell(f"送达单存好了：{path.name}"), label="保存送达单", owner=self
        )

    def _on_seal(self) -> None:
        from jxdesk.desktop.dialogs.seal import SealDialog

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: look.newest_task(workspace),
            lambda task: SealDialog(self.context, task=task, parent=self.window()).open(),
            lane=Lane.READ,
            owner=self,
        )

    def panes(self) -> list[QWidget]:
        """The list, then what can be done with the chosen one."""
        return [self.table, self.verify_kept] if self.sent else [self.verify_button]


def _with_names(workspace: Workspace) -> tuple[Sequence[SentPackage], Mapping[str, str]]:
    """The sent packages, and the offices that they go to by their paths."""
    sent = look.sent_packages(workspace)
    paths = {path for package in sent for path in package.facts.get("recipients", [])}
    return sent, {path: workspace.named(path) for path in paths}


def _task(package: SentPackage) -> str:
    if package.form is None or package.year is None:
        return ""
    return task_words(Task(form=package.form, year=package.year, period=package.period))


def _breakable(text: str) -> str:
    """A long code that may be broken anywhere: Qt breaks at a zero-width space."""
    return "\u200b".join(text[start : start + 8] for start in range(0, len(text), 8))
