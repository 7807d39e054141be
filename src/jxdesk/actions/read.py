"""Reads and scores the forms in files without a workspace. Used by ``read``, ``score``, import and the preview before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.judging import judge
from jxdesk.documents.reading import ReadForm, SheetWithoutForm, read_sheets
from jxdesk.documents.reading.folder import FolderListing, find_forms
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.findings import Finding, has_errors
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Scorecard
from jxdesk.domain.records.finding_order import by_row
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.answers import form_answer
from jxdesk.domain.scoring.directions import direction_of
from jxdesk.store.shipped.forms import rule_packs, rules_for

__all__ = [
    "FileReading",
    "FolderListing",
    "NoForm",
    "ScoredForm",
    "answer",
    "find_forms",
    "read_file",
    "read_files",
]


class NoForm(JxError):  # noqa: N818 - a state of the file, named as people say it
    """A whole workbook in which no form was found."""

    code = "JX-NO-FORM"
    exit_code = ExitCode.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredForm:
    """A form as read, with its scores by the rules and all findings about it in the order of its rows."""

    form: ReadForm
    rules: RulePack
    scorecard: Scorecard
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What one file gave: its forms, its sheets without one, or the error that kept it from being read."""

    path: Path
    forms: tuple[ScoredForm, ...] = ()
    without: tuple[SheetWithoutForm, ...] = ()
    error: JxError | None = None

    @property
    def reason(self) -> str:
        """Why nothing was taken from the file; empty where something was."""
        if self.forms:
            return ""
        if self.error is not None:
            return str(self.error)
        if not self.without:
            return "表格是空的，没有任何内容"
        return "；".join(f"工作表“{sheet.sheet}”{sheet.reason}" for sheet in self.without)

    @property
    def has_errors(self) -> bool:
        """Whether a form of the file has a finding that stops sending."""
        return any(has_errors(form.findings) for form in self.forms)


def read_file(path: Path, *, rule_pack: str = "") -> FileReading:
    """The forms of one file, scored.

    Raises: WorkbookError, NoForm, UnknownRules.
    """
    rules = None if not rule_pack else _named_rules(rule_pack)
    forms, without = read_sheets(path)
    reading = FileReading(path=path, forms=tuple(_scored(form, rules) for form in forms), without=without)
    if not reading.forms:
        raise NoForm(
            "这个文件里没有找到绩效表。",
            facts=reading.reason,
            advice="请选择填好的目标表、监控表或自评表；表头要有“一级指标、三级指标、指标值”这样的文字。",
        )
    return reading


def read_files(
    paths: Sequence[Path], progress: Progress | None = None, *, rule_pack: str = ""
) -> list[FileReading]:
    """Each file by itself: one that cannot be read does not keep the others from being read.

    Raises: Cancelled.
    """
    progress = progress or Progress()
    progress.start("读取表格", len(paths))
    readings = []
    for path in paths:
        progress.label = path.name
        try:
            readings.append(read_file(path, rule_pack=rule_pack))
        except JxError as fault:
            readings.append(FileReading(path=path, error=fault))
        progress.step()
    return readings


def answer(reading: FileReading, *, with_scores: bool) -> dict[str, object]:
    """The JSON of ``read`` and ``score``: one object, or ``{"forms": […]}`` where the workbook has several forms."""
    answers = [
        form_answer(
            scored.form.content,
            scored.scorecard,
            scored.findings,
            directions={
                line.id: direction_of(line, scored.rules)[0] for line in scored.form.content.indicator_lines
            },
            sheet=scored.form.sheet,
            with_scores=with_scores,
        )
        for scored in reading.forms
    ]
    return answers[0] if len(answers) == 1 else {"forms": answers}


def _named_rules(rule_pack: str) -> RulePack:
    found = rule_packs().get(rule_pack)
    if found is None:
        known = "、".join(rule_packs())
        raise JxError(
            "没有这个规则包。",
            facts=rule_pack,
            advice=f"可以用：{known}",
            code="JX-RULES",
            exit_code=ExitCode.USAGE,
        )
    return found


def _scored(form: ReadForm, rules: RulePack | None) -> ScoredForm:
    rules = rules or rules_for(form.content)
    content = replace(form.content, rule_pack_id=rules.id)
    form = replace(form, content=content)
    judged = judge(content, imported=True)
    findings = by_row(content, (*form.findings, *judged.findings))
    return ScoredForm(form=form, rules=judged.rules, scorecard=judged.scorecard, findings=findings)
