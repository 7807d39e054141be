"""谁没报: how far each office below is with one task, a list to save, and the words of a reminder to copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QComboBox, QStackedWidget, QWidget

from jxdesk.actions import inbox
from jxdesk.actions.inbox import Filer
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import EmptyState, across, button, down, label, search_field, year_field
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.filings import MONITORINGS, Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import Task, task_words
from jxdesk.store.shipped.first_letters import found_by_letters

HEADINGS = ("状态", "单位", "路径", "报来", "待审", "退回", "通过")
WIDTHS = (6, 0, 9, 5, 5, 5, 5)
NONE, RETURNED, WAITING, PASSED, FILED = "没报", "退回未重报", "待审核", "审核通过", "已报"
STATES = {
    NONE: Tone.ERROR,
    RETURNED: Tone.WARN,
    WAITING: Tone.INFO,
    PASSED: Tone.OK,
    FILED: Tone.PLAIN,
}
FORMS = tuple(Form)
YEARS_BACK = 5


def state_of(one: Filer) -> str:
    """In one word how far an office is: what holds it up comes first."""
    if not one.has_filed:
        return NONE
    if one.returned:
        return RETURNED
    if one.waiting:
        return WAITING
    return PASSED if one.passed == one.filed else FILED


class TaskFields(QWidget):
    """Year, form and, where the form has one, month; ``wanted(task)`` when another one is chosen."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.year = year_field()
        self.year.setObjectName("late_year")
        self.form = QComboBox()
        self.form.setObjectName("late_form")
        self.form.setAccessibleName("哪种表")
        self.form.addItems([FORM_NAMES[form] for form in FORMS])
        self.month = QComboBox()
        self.month.setObjectName("late_month")
        self.month.setAccessibleName("截止月份")
        self.month.addItems([f"{month} 月" for month in range(1, 13)])
        row = across(self.year, self.form, self.month)
        self.setLayout(row)
        for field in (self.year, self.form, self.month):
            field.activated.connect(lambda _: self._on_activated())

    def show_task(self, task: Task) -> None:
        """Offers the years around a task and chooses it."""
        years = [task.year + 1 - step for step in range(YEARS_BACK)]
        self.year.clear()
        for year in years:
            self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(years.index(task.year))
        self.form.setCurrentIndex(FORMS.index(task.form))
        self.month.setCurrentIndex((task.period or 7) - 1)
        self.month.setVisible(task.form in MONITORINGS)

    def task(self) -> Task:
        """What is chosen."""
        form = FORMS[max(0, self.form.currentIndex())]
        month = self.month.currentIndex() + 1 if form in MONITORINGS else None
        return Task(form=form, year=int(self.year.currentData()), period=month)

    def _on_activated(self) -> None:
        task = self.task()
        self.month.setVisible(task.form in MONITORINGS)
        self.wanted.emit(task)


class LateView(QWidget):
    """The offices right below this one, those that have not filed first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.filers: Sequence[Filer] = ()
        self.shown: Sequence[Filer] = ()
        self._letters: dict[str, str] = {}
        self.fields = TaskFields()
        self.fields.wanted.connect(self.read)
        self.task: Task | None = None
        self.chips = QButtonGroup(self)
        for number, word in enumerate(("全部", *STATES)):
            chip = button(word, kind="chip", name=f"late_chip_{number}")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self.chips.addButton(chip, number)
        self.chips.idClicked.connect(lambda _: self._show_rows())
        self.search = search_field("late_search", "查找单位", "名称，可用拼音首字母")
        self.search.setFixedWidth(theme.scaled(220))
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.summary = label(role="second", name="late_summary")
        self.model = RowsModel(HEADINGS, right=(3, 4, 5, 6))
        self.table = ListTable(self.model, WIDTHS, name="late_table", meaning="各单位报送情况")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(3, 4, 5, 6))
        )
        self.saving = ListSaving(
            context,
            self,
            self.model,
            title="报送情况",
            name="late_save",
            caption=lambda: f"{task_words(self.task)}报送情况" if self.task is not None else "报送情况",
            numbers=(3, 4, 5, 6),
            summed=(3, 4, 5, 6),
        )
        self.copy_button = button(
            "复制催报名单", self.copy_reminder, kind="primary", icon="copy", name="late_copy"
        )
        self.nothing = EmptyState(
            "search", "没有符合条件的单位", "换个词，或者点“全部”。", name="no_late_found"
        )
        self.empty = EmptyState(
            "office",
            "还没有下级单位",
            "在“设置”的“单位名册”里导入下级单位，或者装入第一个下级的包，这里就列出谁报了、谁没报。",
            name="no_filers",
        )
        self.stack = QStackedWidget()
        for one in (self.table, self.nothing, self.empty):
            self.stack.addWidget(one)
        self.setLayout(
            down(
                across(self.fields, self.summary, None, self.saving.button, self.copy_button, spacing=10),
                across(*self.chips.buttons(), None, self.search, spacing=14),
                self.stack,
                spacing=10,
            )
        )

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self, newest: Task) -> None:
        """Reads the task in sight again, at first the newest one."""
        if self.task is None:
            self.fields.show_task(newest)
        self.read(self.task or newest)

    def read(self, task: Task) -> None:
        """Reads how far everybody is with a task."""
        self.task = task
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: inbox.filers(workspace, task),
            lambda found: self.show_filers(found) if task == self.task else None,
            lane=Lane.READ,
            owner=self,
        )

    def show_filers(self, found: Sequence[Filer]) -> None:
        """Shows the offices, those with nothing first."""
        order = list(STATES)
        self.filers = sorted(found, key=lambda one: (order.index(state_of(one)), one.office.path))
        for one in found:
            if one.office.name not in self._letters:
                self._letters[one.office.name] = found_by_letters(one.office.name)
        states = [state_of(one) for one in found]
        for number, word in enumerate(("全部", *STATES)):
            count = len(states) if number == 0 else states.count(word)
            self.chips.button(number).setText(f"{word} {count}")
        filed = sum(one.has_filed for one in found)
        self.summary.setText(f"{len(found)} 个单位，报了 {filed} 个，没报 {len(found) - filed} 个")
        self.copy_button.setEnabled(bool(found))
        self._show_rows()

    def _show_rows(self) -> None:
        number = max(0, self.chips.checkedId())
        wanted = None if number == 0 else list(STATES)[number - 1]
        words = self.search.text().strip().lower()
        self.shown = [
            one
            for one in self.filers
            if (wanted is None or state_of(one) == wanted) and self._has(one, words)
        ]
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_rows(
                [_row(one) for one in self.shown], [STATES[state_of(one)] for one in self.shown]
            )
        self.stack.setCurrentIndex(0 if self.shown else (1 if self.filers else 2))
        if self.shown:
            self.table.selectRow(0)

    def _has(self, one: Filer, words: str) -> bool:
        name = one.office.name
        return not words or words in name.lower() or words in self._letters[name] or words in one.office.path

    # ---- the reminder ----------------------------------------------------------------------------------------

    def copy_reminder(self) -> None:
        """Puts the words of a reminder on the clipboard."""
        own = self.context.workspace.facts.office
        if self.task is None or own is None:
            return
        late = [one for one in self.filers if not one.has_filed]
        returned = [one for one in self.filers if one.returned]
        QGuiApplication.clipboard().setText(inbox.reminder(self.task, late, returned, office_name=own.name))
        self.context.tell(
            f"催报名单复制好了（没报 {len(late)} 个，退回未重报 {len(returned)} 个），到微信、公文里粘贴。"
        )

    def panes(self) -> list[QWidget]:
        """The list, then what can be done with it."""
        return [self.table, self.fields.form, self.copy_button]


def _row(one: Filer) -> tuple[str, ...]:
    counts = (one.filed, one.waiting, one.returned, one.passed)
    return (state_of(one), one.office.name, one.office.path, *(str(count or "") for count in counts))
