"""Project corrections: what a clerk corrected in a form that belongs to its project, and the project with it. Used by the wizard and the project errand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.records.projects import Project
from jxdesk.domain.values.periods import PERIOD, period_days, period_text

NAME = "project_name"
CORRECTABLE: Mapping[str, str] = {
    NAME: "项目名称",
    "project_leader": "项目负责人",
    "phone": "联系电话",
    PERIOD: "项目期",
    "project_attribute": "项目属性",
}
"""The fields of a form that say something of the project itself, with their words; a choice of this program's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field of a form that says something else of the project than the project's own record does."""

    field: str
    text: str

    @property
    def word(self) -> str:
        """What the field is called."""
        return CORRECTABLE[self.field]

    def applied(self, project: Project) -> Project:
        """The project with it."""
        match self.field:
            case "project_name":
                return replace(project, name=self.text)
            case "project_leader":
                return replace(project, leader=self.text)
            case "phone":
                return replace(project, phone=self.text)
            case "project_attribute":
                return replace(project, continuity=self.text)
            case _:
                days = period_days(self.text)
                return project if days is None else replace(project, starts_on=days[0], ends_on=days[1])


def corrections(before: FilingContent, now: FilingContent, project: Project) -> tuple[Correction, ...]:
    """What was corrected since a form was opened and the project says otherwise; what was emptied corrects nothing.

    A period that names no first and last month cannot be kept by the project and is left out.
    """
    of_project = _said_by(project)
    found = []
    for field in CORRECTABLE:
        text = _text(now, field)
        if not text or text in (_text(before, field), of_project[field]):
            continue
        if field == PERIOD and period_days(text) is None:
            continue
        found.append(Correction(field=field, text=text))
    return tuple(found)


def corrected(project: Project, found: Iterable[Correction]) -> Project:
    """The project with all of them."""
    for correction in found:
        project = correction.applied(project)
    return project


def _text(content: FilingContent, field: str) -> str:
    text = content.project_name if field == NAME else content.answers.get(field, "")
    return text.strip()


def _said_by(project: Project) -> Mapping[str, str]:
    return {
        NAME: project.name,
        "project_leader": project.leader,
        "phone": project.phone,
        PERIOD: period_text(project.starts_on, project.ends_on),
        "project_attribute": project.continuity,
    }
