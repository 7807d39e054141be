"""The last page of 封装送出: how far the writing is, then what was written, and what is done with it next."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from jxdesk.desktop import icons, preferences, theme
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.context import Context
from jxdesk.desktop.cover_printing import print_cover
from jxdesk.desktop.furniture import across, button, clear, down, label, picture
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wire.words import way_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.sending.outbox import OutboxState

if TYPE_CHECKING:
    from jxdesk.actions.seal import SealResult

SHOWN_LEFT_OUT = 8
TEXT_WIDTH = 620
SIGN = 44


class SealedPage(QWidget):
    """Progress, answer and next steps of one sealing."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._sealed: SealResult | None = None
        self._stick: Path | None = None
        self._is_on_wire = False
        self.sign = picture("seal", size=SIGN, colour=theme.ACCENT)
        self.title = label(role="block_title", name="seal_write_title")
        self.bar = QProgressBar()
        self.bar.setObjectName("seal_bar")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(460)
        self.facts = QGridLayout()
        self.facts.setContentsMargins(0, 0, 0, 0)
        self.facts.setHorizontalSpacing(16)
        self.facts.setVerticalSpacing(6)
        self.facts.setColumnStretch(1, 1)
        self.text = label(role="second", wrap=True, name="seal_write_text")
        self.text.setFixedWidth(TEXT_WIDTH)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.print_button = button("打印送达单", self._on_print, icon="print", name="seal_print_cover")
        self.cover_button = button("保存送达单（PDF）", self._on_cover, icon="document", name="seal_cover")
        self.folder_button = button("打开所在的文件夹", self._on_folder, icon="folder", name="seal_folder")
        self.eject_button = button("弹出 U 盘", self._on_eject, icon="stick", name="seal_eject")
        self.instead_button = button("改用 U 盘", self._on_instead, icon="stick", name="seal_instead")
        self._steps = (self.print_button, self.cover_button, self.folder_button, self.eject_button)
        context.wire.changed.connect(self._show_wire)
        context.tasks.polled.connect(self._show_wire)
        held = QWidget()
        held.setFixedWidth(TEXT_WIDTH)
        held.setLayout(self.facts)
        self.setLayout(
            down(
                None,
                across(None, self.sign, None),
                across(None, self.title, None),
                across(None, self.bar, None),
                across(None, held, None),
                across(None, self.text, None),
                across(None, *self._steps, self.instead_button, None),
                None,
                spacing=14,
            )
        )

    def begin(self) -> None:
        """Shows that the sealing has begun."""
        self._show_sign("seal", theme.ACCENT, Qt.AlignmentFlag.AlignLeft)
        self.title.setText("正在封装")
        self._show_lines(())
        self.text.setText("")
        self.bar.setRange(0, 0)
        self.bar.show()
        for one in (*self._steps, self.instead_button):
            one.hide()

    def show_progress(self, progress: Progress) -> None:
        """Follows the work."""
        if progress.total:
            self.title.setText(f"正在{progress.label}")
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.done, progress.total))

    def show_sealed(self, result: SealResult, recipients: str, *, stick: Path | None) -> None:
        """Says what was written, where and to whom; ``stick`` is the stick that it lies on, if it is one."""
        self._sealed, self._stick = result, stick
        self.bar.hide()
        self.title.setText("写好了，也读回来比对过了")
        self._show_lines(
            (
                ("文件", result.path.name),
                ("在", str(result.path.parent)),
                *_content_lines(result, recipients),
            )
        )
        lines = ["拔 U 盘以前，先点“弹出 U 盘”。"] if stick is not None else []
        self.text.setText("\n".join((*lines, *self._more_lines(result))))
        for one in self._steps:
            one.show()
        self.eject_button.setVisible(stick is not None)

    def show_queued(self, result: SealResult, recipients: str) -> None:
        """Says what was sealed for the wire, and follows it until it is delivered."""
        self._sealed, self._stick, self._is_on_wire = result, None, True
        self._show_lines(
            (
                ("文件", result.cover.file_name),
                ("接收服务", urlsplit(self.context.wire.address).netloc),
                *_content_lines(result, recipients),
            )
        )
        for one in (self.print_button, self.cover_button):
            one.show()
        self._show_wire()

    def _show_wire(self) -> None:
        """How far the sealed package is on the wire."""
        result, wire = self._sealed, self.context.wire
        if not self._is_on_wire or result is None:
            return
        items = wire.outbox.items if wire.outbox is not None else ()
        item = next((one for one in items if one.package.digest == result.digest), None)
        if item is not None and not item.is_waiting:
            self._is_on_wire = False
            self.bar.hide()
            self.instead_button.hide()
            self._show_sign("done", theme.TONES[Tone.OK][0], Qt.AlignmentFlag.AlignLeft)
            self.title.setText("已送达，收到了签名的回执")
            self.text.setText("\n".join(self._more_lines(result)))
            return
        self.instead_button.show()
        progress = wire.progress
        self.bar.setVisible(progress is not None)
        if progress is not None:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.done, progress.total))
            self.title.setText(f"封好了，正在{progress.label}")
            self.text.setText("可以关上这个窗口，会在后台接着传。")
            return
        self.title.setText(
            "没有送成" if item is not None and item.state is OutboxState.FAILED else "封好了，等着上传"
        )
        now = dt.datetime.now().astimezone()
        way = way_words(item, now, is_paused=wire.is_paused) if item is not None else ""
        self.text.setText("\n".join(filter(None, (way, *self._more_lines(result)))))

    def _more_lines(self, result: SealResult) -> list[str]:
        lines = []
        if result.left_out:
            lines.append(f"留下 {len(result.left_out)} 张没有送：")
            lines += [f"· {left.project}：{left.reasons[0]}" for left in result.left_out[:SHOWN_LEFT_OUT]]
            if (more := len(result.left_out) - SHOWN_LEFT_OUT) > 0:
                lines.append(f"· 还有 {more} 张，到“项目”里看状态不是“已封装”的。")
        if self.context.workspace.practice:
            lines.append("这是练习包，正式的收件单位不会收。")
        return lines

    def show_fault(self, error: JxError) -> None:
        """Says why nothing was sealed."""
        self.bar.hide()
        self._show_sign("warning", theme.AMBER, Qt.AlignmentFlag.AlignHCenter)
        self.title.setText("没有做成")
        self.text.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))

    def _show_sign(self, name: str, colour: str, text: Qt.AlignmentFlag) -> None:
        self.sign.setPixmap(icons.pixmap(name, SIGN, colour))
        self.text.setAlignment(text)

    def _show_lines(self, lines: tuple[tuple[str, str], ...]) -> None:
        clear(self.facts)
        for row, (word, text) in enumerate(lines):
            self.facts.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
            value = label(text, wrap=True, name=f"seal_fact_{row}")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addWidget(value, row, 1)

    # ---- afterwards ------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.text.setText("\n".join(part for part in (self.text.text(), text) if part))

    def _on_print(self) -> None:
        if self._sealed is not None:
            cover = self._sealed.cover
            print_cover(self.context, lambda: cover, parent=self)

    def _on_cover(self) -> None:
        if self._sealed is None:
            return
        from jxdesk.actions.cover import save_cover

        result, workspace = self._sealed, self.context.workspace
        name = Path(result.cover.file_name).stem
        folder = Path(preferences.documents_folder()) if self._was_for_wire(result) else result.path.parent
        to = folder / f"{name}_送达单.pdf"
        self.cover_button.setEnabled(False)
        self.context.tasks.run(
            lambda: save_cover(workspace, result.cover, to),
            lambda path: self._say(f"送达单：{path.name}"),
            owner=self,
        )

    def _was_for_wire(self, result: SealResult) -> bool:
        """Whether the package lies only where this desk keeps what it sealed."""
        return result.path.parent == self.context.workspace.folder.packages

    def _on_instead(self) -> None:
        """A stick carries it: the dialog that writes it comes in the place of this one."""
        result = self._sealed
        if result is None:
            return
        from jxdesk.desktop.wire.instead import use_stick

        wire = self.context.wire
        items = wire.outbox.items if wire.outbox is not None else ()
        item = next((one for one in items if one.package.digest == result.digest), None)
        if item is not None:
            above = self.window().parentWidget() or self.window()
            self.window().close()
            use_stick(self.context, item.package, parent=above)

    def _on_folder(self) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if self._sealed is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._sealed.path.parent)))

    def _on_eject(self) -> None:
        if self._stick is None:
            return
        from jxdesk.actions.eject import eject

        stick = self._stick
        self.eject_button.setEnabled(False)
        self.context.tasks.run(
            lambda: eject(stick),
            self._on_ejected,
            label="弹出 U 盘",
            on_error=self._on_not_ejected,
            owner=self,
        )

    def _on_ejected(self, _: object) -> None:
        self._say("U 盘已弹出，可以拔了。")
        for one in (self.cover_button, self.folder_button):
            one.setEnabled(False)  # both would want the stick back

    def _on_not_ejected(self, error: JxError) -> None:
        self.eject_button.setEnabled(True)
        self._say("".join(part for part in (error.title, error.advice) if part))


def _content_lines(result: SealResult, recipients: str) -> tuple[tuple[str, str], ...]:
    """What was sealed, for whom, and how it is known again."""
    cover = result.cover
    content = f"第 {cover.seq} 号，{len(result.sealed)} 张表，合计 {wan(cover.totals.amount_fen)} 万元"
    return ("内容", content), ("送给", recipients), ("指纹", result.fingerprint)
