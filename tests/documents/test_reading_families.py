"""Forms of many families, each drawn as the table one sees with what must be read from it below the line ``=>``."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.documents.reading import read_workbook
from tests.documents.drawn import draw
from tests.documents.summary import summary

FAMILIES = sorted((Path(__file__).parent / "families").glob("*.txt"))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda path: path.stem)
def test_the_form_is_read_as_a_person_would_read_it(family: Path, tmp_path: Path) -> None:
    drawing, _, expected = family.read_text(encoding="utf-8").partition("\n=>\n")
    forms = read_workbook(draw(tmp_path / "form.xlsx", drawing))
    read = "\n\n".join("\n".join(summary(form)) for form in forms)
    assert read.splitlines() == expected.strip().splitlines()
