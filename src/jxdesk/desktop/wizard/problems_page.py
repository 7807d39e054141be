"""Page 4, problems: everything that does not fit in one list, and what stands in the way of finishing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from jxdesk.desktop.furniture import Bar, across
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.problems import ProblemList
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.findings import Severity
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, filled


class ProblemsPage(WizardView):
    """The fourth page."""

    name = WizardPage.PROBLEMS
    has_side_panel = False
    jumped = Signal(object)

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.summary = Bar(Tone.OK, name="problems_summary")
        self.problems = ProblemList(session, wide=True)
        self.problems.jumped.connect(self.jumped)
        self.body.addLayout(across(self.summary, margins=(0, 0, 4, 0)))  # in line with the cards below it
        self.body.addWidget(self.problems, 1)
        session.checked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Says in one line how the filing stands."""
        session = self.session
        counts = {
            severity: sum(1 for finding in session.findings if finding.severity is severity)
            for severity in Severity
        }
        done = filled(session.content, session.template)
        left = done.total - done.done
        if counts[Severity.ERROR]:
            text = f"还有 {counts[Severity.ERROR]} 个必须改的问题，改好之前不能封装送出；可以先存着，也可以先打印草稿。"
            self.summary.say(Tone.ERROR, text)
        elif counts[Severity.WARNING]:
            text = f"没有必须改的问题。{counts[Severity.WARNING]} 个请核实：确实如此的，写明理由就可以送出。"
            self.summary.say(Tone.WARN, text + (f" 还有 {left} 项没填。" if left else ""))
        elif left:
            self.summary.say(Tone.WARN, f"没有发现问题，还有 {left} 项没填。")
        else:
            self.summary.say(Tone.OK, "都填好了，没有发现问题。下一步看表样、打印和导出。")

    def come_in_sight(self) -> None:
        """Looks again, so that the list is of now."""
        self.session.check_now()

    def go_to(self, place: Place) -> bool:
        """The list itself is a place."""
        if place.page is self.name:
            self.focus_first()
            return True
        return False

    def focus_first(self) -> None:
        """The first problem's button."""
        if self.problems.cards:
            self.problems.cards[0].button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.problems.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """The first problem."""
        return [card.button for card in self.problems.cards[:1]]
