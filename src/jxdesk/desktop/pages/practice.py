"""练习: opens the practice county, begins it anew, and leads back to the own data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QMessageBox, QRadioButton, QVBoxLayout, QWidget

from jxdesk.desktop import icons, practice_home, preferences, theme
from jxdesk.desktop.context import Context, Move
from jxdesk.desktop.furniture import Bar, Card, across, button, label, scrolled
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.practice_cards import PracticeCards
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.theme import Tone


class PracticePage(Page):
    """The practice county, from both sides."""

    TITLE = "练习"
    HELP = "practice"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PACKAGES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.header_row.addStretch(1)
        self.cards: PracticeCards | None = None
        body = QWidget()
        self.rows = QVBoxLayout(body)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(12)
        if context.workspace.practice:
            self._build_inside()
        else:
            self._build_outside()
        self.rows.addStretch(1)
        self.body.addWidget(scrolled(body, name="practice_scroll"), 1)

    def _build_outside(self) -> None:
        card = Card("练习县", name="practice_card", spacing=10)
        card.body.addWidget(
            label(
                "练习县是一个编出来的县，单位、项目和人都是假的。在里面随便改、随便删都不要紧，也能从头再来。"
                "它和本单位的数据是分开的两个文件夹；打开以后窗口有一圈橙色边框，导出的表都印着“练习”，"
                "封装的包正式的收件单位不会收。",
                wrap=True,
            )
        )
        self.small = QRadioButton("小一点：12 个单位，24 个项目")
        self.small.setObjectName("practice_small")
        self.small.setChecked(True)
        self.large = QRadioButton("真县那么大：96 个单位，99 个项目，14,724.21 万元")
        self.large.setObjectName("practice_large")
        sizes = QButtonGroup(self)
        for one in (self.small, self.large):
            sizes.addButton(one)
        made = practice_home.exists()
        if made:
            card.body.addWidget(label("上次练的还在，可以接着练。", role="second"))
        else:
            card.body.addWidget(self.small)
            card.body.addWidget(self.large)
        self.open_button = button(
            "接着练" if made else "打开练习县",
            self._on_open,
            kind="primary",
            icon="practice",
            name="practice_open",
        )
        row = across(self.open_button, spacing=8)
        if made:
            row.addWidget(button("从头再来", self._on_anew, icon="refresh", name="practice_anew"))
        row.addStretch(1)
        card.body.addLayout(row)
        self.rows.addWidget(card)

    def _build_inside(self) -> None:
        bar = Bar(Tone.WARN, name="practice_bar")
        bar.say(Tone.WARN, "现在打开的是练习县，不是本单位的数据。")
        bar.row.addWidget(button("从头再来", self._on_anew, icon="refresh", name="practice_anew"))
        bar.row.addWidget(button("回到本单位", self._on_leave, kind="primary", name="practice_leave"))
        self.rows.addWidget(bar)
        self.cards = PracticeCards(self.context)
        self.rows.addWidget(self.cards)

    def load(self) -> None:
        """Holds the tasks against the data."""
        if self.cards is not None:
            self.cards.load()

    def _on_open(self) -> None:
        preferences.HOME.put(str(self.context.opened.folder.root))
        self.context.move_to(practice_home.opening(anew=False, large=self.large.isChecked()))

    def _on_anew(self) -> None:
        box = QMessageBox(self)
        box.setObjectName("anew_question")
        box.setIconPixmap(icons.pixmap("warning", 36, theme.AMBER))
        box.setWindowTitle("从头再来")
        box.setText("练习县里改过的都会没有，变回刚开始的样子。")
        box.setInformativeText("本单位的数据不受影响。")
        anew = box.addButton("从头再来", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("不用了", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        if box.clickedButton() is anew:
            self.begin_anew()

    def begin_anew(self) -> None:
        """Makes the practice county from the beginning, as large as it was."""
        if not self.context.workspace.practice:
            preferences.HOME.put(str(self.context.opened.folder.root))
        self.context.move_to(practice_home.opening(anew=True, large=False))

    def _on_leave(self) -> None:
        kept = preferences.HOME.get()
        home = Path(kept) if kept else None
        if home is None or home == self.context.opened.folder.root:
            from jxdesk.store.safety.folder import user_folder

            home = user_folder()
        self.context.move_to(Move(home=home))

    def panes(self) -> list[QWidget]:
        """The first button."""
        from PySide6.QtWidgets import QPushButton

        found = self.findChild(QPushButton)
        return [found] if found is not None else []
