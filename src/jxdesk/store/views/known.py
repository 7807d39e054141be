"""What stands beside a filing on this desk, read in one place for every errand that begins, shows or checks one."""

from __future__ import annotations

from dataclasses import replace

from jxdesk.domain.records.filing_versions import each_in_force, in_force
from jxdesk.domain.records.filings import MONITORINGS, OF_THE_OFFICE, TARGETS, Filing, FilingState, Form
from jxdesk.domain.records.known import Known, SaidElsewhere
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import approvals, attachments, filings, libraries, offices, projects
from jxdesk.store.views.elsewhere import said_elsewhere

_TARGET_OF = {
    Form.PROJECT_TARGET: Form.PROJECT_TARGET,
    Form.PROJECT_MONITORING: Form.PROJECT_TARGET,
    Form.PROJECT_SELF_EVALUATION: Form.PROJECT_TARGET,
    Form.TRANSFER_SELF_EVALUATION: Form.PROJECT_TARGET,
    Form.DEPARTMENT_TARGET: Form.DEPARTMENT_TARGET,
    Form.DEPARTMENT_MONITORING: Form.DEPARTMENT_TARGET,
    Form.DEPARTMENT_SELF_EVALUATION: Form.DEPARTMENT_TARGET,
}
_RESULT_OF = {
    form: Form.DEPARTMENT_SELF_EVALUATION if form in OF_THE_OFFICE else Form.PROJECT_SELF_EVALUATION
    for form in Form
}
_OF_PROJECTS = {
    Form.DEPARTMENT_TARGET: Form.PROJECT_TARGET,
    Form.DEPARTMENT_MONITORING: Form.PROJECT_MONITORING,
    Form.DEPARTMENT_SELF_EVALUATION: Form.PROJECT_SELF_EVALUATION,
}


def known(
    tx: Transaction,
    form: Form,
    year: int,
    *,
    project: Project | None,
    office: Office,
    period: int | None = None,
) -> Known:
    """What the desk holds beside a form of a project, or of an office as a whole, in a year.

    Of the year's monitorings only those before ``period`` are given, all where there is none.
    """
    before = projects.year_before(tx, project) if project is not None else None

    def of_year(wanted: Form, wanted_year: int) -> tuple[Filing, ...]:
        found = filings_of(tx, wanted, project, office)
        if before is not None:
            found = (*filings_of(tx, wanted, before, office), *found)
        return tuple(one for one in found if one.content.year == wanted_year)

    monitoring = Form.DEPARTMENT_MONITORING if form in OF_THE_OFFICE else Form.PROJECT_MONITORING
    of_projects = _OF_PROJECTS.get(form)
    return Known(
        office=office,
        project=project,
        target=_standing(of_year(_TARGET_OF[form], year)) if form not in TARGETS else None,
        last_year=_standing(of_year(form, year - 1)),
        last_result=_standing(of_year(_RESULT_OF[form], year - 1)),
        earlier=each_in_force(
            one
            for one in (of_year(monitoring, year) if form in MONITORINGS else ())
            if period is None or (one.content.period or 0) < period
        ),
        projects=projects.of_year(tx, year, office_id=office.id) if of_projects else (),
        of_projects=each_in_force(
            one for one in filings.of_office(tx, office.id, form=of_projects) if one.content.year == year
        )
        if of_projects
        else (),
    )


def known_of(tx: Transaction, filing: Filing) -> Known:
    """What the desk holds beside a filing that is there.

    Raises: NotFound.
    """
    content = filing.content
    office = offices.get(tx, filing.office_id)
    if office is None:
        raise NotFound("没有这个单位。", facts=filing.office_id, advice="它可能已被删除，请刷新列表。")
    project = projects.get(tx, filing.project_id) if filing.project_id else None
    found = known(tx, content.form, content.year or 0, project=project, office=office, period=content.period)
    return with_particulars(tx, filing, found)


def with_particulars(tx: Transaction, filing: Filing, found: Known) -> Known:
    """What stands beside a form of this kind, with what is about this filing itself; one that is only begun has it too."""
    return replace(
        found,
        target_document=document_of(tx, found.target),
        slots=attachments.slots(tx, filing.id),
        elsewhere=said_elsewhere(tx, filing)
        if filing.content.form is Form.PROJECT_TARGET
        else SaidElsewhere(),
        retired=libraries.retired(tx),
    )


def document_of(tx: Transaction, target: Filing | None) -> str:
    """The number of the document that approved an adjusted target."""
    if target is None or not target.replaces_id or target.state is not FilingState.APPROVED:
        return ""
    approval = approvals.of_filing(tx, target.id)
    return approval.facts.document_number if approval is not None else ""


def filings_of(tx: Transaction, form: Form, project: Project | None, office: Office) -> tuple[Filing, ...]:
    """The filings of a form of a project, or of an office as a whole, oldest first."""
    if project is not None:
        return filings.of_project(tx, project.id, form=form)
    return tuple(one for one in filings.of_office(tx, office.id, form=form) if not one.project_id)


def _standing(found: tuple[Filing, ...]) -> Filing | None:
    return in_force(found) if found else None
