"""Session: one filing open in the window; typed changes go in, the screen hears at once, the disk follows in order.

Nothing here waits. A change is applied to the value in memory, shown, and put in line for its errand; the lane of
edits saves one after the other, each knowing the version that the one before it made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from jxdesk.actions.judging import findings_of
from jxdesk.desktop.context import Context
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.wizard.saver import Errand, Job, Saver, SaveState
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.editing import Cell, Change, Edit, EditKind, Restore, apply
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import (
    Direction,
    FilingContent,
    FilingState,
    IndicatorLine,
    LineScore,
    Scorecard,
)
from jxdesk.domain.scoring.assessment import assess
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.wizard_flow import Place

if TYPE_CHECKING:
    from jxdesk.actions.fill import OpenFiling, Saved

CHECK_AFTER_MS = 600
STALE = "JX-STALE"
LEFTOVER = "paste-leftover"


class FilingSession(QObject):
    """One filing under the clerk's hands.

    ``shown(cells, reshaped)`` tells what to paint anew, ``scored`` that the points moved, ``checked`` that the problems
    were found again, ``saving(state)`` how the disk stands, ``wanted(place)`` where the cursor should go.
    """

    shown = Signal(object, bool)
    scored = Signal()
    checked = Signal()
    saving = Signal(object)
    wanted = Signal(object)
    moved = Signal(object)

    def __init__(self, context: Context, opened: OpenFiling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.stack = QUndoStack(self)
        self.refused: dict[Cell, tuple[str, Finding]] = {}
        self.leftovers: list[Finding] = []
        self.save_state = SaveState.SAVED
        self.fault: JxError | None = None
        self._waiting: deque[Job] = deque()
        self._in_flight = 0
        self._after_saving: list[Callable[[], object]] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(CHECK_AFTER_MS)
        self._idle.timeout.connect(self.check_now)
        self._take(opened)

    def _take(self, opened: OpenFiling) -> None:
        self._saver = Saver(self.context, opened.filing)
        self.opened = opened
        self.filing = opened.filing
        self.content: FilingContent = opened.filing.content
        self.template = opened.template
        self.rules = opened.rules
        self.last_year = opened.last_year
        self.known = opened.known
        self._score(opened.scorecard)
        self._findings = opened.findings

    # ---- reading ----------------------------------------------------------------------------------------------

    @property
    def editable(self) -> bool:
        """Whether the filing can be typed into."""
        is_shut = self.opened.year_is_closed or self.context.workspace.is_viewing
        return self.filing.state is FilingState.DRAFT and not is_shut

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All problems: texts that could not be read first, then what the checks found, the heavy ones first."""
        order = list(Severity)
        found = sorted(self._findings, key=lambda finding: order.index(finding.severity))
        return (*(finding for _, finding in self.refused.values()), *self.leftovers, *found)

    def line_score(self, line_id: str) -> LineScore | None:
        """What the rules give for a line."""
        return self._line_scores.get(line_id)

    def direction_of(self, line: IndicatorLine) -> Direction:
        """What better means for a line by the rules."""
        return assess(line, self.rules, year=self.content.year).direction

    def unsaved(self) -> int:
        """How many changes are not on the disk yet."""
        return len(self._waiting)

    # ---- changing ---------------------------------------------------------------------------------------------

    def commit(self, changes: Iterable[Change], *, label: str, place: Place | None = None) -> bool:
        """Makes changes as one step that Ctrl+Z takes back; answers whether every text could be read.

        A text that cannot be read stays in its cell, in red, and is not saved.
        """
        wanted = tuple(changes)
        applied = apply(self.content, wanted, self.rules)
        self._note_refused(wanted, applied.refused)
        if applied.inverse:
            refused = {(finding.line_id, finding.field) for finding in applied.refused}
            kept = tuple(
                change
                for change in wanted
                if not (isinstance(change, Edit) and (change.line_id, change.field) in refused)
            )
            self.stack.push(_Step(self, label, kept, applied.inverse, place))
        elif applied.refused or wanted:
            self._tell(
                frozenset((change.line_id, change.field) for change in wanted if isinstance(change, Edit))
            )
        return not applied.refused

    def run(self, errand: Errand, changes: Sequence[Change], place: Place | None) -> None:
        """Applies changes on the screen and puts them in line for the disk."""
        applied = apply(self.content, changes, self.rules)
        self.content = applied.content
        self._forget_refused(applied.changed)
        self._score(score(self.content, self.rules))
        job = Job(errand, tuple(changes))
        self._waiting.append(job)
        self._submit(job)
        self._tell(applied.changed, applied.reshaped)
        if place is not None and errand is not Errand.CHANGE:
            self.wanted.emit(place)

    def _tell(self, cells: frozenset[Cell], reshaped: bool = False) -> None:
        self.shown.emit(cells, reshaped)
        self.scored.emit()
        self._idle.start()

    def _score(self, scorecard: Scorecard) -> None:
        self.scorecard = scorecard
        self._line_scores = {line.line_id: line for line in scorecard.lines}

    def check_now(self) -> None:
        """Looks for problems again."""
        self._idle.stop()
        self._findings = findings_of(
            self.content,
            self.scorecard,
            imported=bool(self.filing.imported_from),
            known=self.known,
        )
        self.checked.emit()

    def _note_refused(self, changes: tuple[Change, ...], findings: Iterable[Finding]) -> None:
        texts = {
            (change.line_id, change.field): change.text for change in changes if isinstance(change, Edit)
        }
        for cell in texts:
            self.refused.pop(cell, None)
        for finding in findings:
            cell = (finding.line_id, finding.field)
            self.refused[cell] = (texts[cell], finding)

    def _forget_refused(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            self.refused.pop(cell, None)
        there = self._line_ids() | {""}
        for cell in [cell for cell in self.refused if cell[0] not in there]:
            del self.refused[cell]

    def _line_ids(self) -> set[str]:
        content = self.content
        ids = {line.id for line in content.money_lines} | {line.id for line in content.task_lines}
        return ids | {line.id for line in content.indicator_lines}

    def keep_refused(self, cell: Cell, text: str, reason: str) -> None:
        """Keeps a text that could not be taken, in its cell and in the list of problems."""
        finding = Finding(
            severity=Severity.ERROR,
            code="value-unreadable",
            message=f"“{text}”没有填入：{reason}",
            line_id=cell[0],
            field=cell[1],
        )
        self.refused[cell] = (text, finding)
        self._tell(frozenset({cell}))

    def keep_leftovers(self, texts: Iterable[tuple[str, str]]) -> None:
        """Lists pasted texts that found no cell, until the clerk puts them away; nothing is dropped in silence."""
        self.leftovers += [
            Finding(
                severity=Severity.WARNING,
                code=LEFTOVER,
                message=f"粘贴时没有地方放：“{text}”",
                advice=reason,
            )
            for text, reason in texts
        ]
        self._tell(frozenset())

    def drop_leftovers(self) -> None:
        """Puts away what a paste left over."""
        self.leftovers.clear()
        self._tell(frozenset())

    def drop_refused(self, cell: Cell) -> bool:
        """Gives up a text that could not be read; the value before it shows again."""
        if self.refused.pop(cell, None) is None:
            return False
        self._tell(frozenset({cell}))
        return True

    # ---- the way to the disk ----------------------------------------------------------------------------------

    def _submit(self, job: Job) -> None:
        """Hands a job to the lane of edits at once: it is done even if the wizard is closed before its turn comes."""
        saver = self._saver
        self._in_flight += 1
        self._say(SaveState.SAVING)
        self.context.tasks.run(
            lambda: saver.save(job),
            self._on_saved,
            lane=Lane.EDIT,
            on_error=self._on_save_failed,
            owner=self,
        )

    def _on_saved(self, saved: Saved) -> None:
        self._in_flight -= 1
        self._waiting.popleft()
        self.filing = saved.filing
        if self._waiting:
            return
        self._say(SaveState.SAVED)
        self.context.tell_saved()
        following, self._after_saving = self._after_saving, []
        for then in following:
            then()
        self.context.refresh.announce(
            Part.FILINGS, project_ids=(saved.filing.project_id,), filing_ids=(saved.filing.id,)
        )

    def _on_save_failed(self, fault: JxError) -> None:
        self._in_flight -= 1
        self.fault = fault
        self._after_saving.clear()
        self._say(SaveState.STALE if fault.code == STALE else SaveState.FAILED)

    def _say(self, state: SaveState) -> None:
        self.save_state = state
        if state in (SaveState.SAVED, SaveState.SAVING):
            self.fault = None
        self.saving.emit(state)

    def when_saved(self, then: Callable[[], object]) -> None:
        """Does something as soon as everything typed is on the disk; at once where it already is."""
        if not self._waiting:
            then()
        else:
            self._after_saving.append(then)

    def retry(self) -> None:
        """Tries again to save what is waiting."""
        if self.save_state is SaveState.FAILED and not self._in_flight:
            self._saver.fault = None
            for job in tuple(self._waiting):
                self._submit(job)

    def replay(self, opened: OpenFiling) -> int:
        """Takes the newer content from the disk and makes the waiting changes again on top of it.

        Answers how many changes found their line gone; they are the only ones that are not made again.
        """
        changes = [change for job in self._waiting for change in job.changes]
        self._waiting.clear()
        self.stack.clear()
        self.save_state = SaveState.SAVED
        self._take(opened)
        self.shown.emit(frozenset(), True)
        lines = self._line_ids()
        fitting = []
        for change in changes:
            line = getattr(change, "line", None)
            if line is not None:
                lines.add(line.id)
            line_id = getattr(change, "line_id", "") or ""
            if not line_id or line_id in lines:
                fitting.append(change)
        self.commit(fitting, label="重做未存的改动")
        self.check_now()
        self._say(self.save_state)
        return len(changes) - len(fitting)

    def adopt(self, saved: Saved) -> None:
        """Takes over what an errand outside the line of edits (finish, reopen) made of the filing."""
        self._saver = Saver(self.context, saved.filing)
        self.filing = saved.filing
        self.content = saved.filing.content
        self._score(saved.scorecard)
        self._findings = saved.findings
        self.stack.clear()
        self.shown.emit(frozenset(), True)
        self.scored.emit()
        self.checked.emit()
        self.context.refresh.announce(
            Part.FILINGS, project_ids=(saved.filing.project_id,), filing_ids=(saved.filing.id,)
        )

    def type_answer(self, field: str, text: str, place: Place | None = None) -> bool:
        """Commits a narrative field."""
        edit = Edit(kind=EditKind.ANSWER, field=field, text=text)
        return self.commit((edit,), label=self.template.label_of(field) or field, place=place)

    def take_rule_scores(self) -> None:
        """Clears every score that was printed or typed by hand, so that the computed ones count."""
        changes: list[Change] = [
            Restore(
                kind=EditKind.INDICATOR,
                line_id=line.id,
                values={"printed_score": "", "manual_score": None, "manual_reason": ""},
            )
            for line in self.content.indicator_lines
            if self._has_rule_score(line.id)
        ]
        changes += [
            Restore(kind=EditKind.MONEY, line_id=line.id, values={"printed_score": "", "printed_rate": ""})
            for line in self.content.money_lines
        ]
        changes.append(Restore(kind=EditKind.HEADER, values={"printed_total": "", "printed_grade": ""}))
        self.commit(changes, label="采用试算得分")

    def _has_rule_score(self, line_id: str) -> bool:
        found = self.line_score(line_id)
        return found is not None and found.computed is not None


class _Step(QUndoCommand):
    """One step on the undo stack: which changes were made and which take them back; the errands do the work."""

    def __init__(
        self,
        session: FilingSession,
        label: str,
        changes: tuple[Change, ...],
        inverse: tuple[Change, ...],
        place: Place | None,
    ) -> None:
        super().__init__(label)
        self._session = session
        self._changes = changes
        self._inverse = inverse
        self._place = place
        self._was_undone = False

    def redo(self) -> None:
        """Makes the changes: the first time as typed, later as made again."""
        errand = Errand.REDO if self._was_undone else Errand.CHANGE
        self._session.run(errand, self._changes, self._place)

    def undo(self) -> None:
        """Takes the changes back."""
        self._was_undone = True
        self._session.run(Errand.UNDO, self._inverse, self._place)
