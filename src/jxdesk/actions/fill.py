"""Fill: opening a filing for the wizard, changing it cell by cell, taking changes back, starting and finishing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from jxdesk.actions.workspace import DEFAULT_RULE_PACK, Judged, Workspace, judge, rules_for, templates
from jxdesk.domain.editing import Applied, Change, apply
from jxdesk.domain.errors import JxError
from jxdesk.domain.filings import (
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    Scorecard,
)
from jxdesk.domain.findings import Finding, has_errors
from jxdesk.domain.identity import new_id
from jxdesk.domain.money import exact_text
from jxdesk.domain.projects import BudgetStage, Project
from jxdesk.domain.rules import RulePack
from jxdesk.domain.templates import FormTemplate
from jxdesk.store import filings, offices, projects, settings
from jxdesk.store.database import Transaction
from jxdesk.store.faults import NotFound, StaleVersion


class NotEditable(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing is finished or sealed and must be reopened before it can be changed."""

    code = "JX-NOT-EDITABLE"


class NotReady(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing still has errors and cannot be finished."""

    code = "JX-NOT-READY"


class UnknownTemplate(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing was filled on a form that this program does not hold."""

    code = "JX-NO-TEMPLATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFiling:
    """A filing with everything that the wizard shows of it; ``last_year`` is the same form of the same project a year before."""

    filing: Filing
    template: FormTemplate
    rules: RulePack
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    last_year: FilingContent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a change made of a filing: its next version, scored and checked again, and the way back.

    ``refused`` names the cells whose text could not be read and was therefore not saved.
    """

    filing: Filing
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    inverse: tuple[Change, ...]
    refused: tuple[Finding, ...]


def open_filing(workspace: Workspace, filing_id: str) -> OpenFiling:
    """Opens a filing for the wizard.

    Raises: NotFound; UnknownTemplate.
    """

    def job(tx: Transaction) -> tuple[Filing, FilingContent | None]:
        filing = _get(tx, filing_id)
        return filing, _last_year(tx, filing)

    filing, last_year = workspace.read(job)
    judged = _judge(filing)
    if judged.template is None:
        raise UnknownTemplate(
            "这张表用的表样不在本机，不能填写。",
            facts=f"{filing.content.project_name}：{filing.content.template_id}",
            advice="请装入下发这个表样的数据包，或升级程序后再打开；表里的数据没有动。",
        )
    return OpenFiling(
        filing=filing,
        template=judged.template,
        rules=rules_for(filing.content),
        scorecard=judged.scorecard,
        findings=judged.findings,
        last_year=last_year,
    )


def change(
    workspace: Workspace, filing_id: str, changes: Iterable[Change], *, expected_version: int
) -> Saved:
    """Saves typed changes: one transaction with the filing, its journal lines and the figures that lists show.

    Raises: NotFound; NotEditable; StaleVersion: somebody else saved in between, and nothing was written.
    """
    return _save(workspace, filing_id, tuple(changes), expected_version, errand="fill")


def undo(workspace: Workspace, filing_id: str, inverse: Iterable[Change], *, expected_version: int) -> Saved:
    """Takes back a change by its inverse; a change like any other, and in the journal as such.

    Raises: as ``change``.
    """
    return _save(workspace, filing_id, tuple(inverse), expected_version, errand="undo")


def redo(workspace: Workspace, filing_id: str, changes: Iterable[Change], *, expected_version: int) -> Saved:
    """Makes again a change that was taken back.

    Raises: as ``change``.
    """
    return _save(workspace, filing_id, tuple(changes), expected_version, errand="redo")


def finish(workspace: Workspace, filing_id: str, *, expected_version: int) -> Saved:
    """Marks a filing as filled, which lets it be sealed.

    Raises: NotFound; StaleVersion; NotReady: it still has errors.
    """

    def move(filing: Filing, findings: tuple[Finding, ...]) -> Filing:
        if has_errors(findings):
            raise NotReady(
                "这张表还有必须改的问题，不能标为已填好。",
                facts=filing.content.project_name,
                advice="请在“核对问题”里逐条改好再试。",
            )
        return replace(filing, state=FilingState.FINISHED)

    return _move(workspace, filing_id, expected_version, move, errand="finish")


def reopen(workspace: Workspace, filing_id: str, *, expected_version: int) -> Saved:
    """Opens a finished or sealed filing for changes again; what was sealed stays as it is in its package.

    Raises: NotFound; StaleVersion.
    """
    return _move(
        workspace,
        filing_id,
        expected_version,
        lambda filing, _: replace(filing, state=FilingState.DRAFT),
        errand="reopen",
    )


def other_templates(content: FilingContent) -> tuple[FormTemplate, ...]:
    """The forms that this filing could also be filled and printed on: of its kind and year, printable, and another one."""
    year = content.year
    return tuple(
        template
        for template in templates().values()
        if template.form is content.form
        and not template.reading_only
        and template.id != content.template_id
        and (year is None or template.covers_year(year))
    )


def change_template(
    workspace: Workspace, filing_id: str, template_id: str, *, expected_version: int
) -> OpenFiling:
    """Puts a filing on another form; everything that was filled stays, also what the new form does not print.

    Raises: NotFound; NotEditable; StaleVersion.
    """
    template = templates()[template_id]

    def job(tx: Transaction) -> None:
        filing = _read_for_change(tx, filing_id, expected_version)
        _refuse_locked(filing)
        content = filing.content
        weight = template.execution_weight if content.execution_weight is None else content.execution_weight
        title = template.title.replace("{year}", str(content.year or ""))
        changed = replace(content, template_id=template_id, title=title, execution_weight=weight)
        _store(tx, replace(filing, content=changed), filing, None)

    workspace.transact(job, errand="change_template")
    return open_filing(workspace, filing_id)


def start_self_evaluation(workspace: Workspace, project_id: str, year: int, template_id: str) -> OpenFiling:
    """Starts the self-evaluation of a project, or opens the one that is there.

    Indicators come from the approved targets of the year, else from last year's self-evaluation without its results,
    else one empty line for each second level of the form.

    Raises: NotFound; Refused for a classified project.
    """
    template = templates()[template_id]

    def job(tx: Transaction) -> str:
        project = projects.get(tx, project_id)
        if project is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        there = [
            filing
            for filing in filings.of_project(tx, project_id, form=Form.PROJECT_SELF_EVALUATION)
            if filing.content.year == year
        ]
        if there:
            return there[-1].id
        office = offices.get(tx, project.office_id)
        content = _first_content(
            project,
            template,
            year,
            office_name=office.name if office else "",
            rule_pack_id=settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK),
            source=_target_of(tx, project, year) or _of_year_before(tx, project, year),
        )
        filing = Filing(id=new_id(), office_id=project.office_id, project_id=project_id, content=content)
        judged = _judge(filing)
        summary = filings.Summary.of(judged.scorecard, judged.findings)
        return filings.add(tx, filing, summary=summary).id

    return open_filing(workspace, workspace.transact(job, errand="start"))


# ---- saving -----------------------------------------------------------------------------------------------------


def _get(tx: Transaction, filing_id: str) -> Filing:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return filing


def _read_for_change(tx: Transaction, filing_id: str, expected_version: int) -> Filing:
    filing = _get(tx, filing_id)
    if filing.version != expected_version:
        raise StaleVersion(
            "这张表在别处已经改过，刚才的改动还没有保存，也没有丢。",
            facts=f"{filing.content.project_name}：这里读到第 {expected_version} 版，现在是第 {filing.version} 版",
            advice="先载入最新内容，再把刚才的改动做一遍；界面上可以一步完成。",
        )
    return filing


def _refuse_locked(filing: Filing) -> None:
    if filing.state is not FilingState.DRAFT:
        raise NotEditable(
            "这张表已经标为填好或已封装，不能直接改。",
            facts=filing.content.project_name,
            advice="请先点“改回填写中”。",
        )


def _save(
    workspace: Workspace, filing_id: str, changes: tuple[Change, ...], expected_version: int, *, errand: str
) -> Saved:
    def job(tx: Transaction) -> Saved:
        filing = _read_for_change(tx, filing_id, expected_version)
        _refuse_locked(filing)
        applied = apply(filing.content, changes, rules_for(filing.content))
        return _store(tx, replace(filing, content=applied.content), filing, applied)

    return workspace.transact(job, errand=errand)


def _move(
    workspace: Workspace,
    filing_id: str,
    expected_version: int,
    move: Callable[[Filing, tuple[Finding, ...]], Filing],
    *,
    errand: str,
) -> Saved:
    def job(tx: Transaction) -> Saved:
        filing = _read_for_change(tx, filing_id, expected_version)
        return _store(tx, move(filing, _judge(filing).findings), filing, None)

    return workspace.transact(job, errand=errand)


def _store(tx: Transaction, changed: Filing, before: Filing, applied: Applied | None) -> Saved:
    """Saves what differs and answers it scored and checked; nothing is written where nothing changed."""
    judged = _judge(changed)
    if changed != before:
        summary = filings.Summary.of(judged.scorecard, judged.findings)
        changed = filings.save(tx, changed, expected_version=before.version, summary=summary)
    return Saved(
        filing=changed,
        scorecard=judged.scorecard,
        findings=judged.findings,
        inverse=applied.inverse if applied else (),
        refused=applied.refused if applied else (),
    )


def _judge(filing: Filing) -> Judged:
    return judge(filing.content, imported=bool(filing.imported_from))


# ---- the first content of a new self-evaluation ------------------------------------------------------------------


def _last_year(tx: Transaction, filing: Filing) -> FilingContent | None:
    """The same form of the same project a year before."""
    if not filing.project_id or filing.content.year is None:
        return None
    project = projects.get(tx, filing.project_id)
    return _of_year_before(tx, project, filing.content.year) if project else None


def _of_year_before(tx: Transaction, project: Project, year: int) -> FilingContent | None:
    before = projects.by_code(tx, project.code, year - 1) if project.code else None
    if before is None and project.name:
        before = projects.by_name(
            tx, project.name, year - 1, office_id=project.office_id, unit=project.implementing_unit
        )
    owner = before.id if before else project.id
    found = filings.of_project(tx, owner, form=Form.PROJECT_SELF_EVALUATION)
    return next((filing.content for filing in reversed(found) if filing.content.year == year - 1), None)


def _target_of(tx: Transaction, project: Project, year: int) -> FilingContent | None:
    found = filings.of_project(tx, project.id, form=Form.PROJECT_TARGET)
    return next((filing.content for filing in reversed(found) if filing.content.year == year), None)


def _first_content(
    project: Project,
    template: FormTemplate,
    year: int,
    *,
    office_name: str,
    rule_pack_id: str,
    source: FilingContent | None,
) -> FilingContent:
    answers = dict(source.answers) if source else {}
    goal = answers.get("expected_goal", "") if source and source.form is Form.PROJECT_TARGET else ""
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id=template.id,
        rule_pack_id=rule_pack_id,
        year=year,
        title=template.title.replace("{year}", str(year)),
        project_name=project.name,
        project_code=project.code,
        office_name=office_name,
        department=project.department,
        implementing_unit=project.implementing_unit or office_name,
        money_unit=template.money_unit,
        execution_weight=template.execution_weight,
        money_lines=_first_money(project, template),
        indicator_lines=_first_lines(template, source),
        answers=MappingProxyType({"expected_goal": goal} if goal else {}),
    )


def _first_money(project: Project, template: FormTemplate) -> tuple[MoneyLine, ...]:
    """The rows of the form; the total takes the amounts of the project's budget versions."""
    if template.money is None:
        return ()
    amounts = {version.stage: version.amount_fen for version in project.budgets}
    original = amounts.get(BudgetStage.ORIGINAL)
    revised = amounts.get(BudgetStage.REVISED)
    lines = []
    for row in template.money.rows:
        is_total = row.key is MoneyKey.TOTAL
        lines.append(
            MoneyLine(
                id=new_id(),
                key=row.key,
                label=row.label,
                original_budget_fen=original if is_total else None,
                original_budget_text=exact_text(original, template.money_unit) if is_total else "",
                revised_budget_fen=revised if is_total else None,
                revised_budget_text=exact_text(revised, template.money_unit) if is_total else "",
            )
        )
    return tuple(lines)


def _first_lines(template: FormTemplate, source: FilingContent | None) -> tuple[IndicatorLine, ...]:
    if source is not None and source.indicator_lines:
        new_ids = {line.id: new_id() for line in source.indicator_lines}
        is_target = source.form is Form.PROJECT_TARGET
        return tuple(_unanswered(line, new_ids, is_target=is_target) for line in source.indicator_lines)
    return tuple(
        IndicatorLine(id=new_id(), level1=level.name, level2=child)
        for level in template.levels
        for child in (level.children or ("",))
    )


def _unanswered(line: IndicatorLine, new_ids: Mapping[str, str], *, is_target: bool) -> IndicatorLine:
    """The line with a new identity and without results; one made from a target names the line that it answers."""
    return replace(
        line,
        id=new_ids[line.id],
        actual_text="",
        actual=None,
        actual_unit="",
        printed_score="",
        judged_percent=None,
        manual_score=None,
        manual_reason="",
        deviation_reason="",
        answers_line_id=line.id if is_target else "",
        merged_into=new_ids.get(line.merged_into, ""),
        row=None,
    )
