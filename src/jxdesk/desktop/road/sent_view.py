"""送出: what was sealed here, how far each package is by its receipts, what was said of it, and writing it out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from jxdesk.actions.sent_ledger import Ledger, LedgerEntry, SentPackage
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.cover_printing import print_cover
from jxdesk.desktop.furniture import (
    Card,
    EmptyState,
    across,
    button,
    clear,
    down,
    label,
    pill,
    scrolled,
    set_pill,
)
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.moments import full_moment, moment, size
from jxdesk.desktop.road.words import dataset_words, said_words, sent_icon, sent_state
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.section import fact_grid
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wire.instead import use_stick
from jxdesk.desktop.wire.strip import WireStrip
from jxdesk.desktop.wire.words import way_words, wire_state
from jxdesk.domain.sending.outbox import ON_THE_WIRE
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.fingerprint import fingerprint

if TYPE_CHECKING:
    from jxdesk.actions.outbox import OutboxItem

HEADINGS = ("状态", "号", "内容", "项目", "金额({unit})", "封装时间", "文件名")
NUMBERS = (1, 3, 4)
NOTHING_SAID = "还没有回执。送出去的包，收到回执或电话码以前，都算未确认。"


def headings() -> tuple[str, ...]:
    """The headings, with the unit that is shown now."""
    return tuple(heading.format(unit=unit()) for heading in HEADINGS)


class SentView(QWidget):
    """The list, and the chosen package with its history beside it.

    ``verify`` looks into a kept file; ``correct`` opens what was returned of a package, None where there is no such page.
    """

    def __init__(
        self,
        context: Context,
        *,
        verify: Callable[[Path, str], None],
        take_receipts: Callable[[], None],
        type_code: Callable[[], None],
        seal: Callable[[], None],
        correct: Callable[[str], None] | None,
    ) -> None:
        super().__init__()
        self.context = context
        self.entries: Sequence[LedgerEntry] = ()
        self._verify, self._correct = verify, correct
        self._names: Mapping[str, str] = {}
        self._icons: Sequence[str] = ()
        self.summary = label(role="second", name="tray_summary")
        self.receipt_button = button("收回执", take_receipts, icon="folder", name="take_receipts")
        self.receipt_button.setToolTip("选上级给的回执文件（.jxrcpt）；也可以把文件拖到这里")
        self.code_button = button("输入电话码", type_code, icon="keyboard", name="type_code")
        self.model = RowsModel(headings(), right=NUMBERS)
        self.saving = ListSaving(
            context,
            self,
            self.model,
            title="封装过的数据包",
            name="tray_save_list",
            numbers=NUMBERS,
            summed=(3, 4),
        )
        self.table = ListTable(
            self.model, (9.5, 3, 9, 4, 7, 7, 0), name="tray_table", meaning="封装过的数据包"
        )
        self.table.setItemDelegate(
            PillPainter(
                self.table,
                pills=0,
                tone_of=lambda row: self.model.tones[row],
                right=NUMBERS,
                icon_of=lambda row: self._icons[row],
            )
        )
        self.table.chosen.connect(lambda _: self._show_details())
        self.table.opened.connect(lambda _: self._on_correct())
        self.empty = EmptyState(
            "tray",
            "还没有封装过数据包",
            "填好以后，在这里封装成一个签了名的文件，拷到 U 盘交给上级。封装前会再核对一遍。",
            button("封装送出", seal, kind="primary", icon="seal", name="empty_seal"),
            name="no_packages",
        )
        full = QWidget()
        body = across(self.table, self._make_details(), spacing=12)
        body.setStretch(0, 1)
        body.setContentsMargins(0, 0, 0, 0)
        full.setLayout(body)
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(self.empty)
        self.strip = WireStrip(context)
        context.wire.changed.connect(self._show_states)
        self.setLayout(
            down(
                self.strip,
                across(
                    self.receipt_button, self.code_button, self.summary, None, self.saving.button, spacing=10
                ),
                self.stack,
                spacing=10,
            )
        )

    def _make_details(self) -> Card:
        self.details = Card("选中的数据包", name="tray_details")
        self.details.setFixedWidth(theme.scaled(theme.SIDE_PANEL_WIDTH + 60))
        self.state = pill("", Tone.PLAIN, name="sent_state")
        self.details.title_row.addWidget(self.state)
        holder = QWidget()
        self.grid = fact_grid()
        self.said = down(spacing=4)
        self.way = label(wrap=True, name="sent_way")
        facts = down(label("回执和电话", role="strong"), self.said, self.way, 4, self.grid, None, spacing=6)
        facts.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(facts)
        self.details.body.addWidget(scrolled(holder, name="sent_scroll"), 1)
        self.correct_button = button(
            "改退回的表", self._on_correct, kind="primary", icon="edit", name="sent_correct"
        )
        self.verify_kept = button("验证留底", self._on_verify_kept, icon="shield", name="verify_kept")
        self.again_button = button("再导出一份", self._on_again, icon="stick", name="deliver_again")
        self.cover_button = button("保存送达单", self._on_cover, icon="document", name="save_cover")
        self.print_button = button("打印送达单", self._on_print, icon="print", name="print_cover")
        self.wire_button = button("联网上传", self._on_wire, icon="upload", name="sent_by_wire")
        self.stick_instead = button("改用 U 盘", self._on_stick, icon="stick", name="sent_by_stick")
        self.details.body.addLayout(across(self.correct_button, None))
        self.details.body.addLayout(across(self.wire_button, self.stick_instead, None))
        self.details.body.addLayout(across(self.verify_kept, self.again_button, None))
        self.details.body.addLayout(across(self.print_button, self.cover_button, None))
        return self.details

    # ---- showing ---------------------------------------------------------------------------------------------

    @property
    def sent(self) -> Sequence[SentPackage]:
        """The packages of the list."""
        return [one.package for one in self.entries]

    def show_ledger(self, ledger: Ledger) -> None:
        """Shows the list, with the same package chosen as before."""
        held = self.current()
        self.strip.show_state()
        self.entries, self._names = ledger.entries, ledger.names
        unsaid = sum(one.status is None for one in self.entries)
        waits = f"，{unsaid} 包还没有回执" if unsaid else ""
        self.summary.setText(f"共 {len(self.entries)} 包{waits}" if self.entries else "")
        self.model.headings = headings()
        self._show_rows()
        self.stack.setCurrentIndex(0 if self.entries else 1)
        for tool in (self.code_button, self.receipt_button):
            tool.setEnabled(bool(self.entries))
        if self.entries:
            self.choose(held.package.digest if held is not None else "")
        self._show_details()

    def _show_rows(self) -> None:
        states = [self._state(one) for one in self.entries]
        self._icons = [sign for _, _, sign in states]
        self.model.show_rows(
            [_row(one.package, word) for one, (word, _, _) in zip(self.entries, states, strict=True)],
            [tone for _, tone, _ in states],
        )

    def _show_states(self) -> None:
        """Shows how far the packages are on the wire, with the same one chosen as before."""
        if not self.entries:
            return
        held = self.current()
        self._show_rows()
        self.choose(held.package.digest if held is not None else "")
        self._show_way()

    def _item(self, entry: LedgerEntry) -> OutboxItem | None:
        """What the outbox says of a package."""
        outbox = self.context.wire.outbox
        items = outbox.items if outbox is not None else ()
        return next((one for one in items if one.package.digest == entry.package.digest), None)

    def _state(self, entry: LedgerEntry) -> tuple[str, Tone, str]:
        """Word, tint and icon: what was said of a package, else how far it is on the wire."""
        item = self._item(entry) if entry.status is None else None
        on_wire = wire_state(item) if item is not None else None
        return on_wire or (*sent_state(entry), sent_icon(entry))

    def choose(self, digest: str) -> None:
        """Chooses a package; the first where there is no such one."""
        place = next((n for n, one in enumerate(self.entries) if one.package.digest == digest), 0)
        self.table.selectRow(place)

    def current(self) -> LedgerEntry | None:
        """The package that is chosen."""
        row = self.table.currentIndex().row()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def _show_details(self) -> None:
        clear(self.grid)
        clear(self.said)
        entry = self.current()
        if entry is None:
            return
        package, facts = entry.package, entry.package.facts
        set_pill(self.state, *self._state(entry)[:2])
        self.correct_button.setVisible(self._may_correct(entry))
        people = "、".join(f"{name}（{role}）" for name, role in facts.get("people", []))
        lines = (
            ("内容", _content(package)),
            ("第几号", f"第 {package.position.seq} 号"),
            (
                "合计",
                f"{facts.get('projects', 0)} 个项目，{amount(facts.get('amount_fen'))} {unit()}，{facts.get('indicators', 0)} 条指标",
            ),
            ("封装时间", full_moment(package.sealed_at)),
            ("负责的人", people),
            ("收件单位", "、".join(self._names.get(path, path) for path in facts.get("recipients", []))),
            ("指纹", fingerprint(package.digest)),
            ("文件名", _breakable(package.file_name)),
            ("大小", size(package.size_bytes)),
            ("摘要", _breakable(package.digest)),
        )
        for row, (word, text) in enumerate(line for line in lines if line[1]):
            self.grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
            value = label(text, wrap=True, name=f"tray_{word}")
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.grid.addWidget(value, row, 1)
        if not entry.said:
            self.said.addWidget(label(NOTHING_SAID, role="second", wrap=True, name="nothing_said"))
        for number, said in enumerate(entry.said):
            self.said.addWidget(label(said_words(said), wrap=True, name=f"said_{number}"))

        self._show_way()

    def _show_way(self) -> None:
        """How the chosen package travels, and how it may travel else."""
        entry = self.current()
        item = self._item(entry) if entry is not None else None
        has_wire = bool(self.context.wire.address) and not self.context.workspace.is_viewing
        wire, now = self.context.wire, dt.datetime.now().astimezone()
        words = way_words(item, now, is_paused=wire.is_paused) if item is not None else ""
        self.way.setText(words)
        self.way.setVisible(bool(words))
        waits = item is not None and item.is_waiting and item.is_kept
        on_wire = item is not None and item.state in ON_THE_WIRE
        self.wire_button.setVisible(has_wire and waits)
        self.wire_button.setEnabled(not self.context.wire.is_busy)
        self.wire_button.setText("现在就传" if on_wire else "联网上传")
        self.stick_instead.setVisible(waits and on_wire)

    # ---- pressing --------------------------------------------------------------------------------------------

    def _may_correct(self, entry: LedgerEntry) -> bool:
        return self._correct is not None and entry.status is ReceiptStatus.RETURNED

    def _on_correct(self) -> None:
        """Enter or a double click too: what was returned is what is next."""
        entry = self.current()
        if entry is not None and self._correct is not None and self._may_correct(entry):
            self._correct(entry.package.digest)

    def _on_wire(self) -> None:
        entry = self.current()
        if entry is not None:
            self.context.wire.send_now((entry.package.digest,))

    def _on_stick(self) -> None:
        entry = self.current()
        if entry is not None:
            use_stick(self.context, entry.package, parent=self.window())

    def _on_verify_kept(self) -> None:
        entry = self.current()
        if entry is not None:
            package = entry.package
            folder = self.context.workspace.folder.packages
            self._verify(folder / f"{package.digest}.jxpkg", package.file_name)

    def _on_again(self) -> None:
        entry = self.current()
        if entry is None:
            return
        from jxdesk.desktop.dialogs.deliver import DeliverDialog

        DeliverDialog(self.context, entry.package, parent=self.window()).open()

    def _on_print(self) -> None:
        entry, workspace = self.current(), self.context.workspace
        if entry is None:
            return
        from jxdesk.actions import deliver

        digest = entry.package.digest
        print_cover(self.context, lambda: deliver.cover_of(workspace, digest), parent=self)

    def _on_cover(self) -> None:
        entry = self.current()
        if entry is None:
            return
        stem = Path(entry.package.file_name).stem
        start = Path(preferences.documents_folder()) / f"{stem}_送达单.pdf"
        name, _ = QFileDialog.getSaveFileName(self, "保存送达单", str(start), "PDF (*.pdf)")
        if name:
            self.save_cover(entry.package, Path(name))

    def save_cover(self, package: SentPackage, to: Path) -> None:
        """Draws the cover sheet from the kept package."""
        workspace = self.context.workspace

        def work() -> Path:
            from jxdesk.actions import cover, deliver

            return cover.save_cover(workspace, deliver.cover_of(workspace, package.digest), to)

        self.context.tasks.run(
            work, lambda path: self.context.tell(f"送达单存好了：{path.name}"), label="保存送达单", owner=self
        )

    def panes(self) -> list[QWidget]:
        """The list, then what can be done with the chosen one."""
        return [self.table, self.verify_kept, self.receipt_button] if self.entries else [self.empty]


def _row(package: SentPackage, word: str) -> tuple[str, ...]:
    facts = package.facts
    return (
        word,
        str(package.position.seq),
        _content(package),
        str(facts.get("projects", "")),
        amount(facts.get("amount_fen")),
        moment(package.sealed_at),
        package.file_name,
    )


def _content(package: SentPackage) -> str:
    form = package.form.value if package.form is not None else ""
    return dataset_words(package.kind, form, package.year, package.period)


def _breakable(text: str) -> str:
    """A long code that may be broken anywhere: Qt breaks at a zero-width space."""
    return "\u200b".join(text[start : start + 8] for start in range(0, len(text), 8))
