"""Problems: the list of what does not fit, each with where, what and how to mend it, and one button that goes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import button, clear, down, label, picture, scrolled
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.grid_cells import FIELD_COLUMNS
from jxdesk.desktop.wizard.indicator_grid import indicator_columns
from jxdesk.desktop.wizard.money_grid import money_columns
from jxdesk.desktop.wizard.session import LEFTOVER, FilingSession
from jxdesk.domain.filling import unit_doubt
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, place_of

TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARN, Severity.ADVICE: Tone.INFO}
SIGNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "info"}
WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请核实", Severity.ADVICE: "建议"}
MOST_NARROW, MOST_WIDE = 20, 100


def message_of(finding: Finding) -> str:
    """What is wrong; the row of the sheet that was read is left out, since the screen counts its own rows."""
    return finding.message.removeprefix(f"第 {finding.row} 行") if finding.row else finding.message


class Whereabouts:
    """Where a problem is, in the words of the screen; made once for a whole list."""

    def __init__(self, session: FilingSession) -> None:
        content = session.content
        self._template = session.template
        self._lines = {
            line.id: (number, line) for number, line in enumerate(content.indicator_lines, start=1)
        }
        self._money = {line.id: line for line in content.money_lines}
        self._columns = {column.field: column.label for column in indicator_columns(session)}
        self._amounts = {column.field: column.label.partition("（")[0] for column in money_columns(session)}

    def of(self, finding: Finding) -> str:
        """The place of one problem."""
        if finding.line_id in self._lines:
            number, line = self._lines[finding.line_id]
            name = line.clean_name or line.name or "（未写名称）"
            parts = (f"第 {number} 行", name, _first(self._columns, finding.field))
        elif finding.line_id in self._money:
            row = self._money[finding.line_id].label.replace("：", "") or "资金"
            parts = ("资金", row, _first(self._amounts, finding.field))
        elif finding.field == "money_unit":
            parts = ("资金", "金额单位", "")
        elif finding.field == "attachments":
            parts = ("佐证材料", "", "")
        else:
            named = self._template.label_of(finding.field) if finding.field else ""
            parts = (named.replace("\n", "") or "整张表", "", "")
        return " · ".join(part for part in parts if part)


def _first(labels: Mapping[str, str], field: str) -> str:
    """The heading of a field, or of the column that shows it."""
    return next((labels[name] for name in (field, *FIELD_COLUMNS.get(field, ())) if name in labels), "")


class ProblemCard(QFrame):
    """One problem."""

    def __init__(self, finding: Finding, place: str, session: FilingSession, *, wide: bool) -> None:
        super().__init__()
        self.finding = finding
        self.setObjectName("problem_card")
        self.setProperty("bar", TONES[finding.severity].value)
        self.setAccessibleName(f"{WORDS[finding.severity]}：{finding.message}")
        colour = theme.TONES[TONES[finding.severity]][0]
        sign = picture(SIGNS[finding.severity], size=18, colour=colour, meaning=WORDS[finding.severity])
        text = down(
            label(place, role="second", wrap=True),
            label(message_of(finding), role="strong", wrap=True),
            spacing=2,
        )
        if finding.advice:
            text.addWidget(label(finding.advice, role="second", wrap=True))
        self.button = button(_remedy(finding, session), name="problem_go")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        if wide:
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            text.addSpacing(2)
            text.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)


def _other_unit(finding: Finding, session: FilingSession) -> MoneyUnit | None:
    """The unit that the amounts can be read in again to mend a problem; None for every other problem."""
    is_doubt = finding.code == unit_doubt.CODE and session.editable
    return unit_doubt.likely_unit(session.content) if is_doubt else None


def _remedy(finding: Finding, session: FilingSession) -> str:
    """What the button of a problem does."""
    unit = _other_unit(finding, session)
    if unit is not None:
        return f"金额都按{unit.value}读"
    return "收起" if finding.code == LEFTOVER else "去改"


class ProblemList(QWidget):
    """All problems, the heavy ones first; ``jumped(place)`` when one is to be mended."""

    jumped = Signal(object)

    def __init__(self, session: FilingSession, *, wide: bool = False) -> None:
        super().__init__()
        self.session = session
        self.wide = wide
        self.cards: list[ProblemCard] = []
        self._shown: tuple[Finding, ...] | None = None
        body = QWidget()
        self.list = QVBoxLayout(body)
        self.list.setContentsMargins(0, 0, 4, 0)
        self.list.setSpacing(8)
        self.area = scrolled(body, name="problem_area")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        session.checked.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        """Comes in sight: what was found meanwhile is listed now."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Shows the problems of now; nothing is rebuilt where they are the same."""
        findings = self.session.findings
        if findings == self._shown or not self.isVisible():
            return
        self._shown = findings
        whereabouts, most = Whereabouts(self.session), MOST_WIDE if self.wide else MOST_NARROW
        clear(self.list)
        self.cards = []
        if not findings:
            self.list.addWidget(self._nothing())
        before: Severity | None = None
        for finding in findings[:most]:
            if self.wide and finding.severity is not before:
                count = sum(1 for other in findings if other.severity is finding.severity)
                self.list.addWidget(label(f"{WORDS[finding.severity]} {count}", role="block_title"))
                before = finding.severity
            card = ProblemCard(finding, whereabouts.of(finding), self.session, wide=self.wide)
            card.button.clicked.connect(lambda _=False, one=finding: self._go(one))
            self.cards.append(card)
            self.list.addWidget(card)
        if len(findings) > most:
            rest = f"还有 {len(findings) - most} 条，改好前面的会接着列出。"
            self.list.addWidget(label(rest, role="hint", wrap=True))
        self.list.addStretch(1)

    def _nothing(self) -> QWidget:
        box = QFrame()
        box.setProperty("bar", "ok")
        row = QHBoxLayout(box)
        row.setContentsMargins(10, 10, 10, 10)
        row.addWidget(picture("done", size=18, colour=theme.OK, meaning="没有问题"))
        row.addWidget(label("没有发现问题。", role="strong"), 1)
        return box

    def _go(self, finding: Finding) -> None:
        if finding.code == LEFTOVER:
            self.session.drop_leftovers()
            self.session.check_now()
            return
        place = place_of(finding, self.session.content, self.session.template)
        unit = _other_unit(finding, self.session)
        if unit is not None:
            changes = unit_doubt.read_in_unit(self.session.content, unit)
            self.session.commit(changes, label=f"金额按{unit.value}读", place=place)
            self.session.check_now()
        self.jumped.emit(place)

    def step(self, from_place: Place | None, step: int) -> None:
        """F8: the next problem behind the cursor, or the one before it."""
        findings = [finding for finding in self.session.findings if finding.code != LEFTOVER]
        if not findings:
            return
        content, template = self.session.content, self.session.template
        places = sorted(
            {
                _order(place_of(finding, content, template), self.session): finding for finding in findings
            }.items()
        )
        keys = [key for key, _ in places]
        here = _order(from_place, self.session) if from_place is not None else (-1, -1, -1)
        if step > 0:
            chosen = next((key for key in keys if key > here), keys[0])
        else:
            chosen = next((key for key in reversed(keys) if key < here), keys[-1])
        finding = dict(places)[chosen]
        self._light(finding)
        self.jumped.emit(place_of(finding, content, template))

    def _light(self, finding: Finding) -> None:
        for card in self.cards:
            if card.finding == finding:
                self.area.ensureWidgetVisible(card, 0, 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk from button to button."""
        buttons = [card.button for card in self.cards]
        focused = next((number for number, one in enumerate(buttons) if one.hasFocus()), None)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and buttons and focused is not None:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            target = buttons[max(0, min(len(buttons) - 1, focused + step))]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(target, 0, 40)
            return
        super().keyPressEvent(event)


def _order(place: Place, session: FilingSession) -> tuple[int, int, int]:
    """The order in which the wizard shows its places: page, line, column."""
    content = session.content
    page = list(WizardPage).index(place.page)
    lines: Sequence[str] = ()
    fields: tuple[str, ...] = ()
    if place.page is WizardPage.MONEY:
        lines = [line.id for line in content.money_lines]
        fields = tuple(column.field for column in money_columns(session))
    elif place.page is WizardPage.INDICATORS:
        lines = [line.id for line in content.indicator_lines]
        fields = tuple(column.field for column in indicator_columns(session))
    row = lines.index(place.line_id) if place.line_id in lines else -1
    shown = (name for name in (place.field, *FIELD_COLUMNS.get(place.field, ())) if name in fields)
    column = next(shown, "")
    return page, row, fields.index(column) if column else -1
