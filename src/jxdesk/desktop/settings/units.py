"""单位名册: the offices of this desk with what became of them; renaming, splitting, withdrawing and merging one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.year.successions import Event, Succession, words_of

if TYPE_CHECKING:
    from jxdesk.domain.records.offices import Office

SHOWN_STEPS = 8


class UnitsSection(Section):
    """The offices."""

    TITLE = "单位名册"
    SHOWS = frozenset({Part.OFFICES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.offices: Sequence[Office] = ()
        self.model = RowsModel(("状态", "单位", "路径", "统一社会信用代码", "撤销日期"))
        self.table = ListTable(self.model, (5, 0, 11, 13, 7), name="units_table", meaning="单位名册")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.chosen.connect(self._show_buttons)
        self.box.addWidget(self.table, 1)
        self.rename_button = button(
            "改名称", lambda: self.change(Event.RENAMED), icon="edit", name="unit_rename"
        )
        self.merge_button = button(
            "并入别的单位", lambda: self.change(Event.MERGED), icon="office", name="unit_merge"
        )
        self.split_button = button("拆分", self.split, icon="restore", name="unit_split")
        self.withdraw_button = button(
            "撤销单位", lambda: self.change(Event.WITHDRAWN), icon="minus", name="unit_withdraw"
        )
        tools = (self.rename_button, self.merge_button, self.split_button, self.withdraw_button)
        self.box.addLayout(across(*tools, None))
        self.steps_card = Card("单位的变化", name="unit_steps_card", spacing=2)
        self.steps = label(role="second", wrap=True, name="unit_steps")
        self.steps_card.body.addWidget(self.steps)
        self.box.addWidget(self.steps_card)

    def load(self) -> None:
        """Reads the offices and their changes."""
        workspace = self.context.workspace

        def work() -> tuple[Sequence[Office], Sequence[Succession]]:
            from jxdesk.actions import succession

            return succession.all_offices(workspace), succession.office_steps(workspace)

        self.context.tasks.run(work, lambda found: self.show_offices(*found), lane=Lane.READ, owner=self)

    def show_offices(self, offices: Sequence[Office], steps: Sequence[Succession]) -> None:
        """Shows them."""
        self.offices = offices
        self.model.show_rows(
            [
                (
                    "已撤销" if one.valid_to else "在用",
                    one.name,
                    one.path,
                    one.credit_code or "—",
                    one.valid_to or "—",
                )
                for one in offices
            ],
            [Tone.PLAIN if one.valid_to else Tone.OK for one in offices],
        )
        self.steps.setText(
            "\n".join(words_of(one) for one in steps[:SHOWN_STEPS]) or "还没有改过名、撤销或合并过。"
        )
        if offices:
            self.table.selectRow(0)
        self._show_buttons()

    def _chosen(self) -> Office | None:
        row = self.table.currentIndex().row()
        return self.offices[row] if 0 <= row < len(self.offices) else None

    def _show_buttons(self, *_: object) -> None:
        office, own = self._chosen(), self.context.workspace.facts.office
        lives = office is not None and not office.valid_to
        is_own = office is not None and own is not None and office.id == own.id
        self.rename_button.setEnabled(lives)
        self.split_button.setEnabled(lives)
        for one in (self.merge_button, self.withdraw_button):
            one.setEnabled(lives and not is_own)
            one.setToolTip("本单位的撤销、合并，由上级下发新的单位表。" if is_own else "")

    def change(self, event: Event) -> None:
        """Opens the dialog of a change."""
        office = self._chosen()
        if office is None:
            return
        from jxdesk.desktop.dialogs.succession import office_dialog

        office_dialog(self.context, office, event, parent=self.window()).open()

    def split(self) -> None:
        """Opens the split of the chosen office."""
        office = self._chosen()
        if office is not None:
            from jxdesk.desktop.office_split import SplitOfficeDialog

            SplitOfficeDialog(self.context, office, parent=self.window()).open()
