"""The printed manual: every card on its page, contents that agree with it, and a place that cannot be written."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from jxdesk.actions.print_manual import ManualNotWritten, print_manual
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.store.shipped.cards import operation_cards


def page_texts(path: Path) -> list[str]:
    """The text of every page."""
    with pypdfium2.PdfDocument(path) as book:
        return [page.get_textpage().get_text_range() for page in book]


def test_every_card_begins_on_the_page_that_the_contents_name(tmp_path: Path) -> None:
    to = tmp_path / "手册.pdf"
    pages = print_manual(to)
    texts = page_texts(to)
    assert len(texts) == pages
    assert "绩效桌面使用手册" in texts[0]
    assert "目录" in texts[1]
    for card in operation_cards():
        line = next(line for line in texts[1].splitlines() if line.startswith(card.title))
        number = int(line.rsplit("·", 1)[1])
        page = texts[1 + number]
        assert page.startswith(card.title)
        assert f"— {number} —" in page


def test_the_same_cards_give_the_same_bytes(tmp_path: Path) -> None:
    print_manual(tmp_path / "甲.pdf")
    print_manual(tmp_path / "乙.pdf")
    assert (tmp_path / "甲.pdf").read_bytes() == (tmp_path / "乙.pdf").read_bytes()


def test_a_manual_that_is_stopped_or_cannot_be_written_leaves_no_file(tmp_path: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        print_manual(tmp_path / "手册.pdf", progress=stopped)
    assert not (tmp_path / "手册.pdf").exists()
    (tmp_path / "占着").write_text("文件", encoding="utf-8")
    with pytest.raises(ManualNotWritten):
        print_manual(tmp_path / "占着" / "手册.pdf")
