"""The dialog after 核对数据包: whether the sums taken anew are the same, and each cell and package that is not, by name."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog
from jxdesk.desktop.furniture import Bar, across, button, down, label
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.rollup.figures import Basis
from jxdesk.domain.rollup.proof import Proof
from jxdesk.domain.values.money import exact_text
from jxdesk.exchange.fingerprint import fingerprint

HEADINGS = ("表", "单位", "哪一格", "本机", "数据包里", "数据包")
WIDTHS = (0, 11, 12, 9, 9, 9)


class ProofDialog(FittedDialog):
    """Shows a proof; its list is saved like any other."""

    def __init__(self, context: Context, basis: Basis, found: Proof, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.context = context
        self.found = found
        self.setObjectName("proof_dialog")
        self.setWindowTitle("核对数据包")
        self.setMinimumWidth(860)
        self.bar = Bar(Tone.OK if found.is_equal else Tone.ERROR, name="proof_bar")
        self.bar.say(Tone.OK if found.is_equal else Tone.ERROR, f"{found.words}。")
        self.model = RowsModel(HEADINGS)
        self.table = ListTable(self.model, WIDTHS, name="proof_table", meaning="和数据包不同的地方")
        self.table.setItemDelegate(PillPainter(self.table, pills=-1, tone_of=lambda _: Tone.PLAIN))
        self.table.setMinimumHeight(240)
        self.model.show_rows(_rows(found))
        self.saving = ListSaving(
            context,
            self,
            self.model,
            title=f"{basis.year}年{basis.form_words}和数据包不同的地方",
            name="proof_save",
            caption=lambda: f"{basis.filter_words}　{found.words}",
        )
        is_shown = bool(self.model.rows)
        self.table.setHidden(not is_shown)
        self.saving.button.setHidden(not is_shown)
        close = button("知道了", self.accept, kind="primary", name="proof_close")
        close.setDefault(True)
        self.setLayout(
            down(
                self.bar,
                label(_sums(found), role="second", wrap=True, name="proof_sums"),
                self.table,
                across(self.saving.button, None, close),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )


def _sums(found: Proof) -> str:
    if not found.proven:
        return "只有收到过数据包的表才能这样核对；本机填的表就在本机。"
    here, anew = found.here, found.anew
    yuan = MoneyUnit.YUAN  # to the last 分, or a difference of one would not be seen
    return (
        f"执行数：本机 {exact_text(here.executed_fen, yuan)}，重新加 {exact_text(anew.executed_fen, yuan)} 元；"
        f"对应的预算数：本机 {exact_text(here.base_fen, yuan)}，重新加 {exact_text(anew.base_fen, yuan)} 元；"
        f"指标得分：本机 {here.reached_hundredths / 100:,.2f}，重新算 {anew.reached_hundredths / 100:,.2f}。"
        "和数据包不同不一定是错：装入时两边选过、审核时改定过的格也列在下面。"
    )


def _rows(found: Proof) -> list[tuple[str, ...]]:
    cells = [
        (
            one.name,
            one.office_name,
            f"{one.line}·{one.cell}" if one.line else one.cell,
            one.here or "（空）",
            one.in_package or "（空）",
            fingerprint(one.package)[:9],
        )
        for one in found.differences
    ]
    faults = [
        (f"{one.forms:,} 张表没有核成", one.sender, one.why, "", "", fingerprint(one.package)[:9])
        for one in found.faults
    ]
    return [*faults, *cells]
