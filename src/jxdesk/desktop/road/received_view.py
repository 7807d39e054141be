"""收件: what came to this desk, filtered by what waits in it; the chosen package beside the list, and files that were refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QStackedWidget, QWidget

from jxdesk.actions.inbox import Inbox, InboxPackage
from jxdesk.actions.receiving.arrival import UPWARD
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import (
    Card,
    EmptyState,
    across,
    button,
    down,
    label,
    pill,
    scrolled,
    search_field,
    set_pill,
)
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.moments import full_moment, moment, size
from jxdesk.desktop.road.received_rows import content_words, counted_words, received_row, waiting_words
from jxdesk.desktop.road.words import INBOX_STATES, NOT_TAKEN
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.section import fact, fact_grid
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import ReceivedPackage, ReceivedStatus, RefusedFile
from jxdesk.domain.sending.receipts import gap_words, gaps_of
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.store.shipped.first_letters import found_by_letters

HEADINGS = ("状态", "报送单位", "号", "内容", "待审", "什么时候到的", "文件名")
WIDTHS = (7.5, 13, 3, 12, 3.5, 7, 0)
NUMBERS = (2, 4)
REFUSED_HEADINGS = ("状态", "文件名", "原因", "代号", "次数", "什么时候")
REFUSED_WIDTHS = (5, 0, 15, 9, 3, 7)
REFUSED_NUMBERS = (4,)
ALL, WAITING, RETURNED, CONFLICTS, REFUSED = range(5)
CHIPS = {WAITING: "待审", RETURNED: "待重报", CONFLICTS: "有冲突", REFUSED: "没有收下", ALL: "全部"}
"""The filters in the order in which they stand."""
_STATES = {WAITING: "waiting", RETURNED: "returned", CONFLICTS: "conflicts"}
_URGENT = tuple(INBOX_STATES)


class Order(StrEnum):
    """How the list is ordered."""

    NEWEST = "新到的在前"
    OFFICE = "按报送单位"
    STATE = "要办的在前"


class ReceivedSteps(NamedTuple):
    """What the buttons do; each gets the package that is chosen. ``review`` and ``correct`` are None where there is no such page here."""

    review: Callable[[ReceivedPackage], object] | None
    correct: Callable[[ReceivedPackage], object] | None
    choose: Callable[[ReceivedPackage], object]
    print_slip: Callable[[ReceivedPackage], object]
    receipt_again: Callable[[ReceivedPackage], object]
    phone_code: Callable[[ReceivedPackage], object]
    undo: Callable[[ReceivedPackage], object]
    settle: Callable[[RefusedFile], object]


class ReceivedView(QWidget):
    """The list with its filters; shows some thousand rows without reading anything twice."""

    def __init__(self, context: Context, steps: ReceivedSteps, receive_button: QPushButton) -> None:
        super().__init__()
        self.steps = steps
        self.inbox = Inbox(packages=(), refused=())
        self.shown: Sequence[InboxPackage] = ()
        self.refused: Sequence[RefusedFile] = ()
        self._rows: dict[str, tuple[str, ...]] = {}
        self._found_by: dict[str, str] = {}
        self.chips = QButtonGroup(self)
        for number, word in CHIPS.items():
            chip = button(word, kind="chip", name=f"received_chip_{number}")
            chip.setCheckable(True)
            chip.setChecked(number == ALL)
            self.chips.addButton(chip, number)
        self.chips.idClicked.connect(lambda _: self._show_rows())
        self.search = search_field("received_search", "查找收件", "单位、内容、文件名，可用拼音首字母")
        self.search.setFixedWidth(theme.scaled(250))
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.order = QComboBox()
        self.order.setObjectName("received_order")
        self.order.setAccessibleName("怎样排")
        self.order.addItems([one.value for one in Order])
        self.order.currentIndexChanged.connect(lambda _: self._show_rows())
        self.model = RowsModel(HEADINGS, right=NUMBERS)
        self.table = self._make_table(self.model, WIDTHS, "received_table", "收到的数据包", right=NUMBERS)
        self.saving = ListSaving(
            context,
            self,
            self.model,
            title="收到的数据包",
            name="received_save",
            caption=lambda: f"收到的数据包　{self.chips.checkedButton().text()}",
            numbers=NUMBERS,
            summed=(4,),
        )
        self.refused_model = RowsModel(REFUSED_HEADINGS, right=REFUSED_NUMBERS)
        self.refused_table = self._make_table(
            self.refused_model, REFUSED_WIDTHS, "refused_table", "没有收下的文件", right=REFUSED_NUMBERS
        )
        self.nothing = EmptyState(
            "search", "没有符合条件的", "换个词，或者点“全部”。", name="no_received_found"
        )
        self.empty = EmptyState(
            "tray",
            "还没有收到过数据包",
            "下级交来的报送包、上级退回的包，都在这里装入：点“装入数据包”，或者把 .jxpkg 文件、整个 U 盘文件夹拖到这里。装入前先给您看会改什么。",
            receive_button,
            name="no_received",
        )
        self.stack = QStackedWidget()
        for one in (self.table, self.refused_table, self.nothing, self.empty):
            self.stack.addWidget(one)
        body = across(self.stack, self._make_details(), self._make_refused_details(), spacing=12)
        body.setStretch(0, 1)
        whole = down(
            across(
                *(self.chips.button(one) for one in CHIPS),
                None,
                self.order,
                self.search,
                self.saving.button,
                spacing=12,
            ),
            body,
            spacing=10,
        )
        self.setLayout(whole)

    def _make_table(
        self, model: RowsModel, widths: Sequence[float], name: str, meaning: str, right: Sequence[int] = ()
    ) -> ListTable:
        table = ListTable(model, widths, name=name, meaning=meaning)
        table.setItemDelegate(PillPainter(table, pills=0, tone_of=lambda row: model.tones[row], right=right))
        table.chosen.connect(lambda _: self._show_details())
        table.opened.connect(lambda _: self._on_opened())
        return table

    def _make_details(self) -> Card:
        card = self.details = Card("选中的数据包", name="received_details", spacing=6)
        card.setFixedWidth(theme.scaled(theme.SIDE_PANEL_WIDTH + 56))
        self.state = pill("", Tone.PLAIN, name="received_state")
        card.title_row.addWidget(self.state)
        grid = fact_grid()
        grid.setVerticalSpacing(5)
        self.office = fact(grid, "报送单位", "received_sender")
        self.content = fact(grid, "内容", "received_content")
        self.totals = fact(grid, "合计", "received_totals")
        self.counts = fact(grid, "装入", "received_counts")
        self.waits = fact(grid, "要办", "received_waits")
        self.missing = fact(grid, "缺号", "received_missing")
        self.people = fact(grid, "负责的人", "received_people")
        self.times = fact(grid, "时间", "received_times")
        self.mark = fact(grid, "指纹", "received_mark")
        self.file = fact(grid, "文件", "received_file")
        holder = QWidget()
        facts = down(grid, None, spacing=0)
        facts.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(facts)
        card.body.addWidget(scrolled(holder, name="received_scroll"), 1)
        self.review_button = button(
            "审核", self._on(self.steps.review), kind="primary", icon="check", name="received_review"
        )
        self.correct_button = button(
            "改退回的表", self._on(self.steps.correct), kind="primary", icon="edit", name="received_correct"
        )
        self.choose_button = button(
            "处理冲突", self._on(self.steps.choose), kind="primary", icon="merge", name="received_choose"
        )
        self.print_button = button(
            "打印回执单", self._on(self.steps.print_slip), icon="print", name="received_print"
        )
        self.again_button = button(
            "再写一份回执", self._on(self.steps.receipt_again), icon="stick", name="received_again"
        )
        self.code_button = button(
            "看电话码", self._on(self.steps.phone_code), icon="eye", name="received_code"
        )
        self.undo_button = button(
            "撤销此次导入", self._on(self.steps.undo), icon="undo", name="received_undo"
        )
        card.body.addLayout(across(self.review_button, self.correct_button, self.choose_button, None))
        card.body.addLayout(across(self.print_button, self.again_button, None))
        card.body.addLayout(across(self.code_button, self.undo_button, None))
        return card

    def _make_refused_details(self) -> Card:
        card = self.refused_card = Card("没有收下的文件", name="refused_details")
        card.setFixedWidth(theme.scaled(theme.SIDE_PANEL_WIDTH + 56))
        self.refused_title = label(role="strong", wrap=True, name="refused_why")
        self.refused_facts = label(role="second", wrap=True, name="refused_facts")
        self.refused_advice = label(wrap=True, name="refused_advice")
        self.refused_code = label(role="hint", wrap=True, name="refused_code")
        self.settle_button = button(
            "已处理", self._on_settle, kind="primary", icon="check", name="refused_settle"
        )
        for one in (self.refused_title, self.refused_facts, self.refused_advice, self.refused_code):
            card.body.addWidget(one)
        card.body.addStretch(1)
        card.body.addWidget(
            label(
                "处理过了（重新要来、换人、不要了），点一下就不再列出；文件另存备查。", role="hint", wrap=True
            )
        )
        card.body.addLayout(across(self.settle_button, None))
        card.hide()
        return card

    # ---- showing ---------------------------------------------------------------------------------------------

    def show_inbox(self, inbox: Inbox) -> None:
        """Shows what came, with the same one chosen as before."""
        self.inbox = inbox
        letters: dict[str, str] = {}
        self._rows, self._found_by = {}, {}
        for one in inbox.packages:
            name, row = one.package.sender_name, received_row(one)
            if name not in letters:
                letters[name] = found_by_letters(name)
            self._rows[one.package.digest] = row
            self._found_by[one.package.digest] = " ".join((*row, letters[name])).lower()
        counts = {number: inbox.counts[state] for number, state in _STATES.items()}
        counts |= {REFUSED: inbox.counts["refused"], ALL: len(inbox.packages)}
        for number, count in counts.items():
            self.chips.button(number).setText(f"{CHIPS[number]} {count}")
        has_returns = any(one.package.kind is PackageKind.RETURN for one in inbox.packages)
        self.chips.button(RETURNED).setVisible(has_returns)
        self._show_rows()

    def show_sender(self, name: str) -> None:
        """Shows what came from one office."""
        self.chips.button(ALL).setChecked(True)
        self.search.setText(name)

    def show_only(self, chip: int, *, chosen: str = "") -> None:
        """Goes to one of the filters, and to a package of it."""
        self.search.clear()
        self.chips.button(chip).setChecked(True)
        self._show_rows(chosen)

    def _show_rows(self, wanted: str = "") -> None:
        if self.chips.checkedId() == REFUSED:
            self._show_refused_rows()
            return
        self._save(self.model, numbers=NUMBERS, summed=(4,))
        held = self.current()
        chosen = wanted or (held.package.digest if held is not None else "")
        words = self.search.text().strip().lower()
        self.shown = sorted(
            (
                one
                for one in self.inbox.packages
                if self._is_wanted(one) and words in self._found_by[one.package.digest]
            ),
            key=self._key(),
        )
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_rows(
                [self._rows[one.package.digest] for one in self.shown],
                [INBOX_STATES[one.state][1] for one in self.shown],
            )
        none_at_all = not self.inbox.packages and not self.inbox.refused
        self.stack.setCurrentIndex(0 if self.shown else (3 if none_at_all else 2))
        if self.shown:
            place = next((n for n, one in enumerate(self.shown) if one.package.digest == chosen), 0)
            self.table.selectRow(place)
        self._show_details()

    def _save(self, model: RowsModel, *, numbers: Sequence[int], summed: Sequence[int]) -> None:
        """Lets the button save the list in sight."""
        self.saving.model, self.saving.numbers, self.saving.summed = model, tuple(numbers), tuple(summed)

    def _show_refused_rows(self) -> None:
        self._save(self.refused_model, numbers=REFUSED_NUMBERS, summed=())
        held = self.current_refused()
        words = self.search.text().strip().lower()
        self.refused = [
            one
            for one in self.inbox.refused
            if not words or any(words in text.lower() for text in (one.file_name, one.title, one.code))
        ]
        with QSignalBlocker(self.refused_table.selectionModel()):
            self.refused_model.show_rows(
                [
                    (NOT_TAKEN[0], one.file_name, one.title, one.code, str(one.times), moment(one.at))
                    for one in self.refused
                ],
                [NOT_TAKEN[1]] * len(self.refused),
            )
        self.stack.setCurrentIndex(1 if self.refused else 2)
        if self.refused:
            place = next(
                (n for n, one in enumerate(self.refused) if held is not None and one.id == held.id), 0
            )
            self.refused_table.selectRow(place)
        self._show_details()

    def _is_wanted(self, one: InboxPackage) -> bool:
        return one.state == _STATES.get(self.chips.checkedId(), one.state)

    def _key(self) -> Callable[[InboxPackage], tuple[str | int, ...]]:
        match list(Order)[self.order.currentIndex()]:
            case Order.OFFICE:
                return lambda one: (one.package.sender_path, -one.package.position.seq)
            case Order.STATE:
                return lambda one: (_URGENT.index(one.state),)
            case _:
                return lambda one: ()

    def current(self) -> InboxPackage | None:
        """The package that is chosen."""
        row = self.table.currentIndex().row()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def current_refused(self) -> RefusedFile | None:
        """The refused file that is chosen."""
        row = self.refused_table.currentIndex().row()
        return self.refused[row] if 0 <= row < len(self.refused) else None

    def _show_details(self) -> None:
        is_refused = self.chips.checkedId() == REFUSED
        refused, one = self.current_refused(), self.current()
        self.refused_card.setVisible(is_refused and refused is not None)
        self.details.setVisible(not is_refused and one is not None)
        if is_refused and refused is not None:
            self.refused_title.setText(f"{refused.file_name}：{refused.title}")
            self.refused_facts.setText(refused.facts)
            self.refused_advice.setText(refused.advice)
            often = f"看过 {refused.times} 次，最近一次 " if refused.times > 1 else ""
            self.refused_code.setText(
                f"代号 {refused.code}　{size(refused.size_bytes)}　{often}{full_moment(refused.at)}"
            )
        elif one is not None and not is_refused:
            self._show_package(one)

    def _show_package(self, one: InboxPackage) -> None:
        package, facts = one.package, one.package.facts
        set_pill(self.state, *INBOX_STATES[one.state])
        self.office.setText(f"{package.sender_name}　第 {package.position.seq} 号")
        self.content.setText(content_words(package))
        self.totals.setText(
            f"{facts.get('projects', 0)} 个项目，{amount(facts.get('amount_fen'))} {unit()}，{facts.get('indicators', 0)} 条指标"
        )
        self.counts.setText(counted_words(package))
        self.waits.setText(waiting_words(one))
        missing = gap_words(gaps_of(self._still_missing(package)))
        self.missing.setText(f"还缺{missing}" if missing else "没有")
        self.people.setText("、".join(f"{name}（{role}）" for name, role in facts.get("people", ())) or "—")
        self.times.setText(f"{full_moment(package.received_at)} 到\n{full_moment(package.sealed_at)} 封装")
        self.mark.setText(fingerprint(package.digest))
        self.file.setText(f"{package.file_name}（{size(package.size_bytes)}）")
        is_in = package.status is ReceivedStatus.IMPORTED
        has_receipt = bool(package.receipt)
        self.review_button.setVisible(self.steps.review is not None and _may_review(one))
        self.correct_button.setVisible(self.steps.correct is not None and _may_correct(one))
        self.choose_button.setVisible(one.state == "conflicts")
        for tool in (self.print_button, self.again_button, self.code_button):
            tool.setVisible(has_receipt and package.status is not ReceivedStatus.UNDONE)
        self.undo_button.setVisible(is_in)

    def _still_missing(self, package: ReceivedPackage) -> set[int]:
        """The numbers before it that had not come when it came, and have not come since."""
        came = {
            one.package.position.seq
            for one in self.inbox.packages
            if one.package.position.device == package.position.device
            and one.package.status is not ReceivedStatus.UNDONE
        }
        return set(package.facts.get("missing", ())) - came

    # ---- pressing --------------------------------------------------------------------------------------------

    def _on(self, act: Callable[[ReceivedPackage], object] | None) -> Callable[[], None]:
        def pressed() -> None:
            one = self.current()
            if one is not None and act is not None:
                act(one.package)

        return pressed

    def _on_opened(self) -> None:
        """Enter or a double click does what is next."""
        one = self.current()
        if self.chips.checkedId() == REFUSED or one is None:
            return
        if one.state == "conflicts":
            self.steps.choose(one.package)
        elif self.steps.review is not None and _may_review(one):
            self.steps.review(one.package)
        elif self.steps.correct is not None and _may_correct(one):
            self.steps.correct(one.package)

    def _on_settle(self) -> None:
        refused = self.current_refused()
        if refused is not None:
            self.steps.settle(refused)

    def panes(self) -> list[QWidget]:
        """The list in sight, then what can be done with the chosen one."""
        if self.stack.currentWidget() is self.refused_table:
            return [self.refused_table, self.settle_button]
        return [self.table, self.review_button, self.correct_button, self.choose_button]


def _may_review(one: InboxPackage) -> bool:
    """Whether it brought filings that are judged here, or a return from above that this desk passes on."""
    if one.state not in ("waiting", "unsent", "done"):
        return False
    return one.package.kind in UPWARD or (one.package.kind is PackageKind.RETURN and one.waiting > 0)


def _may_correct(one: InboxPackage) -> bool:
    """Whether it returned filings that have not been sent again from here."""
    return (
        one.package.status is ReceivedStatus.IMPORTED
        and one.package.kind is PackageKind.RETURN
        and one.returned > 0
    )
