"""Deadlines: what is due in a year and what is not sent, moving a date, and the reminder to copy the data to a stick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.year.deadlines import Due, Moved, dues, to_collect, worth_showing
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.safety.drives import DriveKind, drive_kind
from jxdesk.store.shipped.deadlines import timetable, work_calendar
from jxdesk.store.views import deadlines

__all__ = ["Due", "Moved"]

AHEAD_DAYS = 120
MOST = 4
NEVER = 0
"""An interval of the stick reminder: it does not come."""
_LONGEST_BASIS = 60
_EARLIEST, _LATEST = -2, 3


class BadDate(JxError):  # noqa: N818 - names what is wrong with what was typed
    """A deadline cannot be moved to this date."""

    code = "JX-DEADLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class StickReminder:
    """How long no copy was made to a stick; ``last`` is None where none ever was, then ``since`` is the beginning.

    Units: ``days`` since then; ``every_days`` the interval, 0 where nobody wants to be reminded; ``usual_days`` the one
    of the timetable, among the ``offered_days``.
    """

    last: dt.date | None
    since: dt.date
    days: int
    every_days: int
    usual_days: int
    offered_days: tuple[int, ...]
    snoozed_until: dt.date | None
    is_due: bool


def of_year(workspace: Workspace, year: int, *, scope: str = "") -> tuple[Due, ...]:
    """All deadlines of a fiscal year as they stand today; what is not sent is counted in a scope."""

    def job(tx: Transaction) -> tuple[Due, ...]:
        return _dues(
            tx,
            year,
            sent={
                (one.form, one.period): deadlines.unsent(tx, year, one.form, one.period, scope=scope)
                for one in timetable().deadlines
                if one.after is None
            },
        )

    return workspace.read(job)


def shown(workspace: Workspace, year: int, *, scope: str = "") -> tuple[Due, ...]:
    """The deadlines that the first page shows."""
    return worth_showing(of_year(workspace, year, scope=scope), ahead_days=AHEAD_DAYS, most=MOST)


def tasks_to_collect(workspace: Workspace) -> tuple[Task, ...]:
    """The tasks that are to be collected from the offices below now, the most pressing first, by the deadlines of all years."""

    def job(tx: Transaction) -> tuple[Task, ...]:
        this_year = tx.today().year
        found = [
            due
            for year in range(this_year + _EARLIEST, this_year + _LATEST + 1)
            for due in _dues(tx, year, sent={})
        ]
        return tuple(
            Task(form=due.deadline.form, year=due.fiscal_year, period=due.deadline.period)
            for due in to_collect(found, timetable().collecting)
        )

    return workspace.read(job)


def _dues(
    tx: Transaction, year: int, *, sent: Mapping[tuple[Form, int | None], tuple[int, int]]
) -> tuple[Due, ...]:
    return dues(
        timetable(),
        year,
        tx.today(),
        calendar=work_calendar(),
        begins=deadlines.begins(tx, year),
        moved=deadlines.moved(tx, year),
        sent=sent,
    )


def move(workspace: Workspace, year: int, key: str, on: dt.date | None, *, basis: str = "") -> None:
    """Moves a deadline of a year, by the notice named in ``basis``; None lets it go by the timetable again.

    Raises: BadDate.
    """
    known = {one.key: one for one in timetable().deadlines}
    if key not in known:
        raise BadDate("没有这个期限。", facts=key, advice="请刷新页面再试。")
    if on is not None and not year + _EARLIEST <= on.year <= year + _LATEST:
        raise BadDate(
            "日期离这个年度太远，没有改。",
            facts=f"{known[key].name}：{on.year}年{on.month}月{on.day}日，年度 {year}",
            advice="请核对年份。",
        )
    change = None if on is None else Moved(on=on, basis=basis.strip()[:_LONGEST_BASIS])
    workspace.transact(lambda tx: deadlines.move(tx, year, key, change), errand="deadline_move")


def stick_reminder(workspace: Workspace) -> StickReminder:
    """Whether it is time to copy the data to a stick, and since when none was."""
    second = workspace.folder.second_place()
    by_itself = second is not None and second.exists() and drive_kind(second) is DriveKind.REMOVABLE
    newest = workspace.opened.backups.newest() if by_itself else None

    def job(tx: Transaction) -> StickReminder:
        today, rule = tx.today(), timetable().stick
        moments = [settings.get(tx, settings.STICK_COPY)]
        if newest is not None and second is not None and (second / "backups" / newest.name).exists():
            moments.append(newest.contents.at)
        last = max((_day(one) for one in moments if one), default=None)
        first = tx.value("SELECT at FROM change_log ORDER BY n LIMIT 1")
        since = last or (_day(first) if first else today)
        every = int(settings.get(tx, settings.STICK_EVERY, str(rule.every_days)))
        put_off = settings.get(tx, settings.STICK_SNOOZED)
        snoozed = dt.date.fromisoformat(put_off) if put_off else None
        days = (today - since).days
        waits = snoozed is not None and today < snoozed
        return StickReminder(
            last=last,
            since=since,
            days=days,
            every_days=every,
            usual_days=rule.every_days,
            offered_days=tuple(sorted({rule.every_days, *rule.offered_days, *({every} - {NEVER})})),
            snoozed_until=snoozed if waits else None,
            is_due=every != NEVER and days >= every and not waits,
        )

    return workspace.read(job)


def snooze(workspace: Workspace) -> dt.date:
    """Puts the reminder off; answers the day on which it comes again."""

    def job(tx: Transaction) -> dt.date:
        until = tx.today() + dt.timedelta(days=timetable().stick.snooze_days)
        settings.put(tx, settings.STICK_SNOOZED, until.isoformat())
        return until

    return workspace.transact(job, errand="stick_snooze")


def remind_every(workspace: Workspace, days: int) -> None:
    """Chooses after how many days without a copy the reminder comes; ``NEVER`` turns it off."""
    if days < 0:
        raise ValueError(f"{days} days")
    workspace.transact(lambda tx: settings.put(tx, settings.STICK_EVERY, str(days)), errand="stick_every")


def _day(text: str) -> dt.date:
    return dt.datetime.fromisoformat(text).date()
