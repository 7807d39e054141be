"""Forms of offices as a whole and of transfers: what is written is read again as what it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.documents import write_workbook
from jxdesk.documents.reading import ReadForm, read_workbook
from jxdesk.domain.records.filings import FilingContent, MoneyLine, TaskLine
from jxdesk.domain.templates.parts import Part
from tests.documents.filled import sheet, template
from tests.documents.filled_departments import OFFICE_FORMS, office_content


def _written(content: FilingContent, folder: Path) -> ReadForm:
    path = folder / "form.xlsx"
    with path.open("wb") as target:
        write_workbook([sheet(content)], target)
    (found,) = read_workbook(path)
    return found


def _task(line: TaskLine) -> TaskLine:
    return replace(line, id="", row=None, budget_text="", fiscal_text="", other_text="", executed_text="")


def _amounts(lines: tuple[MoneyLine, ...]) -> dict[str, tuple[int | None, ...]]:
    return {
        line.key.value: (line.original_budget_fen, line.revised_budget_fen, line.executed_fen)
        for line in lines
        if any((line.original_budget_fen, line.revised_budget_fen, line.executed_fen))
    }


@pytest.mark.parametrize("template_id", OFFICE_FORMS)
def test_what_was_written_is_read_again(template_id: str, tmp_path: Path) -> None:
    content = office_content(template_id)
    found = _written(content, tmp_path)
    read = found.content
    assert (read.form, read.template_id, found.follows_template) == (content.form, template_id, True)
    assert (read.year, read.money_unit) == (2025, content.money_unit)
    assert [_task(line) for line in read.task_lines] == [_task(line) for line in content.task_lines]
    assert not found.unplaced
    assert not [one for one in found.findings if one.code != "rate-differs"]
    heads = ("office_name", "project_name", "department", "implementing_unit")
    assert [getattr(read, name) for name in heads] == [getattr(content, name) for name in heads]
    printed = {cell.field for row in template(template_id).cells() for cell in (row,) if cell.field}
    for name, text in content.answers.items():
        if name in printed:
            assert read.answers.get(name) == text, name
    if Part.MONEY in template(template_id).parts:
        assert _amounts(read.money_lines) == _amounts(content.money_lines)
    else:
        assert not read.money_lines
    for was, now in zip(content.indicator_lines, read.indicator_lines, strict=True):
        same = ("level1", "level2", "name", "target", "comparator", "unit", "actual")
        assert [getattr(now, field) for field in same] == [getattr(was, field) for field in same]
