"""Target money grid: the sources of a target's money, with last year's amount beside each and the whole period's where it runs longer."""

from __future__ import annotations

from jxdesk.desktop.wizard.columns import Column, Kind
from jxdesk.desktop.wizard.money_grid import RIGHT, MoneyGrid, MoneyModel, money_columns
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.documents import printed
from jxdesk.domain.records.filings import MoneyKey
from jxdesk.domain.templates.parts import MoneyField
from jxdesk.domain.values.periods import has_mid_term

BEFORE = "before"
_PART_OF_FISCAL = frozenset(
    {MoneyKey.UPPER, MoneyKey.OWN, MoneyKey.GENERAL, MoneyKey.GOVERNMENT_FUNDS, MoneyKey.STATE_CAPITAL}
)


class TargetMoneyModel(MoneyModel):
    """The money rows of a target."""

    def columns_of(self, session: FilingSession) -> tuple[Column, ...]:
        """The columns of the form, and last year's amounts behind this year's."""
        columns = list(money_columns(session))
        before = Column(
            field=BEFORE,
            label=f"上年（{session.content.money_unit.value}）",
            kind=Kind.FIXED,
            width=110,
            stretch=1,
            align=RIGHT,
            hint="上年目标里的金额；没有目标的是上年自评里的年初预算",
        )
        behind = next(
            (n for n, column in enumerate(columns) if column.field == MoneyField.ORIGINAL_BUDGET.value), 0
        )
        return (*columns[: behind + 1], before, *columns[behind + 1 :])

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows; the parts of 财政拨款 stand below it, a step to the right."""
        money = self.rows()[row]
        if column.field == BEFORE:
            return self._before(money.key)
        shown = super().shown_text(row, column)
        return f"　　{shown}" if column.field == "label" and money.key in _PART_OF_FISCAL else shown

    def _before(self, key: MoneyKey) -> str:
        known = self.session.known
        filing = known.last_year or known.last_result
        content = filing.content if filing is not None else None
        line = next((one for one in content.money_lines if one.key is key), None) if content else None
        if line is None:
            return ""
        # Last year's form may have been in another unit; the amount is shown in this one's.
        unit = self.session.content.money_unit
        return printed.money(line.original_budget_fen, line.original_budget_text, unit).text


class TargetMoneyGrid(MoneyGrid):
    """The grid of a target's money."""

    def make_model(self, session: FilingSession) -> TargetMoneyModel:
        """The table behind the grid."""
        return TargetMoneyModel(session)

    def fit_columns(self) -> None:
        """Shows the whole period's amounts only where the project runs several years."""
        session = self.model_.session
        for field, is_shown in (
            (MoneyField.MID_TERM.value, has_mid_term(session.content)),
            (BEFORE, bool(session.known.last_year or session.known.last_result)),
        ):
            number = self.model_.column_of(field)
            if number >= 0:
                self.setColumnHidden(number, not is_shown)
        super().fit_columns()
