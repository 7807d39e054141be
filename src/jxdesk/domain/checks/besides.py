"""Besides: what a filing of each form is held against when it is checked, taken from what the desk knows; used by every errand that judges."""

from __future__ import annotations

from jxdesk.domain.checks.monitoring import Beside, beside_of
from jxdesk.domain.checks.targets import TargetBeside, target_beside
from jxdesk.domain.departments.beside import DepartmentBeside, department_beside
from jxdesk.domain.records.filings import MONITORINGS, FilingContent, Form
from jxdesk.domain.records.known import Known

AnyBeside = Beside | TargetBeside | DepartmentBeside
WITH_TASKS = frozenset({Form.DEPARTMENT_TARGET, Form.DEPARTMENT_SELF_EVALUATION})
"""The forms of an office as a whole that list its tasks and are checked by them."""


def beside_for(content: FilingContent, known: Known | None) -> AnyBeside | None:
    """What stands beside a filing; None for a form that stands for itself, and where nothing is known."""
    if known is None:
        return None
    if content.form in MONITORINGS:
        return beside_of(content, known)
    if content.form is Form.PROJECT_TARGET:
        return target_beside(known)
    if content.form in WITH_TASKS:
        return department_beside(known, content.form)
    return None
