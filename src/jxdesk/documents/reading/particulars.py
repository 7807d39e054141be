"""Particulars: who and what a form is about, its overall targets and the texts below its table, found by their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jxdesk.documents.reading.areas import FormArea, is_title
from jxdesk.documents.reading.sheets import Grid, GridCell
from jxdesk.documents.reading.words import heading_key, vocabulary
from jxdesk.domain.values.lettering import fold, says_nothing

_INLINE = re.compile(r"(?P<label>[^\s:：,，;；。]{1,16}(?:\([^()]*\)|（[^（）]*）)?)\s*[:：]")
_TABLE_NUMBER = re.compile(r"(?:公开|附)\s*\d{1,2}(?:-\d+)?\s*表|(?:表|附表|附件)\s*\d{1,2}(?:-\d+)?")
_UNSIGNED = re.compile(r"(?:签名|签字|签章|盖章|公章|年|月|日|[\s:：()（）_])*")
_INDEX_NUMBER = re.compile(r"监督索引号\s*:?\s*\d*")
_UNIT_LINE = re.compile(r"(?:金额)?单位[:：]?\s*(?:人民币)?\s*(?:亿元|万元|元)")
_OFFICE = re.compile(
    r"(?:局|委|委员会|院|政府|中学|小学|学校|大学|幼儿园|中心|办公室|部|厅|所|站|公司|协会|处|队|馆|园|会|办|镇|乡|街道|科|股|银行|医院|社|场|台|库)(?:\([^()]*\))?$"
)
_LABEL_SECTIONS = ("particular", "goal", "tail", "money", "money_row", "furniture")


@dataclass(slots=True)
class Particulars:
    """Texts by field name, and where each one stands."""

    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, GridCell] = field(default_factory=dict)

    def put(self, name: str, text: str, cell: GridCell | None) -> None:
        """Keeps the first text that is found for a field."""
        if name not in self.texts or not self.texts[name]:
            self.texts[name] = text.strip()
            if cell is not None:
                self.cells[name] = cell


def is_label(text: str) -> bool:
    """Whether a text is one of the printed labels of a form."""
    return any(vocabulary(section).exact_role_of(text) for section in _LABEL_SECTIONS)


def read_particulars(area: FormArea, rows: Iterator[int] | range, found: Particulars) -> None:
    """Reads labels with their values in the rows: ``label | value`` and ``label：value``."""
    words = vocabulary("particular")
    for row in rows:
        cells = area.grid.own_row(row)
        if cells and vocabulary("money").exact_role_of(cells[0].text) == "task":
            continue  # the headings of a list of tasks
        labels = [cell for cell in cells if words.role_of(cell.text)]
        if len(labels) >= 3 and len(labels) == len(cells) and _read_below(area, row, labels, found):
            continue
        for n, cell in enumerate(cells):
            if (cell.row, cell.column) in area.taken:
                continue
            role = words.role_of(cell.text)
            if role and not _value_behind_colon(cell.text):
                after = cells[n + 1] if n + 1 < len(cells) else None
                value = (
                    after
                    if after is not None and not is_label(after.text) and not _has_label(after.text)
                    else None
                )
                area.take(cell, value)
                found.put(role, "" if value is None else value.text, value)
            else:
                _read_inline(area, cell, found)


def _read_below(area: FormArea, row: int, labels: list[GridCell], found: Particulars) -> bool:
    """A row of nothing but labels with its values in the row below."""
    below = [area.grid.cells.get((row + 1, cell.column)) for cell in labels]
    values = [cell for cell in below if cell is not None]
    if not values or any(is_label(cell.text) for cell in values):
        return False
    for label, value in zip(labels, below, strict=True):
        area.take(label, value)
        found.put(vocabulary("particular").role_of(label.text), "" if value is None else value.text, value)
    return True


def _value_behind_colon(text: str) -> bool:
    match = re.search(r"[:：]\s*(\S)", text)
    return match is not None


def _has_label(text: str) -> bool:
    return any(True for _ in _inline_labels(text))


def _inline_labels(text: str) -> Iterator[tuple[str, int, int]]:
    """The labels with a colon inside a text: role, start of the label, end of the colon."""
    for match in _INLINE.finditer(text):
        role = vocabulary("particular").role_of(match.group("label"))
        if role:
            yield role, match.start(), match.end()


def _read_inline(area: FormArea, cell: GridCell, found: Particulars) -> None:
    """``单位名称：农业科``, also several labels in one cell."""
    if _UNIT_LINE.search(cell.text) and not re.search(r"[:：].*[:：]", cell.text):
        area.take(cell)
        return
    labels = list(_inline_labels(cell.text))
    if not labels or cell.text[: labels[0][1]].strip():
        return
    for n, (role, _, end) in enumerate(labels):
        until = labels[n + 1][1] if n + 1 < len(labels) else len(cell.text)
        value = cell.text[end:until].strip()
        if _UNIT_LINE.search(value):
            value = _UNIT_LINE.sub("", value).strip()
        found.put(role, "" if _UNSIGNED.fullmatch(value) else value, cell)
    area.take(cell)


def read_caption(area: FormArea, last: int, found: Particulars) -> None:
    """Title, table number, year line and unit line above the form."""
    for row in range(area.top, last + 1):
        cells = area.grid.own_row(row)
        if not found.texts.get("title") and is_title(area.grid, row):
            found.put("title", cells[0].text, cells[0])
            area.take(cells[0])
        for cell in cells:
            if (cell.row, cell.column) in area.taken:
                continue
            if _INDEX_NUMBER.fullmatch(fold(cell.text)):
                found.put("report_number", cell.text, cell)
                area.take(cell)
            elif _TABLE_NUMBER.fullmatch(fold(cell.text)):
                found.put("table_number", cell.text, cell)
                area.take(cell)
            elif re.fullmatch(
                r"\(?\s*(?:\d{4}|[〇零一二三四五六七八九]{4})?\s*年?度?\s*\)?", fold(cell.text)
            ):
                found.put("year_line", cell.text, cell)
                area.take(cell)
            elif _UNIT_LINE.fullmatch(re.sub(r"[()（）\s]", "", cell.text)):
                area.take(cell)


def read_bare_office(area: FormArea, last: int, found: Particulars) -> None:
    """The office above the form, where it stands without a label."""
    if found.texts.get("office_name"):
        return
    for row in range(area.top, last + 1):
        for cell in area.grid.own_row(row)[:1]:
            text = fold(cell.text)
            free = (cell.row, cell.column) not in area.taken and not is_label(cell.text)
            if free and len(text) <= 40 and _OFFICE.search(text):
                found.put("office_name", cell.text, cell)
                area.take(cell)
                return


def read_goals(area: FormArea, rows: range, found: Particulars) -> None:
    """The overall targets: expected and actual side by side with texts below, or a label with its text."""
    words = vocabulary("goal")
    for row in rows:
        cells = [cell for cell in area.grid.own_row(row) if (cell.row, cell.column) not in area.taken]
        labels = [(cell, words.role_of(cell.text)) for cell in cells]
        labels = [(cell, role) for cell, role in labels if role]
        if not labels:
            continue
        first, rest = labels[0], labels[1:]
        if rest and _is_beside(area.grid, first[0], rest[0][0], rest[0][1]):
            area.take(first[0])
            labels = rest
        for n, (cell, role) in enumerate(labels):
            after = next((other for other in cells if other.column > cell.column), None)
            following = labels[n + 1][0] if n + 1 < len(labels) else None
            if after is not None and after is not following and not is_label(after.text):
                area.take(cell, after)
                found.put(role, after.text, after)
            else:
                area.take(cell)
                _read_texts_below(area, cell, role, rows.stop - 1, found)


def _is_beside(grid: Grid, first: GridCell, second: GridCell, second_role: str) -> bool:
    """Whether the first of two labels stands beside both targets and is none itself."""
    if first.row != second.row:
        return False
    tall = grid.span(first.row, first.column).bottom > grid.span(second.row, second.column).bottom
    return tall or second_role == vocabulary("goal").role_of(first.text) or second_role == "expected_goal"


def _read_texts_below(area: FormArea, label: GridCell, role: str, last: int, found: Particulars) -> None:
    """The texts under a label, up to the next row of labels; several rows are one text."""
    grid = area.grid
    span = grid.span(label.row, label.column)
    beside = [cell for cell in grid.row(label.row) if cell.column < label.column]
    reaching = [grid.span(cell.row, cell.column).bottom for cell in reversed(beside)]
    side = next((bottom for bottom in reaching if bottom > span.bottom), span.bottom)
    texts = []
    filled = [row for row in range(span.bottom + 1, last + 1) if grid.own_row(row)]
    for row in filled:
        under = [cell for cell in grid.own_row(row) if span.left <= cell.column <= span.right]
        if row > max(side, filled[0]) or any(is_label(cell.text) for cell in grid.own_row(row)):
            break
        for cell in under:
            if (cell.row, cell.column) not in area.taken:
                texts.append(cell.text.strip())
                area.take(cell)
                found.cells.setdefault(role, cell)
    found.put(role, "\n".join(texts), None)


def read_tail(area: FormArea, rows: list[int], found: Particulars) -> None:
    """The rows below the table: labelled texts, review opinions, printed notes and the signature line."""
    words = vocabulary("tail")
    notes: list[str] = []
    reviews: list[str] = []
    in_notes = False
    for row in rows:
        cells = [cell for cell in area.grid.own_row(row) if (cell.row, cell.column) not in area.taken]
        if not cells:
            continue
        first = cells[0]
        in_notes = in_notes or bool(
            re.match(r"\s*[(（]?(?:备?注|填[表报]说明|说明)[)）]?\s*[:：\d]", first.text)
        )
        if in_notes and not _has_label(first.text):
            notes.extend(cell.text.strip() for cell in cells)
            area.take(*cells)
            continue
        in_notes = False
        for n, cell in enumerate(cells):
            role = words.role_of(cell.text)
            if not role or (cell.row, cell.column) in area.taken:
                continue
            after = cells[n + 1] if n + 1 < len(cells) and not is_label(cells[n + 1].text) else None
            text = "" if after is None or _UNSIGNED.fullmatch(after.text) else after.text
            area.take(cell, after)
            if role == "review":
                reviews += [f"{heading_key(cell.text)}：{text.strip()}"] if text.strip() else []
            else:
                found.put("other_notes" if role == "note" else role, text, after)
    if reviews:
        found.put("reviews", "\n".join(reviews), None)
    if notes:
        found.put("printed_notes", "\n".join(notes), None)


def read_tail_inline(area: FormArea, rows: list[int], found: Particulars) -> None:
    """``存在问题：无`` in one cell."""
    for row in rows:
        for cell in area.grid.own_row(row):
            match = _INLINE.match(cell.text.strip())
            if match is None or (cell.row, cell.column) in area.taken:
                continue
            role = vocabulary("tail").role_of(match.group("label"))
            if role and role not in ("total", "subtotal", "grade"):
                value = cell.text.strip()[match.end() :].strip()
                found.put("other_notes" if role == "note" else role, value, cell)
                area.take(cell)


def take_furniture(area: FormArea) -> None:
    """Notes printed words that carry no answer."""
    for cell in area.left_over():
        if says_nothing(cell.text) or is_label(cell.text):
            area.take(cell)
