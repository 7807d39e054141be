"""The list of packages that were found on a stick or given, with what is known of each by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jxdesk.actions.receiving.finding import ForOthers, FoundFiles
from jxdesk.actions.receiving.receive import Received
from jxdesk.desktop import theme
from jxdesk.desktop.furniture import down, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.received import ReceivedStatus

NOT_SEEN = ("还没看", Tone.PLAIN)
NUMBER = 2
LIST_WIDTH = 290
"""Units: px."""
NAMED = 40
"""So many packages for others are named in the tip."""
NAMED_OFFICES = 6


@dataclass(slots=True)
class Found:
    """One file of the list and what is known of it by now; ``returned`` are the filings that it sent back."""

    file: Path
    word: str = NOT_SEEN[0]
    tone: Tone = NOT_SEEN[1]
    sender: str = ""
    seq: int = 0
    done: Received | None = None
    fault: JxError | None = None
    is_undone: bool = False
    returned: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the list says of it: the file as long as nothing else is known."""
        return self.sender or self.file.name

    def know(self, sender: str, seq: int) -> None:
        """Notes who sent it under which number."""
        self.sender, self.seq = sender, seq

    @property
    def waits(self) -> bool:
        """Whether it may still be taken in; what was refused is tried again only by itself."""
        return self.done is None and self.fault is None

    def set_done(self, done: Received) -> None:
        """Notes what became of it."""
        self.done, self.fault = done, None
        self.know(done.package.sender_name, done.package.position.seq)
        if done.package.facts.get("open"):
            self.word, self.tone = "有冲突", Tone.WARN
        elif done.package.status is ReceivedStatus.OLDER:
            self.word, self.tone = "已存档", Tone.PLAIN
        else:
            self.word, self.tone = ("以前装过", Tone.PLAIN) if done.is_duplicate else ("已装入", Tone.OK)


def found_of(files: FoundFiles) -> list[Found]:
    """The packages as the list begins with them, named by what they say of themselves."""
    found = [Found(file) for file in files.packages]
    for one in found:
        said = files.said.get(one.file)
        if said is not None:
            one.know(said.sender_name, said.chain.seq)
    return found


def others_words(others: Sequence[ForOthers]) -> str:
    """How many packages are for others, in words; empty where none is."""
    return f"另有给别的单位的 {len(others)} 个，没有动。" if others else ""


def nothing_words(others: Sequence[ForOthers]) -> str:
    """Why there is nothing to take in."""
    if not others:
        return "没有找到数据包（.jxpkg）。请核对选的文件夹或 U 盘。"
    named = dict.fromkeys(name for one in others for name in one.recipients)
    shown = "、".join(list(named)[:NAMED_OFFICES])
    more = " 等" if len(named) > NAMED_OFFICES else ""
    return f"没有给本单位的数据包。里面 {len(others)} 个是给别的单位的（{shown}{more}），没有动。"


class FoundList(QWidget):
    """In sight where there is more than one, or something for others beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.model = RowsModel(("状态", "报送单位 / 文件", "号"), right=(NUMBER,))
        self.table = ListTable(self.model, (5, 0, 2), name="found_table", meaning="找到的数据包")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(NUMBER,))
        )
        self.words = label(role="strong", name="found_words")
        self.others = label(role="second", wrap=True, name="found_for_others")
        side = down(self.words, self.table, self.others, spacing=6)
        self.setLayout(side)
        self.setFixedWidth(theme.scaled(LIST_WIDTH))
        self.hide()

    def show_others(self, others: Sequence[ForOthers]) -> None:
        """Says what lies there for others; it is named in the tip."""
        self.others.setText(others_words(others))
        self.others.setToolTip(
            "\n".join(f"{one.file.name}　给{'、'.join(one.recipients)}" for one in others[:NAMED])
        )
        self.others.setVisible(bool(others))

    def show_found(self, found: Sequence[Found]) -> None:
        """Shows them anew; the one that is chosen stays chosen."""
        row = self.table.currentIndex().row()
        self.table.blockSignals(True)
        self.model.show_rows(
            [(one.word, one.name, str(one.seq or "")) for one in found],
            [one.tone for one in found],
        )
        if row >= 0:
            self.table.selectRow(row)
        self.table.blockSignals(False)
        self.words.setText(f"找到 {len(found)} 个数据包，还没装 {sum(one.waits for one in found)} 个")
