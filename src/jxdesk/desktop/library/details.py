"""Entry details: everything that a library says of one indicator, with a good and a bad example; beside every list of entries."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, clear, down, label, picture, pill, scrolled
from jxdesk.desktop.library.words import ORIGINS, short_levels, state_of
from jxdesk.desktop.theme import Tone
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.library.entries import Attribute, LibraryEntry, successor_of
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.rules.parts import GoalStyle


class EntryDetails(QWidget):
    """One entry, read from top to bottom; ``style`` shows the levels of one style only, None those of both."""

    def __init__(self, *, style: GoalStyle | None = None) -> None:
        super().__init__()
        self.setObjectName("entry_details")
        self.style_shown = style
        self.entry: LibraryEntry | None = None
        holder = QWidget()
        self.rows = QVBoxLayout(holder)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(8)
        self.area = scrolled(holder, name="entry_details_scroll")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("指标的解释和例子")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.area)

    def show_nothing(self, text: str = "") -> None:
        """Shows that no entry is chosen."""
        self.entry = None
        clear(self.rows)
        if text:
            self.rows.addWidget(label(text, role="second", wrap=True))
        self.rows.addStretch(1)

    def show_entry(self, entry: LibraryEntry, shelf: Shelf, *, times: int = 0, why: str = "") -> None:
        """Shows an entry."""
        self.entry = entry
        clear(self.rows)
        self.rows.addWidget(label(entry.name, role="block_title", wrap=True, name="entry_name"))
        word, tone = state_of(entry, shelf)
        measure = label(self._measure(entry), role="strong", name="entry_measure")
        top = across(measure, None, spacing=8)
        if word:
            top.addWidget(pill(word, tone, name="entry_state"))
        self.rows.addLayout(top)
        if entry.is_retired:
            self.rows.addWidget(_retired(entry, shelf))
        self._line("解释", entry.definition)
        self._line("公式", entry.formula)
        self._example(entry.good_example, good=True)
        self._example(entry.bad_example, good=False)
        for title, text in self._levels(entry):
            self._line(title, text)
        self._line("设定依据", entry.value_basis)
        self._line("数据来源", entry.data_source)
        self._line("取值方式", entry.value_method)
        self._line("评分标准", entry.scoring_rule)
        used = f"{times} 个项目用过" if times else "还没有项目用过"
        self._line("用过几次", f"{used}；{why}" if why else used)
        self._line("出处", _origin(entry, shelf))
        self.rows.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _measure(self, entry: LibraryEntry) -> str:
        if entry.attribute is Attribute.QUALITATIVE:
            return "定性指标"
        if not entry.target_text:
            return f"{SIGNS[entry.comparator]} {entry.unit}（指标值按实际定）"
        gap = "" if entry.unit in ("%", "‰") else " "
        return f"{SIGNS[entry.comparator]} {entry.target_text}{gap}{entry.unit}（常用值）"

    def _levels(self, entry: LibraryEntry) -> list[tuple[str, str]]:
        old, new = entry.headings(GoalStyle.OLD), entry.headings(GoalStyle.NEW)
        if self.style_shown is not None:
            return [("放在", short_levels(entry.headings(self.style_shown)))]
        if old == new:
            return [("放在", short_levels(old))]
        return [("放在", f"旧写法 {short_levels(old)}；新写法 {short_levels(new)}")]

    def _line(self, title: str, text: str) -> None:
        if text:
            head = label(title, role="second")
            self.rows.addLayout(down(head, label(text, wrap=True), spacing=1))

    def _example(self, text: str, *, good: bool) -> None:
        if not text:
            return
        tone = Tone.OK if good else Tone.ERROR
        frame = QFrame()
        frame.setObjectName("good_example" if good else "bad_example")
        frame.setProperty("bar", tone.value)
        sign = picture("done" if good else "close", size=16, colour=theme.TONES[tone][0])
        head = label("这样写好" if good else "不要这样写", role="strong", tone=tone)
        row = across(spacing=8, margins=(10, 8, 10, 8))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(down(head, label(text, wrap=True), spacing=2), 1)
        frame.setLayout(row)
        self.rows.addWidget(frame)


def _retired(entry: LibraryEntry, shelf: Shelf) -> QFrame:
    successor = successor_of(entry, shelf.entries)
    text = f"已于 {entry.retired_on} 停用。"
    if successor is not None:
        text += f"以后用“{successor.name}”。"
    made = QFrame()
    made.setProperty("bar", Tone.WARN.value)
    made.setLayout(across(label(text + "用过它的表照旧。", wrap=True), margins=(10, 8, 10, 8)))
    return made


def _origin(entry: LibraryEntry, shelf: Shelf) -> str:
    library = shelf.by_id.get(entry.library_id)
    if library is None:
        return ""
    version = f" {library.version}版" if library.version else ""
    lines = [f"{library.name}{version}（{ORIGINS[library.origin]}）"]
    note = library.note_of(entry)
    if note is not None:
        lines.append(note.document)
    elif library.source:
        lines.append(library.source)
    if any(one.own_choice for one in library.notes):
        lines.append("解释、依据、例子是本程序的建议，不是文件原文。")
    return "\n".join(lines)
