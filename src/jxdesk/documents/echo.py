"""The echo: what a form's own paper says when it is read back, under the identities of its lines; used by import.

A paper that comes back is held against it, so that what printing and reading make of a value (a rate worked out, a score
printed, an amount in another unit) is never taken for somebody's change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from jxdesk.documents import write_workbook
from jxdesk.documents.identity import SentForm
from jxdesk.documents.layout import form_sheet
from jxdesk.documents.reading import read_grids
from jxdesk.documents.reading.xlsx import read_xlsx
from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate

_NOBODY = SentForm(filing_id="0" * 32, version=0, change=0, hash="0" * 16)


def echo(content: FilingContent, template: FormTemplate, rules: RulePack) -> FilingContent | None:
    """The form as its paper says it; None for a template that is only read, and for a paper that is not known again."""
    if template.reading_only:
        return None
    sheet = form_sheet(content, template, scorecard=score(content, rules), rules=rules)
    book = BytesIO()
    write_workbook((replace(sheet, identities={"": _NOBODY.text}),), book)
    book.seek(0)
    forms, _ = read_grids(read_xlsx(book), Path("echo.xlsx"))
    if len(forms) != 1 or forms[0].content.form is not content.form:
        return None
    return with_ids(forms[0].content, forms[0].sent_lines)


def with_ids(content: FilingContent, ids: Mapping[str, str]) -> FilingContent:
    """The form with other ids for its lines, where there are others."""
    return replace(
        content,
        money_lines=tuple(replace(line, id=ids.get(line.id, line.id)) for line in content.money_lines),
        indicator_lines=tuple(
            replace(
                line,
                id=ids.get(line.id, line.id),
                merged_into=ids.get(line.merged_into, line.merged_into),
            )
            for line in content.indicator_lines
        ),
        task_lines=tuple(replace(line, id=ids.get(line.id, line.id)) for line in content.task_lines),
    )
