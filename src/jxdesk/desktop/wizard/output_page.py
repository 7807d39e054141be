"""Page 5, output: the form as it will be printed, and printing, exporting, finishing and sealing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import Bar, Card, button, down, icon_button, label, pill, scrolled, set_pill
from jxdesk.desktop.preferences import LAST_FOLDER, documents_folder
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.undrawable import words_of_undrawable
from jxdesk.desktop.wizard.evidence import filing_evidence
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.preview import PreviewArea
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, signature_answers
from jxdesk.domain.values.file_names import clean_name

if TYPE_CHECKING:
    from jxdesk.actions.export import ExportResult
    from jxdesk.actions.fill import Saved
    from jxdesk.desktop.wizard.page_pictures import Drawn

REDRAW_AFTER_MS = 250
STATES = {
    FilingState.DRAFT: ("填写中", Tone.INFO),
    FilingState.FINISHED: ("已填好", Tone.OK),
    FilingState.SEALED: ("已封装", Tone.PLAIN),
    FilingState.APPROVED: ("已批复", Tone.OK),
}


class OutputPage(WizardView):
    """The fifth page; ``place_chosen(line_id, field)`` when a cell of the preview is clicked."""

    name = WizardPage.OUTPUT
    has_side_panel = False
    place_chosen = Signal(str, str)
    problems_wanted = Signal()
    seal_wanted = Signal()

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.fields: dict[str, LineField] = {}
        self.findings: Sequence[Finding] = ()
        self._drawn_for: object = None
        self._width = 0
        self.preview = PreviewArea()
        self.preview.sheet.chosen.connect(self.place_chosen)
        self.preview.resized.connect(self._on_preview_resized)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.undrawable = self._undrawable_bar()
        row.addLayout(down(self.undrawable, self.preview, spacing=8), 1)
        row.addWidget(self._side())
        self.body.addLayout(row, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REDRAW_AFTER_MS)
        self._later.timeout.connect(self.redraw)
        session.shown.connect(self._on_session_shown)
        session.checked.connect(self.refresh)
        session.saving.connect(lambda _: self.refresh())
        self.refresh()

    def _undrawable_bar(self) -> Bar:
        made = Bar(Tone.WARN, name="undrawable_bar")
        made.row.addWidget(button("去改", self._on_undrawable, name="undrawable_go"))
        made.hide()
        return made

    # ---- the column at the right ------------------------------------------------------------------------------

    def _side(self) -> QWidget:
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 4, 0)
        box.setSpacing(10)
        box.addWidget(self._output_card())
        box.addWidget(self._state_card())
        self.evidence = filing_evidence(self.session)
        box.addWidget(self.evidence)
        if signature_answers(self.session.template):
            box.addWidget(self._signature_card())
        box.addStretch(1)
        area = scrolled(body, name="output_side")
        area.setFixedWidth(theme.SIDE_PANEL_WIDTH)
        return area

    def _output_card(self) -> QWidget:
        card = Card("打印与导出", name="output_card")
        self.print_button = button(
            "打印…", self.print_form, icon="print", kind="primary", name="print_button", tip="Ctrl+P"
        )
        self.pdf_button = button(
            "导出 PDF…", lambda: self.export("pdf"), icon="document", name="export_pdf_button"
        )
        self.xlsx_button = button(
            "导出 Excel…", lambda: self.export("xlsx"), icon="table", name="export_xlsx_button"
        )
        for one in (self.print_button, self.pdf_button, self.xlsx_button):
            card.body.addWidget(one)
        larger = icon_button("plus", "放大（Ctrl++）", lambda: self.preview.zoom_by(1), name="zoom_in")
        smaller = icon_button("minus", "缩小（Ctrl+-）", lambda: self.preview.zoom_by(-1), name="zoom_out")
        card.title_row.addWidget(smaller)
        card.title_row.addWidget(larger)
        card.body.addWidget(label("左边就是要打印的 PDF；点一格，回到填它的地方。", role="hint", wrap=True))
        return card

    def _state_card(self) -> QWidget:
        card = Card("填好并送出", name="state_card")
        self.state_pill = pill("", Tone.INFO, name="state_pill")
        card.title_row.addWidget(self.state_pill)
        self.state_words = label("", role="second", wrap=True, name="state_words")
        self.problems_button = button("看问题", self.problems_wanted.emit, name="output_problems_button")
        self.finish_button = button("标为已填好", self.finish, icon="done", name="finish_button")
        self.reopen_button = button("改回填写中", self.reopen, icon="edit", name="reopen_button")
        self.seal_button = button("封装成数据包…", self.seal_wanted.emit, icon="seal", name="seal_button")
        card.body.addWidget(self.state_words)
        for one in (self.problems_button, self.finish_button, self.seal_button, self.reopen_button):
            card.body.addWidget(one)
        return card

    def _signature_card(self) -> QWidget:
        card = Card("签名行", name="signature_card")
        for name in signature_answers(self.session.template):
            answer = self.session.template.answer(name)
            assert answer is not None
            field = LineField(name=f"answer_{name}", hint=answer.hint)
            field.setAccessibleName(answer.label)
            field.committed.connect(
                lambda text, name=name: self.session.type_answer(
                    name, text, Place(page=self.name, field=name)
                )
            )
            self.fields[name] = field
            card.body.addLayout(down(label(answer.label, role="second"), field, spacing=2))
        return card

    # ---- showing ----------------------------------------------------------------------------------------------

    def come_in_sight(self) -> None:
        """Draws the form as it now is, once the page has its size."""
        self.session.check_now()
        QTimer.singleShot(0, self.redraw)

    def refresh(self) -> None:
        """Shows state, signatures and outlines."""
        session = self.session
        state = session.filing.state
        errors = sum(1 for finding in session.findings if finding.severity is Severity.ERROR)
        set_pill(self.state_pill, *STATES[state])
        match state:
            case FilingState.DRAFT if errors:
                words = f"还有 {errors} 个必须改的问题，改好才能标为已填好。草稿可以先打印。"
            case FilingState.DRAFT:
                words = "没有必须改的问题。标为已填好以后，就可以封装送出。"
            case FilingState.FINISHED:
                words = "已经填好，可以封装成数据包送出。要改数，先改回填写中。"
            case FilingState.SEALED:
                words = "已经封装。改回填写中再改，要重新封装、重新报送。"
            case FilingState.APPROVED:
                words = "已经批复，不能再改。要改，请办调整申请；这一版会一直留着，随时可以打印。"
        kept_shut = session.opened.kept_shut if state is FilingState.SEALED else ""
        self.state_words.setText(kept_shut or words)
        draft = state is FilingState.DRAFT
        self.finish_button.setEnabled(errors == 0 and session.unsaved() == 0)
        self._show_verbs(
            {
                self.problems_button: draft and errors > 0,
                self.finish_button: draft,
                self.seal_button: state is FilingState.FINISHED,
                self.reopen_button: state in (FilingState.FINISHED, FilingState.SEALED) and not kept_shut,
            },
            following=self._following(state, errors),
        )
        for name, field in self.fields.items():
            field.show_text(session.content.answers.get(name, ""))
            field.setReadOnly(not session.editable)
        self.preview.sheet.mark(session.findings)

    def _following(self, state: FilingState, errors: int) -> QPushButton:
        if state is not FilingState.DRAFT:
            return self.seal_button
        return self.problems_button if errors else self.finish_button

    def _show_verbs(self, shown: Mapping[QPushButton, bool], *, following: QPushButton) -> None:
        """What can be done now; from a button that goes the focus moves on to what follows, and nothing scrolls away."""
        is_pressed = any(one.hasFocus() and not is_shown for one, is_shown in shown.items())
        following.setVisible(shown[following])
        if is_pressed:
            following.setFocus(Qt.FocusReason.OtherFocusReason)
        for one, is_shown in shown.items():
            one.setVisible(is_shown)

    def _on_session_shown(self, cells: object, reshaped: bool) -> None:
        del cells, reshaped
        self.refresh()
        if self.isVisible():
            self._later.start()

    def _on_preview_resized(self, width: int) -> None:
        if width != self._width and self.isVisible():
            self._width = width
            self._later.start()

    def redraw(self) -> None:
        """Asks for new page pictures, sharp at this screen."""
        session = self.session
        ratio = self.devicePixelRatioF()
        width = round(max(300, self.preview.sheet.width_px) * ratio)
        wanted = (session.content, width)
        if wanted == self._drawn_for:
            return
        self._drawn_for = wanted
        content = session.content

        def work() -> Drawn:
            from jxdesk.desktop.wizard.page_pictures import draw_form

            return draw_form(session.context.workspace, content, width_px=width)

        session.context.tasks.run(
            work,
            lambda drawn: self._on_drawn(wanted, drawn),
            lane=Lane.HEAVY,
            on_error=self._on_not_drawn,
            owner=self,
        )

    def _on_drawn(self, wanted: object, drawn: Drawn) -> None:
        if wanted == self._drawn_for:
            self.findings = drawn.findings
            self.undrawable.setVisible(bool(drawn.findings))
            self.undrawable.say(Tone.WARN, words_of_undrawable(drawn.findings))
            self.preview.sheet.show_pages(drawn.pages)
            self.preview.fit()
            self.preview.sheet.mark(self.session.findings)

    def _on_undrawable(self) -> None:
        """Leads to the first cell with a character that cannot be printed."""
        found = next((one for one in self.findings if one.field), None)
        if found is not None:
            self.place_chosen.emit(found.line_id, found.field)
        else:
            self.told.emit("这个字在标题、单位名称或签名行里，请在“设置”或签名行里改。")

    def _on_not_drawn(self, fault: JxError) -> None:
        self.preview.sheet.say(f"{fault.title}\n{fault.advice}")

    # ---- out of the program -----------------------------------------------------------------------------------

    def print_form(self) -> None:
        """Draws the pages for the printer and shows the print preview."""
        self.commit_pending()
        session, progress = self.session, Progress("准备打印", 1)
        content = session.content

        def work() -> Drawn:
            from jxdesk.desktop.wizard.page_pictures import draw_form

            return draw_form(session.context.workspace, content, progress=progress)

        session.context.tasks.run(
            work, self._show_print, lane=Lane.HEAVY, label="准备打印", progress=progress, owner=self
        )

    def _show_print(self, drawn: Drawn) -> None:
        from jxdesk.desktop.wizard.printing import PrintPreview

        warning = words_of_undrawable(drawn.findings)
        PrintPreview(drawn.pages, title=self.file_name(), warning=warning, parent=self.window()).open()

    def file_name(self) -> str:
        """The name that a file of this form is offered under."""
        content = self.session.content
        name = content.project_name or content.office_name
        year = f"{content.year}年" if content.year and not name.startswith(str(content.year)) else ""
        return clean_name(f"{year}{name}{FORM_NAMES[content.form]}表")

    def export(self, kind: str) -> None:
        """Asks where to and writes the form."""
        self.commit_pending()
        names = {"pdf": "PDF 文件 (*.pdf)", "xlsx": "Excel 工作簿 (*.xlsx)"}
        dialog = QFileDialog(
            self.window(), "导出到", str(Path(documents_folder()) / f"{self.file_name()}.{kind}"), names[kind]
        )
        dialog.setObjectName("export_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path)))
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Writes the form once everything typed is on the disk."""
        LAST_FOLDER.put(str(path.parent))
        session, progress = self.session, Progress("导出", 1)

        def work() -> ExportResult:
            from jxdesk.actions.export import ExportFormat, export

            content = session.content
            return export(
                session.context.workspace,
                form=content.form,
                year=content.year or 0,
                format=ExportFormat(path.suffix.removeprefix(".").lower()),
                to=path,
                period=content.period,
                filing_ids=(session.filing.id,),
                progress=progress,
            )

        session.when_saved(
            lambda: session.context.tasks.run(
                work,
                lambda result: self._on_exported(path, result),
                lane=Lane.HEAVY,
                label=f"导出 {path.name}",
                progress=progress,
                owner=self,
            )
        )

    def _on_exported(self, path: Path, result: ExportResult) -> None:
        notes = "；".join(one.finding.message for one in result.findings)
        self.told.emit(f"已导出到 {path}" + (f"。{notes}" if notes else ""))

    # ---- state ------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Marks the filing as filled."""
        self._move("finish", "已标为填好。")

    def reopen(self) -> None:
        """Opens the filing for changes again."""
        self._move("reopen", "已改回填写中。")

    def _move(self, errand: str, words: str) -> None:
        session = self.session

        def work() -> Saved:
            from jxdesk.actions import fill

            move = fill.finish if errand == "finish" else fill.reopen
            return move(session.context.workspace, session.filing.id, expected_version=session.filing.version)

        def done(saved: Saved) -> None:
            session.adopt(saved)
            self.told.emit(words)

        session.when_saved(lambda: session.context.tasks.run(work, done, lane=Lane.EDIT, owner=self))

    # ---- as every page ----------------------------------------------------------------------------------------

    def commit_pending(self) -> None:
        """Takes what stands in the signature fields."""
        for field in self.fields.values():
            field.commit()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor into a field of the signature line, or on the pages."""
        field = self.fields.get(place.field)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()
            return True
        if place.page is self.name:
            self.focus_first()
            return True
        return False

    def focus_first(self) -> None:
        """The pages, so that the keys scroll."""
        self.preview.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """Pages, then the buttons."""
        return [self.preview.sheet, self.print_button]
