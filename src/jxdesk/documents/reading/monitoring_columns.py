"""Monitoring columns: forecast, ticked causes, likelihood and remark of a monitoring form's rows, and its cut-off month."""

from __future__ import annotations

import re
from dataclasses import replace

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.sheets import Grid
from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX, cause_of
from jxdesk.domain.filling.typed_cells import YES_WORDS
from jxdesk.domain.records.filings import DeviationCause, IndicatorLine, Likelihood
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import read_actual, read_target

CAUSE_ROLES = tuple(f"{CAUSE_PREFIX}{cause.value}" for cause in DeviationCause)
LIKELY_ROLES = {
    "likely_certain": Likelihood.CERTAIN,
    "likely_possible": Likelihood.POSSIBLE,
    "likely_impossible": Likelihood.IMPOSSIBLE,
}
CAUSE_LABELS = {
    DeviationCause.FUNDING: "经费保障",
    DeviationCause.RULES: "制度保障",
    DeviationCause.STAFF: "人员保障",
    DeviationCause.HARDWARE: "硬件条件保障",
    DeviationCause.OTHER: "其他",
}
_LONGEST_PERIOD = 10
"""A caption of so many characters says the period and nothing else."""
_TICKS = YES_WORDS | {"✔", "☑", "y", "Y", "有"}
_UP_TO = re.compile(r"1月?\s*[-~—–至到]+\s*(1[0-2]|[1-9])\s*月")


def is_monitoring(head: TableHead) -> bool:
    """Whether the head is that of a monitoring form: what is done so far beside what will be by the end of the year."""
    return "forecast" in head.columns and "actual" in head.columns and "score" not in head.columns


def with_monitoring(grid: Grid, head: TableHead, row: int, line: IndicatorLine) -> IndicatorLine:
    """The line with what only a monitoring form says of it; words in a cause column are a tick and part of the reason."""
    forecast_text = head.text(grid, row, "forecast")
    target = read_target(line.target_text, unit=line.unit, name=line.name)
    causes, words = _causes(grid, head, row)
    reasons = [line.deviation_reason, *words]
    return replace(
        line,
        forecast_text=forecast_text,
        forecast=read_actual(forecast_text, name=line.name, target=target).number,
        causes=causes,
        deviation_reason="\n".join(reason for reason in reasons if reason),
        likelihood=_likelihood(grid, head, row),
        remark=head.text(grid, row, "remark"),
    )


def taken_roles(grid: Grid, head: TableHead, row: int) -> tuple[str, ...]:
    """The columns of a row that became part of its line; a likelihood that cannot be told stays left over."""
    roles = ("forecast", "remark", *CAUSE_ROLES)
    texts = [head.text(grid, row, role) for role in ("likelihood", *LIKELY_ROLES)]
    is_known = all(map(says_nothing, texts)) or _likelihood(grid, head, row) is not Likelihood.UNSAID
    return (*roles, "likelihood", *LIKELY_ROLES) if is_known else roles


def read_period(area: FormArea) -> int | None:
    """The cut-off month that captions and headings name (1—7月执行数); None where none does."""
    found = None
    for row in range(area.top, (area.heads[-1].bottom if area.heads else area.bottom) + 1):
        for cell in area.grid.own_row(row):
            named = _UP_TO.search(re.sub(r"\s+", "", fold(cell.text)))
            if named is None:
                continue
            found = found or int(named[1])
            if row <= area.last_caption_row and len(cell.text.strip()) <= _LONGEST_PERIOD:
                area.take(cell)
    return found


def _causes(grid: Grid, head: TableHead, row: int) -> tuple[tuple[DeviationCause, ...], list[str]]:
    causes, words = [], []
    for role in CAUSE_ROLES:
        text = head.text(grid, row, role)
        if says_nothing(text):
            continue
        cause = cause_of(role)
        causes.append(cause)
        if fold(text).strip() not in _TICKS:
            words.append(f"{CAUSE_LABELS[cause]}：{text}")
    return tuple(causes), words


def _likelihood(grid: Grid, head: TableHead, row: int) -> Likelihood:
    text = re.sub(r"\s+", "", fold(head.text(grid, row, "likelihood")))
    if text:
        return next((one for one in Likelihood if one.value == text), Likelihood.UNSAID)
    ticked = [one for role, one in LIKELY_ROLES.items() if not says_nothing(head.text(grid, row, role))]
    return ticked[0] if len(ticked) == 1 else Likelihood.UNSAID
