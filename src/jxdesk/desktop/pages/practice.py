"""练习: opens the practice county, begins it anew, and leads back to the own data."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QMessageBox, QRadioButton, QVBoxLayout, QWidget

from jxdesk.desktop import icons, practice_home, preferences, theme
from jxdesk.desktop.context import Context, Move
from jxdesk.desktop.furniture import Bar, Card, Row, across, button, label, picture, scrolled
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.theme import Tone

EXERCISES = (
    ("改好问题", "打开一个“有问题”的项目，按右边的提示逐条改，看总分怎么变。", "problem"),
    ("接着填完一张表", "打开一个“填写中”的项目，把空着的实际完成值填上，标为已填好。", "draft"),
    ("从头填一张表", "打开一个“待填”的项目，选表样，开始填。", "none"),
    ("打印正式表格", "在项目页点“导出表格”，存成 PDF，打开看看有没有“练习”水印。", "finished"),
    ("封装送出", "选几个“已填好”的项目，封装到一个文件夹，再到“收发箱”验证。", "finished"),
)


class PracticePage(Page):
    """The practice county, from both sides."""

    TITLE = "练习"
    HELP = "practice"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.header_row.addStretch(1)
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
        card = Card("练这几样，每样八到十分钟", name="exercise_card", spacing=0)
        for title, text, state in EXERCISES:
            go = button("去练", partial(self._on_exercise, state), name=f"exercise_{title}")
            go.setAccessibleName(f"去练：{title}")
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(label(title, role="strong"))
            words.addWidget(label(text, role="second", wrap=True))
            card.body.addWidget(Row(picture("practice", colour=theme.ACCENT), words, go, stretch=1))
        self.rows.addWidget(card)

    def _on_exercise(self, state: str) -> None:
        from jxdesk.actions import look

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: look.newest_year(workspace),
            lambda year: self.context.open_page("projects", look.ProjectQuery(year=year, state=state)),
            owner=self,
        )

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
            from jxdesk.store.folder import user_folder

            home = user_folder()
        self.context.move_to(Move(home=home))

    def panes(self) -> list[QWidget]:
        """The first button."""
        from PySide6.QtWidgets import QPushButton

        found = self.findChild(QPushButton)
        return [found] if found is not None else []
