"""Report: the narrative of a self-evaluation as an editable document; nothing in the workspace changes."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.docx import write_docx
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filing_versions import in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.known import Known
from jxdesk.domain.reports.report import Report, draw_up
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.report_outlines import Outline
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings
from jxdesk.store.shipped.forms import resource, rules_for
from jxdesk.store.views.known import known_of


class NoReport(JxError):  # noqa: N818 - says what is not there
    """This form has no narrative."""

    code = "JX-NO-REPORT"


class NotWritten(JxError):  # noqa: N818 - names what did not happen
    """The document could not be written."""

    code = "JX-REPORT-NOT-WRITTEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The document that was written, how much is left to fill in, and counts that do not agree."""

    path: Path
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

    filing, known = workspace.read(job)
    content = filing.content
    outline = outlines().get(content.form)
    if outline is None:
        raise NoReport(
            "这种表没有自评报告。",
            facts=content.title or content.form.value,
            advice="部门整体自评和项目自评可以生成报告。",
        )
    rules = rules_for(content)
    return draw_up(outline, content, score(content, rules), known, rules, is_practice=workspace.practice)


def write_report(workspace: Workspace, filing_id: str, to: Path) -> Written:
    """Writes the narrative of a filing as a document; the file appears whole or not at all.

    Raises: NotFound; NoReport; NotWritten.
    """
    report = report_of(workspace, filing_id)
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
