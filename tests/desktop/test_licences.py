"""关于 → 许可原文: every part that the program names has its text, from source and in an installed program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from jxdesk.desktop.dialogs.licences import LicencesDialog, texts_of
from jxdesk.desktop.settings.about import PARTS


def test_source_shows_the_texts_that_the_packages_carry(qtbot: QtBot) -> None:
    dialog = LicencesDialog([name for name, _, _ in PARTS])
    names = [dialog.names.item(row).text() for row in range(dialog.names.count())]
    assert {"sqlmodel", "cryptography", "openpyxl"} <= set(names)
    assert "Permission is hereby granted" in texts_of(["sqlmodel"])["sqlmodel"]
    assert dialog.text.toPlainText()
    dialog.names.setCurrentRow(dialog.names.count() - 1)
    assert dialog.text.toPlainText() == texts_of([names[-1]])[names[-1]]
    dialog.accept()


def test_an_installed_program_shows_what_was_laid_beside_its_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "LGPL-3.0.txt").write_text("GNU LESSER", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert texts_of(["sqlmodel"]) == {"LGPL-3.0": "GNU LESSER"}
