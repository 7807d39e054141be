"""Beside the cells of 审核: values that were set and remarks of this round, what became of those before, what the rules found, and earlier decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from jxdesk.actions.reviewing.open_case import Case
from jxdesk.desktop.furniture import across, button, clear, down, label, pill, scrolled
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.review.words import ANSWER_TONES, both_values, tone_of
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.answering import Item
from jxdesk.domain.road.outcomes import OUTCOME_WORDS
from jxdesk.domain.road.reviews import ANSWER_WORDS, Comment, Review
from jxdesk.domain.road.shown_values import as_shown
from jxdesk.store.shipped.reviews import review_book

WIDTH = 300
SHOWN_FINDINGS, SHOWN_BROUGHT = 12, 4


class BesideSteps(NamedTuple):
    """What the buttons do: go to a cell, word a remark anew, take it back; ``has`` says whether the form shows a cell."""

    go: Callable[[str, str], object]
    change: Callable[[Comment], object]
    drop: Callable[[Comment], object]
    has: Callable[[str, str], bool]


class BesideCard(QWidget):
    """The column at the right."""

    def __init__(self, steps: BesideSteps) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.steps = steps
        self._own_path = ""
        self.parts = QVBoxLayout()
        self.parts.setSpacing(6)
        self.parts.setContentsMargins(0, 0, 8, 0)
        body = QWidget()
        body.setLayout(down(self.parts, None))
        self.area = scrolled(body, name="review_beside")
        self.setLayout(down(self.area))

    def show_case(self, case: Case | None, *, may_write: bool, own_path: str = "") -> None:
        """Shows what stands beside a filing; ``own_path`` is the office whose remarks can still be changed here."""
        self._own_path = own_path
        clear(self.parts)
        if case is None:
            return
        if case.settled:
            self._title(f"审定的改动（{len(case.settled)}）", "review_settled_title")
            for comment in case.settled:
                self.parts.addWidget(self._settled(comment, may_write=may_write))
            self._what_it_brings(case)
        self._title(f"本轮意见（{len(case.remarks)}）", "review_remarks_title")
        for number, comment in enumerate(case.remarks, start=1):
            self.parts.addWidget(self._remark(number, comment, may_write=may_write))
        if not case.remarks:
            self._note("还没有意见。在中间选一格，按 Ctrl+M 或右键写。")
        if case.answered is not None:
            self._title("上一轮意见的答复", "review_answers_title")
            for item in case.answered.items:
                self.parts.addWidget(self._answer(item))
            if not case.answered.items:
                self._note("上一轮没有逐条的意见。")
            if case.answered.others:
                self._note(f"另外还改了 {len(case.answered.others)} 处，表里标着“改了”。")
        self._show_findings([one for one in case.findings if one not in case.brought])
        self._title("以前的审核", "review_history_title")
        for review in reversed(case.history):
            self.parts.addWidget(self._decision(review))
        if not case.history:
            self._note("这是第一次报来。")

    def _title(self, words: str, name: str) -> None:
        self.parts.addSpacing(6 if self.parts.count() else 0)
        self.parts.addWidget(label(words, role="block_title", name=name))

    def _note(self, words: str) -> None:
        self.parts.addWidget(label(words, role="second", wrap=True))

    def _framed(self, *items: QWidget, tone: Tone = Tone.PLAIN) -> QFrame:
        made = QFrame()
        made.setProperty("bar", tone.value)
        made.setLayout(down(*items, spacing=3, margins=(10, 8, 8, 8)))
        return made

    def _settled(self, comment: Comment, *, may_write: bool) -> QFrame:
        """A value that was set: both values, why, and the way to take it back."""
        reason = review_book().reason_name(comment.reason_code)
        filed, accepted = (
            as_shown(comment.place, comment.field, one) for one in (comment.seen, comment.answer_text)
        )
        made = self._framed(
            label(comment.where, role="strong", wrap=True),
            label(
                f"报送的 {filed or '（空）'} → 审定的 {accepted or '（清空）'}",
                wrap=True,
                name="settled_values",
            ),
            label("：".join(part for part in (reason, comment.text) if part), wrap=True),
            label(comment.written_by, role="second", wrap=True),
            tone=Tone.INFO,
        )
        made.setObjectName("review_settled_card")
        self._add_steps(made, comment, f"{comment.where}的审定", drop="撤掉", may_write=may_write)
        return made

    def _what_it_brings(self, case: Case) -> None:
        """What would not fit any more once the values that were set are made."""
        for finding in case.brought[:SHOWN_BROUGHT]:
            self.parts.addWidget(problem_card(finding))
        self._note(
            f"照审定的改，多出 {len(case.brought)} 处要核对的。"
            if case.brought
            else "照审定的改，没有多出问题。选“带意见通过”才改到表里。"
        )

    def _add_steps(self, card: QFrame, comment: Comment, meaning: str, *, drop: str, may_write: bool) -> None:
        go = button(
            "看这一格", partial(self.steps.go, comment.line_id, comment.field), kind="link", name="remark_go"
        )
        change = button("改", partial(self.steps.change, comment), kind="link", name="remark_change")
        take_back = button(drop, partial(self.steps.drop, comment), kind="link", name="remark_drop")
        for one, verb in ((go, "看"), (change, "改"), (take_back, drop)):
            one.setAccessibleName(f"{verb}{meaning}")
        change.setEnabled(may_write)
        take_back.setEnabled(may_write)
        # What an office above wrote goes down as it stands.
        steps = (go, change, take_back) if comment.office_path == self._own_path else (go,)
        card.layout().addLayout(across(*steps, None, spacing=4))  # type: ignore[union-attr]

    def _remark(self, number: int, comment: Comment, *, may_write: bool) -> QFrame:
        reason = review_book().reason_name(comment.reason_code)
        words = "：".join(part for part in (reason, comment.text) if part) or "（还没有写怎么改）"
        due = f"期限 {comment.due_on.isoformat()}" if comment.due_on is not None else "期限按收到的日子算"
        made = self._framed(
            label(f"{number}. {comment.where}", role="strong", wrap=True),
            label(words, wrap=True),
            label(f"{due}　{comment.written_by}", role="second", wrap=True),
            tone=Tone.WARN,
        )
        made.setObjectName("review_remark_card")
        self._add_steps(made, comment, f"第 {number} 条意见", drop="删", may_write=may_write)
        return made

    def _answer(self, item: Item) -> QFrame:
        comment = item.comment
        said = pill(ANSWER_WORDS[comment.answer], ANSWER_TONES[comment.answer])
        where = label(f"{comment.position}. {comment.where}", role="strong", wrap=True)
        lines: list[QWidget] = [label(comment.text, role="second", wrap=True)]
        if item.old or item.new:
            old, new = both_values(item)
            change = f"{old or '（空）'} → {new or '（空）'}"
            lines.append(
                label(change if item.is_changed else f"{change}（没有变）", wrap=True, name="answer_change")
            )
        elif item.is_changed:
            lines.append(label("这里改了，表里标着。", wrap=True))
        if comment.answer_text:
            lines.append(label(f"说明：{comment.answer_text}", wrap=True))
        made = self._framed(*lines)
        made.setObjectName("review_answer_card")
        row = across(spacing=6)
        row.addWidget(where, 1)
        row.addWidget(said, 0, Qt.AlignmentFlag.AlignTop)
        made.layout().insertLayout(0, row)  # type: ignore[union-attr]
        go = button("看这一格", partial(self.steps.go, comment.line_id, comment.field), kind="link")
        made.layout().addLayout(across(go, None))  # type: ignore[union-attr]
        return made

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        ordered = sorted(findings, key=lambda one: list(Severity).index(one.severity))
        self._title(f"规则核对（{len(ordered)}）", "review_findings_title")
        for finding in ordered[:SHOWN_FINDINGS]:
            has_place = self.steps.has(finding.line_id, finding.field)
            go = (
                button("看这一格", partial(self.steps.go, finding.line_id, finding.field), kind="link")
                if has_place
                else None
            )
            self.parts.addWidget(problem_card(finding, go))
        if len(ordered) > SHOWN_FINDINGS:
            self._note(f"还有 {len(ordered) - SHOWN_FINDINGS} 处，先看上面的。")
        if not ordered:
            self._note("没有发现问题。")

    def _decision(self, review: Review) -> QFrame:
        day = review.decided_on.isoformat() if review.decided_on is not None else ""
        head = across(spacing=6)
        head.addWidget(label(f"第 {review.round} 轮", role="strong"))
        head.addWidget(pill(OUTCOME_WORDS[review.outcome], tone_of(review.outcome)))
        head.addStretch(1)
        lines = [label(f"{day}　{review.decided_by}", role="second", wrap=True)]
        if review.opinion:
            lines.append(label(review.opinion, wrap=True))
        made = self._framed(*lines)
        made.layout().insertLayout(0, head)  # type: ignore[union-attr]
        return made
