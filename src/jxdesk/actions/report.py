"""Report: the narratives of self-evaluations as editable documents; nothing in the workspace changes."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.docx import write_docx
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filing_versions import in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.known import Known
from jxdesk.domain.reports.report import Report, draw_up
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.report_outlines import Outline
from jxdesk.domain.values.file_names import unused_name
from jxdesk.shipped_files import resource
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.views.chosen_filings import Choice, chosen
from jxdesk.store.views.known import known_of

ENDING = "docx"


class NoReport(JxError):  # noqa: N818 - says what is not there
    """This form has no narrative."""

    code = "JX-NO-REPORT"


class OneFileForMany(JxError):  # noqa: N818 - a slip of the person, named as people say it
    """Several narratives were asked for as one document."""

    code = "JX-TARGET"
    exit_code = ExitCode.USAGE


class NotWritten(JxError):  # noqa: N818 - names what did not happen
    """The document could not be written."""

    code = "JX-REPORT-NOT-WRITTEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The document that was written, how much is left to fill in, and counts that do not agree."""

    path: Path
    office: str = ""
    project: str = ""
    missing: int
    findings: tuple[Finding, ...]


@cache
def outlines() -> Mapping[Form, Outline]:
    """The shipped outlines by form."""
    texts = [entry for entry in resource("reports").iterdir() if entry.name.endswith(".toml")]
    made = [Outline.from_mapping(tomllib.loads(text.read_text(encoding="utf-8"))) for text in texts]
    return {one.form: one for one in made}


def report_of(workspace: Workspace, filing_id: str) -> Report:
    """The narrative of a filing, not yet written.

    Raises: NotFound; NoReport.
    """

    def job(tx: Transaction) -> tuple[Filing, Known]:
        filing = filings.get(tx, filing_id)
        if filing is None:
            raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
        return filing, known_of(tx, filing)

    return _drawn_up(*workspace.read(job), is_practice=workspace.practice)


def write_report(workspace: Workspace, filing_id: str, to: Path) -> Written:
    """Writes the narrative of a filing as a document; the file appears whole or not at all.

    Raises: NotFound; NoReport; NotWritten.
    """
    return _write(report_of(workspace, filing_id), to)


def write_reports(
    workspace: Workspace, choice: Choice, to: Path, *, progress: Progress | None = None
) -> tuple[Written, ...]:
    """Writes the narratives of the filings that are asked for: one as the document ``to`` where it ends in .docx, else each as
    a document in the folder ``to``.

    Raises: NoReport where none is there, or this form has none; OneFileForMany; NotWritten; Cancelled.
    """
    progress = progress or Progress()
    if choice.form not in outlines():
        raise _no_outline(choice.words)
    portions = workspace.read(choice.portions)
    is_one_file = to.suffix.lower() == f".{ENDING}"
    count = sum(map(len, portions))
    if is_one_file and count > 1:
        count = sum(len(workspace.read(partial(chosen, choice=choice, portion=one))) for one in portions)
    if is_one_file and count > 1:
        raise OneFileForMany(
            "一份报告写一个文件，这里有不止一份。",
            facts=f"{choice.facts}，{count} 份",
            advice="请用 --project 指明一个项目，或把 --to 写成文件夹，一份报告一个文件。",
        )
    progress.start("写报告", count)
    written: list[Written] = []
    names: list[str] = []
    for portion in portions:
        for filing, office, known in workspace.read(partial(_with_known, choice=choice, portion=portion)):
            content = filing.content
            report = _drawn_up(filing, known, is_practice=workspace.practice)
            of = (office or content.implementing_unit, content.project_name)
            names.append(unused_name(of, f"{choice.words}报告", ENDING, names))
            path = to if is_one_file else to / names[-1]
            written.append(replace(_write(report, path), office=office, project=content.project_name))
            progress.step()
    if not written:
        raise NoReport("没有可以写报告的表。", facts=choice.facts, advice="请核对年度、表的种类和项目代码。")
    return tuple(written)


def _with_known(
    tx: Transaction, *, choice: Choice, portion: Sequence[str]
) -> list[tuple[Filing, str, Known]]:
    return [(filing, office, known_of(tx, filing)) for filing, office in chosen(tx, choice, portion)]


def _drawn_up(filing: Filing, known: Known, *, is_practice: bool) -> Report:
    content = filing.content
    outline = outlines().get(content.form)
    if outline is None:
        raise _no_outline(content.title or content.form.value)
    rules = rules_for(content)
    return draw_up(outline, content, score(content, rules), known, rules, is_practice=is_practice)


def _no_outline(facts: str) -> NoReport:
    return NoReport("这种表没有自评报告。", facts=facts, advice="部门整体自评和项目自评可以生成报告。")


def _write(report: Report, to: Path) -> Written:
    unfinished = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as target:
            write_docx(report, target)
        unfinished.replace(to)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise NotWritten(
            "报告没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、是否写保护、同名文件是否正在 WPS 里打开，再写一次。",
        ) from error
    return Written(path=to, missing=report.missing, findings=report.findings)


def write_project_report(workspace: Workspace, project_id: str, to: Path) -> Written:
    """Writes the narrative of a project's self-evaluation that is in force.

    Raises: NoReport where it has none yet; NotWritten.
    """
    form = Form.PROJECT_SELF_EVALUATION
    found = workspace.read(lambda tx: filings.of_project(tx, project_id, form=form))
    if not found:
        raise NoReport("这个项目还没有自评表，写不了报告。", advice="请先填自评，再写报告。")
    return write_report(workspace, in_force(found).id, to)
