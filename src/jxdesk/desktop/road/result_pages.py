"""Result pages of receiving: a package that was taken in with its receipt, one that was not taken, and what became of many."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from jxdesk.actions.receiving.arrival import UPWARD
from jxdesk.actions.receiving.many import ManyReceived, OneOfMany
from jxdesk.actions.receiving.receive import Received
from jxdesk.desktop import theme
from jxdesk.desktop.furniture import Bar, across, button, down, label, picture
from jxdesk.desktop.intake_pages import centred
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.road.words import NOT_TAKEN
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.received import ReceivedStatus
from jxdesk.domain.sending.receipts import gap_words, gaps_of
from jxdesk.exchange.phone_codes import grouped
from jxdesk.exchange.refusals import PackageRefused, Refusal

TEXT_WIDTH = 520


class DoneSteps(NamedTuple):
    """What the buttons under a package that was taken in do."""

    review: Callable[[], object] | None
    correct: Callable[[], object] | None
    print_slip: Callable[[], object]
    undo: Callable[[], object]


class DonePage(QWidget):
    """What was taken in, the receipt, and the digits for the phone."""

    def __init__(self, steps: DoneSteps) -> None:
        super().__init__()
        self.has_review, self.has_correct = steps.review is not None, steps.correct is not None
        self.title = label(role="block_title", name="received_title")
        self.text = _middle("received_text")
        self.code_words = label(
            "电话码，没有 U 盘带回去时念给对方听：", role="second", name="phone_code_words"
        )
        self.code = label(name="phone_code")
        self.code.setProperty("role", "code")
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = self.code.font()
        font.setPixelSize(theme.scaled(30))
        font.setBold(True)
        self.code.setFont(font)
        self.print_button = button("打印回执单", steps.print_slip, icon="print", name="print_receipt_slip")
        self.undo_button = button("撤销此次导入", steps.undo, icon="undo", name="undo_receive")
        self.review_button = button(
            "审核", steps.review or _nothing, kind="primary", icon="check", name="review_received"
        )
        self.correct_button = button(
            "改退回的表", steps.correct or _nothing, kind="primary", icon="edit", name="correct_returned"
        )
        self.setLayout(
            down(
                None,
                centred(picture("done", size=44, colour=theme.OK, meaning="完成")),
                centred(self.title),
                centred(self.text),
                centred(self.code_words),
                centred(self.code),
                across(
                    None,
                    self.undo_button,
                    self.print_button,
                    self.review_button,
                    self.correct_button,
                    None,
                ),
                None,
                spacing=12,
            )
        )

    def show_received(self, done: Received, *, may_undo: bool, returned: int = 0) -> None:
        """Says what became of it, and how many filings it ``returned``."""
        package = done.package
        is_older = package.status is ReceivedStatus.OLDER
        waits = len(package.facts.get("open", ()))
        if done.is_duplicate:
            self.title.setText("这个包以前已经装入，没有重复装入")
        elif is_older:
            self.title.setText("已存档，库里的没有动")
        else:
            self.title.setText("装入了")
        lines = [f"{package.sender_name}　第 {package.position.seq} 号"]
        if waits:
            lines.append(f"还有 {waits} 张表两边都改过，没有选：在“收件”里点“处理冲突”。")
        if package.facts.get("missing"):
            lines.append(f"还缺{gap_words(gaps_of(package.facts['missing']))}，回执里写明了。")
        if returned:
            lines.append(f"退回了 {returned} 张表，改好重报。")
        if done.receipt is not None:
            lines.append(f"回执写好了：{done.receipt}")
        elif done.not_written:
            lines.append(f"回执没有写成（{done.not_written}）。以后可以在“收件”里再写一份。")
        self.text.setText("\n".join(lines))
        has_receipt = bool(package.receipt)
        for shown in (self.code_words, self.code):
            shown.setVisible(has_receipt and bool(done.phone_code))
        self.code.setText(grouped(done.phone_code))
        self.print_button.setVisible(has_receipt)
        self.undo_button.setVisible(may_undo and not done.is_duplicate and not is_older)
        self.review_button.setVisible(self.has_review and not is_older and package.kind in UPWARD)
        self.correct_button.setVisible(self.has_correct and returned > 0)

    def show_undone(self) -> None:
        """Says that it was taken back."""
        self.title.setText("撤销了，库里和装入前一样")
        self.text.setText("同一个包还可以再装。给过的回执请告诉对方作废。")
        steps = (self.print_button, self.undo_button, self.review_button, self.correct_button)
        for shown in (self.code_words, self.code, *steps):
            shown.hide()


class RefusedPage(QWidget):
    """A file that was not taken: which, why, under which code, and what to do."""

    def __init__(self, again: Callable[[], object]) -> None:
        super().__init__()
        self.title = _middle("refused_title", role="block_title")
        self.text = _middle("refused_text")
        self.again_button = button("再看一次", again, icon="refresh", name="look_again")
        self.setLayout(
            down(
                None,
                centred(picture("error", size=44, colour=theme.ERROR, meaning="没有收下")),
                centred(self.title),
                centred(self.text),
                across(None, self.again_button, None),
                None,
                spacing=12,
            )
        )

    def show_fault(self, name: str, fault: JxError | None) -> None:
        """Says why it was not taken; without a fault it was only stopped."""
        if fault is None:
            self.title.setText("停下了，没有看完")
            self.text.setText(name)
            return
        self.title.setText(f"没有收下：{fault.title}")
        is_kept = isinstance(fault, PackageRefused) and fault.refusal is not Refusal.RECIPIENT
        kept = "这个文件另外留了一份备查，列在“收件 → 没有收下”里；别的内容都没有动。" if is_kept else ""
        lines = (name, fault.facts, fault.advice, kept, f"代号 {fault.code}")
        self.text.setText("\n".join(line for line in lines if line))


class ManyPage(QWidget):
    """What became of each of many files."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = Bar(Tone.OK, name="many_bar")
        self.model = RowsModel(("结果", "报送单位 / 文件", "号", "说明"), right=(2,))
        self.table = ListTable(self.model, (5.5, 13, 2, 0), name="many_table", meaning="每个文件的结果")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(2,))
        )
        self.setLayout(down(self.bar, self.table, spacing=10))

    def show_many(self, answer: ManyReceived, asked: int) -> None:
        """Counts, and lists what needs somebody first."""
        said = [(*outcome(one), one) for one in answer.files]
        order = {Tone.ERROR: 0, Tone.WARN: 1, Tone.PLAIN: 3}
        said.sort(key=lambda row: order.get(row[1], 2))
        self.model.show_rows(
            [(word, one.sender or one.file.name, one.number, note) for word, _, note, one in said],
            [tone for _, tone, _, _ in said],
        )
        self.bar.say(*many_words(answer, asked))


def outcome(one: OneOfMany) -> tuple[str, Tone, str]:
    """What became of one of many files: the word, its tint, and a note."""
    if one.is_for_others:
        return "给别的单位", Tone.PLAIN, "不是发给本单位的，没有动"
    if one.fault is not None:
        return NOT_TAKEN[0], NOT_TAKEN[1], f"{one.fault.title}{one.fault.facts}（{one.fault.code}）"
    done = one.done
    assert done is not None, "either taken in or not"
    note = "" if not done.not_written else f"回执没有写成：{done.not_written}"
    waits = len(done.package.facts.get("open", ()))
    if waits:
        return "有冲突", Tone.WARN, f"{waits} 张表两边都改过，在“收件”里点“处理冲突”"
    if done.is_duplicate:
        return "以前装过", Tone.PLAIN, note or "没有重复装入，回执又写了一份"
    if done.package.status is ReceivedStatus.OLDER:
        return "已存档", Tone.PLAIN, note or "比库里的旧，没有改动库里的"
    return "已装入", Tone.OK, note


def many_words(answer: ManyReceived, asked: int) -> tuple[Tone, str]:
    """How many of each, in one sentence."""
    counts: dict[str, int] = {}
    for one in answer.files:
        word = outcome(one)[0]
        counts[word] = counts.get(word, 0) + 1
    said = "，".join(f"{word} {count} 个" for word, count in counts.items()) or "一个也没有装"
    left = asked - len(answer.files)
    if answer.fault is not None:
        rest = f"后面 {left} 个没有装：" if left else ""
        return Tone.ERROR, f"{said}。{rest}{answer.fault.title}{answer.fault.advice}"
    if answer.is_stopped:
        return Tone.WARN, f"停下了：{said}；还有 {left} 个没有装，装过的留着，随时可以接着装。"
    bad = any(one.fault is not None and not one.is_for_others for one in answer.files)
    return (Tone.WARN if bad else Tone.OK), f"{said}。装入前做了一次备份；每个包都可以单独撤销。"


def _middle(name: str, *, role: str = "second") -> QLabel:
    made = label(role=role, wrap=True, name=name)
    made.setMinimumWidth(theme.scaled(TEXT_WIDTH))
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return made


def _nothing() -> None:
    """Nothing to open: the button is not shown."""
