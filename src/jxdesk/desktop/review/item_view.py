"""The checklist of one return: each remark with its cell, the reviewer's words, the day, what was there and what is there now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, button, down, label, scrolled
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.review.words import ANSWER_TONES, both_values
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.road.answering import Item
from jxdesk.domain.road.reviews import ANSWER_WORDS, Answer, Comment
from jxdesk.store.shipped.reviews import review_book

HEADINGS = ("答复", "格子", "审核人的意见", "期限", "退回时", "现在")
PASSED_HEADINGS = ("审核", "格子", "为什么", "报送的", "审定的")
WIDTHS, PASSED_WIDTHS = (3.5, 16, 0, 3, 5, 6), (3.5, 16, 0, 6, 6)
UNCHANGED = "没变"
SAID_ONLY = "意见"
CHANGED_KEYS, EXPLAIN_KEYS = "Ctrl+D", "Ctrl+E"
DETAIL_HEIGHT = 96
Act = Callable[[Item], object]


class ItemView(QWidget):
    """The remarks as rows; Enter goes to the cell, Ctrl+D says 已改, Ctrl+E explains."""

    def __init__(self, *, go: Act, changed: Act, explain: Act) -> None:
        super().__init__()
        self.items: Sequence[Item] = ()
        self._following = ""
        self.is_passed = False
        self.model = RowsModel(HEADINGS)
        self.table = ListTable(
            self.model, WIDTHS, name="returned_items", meaning="逐条意见；Enter 到那一格去改"
        )
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.opened.connect(lambda _: self._do(go))
        self.table.chosen.connect(lambda _: self._show_detail())
        self.detail = label(wrap=True, name="returned_detail")
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        held = scrolled(self.detail, name="returned_detail_box")
        held.setFixedHeight(theme.scaled(DETAIL_HEIGHT))
        held.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.go_button = button(
            "到这一格去改",
            lambda: self._do(go),
            kind="primary",
            icon="right",
            name="item_go",
            tip="打开表，光标就在这一格（Enter）",
        )
        self.changed_button = button(
            "已改",
            lambda: self._do(changed),
            icon="check",
            name="item_changed",
            tip=f"改好了（{CHANGED_KEYS}）",
        )
        self.explain_button = button(
            "说明…",
            lambda: self._do(explain),
            icon="edit",
            name="item_explain",
            tip=f"不改，写明理由（{EXPLAIN_KEYS}）",
        )
        for keys, one in ((CHANGED_KEYS, self.changed_button), (EXPLAIN_KEYS, self.explain_button)):
            QShortcut(QKeySequence(keys), self).activated.connect(one.click)
        self.setLayout(
            down(
                self.table,
                held,
                across(self.go_button, self.changed_button, self.explain_button, None),
                spacing=8,
            )
        )
        self.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]

    def show_items(self, items: Sequence[Item], *, may_answer: bool, is_passed: bool = False) -> None:
        """Shows the remarks; the one that was chosen stays chosen, after an answer the next open one.

        Of a form that passed with them nothing is left to answer: what was filed stands beside what is accepted.
        """
        current = self.current()
        kept = self._following or (current.comment.id if current is not None else "")
        self._following = ""
        self.items, self.is_passed = items, is_passed
        rows = [_passed_row(item) if is_passed else _row(item) for item in items]
        tones = [
            Tone.INFO if is_passed and not item.is_changed else ANSWER_TONES[item.comment.answer]
            for item in items
        ]
        with QSignalBlocker(self.table.selectionModel()):
            self.model.headings = PASSED_HEADINGS if is_passed else HEADINGS
            self.model.show_rows(rows, tones)
            self.table.set_widths(PASSED_WIDTHS if is_passed else WIDTHS)
        if items:
            places = {item.comment.id: number for number, item in enumerate(items)}
            unanswered = next(
                (number for number, item in enumerate(items) if item.comment.answer is Answer.NONE), 0
            )
            self.table.selectRow(places.get(kept, unanswered))
        for one in (self.changed_button, self.explain_button):
            one.setEnabled(may_answer and bool(items))
            one.setVisible(not is_passed)
        self.go_button.setText("到这一格看" if is_passed else "到这一格去改")
        self.go_button.setEnabled(bool(items))
        self._show_detail()

    def current(self) -> Item | None:
        """The remark that is chosen."""
        row = self.table.currentIndex().row()
        return self.items[row] if 0 <= row < len(self.items) else None

    def step_after(self, answered: Item) -> None:
        """Remembers the next remark that nobody has answered, to be chosen when the list is shown again."""
        ids = [item.comment.id for item in self.items]
        here = ids.index(answered.comment.id) if answered.comment.id in ids else -1
        around = [*self.items[here + 1 :], *self.items[: max(here, 0)]]
        self._following = next(
            (one.comment.id for one in around if one.comment.answer is Answer.NONE), answered.comment.id
        )

    def _do(self, act: Act) -> None:
        item = self.current()
        if item is not None:
            act(item)

    def _show_detail(self) -> None:
        item = self.current()
        if item is None:
            self.detail.setText("没有逐条的意见，请看上面总的意见。")
            return
        comment, (old, new) = item.comment, both_values(item)
        lines = [f"{comment.where}：{_why(comment) or '（没有写）'}"]
        if comment.is_settled:
            lines.append(f"报送的：{old or '（空）'}　→　审定的：{new or '（清空）'}")
            lines.append(f"审核人：{comment.written_by}")
        elif self.is_passed:
            lines += [f"报送的：{old}（没有改）"] if old else []
        elif item.old or item.new:
            lines.append(f"退回时：{old or '（空）'}　→　现在：{new or '（空）'}")
        if comment.answer_text and not comment.is_settled:
            lines.append(f"我的说明：{comment.answer_text}")
        self.detail.setText("\n".join(lines))


def _row(item: Item) -> tuple[str, ...]:
    comment, (old, new) = item.comment, both_values(item)
    due = comment.due_on.isoformat()[5:] if comment.due_on is not None else ""
    now = new if item.is_changed or not new else UNCHANGED
    return ANSWER_WORDS[comment.answer], comment.where, comment.text, due, old, now


def _passed_row(item: Item) -> tuple[str, ...]:
    comment, (old, new) = item.comment, both_values(item)
    word = ANSWER_WORDS[comment.answer] if comment.is_settled else SAID_ONLY
    accepted = (new or "（清空）") if comment.is_settled else ""
    return word, comment.where, _why(comment), old, accepted


def _why(comment: Comment) -> str:
    """The reviewer's words; of a value that was set the reason from the list stands before them."""
    reason = review_book().reason_name(comment.reason_code) if comment.is_settled else ""
    return "：".join(part for part in (reason, comment.text) if part)
