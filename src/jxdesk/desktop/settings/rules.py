"""规则与表样: the versions in force with the documents they stand on, and what is this program's own proposal."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, Row, across, label, pill, scrolled
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.filings import Form
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.store.shipped.forms import rule_packs, templates

FORMS = {
    Form.PROJECT_TARGET: "项目目标表",
    Form.DEPARTMENT_TARGET: "部门目标表",
    Form.PROJECT_MONITORING: "项目监控表",
    Form.DEPARTMENT_MONITORING: "部门监控表",
    Form.PROJECT_SELF_EVALUATION: "项目自评表",
    Form.DEPARTMENT_SELF_EVALUATION: "部门整体自评表",
    Form.TRANSFER_SELF_EVALUATION: "转移支付自评表",
}


class RulesSection(Section):
    """Rule packs and form templates."""

    TITLE = "规则与表样"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        body = QWidget()
        self.rows = QVBoxLayout(body)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(12)
        self.box.addWidget(scrolled(body, name="rules_scroll"), 1)

    def load(self) -> None:
        """Shows what the program ships; it was read when the workspace was opened."""
        if self.rows.count():
            return
        for pack in rule_packs().values():
            self.rows.addWidget(_pack_card(pack))
        card = Card("表样", name="template_card", spacing=0)
        ordered = sorted(
            templates().values(), key=lambda one: (one.reading_only, one.region != "53", one.region, one.id)
        )
        for template in ordered:
            card.body.addWidget(_template_row(template))
        self.rows.addWidget(card)
        self.rows.addStretch(1)


def _pack_card(pack: RulePack) -> Card:
    card = Card(f"{pack.name}　{pack.version} 版", name="rule_pack_card")
    years = f"{pack.first_year} 年起" + (f"，到 {pack.last_year} 年" if pack.last_year else "，现行")
    card.body.addWidget(label(f"编号 {pack.id}　适用 {years}", role="second"))
    for source in pack.sources:
        card.body.addWidget(label(f"· {source.document}：{source.covers}", wrap=True))
    own = [
        basis.source
        for basis in (
            pack.grades_basis,
            pack.qualitative_basis,
            pack.execution.basis,
            pack.over_fulfilment.basis,
            pack.negative_basis,
            pack.gate_basis,
            pack.satisfaction_basis,
            pack.monitoring.lights.basis,
            pack.monitoring.deviation.basis,
            pack.monitoring.steady.basis,
            *_reviewing_bases(pack),
        )
        if basis.own_choice
    ]
    if own:
        card.body.addWidget(
            label("文件里没有写死、由本程序建议的（可由上级下发的规则包改）：", role="second", wrap=True)
        )
        for text in own:
            card.body.addWidget(label(f"· {text}", role="second", wrap=True))
    return card


def _reviewing_bases(pack: RulePack) -> tuple[Basis, ...]:
    """Where the rules of reviewing come from."""
    book = pack.reviewing
    if book is None:
        return ()
    scored = [sheet.basis for sheet in book.sheets if sheet.is_scored]
    return (*(way.basis for way in book.open_ways), book.priority.basis, *scored)


def _template_row(template: FormTemplate) -> QWidget:
    usable = not template.reading_only
    state = pill("可填可打", Tone.OK) if usable else pill("只读入", Tone.PLAIN)
    years = f"{template.first_year}—{template.last_year or '现在'}"
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    line = across(
        state,
        label(template.name, role="strong"),
        label(
            f"{FORMS[template.form]}　{template.money_unit.value}　{years}　{template.version} 版",
            role="second",
        ),
        None,
        spacing=10,
    )
    source = label(template.source, role="hint", wrap=True)
    holder = QWidget()
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(2)
    inner.addLayout(line)
    inner.addWidget(source)
    box.addWidget(Row(holder, stretch=0))
    return made
