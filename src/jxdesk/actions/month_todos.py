"""Month todos: what 今天要做 says about the newest month of monitoring; the first page asks when the models are there."""

from __future__ import annotations

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.monitoring.rows import MonitoringTodo, todos_of
from jxdesk.domain.records.offices import covers
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import monitoring


def month_todos(workspace: Workspace, year: int, *, scope: str = "") -> tuple[MonitoringTodo, ...]:
    """What is to be done about the newest month of a year that has figures, in a scope; nothing where none has."""

    def job(tx: Transaction) -> tuple[MonitoringTodo, ...]:
        months = monitoring.months(tx, year)
        if not months:
            return ()
        rules, period = monitoring.rules_of(tx), months[-1]
        rows = monitoring.rows_of(tx, year, period, rules=rules)
        theirs = [row for row in rows if not scope or covers(scope, row.office_path)]
        return todos_of(theirs, period=period, rules=rules)

    return workspace.read(job)
