"""显示: the size of letters and rows on this machine."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QApplication, QCheckBox

from jxdesk.desktop import amounts, preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.settings.section import Section


class LookSection(Section):
    """What a person likes on this machine."""

    TITLE = "显示"
    SHOWS = frozenset({Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        card = Card("显示", name="look_card")
        self.large = QCheckBox(preferences.LARGE.words)
        self.large.setObjectName("large_text")
        self.large.setChecked(preferences.LARGE.get())
        self.large.toggled.connect(self._on_large_toggled)
        self.compact = QCheckBox(preferences.COMPACT.words)
        self.compact.setObjectName("compact_list")
        self.compact.setChecked(preferences.COMPACT.get())
        self.compact.toggled.connect(preferences.COMPACT.put)
        self.yuan = QCheckBox(preferences.YUAN.words)
        self.yuan.setObjectName("amounts_in_yuan")
        self.yuan.setChecked(amounts.in_yuan())
        self.yuan.toggled.connect(self._on_yuan_toggled)
        self.note = label(role="hint", wrap=True, name="look_note")
        for one in (self.large, self.compact, self.yuan, self.note):
            card.body.addWidget(one)
        self.box.addWidget(card)
        self.box.addStretch(1)

    def load(self) -> None:
        """Follows the unit that the keys chose."""
        with QSignalBlocker(self.yuan):
            self.yuan.setChecked(amounts.in_yuan())

    def _on_yuan_toggled(self, on: bool) -> None:
        amounts.show_in_yuan(on)
        self.context.refresh.announce(Part.PREFERENCES)

    def _on_large_toggled(self, on: bool) -> None:
        preferences.LARGE.put(on)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply_theme(app, large=on)
        self.note.setText("字号已经换了；表格的行高在下次打开程序时一起换。")
