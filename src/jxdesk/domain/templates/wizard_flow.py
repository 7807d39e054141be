"""The flow of the filling wizard: which pages a form needs, what is asked where, what comes next, how much is filled.

One frame serves every form of the year: targets begin with who and when, forms of an office as a whole have a page of
tasks, and what a form does not print is not asked.

Plain values read from the form's template, so that the way through is tested without a window; the desktop maps a
page's name to a widget.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import (
    MONITORINGS,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import IndicatorField, MoneyField, TaskField

MONEY_FIELDS = ("original_budget", "revised_budget", "executed", "mid_term", "forecast")
_ABOUT_THE_PROJECT = frozenset(
    {
        "project_attribute",
        "project_period",
        "project_content",
        "project_basis",
        "project_leader",
        "phone",
    }
)
HEADER_FIELDS = ("office_name", "project_name", "project_code", "department", "implementing_unit")


class WizardPage(StrEnum):
    """The pages of the wizard, in their order; a form has those that it needs."""

    BASICS = "basics"
    MONEY = "money"
    GOALS = "goals"
    TASKS = "tasks"
    INDICATORS = "indicators"
    PROBLEMS = "problems"
    OUTPUT = "output"


TITLES = {
    WizardPage.BASICS: "基本信息",
    WizardPage.MONEY: "资金",
    WizardPage.GOALS: "总体目标",
    WizardPage.TASKS: "重点任务",
    WizardPage.INDICATORS: "绩效指标",
    WizardPage.PROBLEMS: "核对问题",
    WizardPage.OUTPUT: "表样、打印与导出",
}
_OWN_TITLES = {
    (Form.PROJECT_TARGET, WizardPage.MONEY): "资金安排",
    (Form.DEPARTMENT_TARGET, WizardPage.GOALS): "职责与目标",
    (Form.DEPARTMENT_SELF_EVALUATION, WizardPage.GOALS): "职责与目标",
}


def page_title(page: WizardPage, form: Form) -> str:
    """What a page is called on a form."""
    if form in MONITORINGS and page is WizardPage.MONEY:
        return "资金执行"
    if form in MONITORINGS and page is WizardPage.INDICATORS:
        return "指标进度"
    return _OWN_TITLES.get((form, page), TITLES[page])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One cell or field of the wizard: what a problem, a preview or the last session points to."""

    page: WizardPage
    line_id: str = ""
    field: str = ""

    def to_text(self) -> str:
        """The place as one short text, for keeping it until the next start."""
        return "|".join((self.page.value, self.line_id, self.field))

    @classmethod
    def from_text(cls, text: str) -> Place | None:
        """The place that was kept; None when the text is none."""
        parts = text.split("|")
        if len(parts) != 3 or parts[0] not in {page.value for page in WizardPage}:
            return None
        return cls(page=WizardPage(parts[0]), line_id=parts[1], field=parts[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """How many of the asked-for fields hold something, and the first one that does not."""

    done: int
    total: int
    next_empty: Place | None


class StepState(StrEnum):
    """How a step of the wizard stands."""

    OPEN = "open"
    DONE = "done"
    WRONG = "wrong"


def pages(template: FormTemplate) -> tuple[WizardPage, ...]:
    """The pages that this form needs; one without money, narrative or tasks skips that page."""
    skipped = set()
    if not has_basics(template):
        skipped.add(WizardPage.BASICS)
    if template.money is None and (has_basics(template) or not header_fields(template)):
        skipped.add(WizardPage.MONEY)
    if not goal_answers(template):
        skipped.add(WizardPage.GOALS)
    if template.tasks is None:
        skipped.add(WizardPage.TASKS)
    return tuple(page for page in WizardPage if page not in skipped)


def has_basics(template: FormTemplate) -> bool:
    """Whether the head of the form has a page of its own: a project's target says much about the project itself."""
    return template.form is Form.PROJECT_TARGET and bool(header_fields(template))


def head_page(template: FormTemplate) -> WizardPage:
    """The page on which the head of the form is typed."""
    return WizardPage.BASICS if has_basics(template) else WizardPage.MONEY


def page_after(template: FormTemplate, page: WizardPage) -> WizardPage | None:
    """The page behind this one; None at the end."""
    way = pages(template)
    following = [other for other in way if list(WizardPage).index(other) > list(WizardPage).index(page)]
    return following[0] if following else None


def page_before(template: FormTemplate, page: WizardPage) -> WizardPage | None:
    """The page before this one; None at the beginning."""
    before = [
        other for other in pages(template) if list(WizardPage).index(other) < list(WizardPage).index(page)
    ]
    return before[-1] if before else None


def header_fields(template: FormTemplate) -> tuple[str, ...]:
    """The fields above the money block that are asked for on the first page, in the order of the form."""
    found: list[str] = []
    for row in (*template.caption, *template.header):
        found += [cell.field for cell in row.cells if cell.field and cell.field not in found]
    asked = set(HEADER_FIELDS) | {answer.name for answer in template.answers}
    return tuple(name for name in found if name in asked)


def signature_answers(template: FormTemplate) -> tuple[str, ...]:
    """The blanks of the signature line that are filled on the last page."""
    names = {signature.field for signature in template.signatures if signature.field}
    return tuple(answer.name for answer in template.answers if answer.name in names)


def basic_answers(template: FormTemplate) -> tuple[str, ...]:
    """What a target says of its project beyond the head that it prints: why it exists, what it does, who leads it."""
    if not has_basics(template):
        return ()
    elsewhere = {*header_fields(template), *signature_answers(template)}
    asked = [answer.name for answer in template.answers if answer.name not in elsewhere]
    return tuple(name for name in asked if name in _ABOUT_THE_PROJECT)


def goal_answers(template: FormTemplate) -> tuple[str, ...]:
    """The narrative fields of the page of goals: everything asked for that no other page has."""
    elsewhere = {*header_fields(template), *signature_answers(template), *basic_answers(template)}
    return tuple(answer.name for answer in template.answers if answer.name not in elsewhere)


def page_of_field(template: FormTemplate, field: str) -> WizardPage:
    """The page on which a field of the filing itself is typed."""
    if field in goal_answers(template):
        return WizardPage.GOALS
    if field in (*signature_answers(template), "attachments"):
        return WizardPage.OUTPUT
    if field in {"weights_total", "total", "grade", "printed_total", "printed_grade", "indicator_lines"}:
        return WizardPage.INDICATORS
    if field == "task_lines" and template.tasks is not None:
        return WizardPage.TASKS
    if field in MONEY_FIELDS and template.money is not None:
        return WizardPage.MONEY
    return head_page(template)


def place_of(finding: Finding, content: FilingContent, template: FormTemplate) -> Place:
    """Where a problem is mended."""
    return place_of_field(finding.line_id, finding.field, content, template)


def place_of_field(line_id: str, field: str, content: FilingContent, template: FormTemplate) -> Place:
    """Where a field of a line, or of the filing itself where there is no line, is typed."""
    if any(line.id == line_id for line in content.money_lines):
        return Place(page=WizardPage.MONEY, line_id=line_id, field=field)
    if any(line.id == line_id for line in content.indicator_lines):
        return Place(page=WizardPage.INDICATORS, line_id=line_id, field=field)
    if any(line.id == line_id for line in content.task_lines):
        return Place(page=WizardPage.TASKS, line_id=line_id, field=field)
    if field in MONEY_FIELDS and content.total_line is not None:
        return Place(page=WizardPage.MONEY, line_id=content.total_line.id, field=field)
    return Place(page=page_of_field(template, field), field=field)


def asked_places(content: FilingContent, template: FormTemplate) -> Iterator[tuple[Place, bool]]:
    """Every field that must be filled, in the order of the form, and whether it is."""
    required = {
        cell.field for row in (*template.caption, *template.header) for cell in row.cells if cell.required
    }
    for name in header_fields(template):
        answer = template.answer(name)
        if name in required or (answer is not None and answer.required):
            value = content.answers.get(name, "") if answer is not None else str(getattr(content, name))
            yield Place(page=head_page(template), field=name), bool(value.strip())
    yield from _asked_money(content, template)
    for name in goal_answers(template):
        answer = template.answer(name)
        if answer is not None and answer.required:
            yield Place(page=WizardPage.GOALS, field=name), bool(content.answers.get(name, "").strip())
    yield from _asked_tasks(content, template)
    for line in content.indicator_lines:
        for field in asked_of_line(line, template):
            yield (
                Place(page=WizardPage.INDICATORS, line_id=line.id, field=field.value),
                is_filled(line, field),
            )


def _asked_money(content: FilingContent, template: FormTemplate) -> Iterator[tuple[Place, bool]]:
    total = content.total_line
    if template.money is None or total is None:
        return
    for column in template.money.columns:
        if column.required and column.field.value in MONEY_FIELDS:
            yield (
                Place(page=WizardPage.MONEY, line_id=total.id, field=column.field.value),
                amount_of(total, column.field.value) is not None,
            )


def _asked_tasks(content: FilingContent, template: FormTemplate) -> Iterator[tuple[Place, bool]]:
    if template.tasks is None:
        return
    for line in content.task_lines:
        for column in template.tasks.columns:
            if column.required:
                place = Place(page=WizardPage.TASKS, line_id=line.id, field=column.field.value)
                yield place, task_is_filled(line, column.field)


def task_is_filled(line: TaskLine, field: TaskField) -> bool:
    """Whether a column of a task holds something; the rate is computed, and always there."""
    match field:
        case TaskField.PROJECTS:
            return bool(line.project_names.strip() or line.project_ids)
        case TaskField.BUDGET | TaskField.FISCAL | TaskField.OTHER | TaskField.EXECUTED:
            return getattr(line, f"{field.value}_fen") is not None
        case TaskField.RATE:
            return True
        case _:
            return bool(str(getattr(line, field.value)).strip())


def asked_of_line(line: IndicatorLine, template: FormTemplate) -> tuple[IndicatorField, ...]:
    """The columns that must be filled in one line; a part (其中…) carries no points, an unused line nothing."""
    if line.not_applicable:
        return ()
    free = {IndicatorField.WEIGHT, IndicatorField.LEVEL1, IndicatorField.LEVEL2} if line.is_part else set()
    return tuple(
        column.field for column in template.indicators.columns if column.required and column.field not in free
    )


def is_filled(line: IndicatorLine, field: IndicatorField) -> bool:
    """Whether a column of a line holds something."""
    match field:
        case IndicatorField.TARGET | IndicatorField.TARGET_TEXT:
            return bool(line.target_text.strip()) or line.target is not None
        case IndicatorField.ACTUAL:
            return bool(line.actual_text.strip()) or line.actual is not None
        case IndicatorField.WEIGHT:
            return line.weight is not None
        case IndicatorField.MID_TERM:
            return bool(line.mid_term_text.strip())
        case IndicatorField.FORECAST:
            return bool(line.forecast_text.strip()) or line.forecast is not None
        case _:
            return bool(str(getattr(line, field.value, "")).strip())


def amount_of(line: MoneyLine, field: str) -> int | None:
    """The amount in a money column.

    Units: 分.
    """
    match field:
        case "original_budget":
            return line.original_budget_fen
        case "revised_budget":
            return line.revised_budget_fen
        case "executed":
            return line.executed_fen
        case "mid_term":
            return line.mid_term_fen
        case "forecast":
            return line.forecast_fen
        case _:
            return None


def filled(content: FilingContent, template: FormTemplate) -> Filled:
    """How far the filing is filled."""
    places = tuple(asked_places(content, template))
    empty = next((place for place, done in places if not done), None)
    return Filled(done=sum(done for _, done in places), total=len(places), next_empty=empty)


def step_states(
    content: FilingContent, template: FormTemplate, findings: Iterable[Finding]
) -> dict[WizardPage, StepState]:
    """How every step stands: wrong with an error on it, done when all that is asked for is there, else open."""
    findings = tuple(findings)
    wrong = {
        place_of(finding, content, template).page
        for finding in findings
        if finding.severity is Severity.ERROR
    }
    lacking = {place.page for place, done in asked_places(content, template) if not done}
    states = {}
    for page in pages(template):
        if page in wrong:
            states[page] = StepState.WRONG
        elif page in (WizardPage.PROBLEMS, WizardPage.OUTPUT):
            states[page] = StepState.OPEN
        else:
            states[page] = StepState.OPEN if page in lacking else StepState.DONE
    if not content.indicator_lines:
        states[WizardPage.INDICATORS] = StepState.OPEN
    if not wrong and not lacking and content.indicator_lines:
        states[WizardPage.PROBLEMS] = StepState.DONE
    return states


def money_row_is_dashed(template: FormTemplate, key: MoneyKey, field: MoneyField) -> bool:
    """Whether a money cell does not apply to its row and prints ``—``."""
    if template.money is None:
        return False
    return any(row.key is key and field in row.dashes for row in template.money.rows)
