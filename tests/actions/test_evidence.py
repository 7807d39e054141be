"""Evidence at the desk: what may be added, that the same bytes are one, what is missing, and that it is taken back whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jxdesk.actions import evidence, fill, undo
from jxdesk.actions.evidence import EvidenceDamaged, UnfitFile
from jxdesk.actions.seal import Choice, seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.templates.wizard_flow import WizardPage, place_of
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings
from tests.actions.year_desk import add_project, open_desk, store_filing, target_of

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "desk") as workspace:
        yield workspace


def filing_of(desk: Workspace, **changes: Any) -> str:
    return store_filing(desk, target_of(add_project(desk, **changes))).id


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return out.getvalue()


def test_an_appraisal_that_is_added_answers_the_error_of_a_major_new_project(
    desk: Workspace, tmp_path: Path
) -> None:
    filing_id = filing_of(desk, major_new=True)
    before = evidence.of_filing(desk, filing_id)
    assert [slot.key for slot in before.missing] == ["ex_ante", "basis", "estimate"]
    added = evidence.add(desk, filing_id, file(tmp_path, "评估.pdf", PDF), slot="ex_ante")
    after = evidence.of_filing(desk, filing_id)
    assert after.slots == {"ex_ante"}
    assert [finding.field for finding in after.findings] == ["basis", "estimate"]
    errors = "SELECT error_count FROM filing WHERE id = ?"
    assert desk.read(lambda tx: tx.value(errors, (filing_id,))) == 0
    taken = evidence.remove(desk, added.piece.attachment.id)
    assert desk.read(lambda tx: tx.value(errors, (filing_id,))) == 1
    evidence.put_back(desk, taken)
    assert evidence.of_filing(desk, filing_id).pieces == after.pieces


def test_adding_evidence_does_not_move_the_version_of_a_form_that_is_open(
    desk: Workspace, tmp_path: Path
) -> None:
    filing_id = filing_of(desk, major_new=True)
    before = desk.read(lambda tx: filings.get(tx, filing_id))
    evidence.add(desk, filing_id, file(tmp_path, "评估.pdf", PDF), slot="ex_ante")
    assert desk.read(lambda tx: filings.get(tx, filing_id)) == before


def test_the_same_bytes_are_kept_once_and_count_once_in_a_slot(desk: Workspace, tmp_path: Path) -> None:
    filing_id = filing_of(desk)
    one, two = file(tmp_path, "甲.pdf", PDF), file(tmp_path, "乙.pdf", PDF)
    first = evidence.add(desk, filing_id, one, slot="basis")
    again = evidence.add(desk, filing_id, two, slot="basis")
    assert (first.was_there, again.was_there) == (False, True)
    assert again.piece == first.piece
    evidence.add(desk, filing_id, two, slot="estimate")
    assert len(evidence.of_filing(desk, filing_id).pieces) == 2
    assert len([path for path in desk.folder.attachments.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("空.pdf", b"", "空的"),
        ("报告.pdf", b"MZ\x90\x00 program", "程序"),
        ("装好.pdf", b"#!/bin/sh\nrm -r x", "程序"),
        ("表.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
        ("材料.pdf", zipped("甲.txt"), "压缩包"),
        ("说明.pdf", "一段文字".encode(), "认不出"),
        ("坏.docx", b"PK\x03\x04 broken", "认不出"),
    ],
)
def test_what_may_not_travel_is_refused_in_words_whatever_its_name(
    desk: Workspace, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    filing_id = filing_of(desk)
    with pytest.raises(UnfitFile) as refused:
        evidence.add(desk, filing_id, file(tmp_path, name, content))
    assert word in refused.value.title
    assert refused.value.facts == name
    assert refused.value.advice
    assert evidence.of_filing(desk, filing_id).pieces == ()


def test_a_file_that_is_too_big_or_gone_is_refused_in_words(desk: Workspace, tmp_path: Path) -> None:
    filing_id = filing_of(desk)
    big = tmp_path / "大.pdf"
    with big.open("wb") as out:
        out.write(b"%PDF-1.4")
        out.truncate(20 * 1024 * 1024 + 1)
    with pytest.raises(UnfitFile, match="20 MB") as refused:
        evidence.add(desk, filing_id, big)
    assert refused.value.code == "JX-ATT-SIZE"
    with pytest.raises(UnfitFile) as gone:
        evidence.add(desk, filing_id, tmp_path / "没有.pdf")
    assert gone.value.code == "JX-ATT-READ"
    with pytest.raises(NotFound):
        evidence.add(desk, "0" * 32, file(tmp_path, "甲.pdf", PDF))


def test_a_copy_has_the_suffix_of_its_bytes_and_never_takes_the_place_of_another_file(
    desk: Workspace, tmp_path: Path
) -> None:
    filing_id = filing_of(desk)
    added = evidence.add(desk, filing_id, file(tmp_path, "批文.exe", PDF))
    out = tmp_path / "out"
    out.mkdir()
    (out / "批文.pdf").write_bytes(b"somebody else's")
    path = evidence.copy_out(desk, added.piece.attachment.id, out)
    assert path.name == "批文（2）.pdf"
    assert path.read_bytes() == PDF
    assert evidence.copy_out(desk, added.piece.attachment.id, out) == path
    assert (out / "批文.pdf").read_bytes() == b"somebody else's"


def test_a_kept_file_that_was_changed_is_not_opened(desk: Workspace, tmp_path: Path) -> None:
    filing_id = filing_of(desk)
    piece = evidence.add(desk, filing_id, file(tmp_path, "批文.pdf", PDF)).piece
    assert evidence.content_of(desk, piece.attachment.id) == PDF
    kept = desk.folder.attachment(piece.attachment.sha256)
    kept.write_bytes(PDF + b"x")
    with pytest.raises(EvidenceDamaged, match="改过或坏了"):
        evidence.content_of(desk, piece.attachment.id)
    kept.unlink()
    with pytest.raises(EvidenceDamaged, match="不见了"):
        evidence.copy_out(desk, piece.attachment.id, tmp_path)


def test_undo_takes_an_added_piece_off_although_its_bytes_were_added_elsewhere_since(
    desk: Workspace, tmp_path: Path
) -> None:
    first, second = filing_of(desk), filing_of(desk, name="村道维修")
    path = file(tmp_path, "批文.pdf", PDF)
    evidence.add(desk, first, path, slot="basis")
    sql = "SELECT errand_id FROM change_log WHERE errand = 'evidence_add' ORDER BY n DESC LIMIT 1"
    errand = desk.read(lambda tx: tx.value(sql))
    evidence.add(desk, second, path, slot="basis")
    done = undo.undo(desk, errand)
    assert evidence.of_filing(desk, first).pieces == ()
    assert len(evidence.of_filing(desk, second).pieces) == 1
    undo.undo(desk, done.errand_id)
    assert len(evidence.of_filing(desk, first).pieces) == 1


def test_evidence_travels_in_the_package_of_its_form_until_it_is_taken_off(
    desk: Workspace, tmp_path: Path
) -> None:
    filing_id = filing_of(desk)
    stick = tmp_path / "stick"
    stick.mkdir()
    choice = Choice(task=Task(form=Form.PROJECT_TARGET, year=2026))
    piece = evidence.add(desk, filing_id, file(tmp_path, "批文.pdf", PDF), slot="basis").piece
    with open_package(seal(desk, choice, to=stick).path) as package:
        assert package.attachments() == (piece.attachment,)
        assert package.evidence(piece.attachment.sha256) == PDF
    evidence.remove(desk, piece.attachment.id)
    with open_package(seal(desk, choice, to=stick).path) as package:
        assert package.attachments() == ()
    with pytest.raises(NotFound):
        evidence.remove(desk, piece.attachment.id)


def test_a_self_evaluation_names_missing_evidence_among_its_problems_as_a_hint(
    desk: Workspace, tmp_path: Path
) -> None:
    filing_id = filing_of(desk)

    def to_self_evaluation(tx: Transaction) -> None:
        tx.execute("UPDATE filing SET form = 'project_self_evaluation', template_id = 'national-2020'")
        tx.execute("UPDATE indicator_line SET actual_text = '100', actual = '100'")

    desk.transact(to_self_evaluation, errand="start")

    def hints() -> list[str]:
        opened = fill.open_filing(desk, filing_id)
        found = [one for one in opened.findings if one.code == "evidence-missing"]
        pages = {place_of(one, opened.filing.content, opened.template).page for one in found}
        assert pages <= {WizardPage.OUTPUT}
        assert {one.severity for one in found} <= {Severity.ADVICE}
        return [one.message for one in found]

    assert "还没有附“满意度调查资料”。" in hints()
    evidence.add(desk, filing_id, file(tmp_path, "问卷.pdf", PDF), slot="survey")
    assert "还没有附“满意度调查资料”。" not in hints()
