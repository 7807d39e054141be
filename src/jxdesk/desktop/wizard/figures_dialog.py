"""Figures dialog: the base figures of an office, the common indicators that they give at once, and putting those into their lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from jxdesk.desktop.furniture import Card, across, button, clear, down, label, scrolled
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.look import mark, wizard_style
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.departments.figures import (
    FIGURES,
    FORMULAS,
    Figure,
    FigureKind,
    Rate,
    derived_text,
    figure_text,
    rate_of,
    read_figure,
)
from jxdesk.domain.departments.scoring import figure_changes
from jxdesk.domain.filling.editing import Edit, EditKind

SIZE = (940, 600)


class FiguresDialog(QDialog):
    """Typed figures at the left, what they give at the right."""

    def __init__(self, session: FilingSession, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("figures_dialog")
        self.setWindowTitle("基础数据和共性指标")
        self.setStyleSheet(wizard_style())
        self.resize(*SIZE)
        self.fields: dict[str, LineField] = {}
        figures = Card("基础数据", name="figures_card", spacing=6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for row, figure in enumerate(FIGURES):
            title = label(figure.label, role="second")
            title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(title, row, 0)
            grid.addWidget(self._field(figure), row, 1)
            grid.addWidget(label(self._unit(figure), role="hint"), row, 2)
        holder = QWidget()
        holder.setLayout(grid)
        figures.body.addWidget(scrolled(holder, name="figures_area"), 1)
        rates = Card("按公式算出", name="rates_card", spacing=6)
        self.rate_rows = QGridLayout()
        self.rate_rows.setHorizontalSpacing(10)
        self.rate_rows.setVerticalSpacing(6)
        self.rate_rows.setColumnStretch(1, 1)
        inside = QWidget()
        inside.setLayout(down(self.rate_rows, None))
        rates.body.addWidget(scrolled(inside, name="rates_area"), 1)
        self.fill_button = button(
            "填进指标", self._on_fill, kind="primary", icon="check", name="figures_fill"
        )
        self.fill_button.setEnabled(session.editable)
        row_of_cards = across(figures, rates, spacing=12)
        row_of_cards.setStretch(0, 1)
        row_of_cards.setStretch(1, 1)
        words = "公式按财预〔2013〕53号；质量达标率等以计划工作数为分母，分母为 0 的不适用。没有填的预算数从资金页取。"
        self.told = label("", role="second", name="figures_told")
        self.setLayout(
            down(
                label(words, role="second", wrap=True),
                row_of_cards,
                across(self.told, None, button("关闭", self.accept, name="figures_close"), self.fill_button),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        self._show_rates()

    def _unit(self, figure: Figure) -> str:
        is_money = figure.kind is FigureKind.MONEY
        return self.session.content.money_unit.value if is_money else figure.kind.value

    def _field(self, figure: Figure) -> LineField:
        content = self.session.content
        made = LineField(name=figure.answer, hint=derived_text(content, figure.key), width=150)
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setAccessibleName(figure.label)
        made.show_text(figure_text(content, figure.key))
        made.setReadOnly(not self.session.editable)
        made.committed.connect(lambda text, one=figure: self._commit(one, text))
        self.fields[figure.key] = made
        return made

    def _commit(self, figure: Figure, text: str) -> None:
        kept = read_figure(figure.key, text, self.session.content.money_unit)
        mark(self.fields[figure.key], bad=kept is None)
        if kept is None:
            self.told.setText(f"“{text}”读不成{figure.label}，请只填数字。")
            return
        self.told.setText("")
        edit = Edit(kind=EditKind.ANSWER, field=figure.answer, text=kept)
        self.session.commit((edit,), label=figure.label)
        self.fields[figure.key].show_text(kept)
        self._show_rates()

    def _show_rates(self) -> None:
        clear(self.rate_rows)
        for row, formula in enumerate(FORMULAS):
            rate = rate_of(formula, self.session.content)
            name = label(formula.name)
            name.setToolTip(formula.words)
            self.rate_rows.addWidget(name, row, 0)
            value = label(
                _words(rate), role="second" if not rate.text else "strong", name=f"rate_{formula.name}"
            )
            value.setToolTip(formula.words)
            value.setWordWrap(True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.rate_rows.addWidget(value, row, 1)

    def _on_fill(self) -> None:
        for field in self.fields.values():
            field.commit()
        changes = figure_changes(self.session.content)
        if changes:
            self.session.commit(changes, label="按基础数据填指标")
        self.told.setText(
            f"填进了 {len(changes)} 处。" if changes else "没有可填的：表上没有这些指标，或已经一致。"
        )


def _words(rate: Rate) -> str:
    if rate.inapplicable:
        return "不适用（分母为 0）"
    return rate.text or f"还缺{'、'.join(rate.missing)}"
