"""Evidence in the window: adding by button and by drop, refusals in words, Ctrl+Z in the wizard, 撤销 on the page, looking."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jxdesk.actions import evidence
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.evidence.card import EvidenceCard, SlotBox
from jxdesk.desktop.evidence.look_dialog import LookDialog
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.store.records import filings
from tests.desktop.conftest import child, settled

PDF = b"%PDF-1.4\n%%EOF"


def drafts(workspace: Workspace) -> list[Filing]:
    found = workspace.read(lambda tx: filings.of_year(tx, 2026, form=Form.PROJECT_SELF_EVALUATION))
    return [one for one in found if one.state is FilingState.DRAFT]


def scan(folder: Path, name: str = "验收单.pdf", content: bytes = PDF) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def picture(folder: Path, name: str = "到货照片.png") -> Path:
    image = QImage(1600, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("#14606B"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return scan(folder, name, bytes(buffer.data().data()))


def card_of_project(qtbot: QtBot, shell: Shell, filing: Filing) -> EvidenceCard:
    shell.go("project", filing.project_id)
    settled(qtbot, shell)
    page = shell.pages["project"]
    assert isinstance(page, ProjectPage)
    return page.evidence_card


def files(card: EvidenceCard) -> list[str]:
    assert card.evidence is not None
    return [piece.attachment.original_name for piece in card.evidence.pieces]


def test_files_are_added_to_a_slot_and_taken_off_and_brought_back(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    card = card_of_project(qtbot, shell, drafts(shell.context.workspace)[0])
    card.add_files([scan(tmp_path), picture(tmp_path)], slot="")
    settled(qtbot, shell)
    assert files(card) == ["验收单.pdf", "到货照片.png"]
    assert card.count.text().startswith("2 个")
    assert card.evidence is not None
    card.remove(card.evidence.pieces[0])
    settled(qtbot, shell)
    assert files(card) == ["到货照片.png"]
    assert card.undo_row.isVisible()
    qtbot.mouseClick(card.undo_button, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert sorted(files(card)) == ["到货照片.png", "验收单.pdf"]
    assert not card.undo_row.isVisible()


def test_the_same_file_twice_is_told_and_not_added(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    card = card_of_project(qtbot, shell, drafts(shell.context.workspace)[0])
    told: list[str] = []
    shell.context.told.connect(told.append)
    card.add_files([scan(tmp_path), scan(tmp_path, "另一个名字.pdf")], slot="")
    settled(qtbot, shell)
    assert files(card) == ["验收单.pdf"]
    assert "没有重复添加" in told[-1]


def test_a_program_among_the_files_is_refused_in_words_and_the_others_go_on(
    qtbot: QtBot, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = card_of_project(qtbot, shell, drafts(shell.context.workspace)[0])
    faults: list[JxError] = []
    shell.context.tasks.failed.disconnect()
    shell.context.tasks.failed.connect(faults.append)
    card.add_files([scan(tmp_path, "清单.pdf", b"MZ\x90\x00"), scan(tmp_path)], slot="")
    settled(qtbot, shell)
    assert files(card) == ["验收单.pdf"]
    assert [fault.code for fault in faults] == ["JX-ATT-TYPE"]
    assert "程序" in faults[0].title


def test_a_file_that_is_dropped_on_a_slot_goes_into_it(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    workspace = shell.context.workspace
    filing = next(
        one
        for one in drafts(workspace)
        if "payment" in {slot.key for slot in evidence.of_filing(workspace, one.id).asked}
    )
    card = card_of_project(qtbot, shell, filing)
    box = card.findChild(SlotBox, "evidence_slot_payment")
    assert box is not None
    assert card.findChild(QLabel, "evidence_missing_payment") is not None
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(scan(tmp_path, "凭证.pdf")))])
    box.dropEvent(
        QDropEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            dragged,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    settled(qtbot, shell)
    assert card.evidence is not None
    assert card.evidence.slots == {"payment"}
    qtbot.waitUntil(lambda: card.findChild(QLabel, "evidence_missing_payment") is None)


def test_ctrl_z_in_the_wizard_takes_an_attachment_off_and_ctrl_y_brings_it_again(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    filing = drafts(shell.context.workspace)[0]
    shell.go("wizard", filing.id)
    settled(qtbot, shell)
    page = shell.pages["wizard"]
    assert isinstance(page, FillingPage)
    wizard = page.wizard
    assert wizard is not None
    side = wizard.side
    qtbot.mouseClick(side.evidence_tab, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    side.evidence.add_files([scan(tmp_path)], slot="")
    settled(qtbot, shell)
    assert side.evidence_tab.text() == "附件 1"
    wizard.undo()
    settled(qtbot, shell)
    assert side.evidence_tab.text() == "附件"
    wizard.redo()
    settled(qtbot, shell)
    assert side.evidence_tab.text() == "附件 1"


def test_a_picture_and_a_broken_pdf_are_looked_at(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    filing = drafts(shell.context.workspace)[0]
    workspace = shell.context.workspace
    shown = evidence.add(workspace, filing.id, picture(tmp_path)).piece
    broken = evidence.add(workspace, filing.id, scan(tmp_path)).piece
    for piece, pages, words in ((shown, 1, ""), (broken, 0, "画不出来")):
        dialog = LookDialog(shell.context, piece, parent=shell.frame)
        dialog.open()
        settled(qtbot, shell)
        assert len(dialog.findChildren(QLabel, "evidence_page")) == pages
        assert words in dialog.note.text()
        assert child(dialog, "evidence_open_copy").isEnabled()
        dialog.accept()
