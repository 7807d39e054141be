"""The office form: name, level, place among the regions and credit code of an office, checked while they are typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from jxdesk.actions import start
from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, label
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.values.credit_codes import check_credit_code
from jxdesk.store.shipped.regions import regions

PROVINCE = "53"
LEVELS = (
    (OfficeLevel.UNIT, "县里的部门、单位（局、学校、医院…）"),
    (OfficeLevel.TOWNSHIP, "乡、镇、街道"),
    (OfficeLevel.COUNTY, "县、市、区财政局"),
    (OfficeLevel.PREFECTURE, "州、市财政局"),
    (OfficeLevel.PROVINCE, "省财政厅"),
)


class OfficeForm(QWidget):
    """Asks where the office stands, what it is called and its credit code."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("office_form")
        self.level = QComboBox()
        self.level.setObjectName("office_level")
        self.level.setAccessibleName("单位级别")
        for level, words in LEVELS:
            self.level.addItem(words, level)
        self.prefecture = self._region_choice("office_prefecture", "州市")
        self.county = self._region_choice("office_county", "县市区")
        self.township = self._region_choice("office_township", "乡镇街道")
        self.department = QLineEdit()
        self.department.setObjectName("office_department")
        self.department.setAccessibleName("部门编号")
        self.department.setPlaceholderText("上级给的三位编号，例如 155；不知道的问县财政局")
        self.name = QLineEdit()
        self.name.setObjectName("office_name_edit")
        self.name.setAccessibleName("单位全称")
        self.name.setPlaceholderText("和公章上的一样")
        self.credit = QLineEdit()
        self.credit.setObjectName("office_credit_edit")
        self.credit.setAccessibleName("统一社会信用代码")
        self.credit.setPlaceholderText("18 位，可以先空着")
        self.credit.setMaxLength(18)
        self.credit_note = label(role="second", name="office_credit_note")
        self.path_note = label(role="second", wrap=True, name="office_path_note")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(10)
        self.grid.setColumnStretch(1, 1)
        self._department_label = label("部门编号", role="second")
        self._township_label = label("乡镇街道", role="second")
        self._county_label = label("县市区", role="second")
        self._prefecture_label = label("州市", role="second")
        rows: list[tuple[QWidget, QWidget]] = [
            (label("级别", role="second"), self.level),
            (self._prefecture_label, self.prefecture),
            (self._county_label, self.county),
            (self._township_label, self.township),
            (self._department_label, self.department),
            (label("单位全称", role="second"), self.name),
            (label("统一社会信用代码", role="second"), self.credit),
        ]
        for row, (word, field) in enumerate(rows):
            self.grid.addWidget(word, row, 0)
            self.grid.addWidget(field, row, 1)
        self.grid.addWidget(self.credit_note, len(rows), 1)
        self.grid.addLayout(across(self.path_note), len(rows) + 1, 1)
        self._fill(self.prefecture, PROVINCE)
        self.level.currentIndexChanged.connect(self._on_level_changed)
        self.prefecture.currentIndexChanged.connect(self._on_prefecture_changed)
        self.county.currentIndexChanged.connect(self._on_county_changed)
        self.township.currentIndexChanged.connect(self._on_township_changed)
        for field in (self.department, self.name, self.credit):
            field.textChanged.connect(self._on_text_changed)
        self._on_prefecture_changed()
        self._on_level_changed()

    def _region_choice(self, name: str, meaning: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setMaxVisibleItems(16)
        return made

    def _fill(self, choice: QComboBox, code: str) -> None:
        choice.blockSignals(True)
        choice.clear()
        choice.addItem("请选", "")
        for region in regions().below(code):
            choice.addItem(region.name, region.code)
        choice.blockSignals(False)

    # ---- what was chosen -------------------------------------------------------------------------------------

    def chosen_level(self) -> OfficeLevel:
        """The level."""
        return OfficeLevel(self.level.currentData())

    def path(self) -> str:
        """The office path as far as it is chosen; empty while something is missing."""
        level = self.chosen_level()
        if level is OfficeLevel.PROVINCE:
            return PROVINCE
        codes = [str(self.prefecture.currentData() or "")]
        if level is not OfficeLevel.PREFECTURE:
            codes.append(str(self.county.currentData() or ""))
        if level is OfficeLevel.TOWNSHIP:
            codes.append(str(self.township.currentData() or ""))
        if not all(codes):
            return ""
        last = codes[-1]
        parts = [last[0:2], last[2:4], last[4:6], last[6:9]]
        path = "-".join(part for part in parts if part)
        if level is OfficeLevel.UNIT:
            number = self.department.text().strip()
            return f"{path}-d{number}" if len(number) == 3 and number.isdigit() else ""
        return path

    def is_complete(self) -> bool:
        """Whether there is enough to go on."""
        return bool(self.path() and self.name.text().strip())

    def _left(self) -> list[str]:
        """What is still to be chosen or written, in the words that stand beside it."""
        asked: list[tuple[QWidget, str, bool]] = [
            (self.prefecture, "选州市", bool(self.prefecture.currentData())),
            (self.county, "选县市区", bool(self.county.currentData())),
            (self.township, "选乡镇街道", bool(self.township.currentData())),
            (self.department, "写三位部门编号", bool(self.path())),
            (self.name, "写单位全称", bool(self.name.text().strip())),
        ]
        return [words for field, words, is_there in asked if not field.isHidden() and not is_there]

    def first_field(self) -> QWidget:
        """Where filling in begins; the level was asked for before."""
        return self.name if self.prefecture.isHidden() else self.prefecture

    # ---- while typing ----------------------------------------------------------------------------------------

    def _on_level_changed(self, *_: object) -> None:
        level = self.chosen_level()
        below_county = level in (OfficeLevel.TOWNSHIP, OfficeLevel.UNIT, OfficeLevel.COUNTY)
        below_province = level is not OfficeLevel.PROVINCE
        shown: list[tuple[QWidget, bool]] = [
            (self._prefecture_label, below_province),
            (self.prefecture, below_province),
            (self._county_label, below_county),
            (self.county, below_county),
            (self._township_label, level is OfficeLevel.TOWNSHIP),
            (self.township, level is OfficeLevel.TOWNSHIP),
            (self._department_label, level is OfficeLevel.UNIT),
            (self.department, level is OfficeLevel.UNIT),
        ]
        for widget, is_asked in shown:
            widget.setVisible(is_asked)
        self._suggest_name()

    def _on_prefecture_changed(self, *_: object) -> None:
        self._fill(self.county, str(self.prefecture.currentData() or "-"))
        self._fill(self.township, "-")
        self._suggest_name()

    def _on_county_changed(self, *_: object) -> None:
        self._fill(self.township, str(self.county.currentData() or "-"))
        self._suggest_name()

    def _on_township_changed(self, *_: object) -> None:
        self._suggest_name()

    def _suggest_name(self) -> None:
        """Puts the likely name in as long as nobody has typed one."""
        suffix = {
            OfficeLevel.TOWNSHIP: "人民政府",
            OfficeLevel.COUNTY: "财政局",
            OfficeLevel.PREFECTURE: "财政局",
        }
        level = self.chosen_level()
        if level is OfficeLevel.PROVINCE and not self.name.isModified():
            self.name.setText(f"{regions().full_name(PROVINCE)}财政厅")
        choice = {
            OfficeLevel.TOWNSHIP: self.township,
            OfficeLevel.COUNTY: self.county,
            OfficeLevel.PREFECTURE: self.prefecture,
        }.get(level)
        if choice is not None and choice.currentData() and not self.name.isModified():
            name = choice.currentText()
            self.name.setText(f"{name}{'办事处' if name.endswith('街道') else suffix[level]}")
        self._on_text_changed()

    def _on_text_changed(self, *_: object) -> None:
        found = check_credit_code(self.credit.text())
        if not self.credit.text().strip():
            self._say(self.credit_note, "", None)
        elif found:
            self._say(self.credit_note, f"{found[0].message}确认没抄错的话可以照用。", Tone.WARN)
        else:
            self._say(self.credit_note, "校验位对得上。", Tone.OK)
        path, left = self.path(), self._left()
        if left:
            self._say(self.path_note, f"还差：{'、'.join(left)}", None)
        else:
            self._say(self.path_note, *self._judged(path))
        self.changed.emit()

    def _judged(self, path: str) -> tuple[str, Tone | None]:
        try:
            found = start.check_office(name=self.name.text() or "单位", level=self.chosen_level(), code=path)
        except JxError as error:
            return f"{error.title}{error.advice}", Tone.ERROR
        if found:
            return f"单位路径 {path}：{found[0].message}", Tone.WARN
        return f"单位路径 {path}（写在数据包里，请和上级给的核对）", None

    def _say(self, target: QLabel, text: str, tone: Tone | None) -> None:
        target.setText(text)
        target.setHidden(not text)
        theme.mark(target, tone=tone.value if tone is not None else "")
