"""A bound set: its pages run on, the list of contents tells where each form begins, and what stands in front comes first."""

from __future__ import annotations

import tomllib

import pypdfium2
import pytest

from jxdesk.documents import fonts
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import PdfPainter
from jxdesk.documents.set_pages import SetPainter, SetPapers
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.templates.paper_layouts import PaperLayout
from tests.documents.filled import RESOURCES, content, sheet

VALUES = {
    "year": "2026",
    "what": "绩效自评",
    "office": "白岩镇人民政府",
    "count": "绩效自评，共 3 张",
    "people": "填报人甲",
    "made_on": "2026年7月20日",
    "statement": "以上共 3 张。",
}


def paper(name: str) -> PaperLayout:
    return PaperLayout.from_mapping(
        tomllib.loads((RESOURCES / "papers" / f"{name}.toml").read_text(encoding="utf-8"))
    )


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def bound(papers: SetPapers, count: int = 3) -> list[str]:
    with fonts.drawing:
        painter = SetPainter("2026年度预算绩效管理资料", papers, is_practice=False)
        for number in range(1, count + 1):
            painter.add(sheet(content()), name=f"第{number}张表", unit="白岩镇人民政府")
        return pages_of(painter.finish(VALUES))


WHOLE = SetPapers(cover=paper("set-cover"), contents=paper("set-contents"), seals=paper("set-seals"))


def test_cover_and_contents_come_first_and_the_forms_are_numbered_from_one() -> None:
    pages = bound(WHOLE)
    assert "预算绩效管理资料" in pages[0]
    assert "白岩镇人民政府" in pages[0]
    assert pages[1].strip() == ""  # the back of the cover
    assert "第1张表" in pages[2]
    assert pages[3].strip() == ""  # the forms begin on a right-hand page
    body = pages[4:]
    for number, page in enumerate(body, 1):
        assert f"— {number} —" in page
    assert not any("—" in page and f"— {1} —" in page for page in pages[:4])
    assert "签　章　页" in body[-1] or "签 章 页" in body[-1]


def test_the_contents_name_the_page_on_which_each_form_begins() -> None:
    pages = bound(WHOLE, count=12)
    front = next(n for n, page in enumerate(pages) if "— 1 —" in page)
    contents = "".join(pages[:front])
    with fonts.drawing:
        painter = PdfPainter("")
        painter.draw(sheet(content()))
    each = painter.pages
    for number in range(1, 13):
        row = contents.split(f"第{number}张表")[1]
        assert row.replace("白岩镇人民政府", "").split()[0] == str((number - 1) * each + 1)


@pytest.mark.parametrize(
    ("papers", "front"),
    [
        (SetPapers(), 0),
        (SetPapers(cover=paper("set-cover")), 2),
        (SetPapers(contents=paper("set-contents")), 2),
    ],
)
def test_what_is_not_wanted_is_left_out(papers: SetPapers, front: int) -> None:
    pages = bound(papers, count=1)
    assert "— 1 —" in pages[front]
    assert not any("签" in page for page in pages[front + 1 :])


def test_a_paper_says_that_it_is_the_programs_own_proposal() -> None:
    made = paper_sheet(
        paper("adjustment-request"), {"year": "2026"}, [{"place": "养护里程", "old": "12", "new": "15"}]
    )
    assert "不是规定的表样" in made.footer
    assert made.subtitle == "（2026年度）"
    texts = [cell.text for cell in made.cells]
    assert "养护里程" in texts
    assert made.headed[0].until - made.headed[0].first == paper("adjustment-request").least_rows


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": ""}, "要写明出处"),
        ({"widths": []}, "1 到 26 栏"),
        ({"colour": "red"}, "不认识这一项"),
        ({"table": {"columns": [{"columns": "A", "label": "x", "field": "nobody"}]}}, "没有在 fields 里写"),
        ({"table": {"columns": [{"columns": "Z", "label": "x", "field": "name"}]}}, "超出了"),
        ({"table": {"columns": [{"columns": "7", "label": "x", "field": "name"}]}}, "应写成"),
    ],
)
def test_a_layout_that_says_what_nobody_knows_is_refused(changes: dict[str, object], said: str) -> None:
    declared = tomllib.loads((RESOURCES / "papers" / "set-contents.toml").read_text(encoding="utf-8"))
    with pytest.raises(DeclarationError, match=said):
        PaperLayout.from_mapping({**declared, **changes})
