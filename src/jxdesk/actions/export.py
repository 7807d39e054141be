"""Export: official forms as PDF or workbook, one or many, and the preview of one; nothing in the workspace changes."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents import write_workbook
from jxdesk.documents.drawable import drawing_findings, may_lack_glyphs
from jxdesk.documents.identity import SentForm
from jxdesk.documents.layout import ReadingOnlyError, form_sheet, list_sheet
from jxdesk.documents.pdf import write_pdf
from jxdesk.documents.preview import Preview, preview
from jxdesk.documents.sheet import Sheet
from jxdesk.documents.workbook_text import workbook_findings
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingContent, Form
from jxdesk.domain.records.packages import Task, task_words
from jxdesk.domain.scoring.score import score
from jxdesk.domain.values.file_names import unused_name
from jxdesk.store.engine import journal
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.forms import rules_for, templates
from jxdesk.store.views.chosen_filings import Choice
from jxdesk.store.views.chosen_filings import chosen as chosen_filings

UNFINISHED = ".jxdesk-export-"
"""What is still being written is named so; left over after a power cut it is removed by a later export."""
STALE_SECONDS = 3600


class ExportFormat(StrEnum):
    """What is written; the value is the file's ending and the word of the command line."""

    PDF = "pdf"
    XLSX = "xlsx"


class NothingToExport(JxError):  # noqa: N818 - a state of the data, named as people say it
    """No filing fits what was asked for."""

    code = "JX-NOTHING"


class WrongTarget(JxError):  # noqa: N818 - a slip of the person, named as people say it
    """The target's ending contradicts the format."""

    code = "JX-TARGET"
    exit_code = ExitCode.USAGE


class ExportFailed(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The files could not be written."""

    code = "JX-EXPORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFinding:
    """A finding about one exported (or left out) filing."""

    filing_id: str
    office: str
    project: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was written, how many filings it holds, and what the reader of the result should know.

    ``earlier`` versions that are not in force stayed out unless they were asked for.
    """

    files: tuple[Path, ...]
    filings: int
    left_out: int
    findings: tuple[ExportFinding, ...]
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A filing with the name of its office."""

    filing: Filing
    office: str


def export(
    workspace: Workspace,
    *,
    form: Form,
    year: int,
    format: ExportFormat,
    to: Path,
    period: int | None = None,
    project_code: str = "",
    filing_ids: Sequence[str] | None = None,
    with_earlier: bool = False,
    progress: Progress | None = None,
) -> ExportResult:
    """Writes the filings of a form and year: into one file where ``to`` ends in .pdf or .xlsx, else one file each.

    ``project_code`` or ``filing_ids`` choose among them; else all are taken, office by office. Of several versions the one in
    force is written, ``with_earlier`` all. Files appear under their names only when they are whole; a cancelled export leaves
    nothing.

    Raises: NothingToExport, WrongTarget, ExportFailed, Cancelled, FontMissingError.
    """
    progress = progress or Progress()
    is_one_file = _is_one_file(to, format)
    ids = None if filing_ids is None else tuple(filing_ids)
    choice = Choice(form, year, period, project_code, ids, with_earlier)
    portions = workspace.read(choice.portions)
    if not portions:
        raise _nothing(choice)
    progress.start("导出", sum(map(len, portions)))
    head = workspace.read(journal.head)
    run = _Run(
        _filings(workspace, choice, portions),
        format=format,
        is_practice=workspace.practice,
        progress=progress,
        head=head,
    )
    try:
        files = run.into_one_file(to, choice.words) if is_one_file else run.into_folder(to)
    except OSError as error:
        raise ExportFailed(
            "导出的文件没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、是否写保护、同名文件是否正在 WPS 或阅读器里打开，再导出一次。",
        ) from error
    if not run.written and run.findings:
        first = run.findings[0].finding
        raise NothingToExport("选中的表都还不能导出。", facts=first.message, advice=first.advice)
    if not run.written:
        raise _nothing(choice)
    return ExportResult(
        files=files,
        filings=run.written,
        left_out=run.left_out,
        findings=tuple(run.findings),
        earlier=workspace.read(choice.earlier),
    )


def undrawable(
    workspace: Workspace,
    *,
    form: Form,
    year: int,
    period: int | None = None,
    filing_ids: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> tuple[ExportFinding, ...]:
    """What of these filings no font can draw, form by form: to be said before a PDF of them is written.

    Raises: Cancelled, FontMissingError.
    """
    progress = progress or Progress()
    choice = Choice(form, year, period, "", None if filing_ids is None else tuple(filing_ids))
    portions = workspace.read(choice.portions)
    progress.start("核对文字", sum(map(len, portions)))
    found: list[ExportFinding] = []
    for chosen in _filings(workspace, choice, portions):
        content = chosen.filing.content
        if may_lack_glyphs(content) and _is_printable(content):
            sheet = sheet_of(content, is_practice=workspace.practice)
            found += [_finding_of(chosen, one) for one in drawing_findings(sheet)]
        progress.step()
    return tuple(found)


def preview_form(workspace: Workspace, content: FilingContent) -> Preview:
    """The form as it would be printed now, with the places of its cells.

    Raises: ReadingOnlyError, FontMissingError.
    """
    return preview(sheet_of(content, is_practice=workspace.practice))


def sheet_of(content: FilingContent, *, is_practice: bool) -> Sheet:
    """The sheet of a filing, scored under its own rules and laid out by its own template.

    Raises: ReadingOnlyError.
    """
    template = templates().get(content.template_id)
    if template is None:
        raise ReadingOnlyError(
            "这张表用的表样不在本机，不能打印或导出。",
            facts=content.template_id,
            advice="请装入下发这个表样的数据包，或换一个表样。",
        )
    rules = rules_for(content)
    return form_sheet(
        content, template, scorecard=score(content, rules), rules=rules, is_practice=is_practice
    )


def _is_printable(content: FilingContent) -> bool:
    """Whether the form of a filing is here and made for printing."""
    template = templates().get(content.template_id)
    return template is not None and not template.reading_only


def _is_one_file(to: Path, format: ExportFormat) -> bool:
    ending = to.suffix.lower().removeprefix(".")
    if ending not in {known.value for known in ExportFormat} | {"docx"}:
        return False
    if ending != format.value:
        raise WrongTarget(
            "文件名的后缀和导出的格式不一致。",
            facts=f"{to.name}，格式 {format.value}",
            advice=f"请把文件名改成以 .{format.value} 结尾，或改选格式；写文件夹名就一张表一个文件。",
        )
    return True


def _filings(workspace: Workspace, choice: Choice, portions: Sequence[Sequence[str]]) -> Iterator[_Chosen]:
    for portion in portions:
        for filing, office in workspace.read(partial(chosen_filings, choice=choice, portion=portion)):
            yield _Chosen(filing, office)


def _nothing(choice: Choice) -> NothingToExport:
    """The error that names what was looked for."""
    return NothingToExport(
        "没有可以导出的表。",
        facts=choice.facts,
        advice="请核对年度、表的种类和项目代码；还没有填的表先填好。",
    )


class _Run:
    """One export under way."""

    def __init__(
        self,
        chosen: Iterator[_Chosen],
        *,
        format: ExportFormat,
        is_practice: bool,
        progress: Progress,
        head: tuple[int, str],
    ) -> None:
        self.head = head
        self.chosen = chosen
        self.format = format
        self.is_practice = is_practice
        self.progress = progress
        self.findings: list[ExportFinding] = []
        self.written = 0
        self.left_out = 0

    def into_one_file(self, to: Path, title: str) -> tuple[Path, ...]:
        """All filings in one file."""
        to.parent.mkdir(parents=True, exist_ok=True)
        fresh = to.with_name(f"{UNFINISHED}{secrets.token_hex(6)}{to.suffix}")
        fresh.touch()
        _remove_unfinished(to.parent, fresh)
        try:
            self._write(self._joined_sheets(), fresh, title=title)
            if self.written:
                atomic.replace(fresh, to)
        finally:
            fresh.unlink(missing_ok=True)
        return (to,) if self.written else ()

    def into_folder(self, to: Path) -> tuple[Path, ...]:
        """One file a filing; none gets its name before all are written."""
        is_new = not to.exists()
        fresh = to / f"{UNFINISHED}{secrets.token_hex(6)}"
        fresh.mkdir(parents=True)
        _remove_unfinished(to, fresh)
        names: list[str] = []
        try:
            for chosen, sheet in self._sheets(self.chosen):
                name = _file_name(chosen, self.format, names)
                self._write((sheet,), fresh / name, title=sheet.title)
                names.append(name)
            for name in names:
                atomic.replace(fresh / name, to / name)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            if is_new and not any(to.iterdir()):
                to.rmdir()
        return tuple(to / name for name in names)

    def _write(self, sheets: Iterable[Sheet], path: Path, *, title: str) -> None:
        write = write_pdf if self.format is ExportFormat.PDF else write_workbook
        with path.open("wb") as file:
            write(sheets, file, title=title)
        atomic.sync_file(path)

    def _joined_sheets(self) -> Iterator[Sheet]:
        """Each form on a sheet of its own, and the projects of a list form together on one, as the budget prints them."""
        lists: dict[str, list[_Chosen]] = {}

        def apart() -> Iterator[_Chosen]:
            for chosen in self.chosen:
                template = templates().get(chosen.filing.content.template_id)
                if template is None or template.list_block is None:
                    yield chosen
                else:
                    lists.setdefault(template.id, []).append(chosen)
                    self.progress.step()

        for _, sheet in self._sheets(apart()):
            yield sheet
        for template_id, found in lists.items():
            contents = [chosen.filing.content for chosen in found]
            sheet = list_sheet(
                contents,
                templates()[template_id],
                rules=rules_for(contents[0]),
                is_practice=self.is_practice,
            )
            self._note_faults(found[0], sheet)
            self.written += len(found)
            identities = {
                line.id: self._identity(chosen.filing)
                for chosen in found
                for line in chosen.filing.content.indicator_lines
            }
            yield replace(sheet, identities=identities)

    def _note_faults(self, chosen: _Chosen, sheet: Sheet) -> None:
        findings = drawing_findings if self.format is ExportFormat.PDF else workbook_findings
        for finding in findings(sheet):
            self._found(chosen, finding)

    def _sheets(self, wanted: Iterable[_Chosen]) -> Iterator[tuple[_Chosen, Sheet]]:
        """The sheets that can be drawn; a filing that cannot is named and the rest goes on."""
        for chosen in wanted:
            try:
                sheet = sheet_of(chosen.filing.content, is_practice=self.is_practice)
            except ReadingOnlyError as error:
                self.left_out += 1
                self._found(
                    chosen,
                    Finding(
                        severity=Severity.ERROR,
                        code="not-exported",
                        message=f"没有导出：{error.title}",
                        advice=error.advice,
                    ),
                )
            else:
                self._note_faults(chosen, sheet)
                yield chosen, replace(sheet, identities={"": self._identity(chosen.filing)})
                self.written += 1
            self.progress.step()

    def _identity(self, filing: Filing) -> str:
        """What the workbook carries so that the form is known again when it is brought back."""
        number, line_hash = self.head
        return SentForm(filing_id=filing.id, version=filing.version, change=number, hash=line_hash).text

    def _found(self, chosen: _Chosen, finding: Finding) -> None:
        self.findings.append(_finding_of(chosen, finding))


def _finding_of(chosen: _Chosen, finding: Finding) -> ExportFinding:
    return ExportFinding(
        filing_id=chosen.filing.id,
        office=chosen.office,
        project=chosen.filing.content.project_name,
        finding=finding,
    )


def _file_name(chosen: _Chosen, format: ExportFormat, taken: Sequence[str]) -> str:
    content = chosen.filing.content
    task = task_words(Task(form=content.form, year=content.year or 0, period=content.period))
    return unused_name(
        (chosen.office or content.implementing_unit, content.project_name), task, format.value, taken
    )


def _remove_unfinished(folder: Path, fresh: Path) -> None:
    """Removes what an export that was cut off left behind; what another one may still be writing stays."""
    now = fresh.stat().st_mtime
    for path in folder.glob(f"{UNFINISHED}*"):
        if now - path.stat().st_mtime < STALE_SECONDS:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
