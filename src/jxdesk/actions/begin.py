"""Begin: starts the filing of a form, or finds the one that is there; what it begins with is the law of each form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from jxdesk.actions.judging import judge
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.beginning.department import (
    begin_department_self_evaluation,
    begin_department_target,
    begin_transfer,
)
from jxdesk.domain.beginning.monitoring import begin_monitoring
from jxdesk.domain.beginning.self_evaluation import begin_self_evaluation
from jxdesk.domain.beginning.target import begin_target
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filing_versions import in_force
from jxdesk.domain.records.filings import OF_THE_OFFICE, Filing, FilingContent, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.bulk import BulkAnswer, NotForThis, one_by_one
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates
from jxdesk.store.views import known

Beginning = Callable[[Wish, FormTemplate, Known], FilingContent]

BEGINNINGS: Mapping[Form, Beginning] = {
    Form.PROJECT_TARGET: begin_target,
    Form.PROJECT_MONITORING: begin_monitoring,
    Form.DEPARTMENT_MONITORING: begin_monitoring,
    Form.PROJECT_SELF_EVALUATION: begin_self_evaluation,
    Form.DEPARTMENT_TARGET: begin_department_target,
    Form.TRANSFER_SELF_EVALUATION: begin_transfer,
}
"""How the first content of each form is made, but for the one that asks the rules."""


def _beginning(form: Form, rules: RulePack) -> Beginning:
    if form is Form.DEPARTMENT_SELF_EVALUATION:
        return partial(begin_department_self_evaluation, rule=rules.department)
    return BEGINNINGS[form]


def begin(workspace: Workspace, wish: Wish) -> str:
    """Starts a filing and answers its id; of a filing that is there already, the id of its newest version.

    Raises: NotFound; Refused for a classified project.
    """
    template = templates()[wish.template_id]
    return workspace.transact(lambda tx: _begin(tx, wish, template), errand="start")


def begin_many(
    workspace: Workspace, wishes: Sequence[Wish], *, progress: Progress | None = None
) -> BulkAnswer:
    """Starts a form for many projects in one step; those that have it already, are withdrawn or classified are left out.

    Raises: Cancelled, and nothing was started; Refused for a closed year.
    """
    progress = progress or Progress()
    progress.start("开始填", len(wishes))

    def step(tx: Transaction, wish: Wish, project: Project) -> None:
        if project.is_classified:
            raise NotForThis("涉密项目只计数，不在这里填")
        if project.withdrawn_on is not None:
            raise NotForThis("项目已经取消")
        if _there(tx, wish, project, _office(tx, project.office_id)):
            raise NotForThis("已经开始填了")
        _begin(tx, wish, templates()[wish.template_id])

    def job(tx: Transaction) -> BulkAnswer:
        found = [(projects.get(tx, wish.project_id), wish) for wish in wishes]
        return one_by_one(
            (
                (one.name or "涉密项目", partial(step, tx, wish, one))
                for one, wish in found
                if one is not None
            ),
            tx.errand_id,
            progress,
        )

    return workspace.transact(job, errand="start")


def _there(tx: Transaction, wish: Wish, project: Project | None, office: Office) -> tuple[Filing, ...]:
    """The versions of the wanted form that are there."""
    return tuple(
        one
        for one in known.filings_of(tx, wish.form, project, office)
        if one.content.year == wish.year and one.content.period == wish.period
    )


def _begin(tx: Transaction, wish: Wish, template: FormTemplate) -> str:
    project = _project(tx, wish)
    office = _office(tx, project.office_id if project else wish.office_id)
    there = _there(tx, wish, project, office)
    if there:
        return in_force(there).id
    found = known.known(tx, wish.form, wish.year, project=project, office=office)
    pack_id = settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)
    rules = rule_packs().get(pack_id) or rule_packs()[DEFAULT_RULE_PACK]
    content = replace(_beginning(wish.form, rules)(wish, template, found), rule_pack_id=pack_id)
    filing = Filing(
        id=new_id(), office_id=office.id, project_id=project.id if project else "", content=content
    )
    judged = judge(content, imported=False, known=known.with_particulars(tx, filing, found))
    summary = filings.Summary.of(judged.scorecard, judged.findings)
    return filings.add(tx, filing, summary=summary).id


def _project(tx: Transaction, wish: Wish) -> Project | None:
    if wish.form in OF_THE_OFFICE:
        return None
    project = projects.get(tx, wish.project_id)
    if project is None:
        raise NotFound("没有这个项目。", facts=wish.project_id, advice="它可能已被删除，请刷新列表。")
    return project


def _office(tx: Transaction, office_id: str) -> Office:
    office = offices.get(tx, office_id)
    if office is None:
        raise NotFound("没有这个单位。", facts=office_id, advice="它可能已被删除，请刷新列表。")
    return office
