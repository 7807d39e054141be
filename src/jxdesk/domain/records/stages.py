"""The stages of a project's year that are filled in here: target, each monitoring, self-evaluation; in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class YearStage:
    """One stage: which form it fills and, of a monitoring, up to which month."""

    form: Form
    period: int | None = None

    @property
    def word(self) -> str:
        """The short word of the stage: ``目标``, ``7月监控``, ``自评``."""
        match self.form:
            case Form.PROJECT_TARGET | Form.DEPARTMENT_TARGET:
                return "目标"
            case Form.PROJECT_MONITORING | Form.DEPARTMENT_MONITORING:
                return f"{self.period}月监控"
            case _:
                return "自评"

    def task(self, year: int) -> Task:
        """The stage as what is handed in for a year."""
        return Task(form=self.form, year=year, period=self.period)


def stages_of_projects(periods: Iterable[int]) -> tuple[YearStage, ...]:
    """The stages of a project, with the cut-off months that the rules give."""
    return (
        YearStage(form=Form.PROJECT_TARGET),
        *(YearStage(form=Form.PROJECT_MONITORING, period=month) for month in periods),
        YearStage(form=Form.PROJECT_SELF_EVALUATION),
    )


def stages_of_offices(periods: Iterable[int]) -> tuple[YearStage, ...]:
    """The stages of an office as a whole."""
    return (
        YearStage(form=Form.DEPARTMENT_TARGET),
        *(YearStage(form=Form.DEPARTMENT_MONITORING, period=month) for month in periods),
        YearStage(form=Form.DEPARTMENT_SELF_EVALUATION),
    )
