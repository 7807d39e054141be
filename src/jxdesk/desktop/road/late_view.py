"""谁没报: how far each office below is with one task, a list to save, and the words of a reminder to copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QWidget

from jxdesk.actions import inbox
from jxdesk.actions.inbox import Filer
from jxdesk.desktop.collecting import task_to_collect
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import EmptyState, across, button, down, label, year_field
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.office_list import Columns, OfficeLine, OfficeList
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.filings import MONITORINGS, Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import Task, task_words

COLUMNS = Columns(
    headings=("状态", "单位", "路径", "报来", "待审", "退回", "通过"),
    widths=(6, 0, 9, 5, 5, 5, 5),
    right=(3, 4, 5, 6),
)
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
        self.setLayout(across(self.year, self.form, self.month))
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
    """The offices right below this one, those that have not filed first; ``opened(office)`` when one that has filed is gone into."""

    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.filers: dict[str, Filer] = {}
        self.fields = TaskFields()
        self.fields.wanted.connect(self.read)
        self.task: Task | None = None
        self.summary = label(role="second", name="late_summary")
        empty = EmptyState(
            "office",
            "还没有下级单位",
            "在“设置”的“单位名册”里导入下级单位，给下级发证书，或者装入第一个下级的包，这里就列出谁报了、谁没报。",
            name="no_filers",
        )
        filters = {word: frozenset({word}) for word in STATES}
        self.offices = OfficeList("late", "各单位报送情况", COLUMNS, filters, empty)
        self.offices.opened.connect(self._on_opened)
        self.saving = ListSaving(
            context,
            self,
            self.offices.model,
            title="报送情况",
            name="late_save",
            caption=lambda: f"{task_words(self.task)}报送情况" if self.task is not None else "报送情况",
            numbers=COLUMNS.right,
            summed=COLUMNS.right,
        )
        self.copy_button = button(
            "复制催报名单", self.copy_reminder, kind="primary", icon="copy", name="late_copy"
        )
        self.setLayout(
            down(
                across(self.fields, self.summary, None, self.saving.button, self.copy_button, spacing=10),
                self.offices.head,
                self.offices,
                spacing=10,
            )
        )

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self, newest: Task) -> None:
        """Reads the task in sight again, at first the one that is due, where none is the newest one."""
        if self.task is not None:
            self.read(self.task)
            return
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: task_to_collect(workspace, newest), self._on_task_known, lane=Lane.READ, owner=self
        )

    def _on_task_known(self, task: Task) -> None:
        if self.task is None:
            self.fields.show_task(task)
            self.read(task)

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
        held = sorted(found, key=lambda one: (order.index(state_of(one)), one.path))
        self.filers = {one.path: one for one in held}
        filed = sum(one.has_filed for one in held)
        self.summary.setText(f"{len(held)} 个单位，报了 {filed} 个，没报 {len(held) - filed} 个")
        self.copy_button.setEnabled(bool(held))
        self.offices.show_lines([_line(one) for one in held])

    def _on_opened(self, path: str) -> None:
        one = self.filers[path]
        if one.has_filed:
            self.opened.emit(one.name)
        else:
            self.context.tell(f"{one.name}这张表还没有报来。")

    # ---- the reminder ----------------------------------------------------------------------------------------

    def copy_reminder(self) -> None:
        """Puts the words of a reminder on the clipboard."""
        own = self.context.workspace.facts.office
        if self.task is None or own is None:
            return
        held = list(self.filers.values())
        late = [one for one in held if not one.has_filed]
        returned = [one for one in held if one.returned]
        QGuiApplication.clipboard().setText(inbox.reminder(self.task, late, returned, office_name=own.name))
        self.context.tell(
            f"催报名单复制好了（没报 {len(late)} 个，退回未重报 {len(returned)} 个），到微信、公文里粘贴。"
        )

    def panes(self) -> list[QWidget]:
        """The list, then what can be done with it."""
        return [self.offices.table, self.fields.form, self.copy_button]


def _line(one: Filer) -> OfficeLine:
    counts = (one.filed, one.waiting, one.returned, one.passed)
    state = state_of(one)
    return OfficeLine(
        path=one.path,
        name=one.name,
        state=state,
        tone=STATES[state],
        texts=(state, one.name, one.path, *(str(count or "") for count in counts)),
    )
