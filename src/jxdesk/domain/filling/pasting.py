"""Pasting: a block of cells from a spreadsheet as changes to a filing, with what does not fit named and nothing dropped. Used by the grids.

The plan is made before anything is changed, so that it can be shown first when the block has another shape than the
place it is put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jxdesk.domain.filling.editing import (
    Change,
    Edit,
    EditKind,
    InsertLine,
    apply,
    new_indicator,
    text_of,
)
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.lettering import fold

Block = Sequence[Sequence[str]]
WORDS_TO_KNOW_A_HEADING_BY = 2
HEADING_WORDS = {
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "指标名称"),
    "comparator": ("指标性质", "符号"),
    "target": ("指标值", "年度指标值", "目标值"),
    "target_text": ("年度指标值", "指标值", "目标值"),
    "unit": ("度量单位", "计量单位", "单位"),
    "actual": ("实际完成值", "全年实际值", "实际完成", "完成值", "实际值"),
    "weight": ("分值", "权重"),
    "score": ("得分", "自评得分"),
    "deviation_reason": (
        "偏差原因分析及改进措施",
        "偏差原因及改进措施",
        "未完成原因及改进措施",
        "偏差原因",
        "原因",
    ),
    "original_budget": ("年初预算数", "年初预算"),
    "revised_budget": ("全年预算数", "全年预算", "全年预算数(A)"),
    "executed": ("全年执行数", "全年执行", "执行数", "全年执行数(B)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCell:
    """One cell of the block: where it goes, and why not where it does not.

    ``field`` and ``line_id`` are empty for a cell that has no place; ``before`` is what stands there now.
    """

    row: int
    column: int
    text: str
    line_id: str = ""
    field: str = ""
    before: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastePlan:
    """What a paste would do."""

    cells: tuple[PlannedCell, ...]
    changes: tuple[Change, ...]
    new_lines: int
    has_headings: bool
    shape_differs: bool

    @property
    def refused(self) -> tuple[PlannedCell, ...]:
        """The cells that find no place or cannot be read."""
        return tuple(cell for cell in self.cells if cell.refusal)

    @property
    def needs_a_look(self) -> bool:
        """Whether the plan must be shown before it is done."""
        return self.shape_differs or bool(self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasteTarget:
    """Where a block is put: the lines from the cursor downwards and the columns from the cursor to the right.

    ``columns`` names each column's field, empty where the column is worked out and not typed; ``labels`` what the
    screen calls them, ``all_*`` the same for the whole grid; ``may_grow`` whether rows below the last line become new lines.
    """

    kind: EditKind
    line_ids: tuple[str, ...]
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    all_columns: tuple[str, ...]
    all_labels: tuple[str, ...]
    may_grow: bool


def plan_paste(content: FilingContent, block: Block, target: PasteTarget, rules: RulePack) -> PastePlan:
    """What pasting the block at the target would change; the changes hold only what can be read."""
    by_heading = _headings(block[0], target.all_columns) if block else {}
    body = block[1:] if by_heading else block
    columns = by_heading or dict(enumerate(target.columns))
    widest = max((len(row) for row in body), default=0)
    cells: list[PlannedCell] = []
    changes: list[Change] = []
    trial, new_lines = content, 0
    for row, texts in enumerate(body):
        line_id = target.line_ids[row] if row < len(target.line_ids) else ""
        inserted: InsertLine | None = None
        if not line_id and target.may_grow and any(text.strip() for text in texts):
            inserted = InsertLine(
                line=new_indicator(trial, len(trial.indicator_lines)), index=len(trial.indicator_lines)
            )
            line_id = inserted.line.id
        planned: list[Change] = [inserted] if inserted else []
        new_lines += inserted is not None
        trial = apply(trial, planned, rules).content
        for column, text in enumerate(texts):
            cell, edits = _plan_cell(trial, (row, column), text, line_id, columns, target)
            if edits:
                applied = apply(trial, edits, rules)
                if applied.refused:
                    cell = _refuse(cell, applied.refused[0])
                else:
                    trial = applied.content
                    planned += edits
            if cell is not None:
                cells.append(cell)
        changes += planned
    return PastePlan(
        cells=tuple(cells),
        changes=tuple(changes),
        new_lines=new_lines,
        has_headings=bool(by_heading),
        shape_differs=bool(by_heading) or new_lines > 0 or widest > len(target.columns),
    )


def _plan_cell(
    content: FilingContent,
    place: tuple[int, int],
    text: str,
    line_id: str,
    columns: Mapping[int, str],
    target: PasteTarget,
) -> tuple[PlannedCell | None, tuple[Edit, ...]]:
    row, column = place
    field = columns.get(column)
    if field is None or not line_id or field == "":
        if not text.strip():
            return None, ()
        if not line_id:
            refusal = "表格没有这一行。"
        elif field == "":
            refusal = f"“{_label(target, column)}”由程序计算，不用填。"
        else:
            refusal = "右边没有这一列。"
        return PlannedCell(row=row, column=column, text=text, refusal=refusal), ()
    before = _before(content, target.kind, line_id, field)
    cell = PlannedCell(row=row, column=column, text=text, line_id=line_id, field=field, before=before)
    if field in ("level1", "level2") and not text.strip():
        # A merged level cell arrives as one text over empty cells: the empty ones mean "as above".
        return cell, ()
    return cell, (Edit(kind=target.kind, line_id=line_id, field=field, text=text.strip()),)


def _refuse(cell: PlannedCell | None, finding: Finding) -> PlannedCell | None:
    if cell is None:
        return None
    return PlannedCell(
        row=cell.row,
        column=cell.column,
        text=cell.text,
        line_id=cell.line_id,
        field=cell.field,
        before=cell.before,
        refusal=f"{finding.message}{finding.advice}",
    )


def _before(content: FilingContent, kind: EditKind, line_id: str, field: str) -> str:
    return text_of(content, kind, line_id, field)


def _label(target: PasteTarget, column: int) -> str:
    return target.labels[column] if column < len(target.labels) else f"第 {column + 1} 列"


def _headings(row: Sequence[str], columns: Sequence[str]) -> dict[int, str]:
    """The fields of a first row that holds headings; empty where it holds values."""
    found: dict[int, str] = {}
    for place, text in enumerate(row):
        words = re.sub(r"\s+", "", fold(text))
        for field in columns:
            if field and words in HEADING_WORDS.get(field, ()) and field not in found.values():
                found[place] = field
                break
    return found if len(found) >= WORDS_TO_KNOW_A_HEADING_BY else {}
