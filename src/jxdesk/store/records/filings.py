"""Filings in the database, head and lines, as ``domain.records.filings.Filing`` values.

Reading, adding and lines go to the driver, the head of a saved filing through the session; a save writes only the
columns that changed, so the change log says what the person changed and no more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import jxdesk
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing, FilingState, Form, Scorecard
from jxdesk.domain.road.vectors import joined
from jxdesk.store.engine.columns import Values, assign, hundredths, insert, mapping_text, select
from jxdesk.store.engine.database import Transaction
from jxdesk.store.engine.wholes import add_wholes, columns_of
from jxdesk.store.faults import NotFound, Refused, StaleVersion
from jxdesk.store.records.filing_rows import (
    CONTENT,
    HEAD,
    INDICATOR_COLUMNS,
    MONEY_COLUMNS,
    TASK_COLUMNS,
    filing_of,
    head_sheet,
    head_values,
    indicator_line_of,
    indicator_sheet,
    indicator_values,
    money_line_of,
    money_sheet,
    money_values,
    task_line_of,
    task_sheet,
    task_values,
)
from jxdesk.store.records.fiscal_years import refuse_closed
from jxdesk.store.schema import models

# By year and form, the projects by name; of one project the versions of a form as they came, also where it was renamed.
_ORDER = """filing.year, filing.form, filing.period, (SELECT name FROM project WHERE id = filing.project_id),
  filing.project_id, filing.office_id, filing.rowid"""
_SUMMARY = ("computed_hundredths", "computed_grade", "error_count", "warning_count", "advice_count")
_SCORES = ("computed_hundredths", "effective_hundredths")
_PORTION = 500
"""So many filings are laid out at a time: what lies in memory does not grow with their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What lists show of a filing's check without scoring it again; derived, and no part of its version.

    Units: ``computed_total`` and the scores per line in points with at most two decimals.
    """

    computed_total: Decimal | None = None
    grade: str = ""
    error_count: int = 0
    warning_count: int = 0
    advice_count: int = 0
    computed_scores: Mapping[str, Decimal | None] = field(default_factory=dict)
    effective_scores: Mapping[str, Decimal | None] = field(default_factory=dict)

    @classmethod
    def of(cls, scorecard: Scorecard | None, findings: Iterable[Finding]) -> Summary:
        """The summary of a filing that was scored and checked."""
        severities = [finding.severity for finding in findings]
        return cls(
            computed_total=scorecard.computed_total if scorecard else None,
            grade=scorecard.grade if scorecard else "",
            error_count=severities.count(Severity.ERROR),
            warning_count=severities.count(Severity.WARNING),
            advice_count=severities.count(Severity.ADVICE),
            computed_scores={line.line_id: line.computed for line in scorecard.lines} if scorecard else {},
            effective_scores={line.line_id: line.effective for line in scorecard.lines} if scorecard else {},
        )


def add(tx: Transaction, filing: Filing, *, summary: Summary | None = None) -> Filing:
    """Adds a filing; answers it with its first version.

    Raises: Refused for a classified project, and in a closed year.
    """
    return add_many(tx, ((filing, summary),))[0]


def add_many(
    tx: Transaction, filings: Sequence[tuple[Filing, Summary | None]], *, came: bool = False
) -> tuple[Filing, ...]:
    """Adds filings at the driver's speed; those that ``came`` by road keep the vector with which they came.

    Raises: Refused for a classified project, and in a closed year.
    """
    classified = {row[0] for row in tx.query("SELECT id FROM project WHERE is_classified")}
    refuse_closed(tx, {given.content.year for given, _ in filings})
    at, added = tx.now(), []
    for given, _ in filings:
        if given.project_id in classified:
            raise Refused("涉密项目只登记个数，不能填表。", code="JX-CLASSIFIED")
        next_one = replace(given, version=given.version + 1) if came else next_version(tx, given)
        added.append(replace(next_one, filled_with=given.filled_with or jxdesk.__version__))
    for start in range(0, len(added), _PORTION):
        portion = slice(start, start + _PORTION)
        _add_portion(tx, added[portion], [summary for _, summary in filings[portion]], at=at)
    return tuple(added)


def _add_portion(
    tx: Transaction, added: Sequence[Filing], summaries: Sequence[Summary | None], *, at: str
) -> None:
    heads = head_sheet(added, [{"saved_at": at} | _summary_values(summary) for summary in summaries])
    indicators = indicator_sheet(added)
    scores: list[tuple[int | None, int | None]] = []
    for one, summary in zip(added, summaries, strict=True):
        known = summary or Summary()
        scores += [_scores(known, line.id) for line in one.content.indicator_lines]
    scored = replace(indicators, columns={**indicators.columns, **columns_of(_SCORES, scores)})
    add_wholes(tx, heads, money_sheet(added), scored, task_sheet(added))


def save(
    tx: Transaction,
    filing: Filing,
    *,
    expected_version: int,
    summary: Summary | None = None,
    came: bool = False,
) -> Filing:
    """Writes a changed filing and answers it with its next version; one that ``came`` by road keeps its own vector.

    Raises: NotFound; StaleVersion where the stored version is not the one that was read; Refused in a closed year.
    """
    row = tx.session.get(models().FilingRow, filing.id)
    if row is None:
        raise NotFound(
            "没有这张表。", facts=filing.content.title or filing.id, advice="它可能已被删除，请刷新列表。"
        )
    if row.version != expected_version:
        raise StaleVersion(
            "这张表在别处已经改过，这次没有保存。",
            facts=f"{row.project_name}：读到第 {expected_version} 版，现在是第 {row.version} 版",
            advice="请重新打开这张表，再改一次。",
        )
    refuse_closed(tx, {row.year, filing.content.year})
    if came:
        saved = replace(filing, version=row.version + 1)
    else:
        vector = joined(json.loads(row.vector), filing.vector)  # a decision between two states has seen both
        saved = next_version(tx, replace(filing, version=row.version, vector=vector))
    assign(row, head_values(saved) | {"saved_at": tx.now()} | (_summary_values(summary) if summary else {}))
    money = [money_values(filing.id, n, line) for n, line in enumerate(filing.content.money_lines)]
    indicators = [
        indicator_values(filing.id, n, line)
        | (dict(zip(_SCORES, _scores(summary, line.id), strict=True)) if summary else {})
        for n, line in enumerate(filing.content.indicator_lines)
    ]
    _save_lines(tx, "money_line", filing.id, money)
    _save_lines(tx, "indicator_line", filing.id, indicators)
    tasks = [task_values(filing.id, n, line) for n, line in enumerate(filing.content.task_lines)]
    _save_lines(tx, "task_line", filing.id, tasks)
    return saved


def set_summary(tx: Transaction, filing_id: str, summary: Summary) -> None:
    """Stores a fresh check of a filing whose content did not change."""
    set_summaries(tx, {filing_id: summary})


def set_summaries(tx: Transaction, summaries: Mapping[str, Summary]) -> None:
    """Stores fresh checks of many filings; only values that differ are written."""
    heads, lines = [], []
    for filing_id, summary in summaries.items():
        values = tuple(_summary_values(summary).values())
        heads.append((*values, filing_id, *values))
        for line_id in summary.computed_scores:
            scores = _scores(summary, line_id)
            lines.append((*scores, line_id, *scores))
    differs = " OR ".join(f"{name} IS NOT ?" for name in _SUMMARY)
    setting = ", ".join(f"{name} = ?" for name in _SUMMARY)
    tx.executemany(f"UPDATE filing SET {setting} WHERE id = ? AND ({differs})", heads)
    tx.executemany(
        "UPDATE indicator_line SET computed_hundredths = ?, effective_hundredths = ? "
        "WHERE id = ? AND (computed_hundredths IS NOT ? OR effective_hundredths IS NOT ?)",
        lines,
    )


def keep_readings(tx: Transaction, readings: Mapping[str, Mapping[str, Any]]) -> None:
    """Keeps, beside imported filings, what reading said of the paper: its place, its findings, texts without a field."""
    tx.executemany(
        "UPDATE filing SET reading = ? WHERE id = ?",
        [(mapping_text(reading), filing_id) for filing_id, reading in readings.items()],
    )


def reading_of(tx: Transaction, filing_id: str) -> Mapping[str, Any]:
    """What reading said of the paper of an imported filing; empty for one that was filled here."""
    text = tx.value("SELECT reading FROM filing WHERE id = ?", (filing_id,))
    known: dict[str, Any] = json.loads(text) if text else {}
    return known


def get(tx: Transaction, filing_id: str) -> Filing | None:
    """The filing with this id."""
    return next(iter(_load(tx, "WHERE filing.id = ?", (filing_id,))), None)


def get_many(tx: Transaction, filing_ids: Sequence[str]) -> tuple[Filing, ...]:
    """The filings with these ids, in this order; an id without a filing is left out."""
    wanted = "WHERE filing.id IN (SELECT value FROM json_each(?))"
    found = {filing.id: filing for filing in _load(tx, wanted, (json.dumps(list(filing_ids)),))}
    return tuple(found[filing_id] for filing_id in filing_ids if filing_id in found)


def stored(tx: Transaction, filing_ids: Sequence[str]) -> frozenset[str]:
    """Those of these ids under which a filing is stored."""
    wanted = "SELECT id FROM filing WHERE id IN (SELECT value FROM json_each(?))"
    return frozenset(row[0] for row in tx.query(wanted, (json.dumps(list(filing_ids)),)))


def of_project(tx: Transaction, project_id: str, *, form: Form | None = None) -> tuple[Filing, ...]:
    """The filings of a project, oldest year first."""
    return _load(
        tx,
        "WHERE filing.project_id = ?1 AND ?2 IN ('', filing.form)",
        (project_id, form.value if form else ""),
    )


def of_office(tx: Transaction, office_id: str, *, form: Form | None = None) -> tuple[Filing, ...]:
    """The filings of an office as a whole and of its projects, oldest year first."""
    return _load(
        tx, "WHERE filing.office_id = ?1 AND ?2 IN ('', filing.form)", (office_id, form.value if form else "")
    )


def of_year(tx: Transaction, year: int, *, form: Form | None = None) -> tuple[Filing, ...]:
    """The filings of a year."""
    return _load(tx, "WHERE filing.year = ?1 AND ?2 IN ('', filing.form)", (year, form.value if form else ""))


def ids(
    tx: Transaction,
    *,
    year: int | None = None,
    form: Form | None = None,
    office_ids: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """The ids of filings, to be read in portions by ``get_many``; of some offices where they are given."""
    rows = tx.query(
        "SELECT id FROM filing WHERE (?1 IS NULL OR year = ?1) AND ?2 IN ('', form)"
        " AND (?3 IS NULL OR office_id IN (SELECT value FROM json_each(?3))) ORDER BY year, project_name, id",
        (year, form.value if form else "", None if office_ids is None else json.dumps(list(office_ids))),
    )
    return tuple(row[0] for row in rows)


def delete(tx: Transaction, filing_id: str) -> None:
    """Deletes a filing with its lines.

    Raises: Refused for a sealed or approved filing, and in a closed year.
    """
    state, year = tx.row("SELECT state, year FROM filing WHERE id = ?", (filing_id,)) or ("", None)
    refuse_closed(tx, {year})
    if state == FilingState.SEALED.value:
        raise Refused("这张表已经封包报出，不能删除。", advice="需要更正时，请重新填报并再次报送。")
    if state == FilingState.APPROVED.value:
        raise Refused("这张表已经批复，不能删除。", advice="需要更改时，请办调整申请。")
    tx.execute("DELETE FROM filing WHERE id = ?", (filing_id,))


def touch(tx: Transaction, filing_ids: Iterable[str], *, saved_here: bool = True) -> None:
    """Gives filings their next version after their rows were changed from outside, as undo does.

    Without ``saved_here`` their vectors stay: what was taken back had been saved at another office.
    """
    for filing_id in filing_ids:
        row = tx.row("SELECT version, vector FROM filing WHERE id = ?", (filing_id,))
        if row is not None:
            version, vector = _advanced(tx, row[0], json.loads(row[1]))
            vector = vector if saved_here else json.loads(row[1])
            tx.execute(
                "UPDATE filing SET version = ?, vector = ? WHERE id = ?",
                (version, mapping_text(vector), filing_id),
            )


def next_version(tx: Transaction, filing: Filing) -> Filing:
    """The filing with the version that it gets by being written on this desk."""
    version, vector = _advanced(tx, filing.version, filing.vector)
    return replace(filing, version=version, vector=MappingProxyType(vector))


def _advanced(tx: Transaction, version: int, vector: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    place = f"{tx.device}:{tx.epoch}"
    return version + 1, {**vector, place: vector.get(place, 0) + 1}


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[Filing, ...]:
    heads = tx.query(
        select(
            (*HEAD, *CONTENT),
            "filing",
            f"{where} ORDER BY {_ORDER}",
        ),
        params,
    )
    of_these = f"WHERE filing_id IN (SELECT id FROM filing {where}) ORDER BY filing_id, position"
    money, indicators, tasks = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in tx.query(select(("filing_id", *MONEY_COLUMNS), "money_line", of_these), params):
        money[row[0]].append(money_line_of(row[1:]))
    for row in tx.query(select(("filing_id", *INDICATOR_COLUMNS), "indicator_line", of_these), params):
        indicators[row[0]].append(indicator_line_of(row[1:]))
    for row in tx.query(select(("filing_id", *TASK_COLUMNS), "task_line", of_these), params):
        tasks[row[0]].append(task_line_of(row[1:]))
    return tuple(filing_of(row, money[row[0]], indicators[row[0]], tasks[row[0]]) for row in heads)


def _summary_values(summary: Summary | None) -> Values:
    if summary is None:
        return dict.fromkeys(_SUMMARY) | {"computed_grade": ""}
    values = (
        hundredths(summary.computed_total),
        summary.grade,
        summary.error_count,
        summary.warning_count,
        summary.advice_count,
    )
    return dict(zip(_SUMMARY, values, strict=True))


def _scores(summary: Summary, line_id: str) -> tuple[int | None, int | None]:
    computed, effective = summary.computed_scores.get(line_id), summary.effective_scores.get(line_id)
    return hundredths(computed), hundredths(effective)


def _save_lines(tx: Transaction, table: str, filing_id: str, wanted: list[Values]) -> None:
    """Writes of each line the columns that differ; adds the lines that are new and deletes those that are gone."""
    names = [row[1] for row in tx.query(f"PRAGMA table_info({table})")]
    stored = {row[0]: row for row in tx.query(select(names, table, "WHERE filing_id = ?"), (filing_id,))}
    for values in wanted:
        row = stored.pop(values["id"], None)
        if row is None:
            insert(tx, table, [values])
            continue
        present = dict(zip(names, row, strict=True))
        changed = {name: value for name, value in values.items() if present[name] != value}
        if changed:
            setting = ", ".join(f"{name} = ?" for name in changed)
            tx.execute(f"UPDATE {table} SET {setting} WHERE id = ?", (*changed.values(), values["id"]))
    tx.executemany(f"DELETE FROM {table} WHERE id = ?", [(line_id,) for line_id in stored])
