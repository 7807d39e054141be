"""Sheets: the monitoring filings of many projects' month with what stands beside them, begun where a project has none. Used by the errands of monitoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.beginning.monitoring import begin_monitoring
from jxdesk.domain.records.filings import Filing, FilingContent, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, templates
from jxdesk.store.views.known import known, known_of, with_particulars
from jxdesk.store.views.known_many import MonitoringShelf

MANY = 24
"""From so many projects on what stands beside them is read together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The filing of a project's month with what stands beside it; ``made`` where it is new and not stored yet."""

    filing: Filing
    known: Known
    made: bool

    @property
    def owner(self) -> str:
        """The project."""
        return self.filing.project_id


class Sheets:
    """Reads the sheets of a month: those of many projects together, of a few one by one, because shelves cost time too."""

    def __init__(self, tx: Transaction, year: int, period: int, project_ids: Sequence[str]) -> None:
        self.tx = tx
        self.year = year
        self.period = period
        self.template = _template_for(year)
        self.rule_pack_id = settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)
        self.project_ids = project_ids

    @cached_property
    def shelf(self) -> MonitoringShelf | None:
        """What stands beside many forms, read when it is first asked for: forms that are only looked at need nothing of it."""
        if len(self.project_ids) < MANY:
            return None
        return MonitoringShelf.of(self.tx, self.project_ids, year=self.year, period=self.period)

    def sheets(self, project_ids: Sequence[str], there: Mapping[str, str]) -> list[Sheet]:
        """The sheets of these projects; ``there`` names the filings that some of them have.

        Raises: NotFound.
        """
        wanted = {one: there[one] for one in project_ids if one in there}
        stored = {one.id: one for one in filings.get_many(self.tx, list(wanted.values()))}
        present = {one: there_of(stored, filing_id) for one, filing_id in wanted.items()}
        absent = [one for one in project_ids if one not in there]
        before = self._before(absent)
        made = {one: self._begun(one, before.get(one)) for one in absent}
        if self.shelf is None:
            beside = {one: known_of(self.tx, filing) for one, filing in present.items()}
            beside |= {one: with_particulars(self.tx, filing, before[one]) for one, filing in made.items()}
        else:
            beside = {**self.shelf.known_of(present), **before}
        return [
            Sheet(filing=present.get(one) or made[one], known=beside[one], made=one not in present)
            for one in project_ids
        ]

    def contents(self, project_ids: Sequence[str], there: Mapping[str, str]) -> dict[str, FilingContent]:
        """What the forms of these projects say, or would say if they were begun now; only looked at, not to be written."""
        stored = filings.get_many(self.tx, [there[one] for one in project_ids if one in there])
        found = {one.project_id: one.content for one in stored}
        before = self._before([one for one in project_ids if one not in there])
        found |= {one: self._begun(one, known_).content for one, known_ in before.items()}
        return {one: found[one] for one in project_ids if one in found}

    def _before(self, absent: Sequence[str]) -> dict[str, Known]:
        """What the forms that are still to be begun would begin with."""
        if absent and self.shelf is not None:
            return self.shelf.known(absent)
        return {one: self._known(one) for one in absent}

    def _begun(self, project_id: str, beside: Known | None) -> Filing:
        """The new filing of a project's month, not stored yet."""
        if beside is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        wish = Wish(
            form=Form.PROJECT_MONITORING,
            year=self.year,
            period=self.period,
            template_id=self.template.id,
            project_id=project_id,
        )
        content = begin_monitoring(wish, self.template, beside)
        content = replace(content, rule_pack_id=self.rule_pack_id)
        return Filing(id=new_id(), office_id=beside.office.id, project_id=project_id, content=content)

    def _known(self, project_id: str) -> Known:
        project = projects.get(self.tx, project_id)
        office = offices.get(self.tx, project.office_id) if project is not None else None
        if project is None or office is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        return known(
            self.tx, Form.PROJECT_MONITORING, self.year, project=project, office=office, period=self.period
        )


def there_of(found: Mapping[str, Filing], filing_id: str) -> Filing:
    """The filing of this id among those that were read.

    Raises: NotFound.
    """
    if filing_id not in found:
        raise NotFound("没有这张监控表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return found[filing_id]


def _template_for(year: int) -> FormTemplate:
    """The form on which a project's monitoring of a year is filled."""
    return next(
        template
        for template in templates().values()
        if template.form is Form.PROJECT_MONITORING
        and not template.reading_only
        and template.covers_year(year)
    )
