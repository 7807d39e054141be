"""新增或修改指标: the form of one library entry, checked while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from jxdesk.actions import libraries
from jxdesk.actions.libraries import LibraryChange
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button, down, label, scrolled
from jxdesk.desktop.library.words import KINDS, PLACES
from jxdesk.desktop.problem_card import SEVERITIES
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.findings import Finding, has_errors
from jxdesk.domain.library.entries import OWN_LIBRARY, Attribute, EntryKind, LibraryEntry
from jxdesk.domain.library.files import direction_of_measure
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.records.filings import Comparator, Direction
from jxdesk.domain.rules.indicator_places import Place, headings, place_of
from jxdesk.domain.rules.parts import GoalStyle

SIGN_WORDS = (
    (Comparator.AT_LEAST, "≥　越多越好"),
    (Comparator.AT_MOST, "≤　越少越好"),
    (Comparator.EQUAL, "=　正好是这个数"),
    (Comparator.ABOVE, ">　大于"),
    (Comparator.BELOW, "<　小于"),
)
QUALITATIVE = "qualitative"
LONG_TEXTS = (
    ("definition", "解释", "怎样才算，包括什么、不包括什么"),
    ("formula", "公式", "比率要写，例如 实际完成数 ÷ 计划数 × 100%"),
    ("value_basis", "设定依据", "计划标准、行业标准、历史标准、支出标准或政策文件"),
    ("data_source", "数据来源", "从哪份材料、哪个系统取数"),
    ("scoring_rule", "评分标准", "不写就按完成比例"),
    ("good_example", "好例子", "这样写好在哪里"),
    ("bad_example", "不好的例子", "为什么不好"),
)


class EntryDialog(QDialog):
    """Asks for one entry; ``kept`` tells what was stored."""

    kept = Signal(object)

    def __init__(
        self,
        context: Context,
        shelf: Shelf,
        entry: LibraryEntry | None = None,
        *,
        sector: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.shelf = shelf
        self.entry = entry
        self.is_new = entry is None
        self.setObjectName("entry_dialog")
        self.setWindowTitle("新增自有指标" if self.is_new else "修改指标")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 620)
        self._build()
        self._fill(entry, sector)
        self._check()

    # ---- building --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.name = self._field("entry_name_edit", "三级指标", "例如 养护农村公路里程")
        self.place = QComboBox()
        self.place.setObjectName("entry_place")
        for place in PLACES:
            old, new = headings(place, GoalStyle.OLD), headings(place, GoalStyle.NEW)
            moved = f"；新写法在{new.level1}" if old.level1 != new.level1 else ""
            self.place.addItem(f"{place.value}（{old.level1}{moved}）", place.value)
        self.kind = QComboBox()
        self.kind.setObjectName("entry_kind")
        for kind, word in KINDS:
            self.kind.addItem(word, kind.value)
        self.sector = QComboBox()
        self.sector.setObjectName("entry_sector")
        self.sector.addItem("（不分行业）", "")
        for sector in self.shelf.sectors:
            self.sector.addItem(sector.name, sector.name)
        self.sign = QComboBox()
        self.sign.setObjectName("entry_sign")
        for comparator, word in SIGN_WORDS:
            self.sign.addItem(word, comparator.value)
        self.sign.addItem("定性（用文字说）", QUALITATIVE)
        self.unit = self._field("entry_unit", "度量单位", "公里、人次、%、元/人·天")
        self.target = self._field("entry_target", "常用指标值", "没有就空着")
        self.suggested = QCheckBox("建议入库：导出时交给县财政局，供大家用")
        self.suggested.setObjectName("entry_suggested")
        self.texts: dict[str, QPlainTextEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[str, QWidget]] = [
            ("三级指标", self.name),
            ("放在", self.place),
            ("用在", self.kind),
            ("行业", self.sector),
            ("符号", self.sign),
            ("度量单位", self.unit),
            ("常用指标值", self.target),
        ]
        for field, word, hint in LONG_TEXTS:
            edit = QPlainTextEdit()
            edit.setObjectName(f"entry_{field}")
            edit.setAccessibleName(word)
            edit.setPlaceholderText(hint)
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(54)
            edit.textChanged.connect(self._check)
            self.texts[field] = edit
            rows.append((word, edit))
        for row, (word, widget) in enumerate(rows):
            widget.setAccessibleName(word)
            grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.suggested, len(rows), 1)
        body = QWidget()
        body.setLayout(grid)
        grid.setContentsMargins(0, 0, 10, 0)
        for choice in (self.place, self.kind, self.sector, self.sign):
            choice.currentIndexChanged.connect(lambda _: self._check())
        self.problem = Bar(name="entry_problem")
        self.keep_button = button("存好", self.keep, kind="primary", icon="check", name="entry_keep")
        box = down(
            scrolled(body, name="entry_scroll"),
            self.problem,
            across(None, button("不存，关上", self.reject, name="entry_leave"), self.keep_button),
            spacing=10,
            margins=(20, 16, 20, 14),
        )
        box.setStretch(0, 1)
        self.setLayout(box)
        self.name.setFocus()

    def _field(self, name: str, meaning: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setPlaceholderText(hint)
        made.textChanged.connect(lambda _: self._check())
        return made

    def _fill(self, entry: LibraryEntry | None, sector: str) -> None:
        if entry is None:
            self.sector.setCurrentIndex(max(0, self.sector.findData(sector)))
            return
        self.name.setText(entry.name)
        place = place_of(entry.level1, entry.level2)
        is_in_tree = place is not None and headings(place, GoalStyle.OLD) == entry.headings(GoalStyle.OLD)
        if not is_in_tree:
            self.place.insertItem(0, f"{entry.level1} · {entry.level2}", "")
        self.place.setCurrentIndex(self.place.findData(place.value) if place and is_in_tree else 0)
        self.kind.setCurrentIndex(self.kind.findData(entry.kind.value))
        self.sector.setCurrentIndex(max(0, self.sector.findData(entry.sector)))
        is_words = entry.attribute is Attribute.QUALITATIVE
        self.sign.setCurrentIndex(self.sign.findData(QUALITATIVE if is_words else entry.comparator.value))
        self.unit.setText(entry.unit)
        self.target.setText(entry.target_text.lstrip("".join(SIGNS.values())))
        for field, edit in self.texts.items():
            edit.setPlainText(getattr(entry, field))
        self.suggested.setChecked(entry.is_suggested)
        self.suggested.setVisible(entry.is_own)

    # ---- what was typed --------------------------------------------------------------------------------------

    def typed(self) -> LibraryEntry:
        """The entry as it stands in the fields."""
        before = self.entry or LibraryEntry(id="", library_id=OWN_LIBRARY)
        is_words = self.sign.currentData() == QUALITATIVE
        comparator = Comparator.NONE if is_words else Comparator(self.sign.currentData())
        attribute = Attribute.QUALITATIVE if is_words else Attribute.QUANTITATIVE
        texts: dict[str, Any] = {field: edit.toPlainText().strip() for field, edit in self.texts.items()}
        made = replace(
            before,
            name=self.name.text().strip(),
            kind=EntryKind(self.kind.currentData()),
            sector=str(self.sector.currentData()),
            comparator=comparator,
            attribute=attribute,
            direction=self._direction(before, comparator, attribute),
            unit="" if is_words else self.unit.text().strip(),
            target_text=self.target.text().strip(),
            is_suggested=self.suggested.isChecked(),
            **texts,
        )
        place = str(self.place.currentData() or "")
        if not place:
            return made
        old, new = headings(Place(place), GoalStyle.OLD), headings(Place(place), GoalStyle.NEW)
        return replace(
            made, level1=old.level1, level2=old.level2, new_level1=new.level1, new_level2=new.level2
        )

    def _direction(self, before: LibraryEntry, comparator: Comparator, attribute: Attribute) -> Direction:
        is_same = before.comparator is comparator and before.attribute is attribute
        return (
            before.direction if is_same and not self.is_new else direction_of_measure(comparator, attribute)
        )

    def _check(self) -> None:
        if not hasattr(self, "keep_button"):
            return
        is_words = self.sign.currentData() == QUALITATIVE
        self.unit.setEnabled(not is_words)
        found = libraries.findings_of(self.shelf, self.typed())
        self.keep_button.setEnabled(not has_errors(found))
        self._show_problem(found)

    def _show_problem(self, found: Sequence[Finding]) -> None:
        if not found:
            self.problem.say(Tone.OK, "写全了，可以存。")
            return
        tone, _, word = SEVERITIES[found[0].severity]
        self.problem.say(tone, f"{word}：{found[0].message}{found[0].advice}")

    def keep(self) -> None:
        """Stores the entry."""
        workspace, entry, is_new = self.context.workspace, self.typed(), self.is_new
        self.keep_button.setEnabled(False)
        self.context.tasks.run(
            lambda: libraries.add_own(workspace, entry) if is_new else libraries.save(workspace, entry),
            self._on_kept,
            lane=Lane.EDIT,
            on_error=self._on_not_kept,
            owner=self,
        )

    def _on_kept(self, change: LibraryChange) -> None:
        self.context.refresh.announce(Part.LIBRARIES)
        self.kept.emit(change)
        self.accept()

    def _on_not_kept(self, error: Exception) -> None:
        self.keep_button.setEnabled(True)
        self.context.tasks.failed.emit(error)
