"""Two PCs of one office, really: the books and the pen go over, the old PC refuses to change, and a take-over is logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.actions.handing_over.hand_over import (
    NotHandedOver,
    hand_over,
    pen_history,
    seize_pen,
    take_pen_back,
)
from jxdesk.actions.posting import EvidenceMissing
from jxdesk.actions.workspace import PenElsewhere, Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.road.pen import PenEvent
from jxdesk.domain.road.standings import Standing
from jxdesk.exchange.verifying import open_package
from jxdesk.store.records import attachments
from tests.actions.enrol_desks import TOWN, county, desk, enrolled, town
from tests.actions.road_desks import drawn, edit, fill, of, send

EVIDENCE = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
__all__ = ["county", "desk", "drawn", "town"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def road(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town enrolled at the county and with a filled year; answers the town."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    return town


def test_a_handover_holds_every_filing_with_where_it_stands_and_the_pen(road: Workspace, stick: Path) -> None:
    send(road, stick)
    done = hand_over(road, to=stick, receiver="李明的新电脑")
    assert (done.turn, done.filings) == (1, sum(len(of(road, form)) for form in Form))
    with open_package(done.path) as package:
        assert package.manifest.recipients == (TOWN,) == (package.manifest.sender_org,)
        assert package.pen_turn() == 1
        stands = package.whereabouts()
        assert len(stands) == done.filings
        sent = {one.id for one in of(road, Form.PROJECT_SELF_EVALUATION)}
        assert {stands[one].standing for one in sent} == {Standing.SENT}
        assert {where.round for one, where in stands.items() if one not in sent} == {0}


def test_the_old_pc_only_looks_from_then_on_also_after_a_new_start_and_says_to_whom(
    road: Workspace, stick: Path, desk: object
) -> None:
    hand_over(road, to=stick, receiver="李明的新电脑")
    first = of(road, Form.PROJECT_SELF_EVALUATION)[0]
    with pytest.raises(PenElsewhere) as refused:
        edit(road, first, "7")
    assert "李明的新电脑" in refused.value.facts
    assert "第 1 次换手" in refused.value.facts
    home = road.folder.root
    road.close(backup=False)
    with Workspace.open_existing(home) as again:
        assert again.is_viewing
        with pytest.raises(PenElsewhere):
            hand_over(again, to=stick)
        again.look_only(False)
        with pytest.raises(PenElsewhere):
            edit(again, first, "7")


def test_the_pen_is_taken_back_only_with_a_reason_and_every_change_of_hands_is_logged(
    road: Workspace, stick: Path
) -> None:
    with pytest.raises(NotHandedOver):
        take_pen_back(road, "没有交过")
    hand_over(road, to=stick)
    with pytest.raises(NotHandedOver):
        take_pen_back(road, "  ")
    assert road.is_viewing
    taken = take_pen_back(road, "新电脑没有到货")
    assert (taken.event, taken.turn) == (PenEvent.TAKEN_BACK, 2)
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[0], "7")
    assert hand_over(road, to=stick).turn == 3
    assert seize_pen(road, "新电脑坏了").turn == 4
    events = [one.event for one in pen_history(road)]
    assert events == [PenEvent.SEIZED, PenEvent.HANDED_OVER, PenEvent.TAKEN_BACK, PenEvent.HANDED_OVER]


def test_nothing_is_handed_over_where_the_file_of_a_piece_of_evidence_is_gone(
    road: Workspace, stick: Path
) -> None:
    first = of(road, Form.PROJECT_SELF_EVALUATION)[0]
    sha256 = attachments.keep(road.folder, EVIDENCE)
    row = Attachment(
        id=new_id(),
        filing_id=first.id,
        title="凭证",
        type=AttachmentType.PDF,
        sha256=sha256,
        size=len(EVIDENCE),
    )
    road.transact(lambda tx: attachments.add(tx, row), errand="test")
    road.folder.attachment(sha256).unlink()
    with pytest.raises(EvidenceMissing) as refused:
        hand_over(road, to=stick)
    assert refused.value.code == "JX-ATT-MISSING"
    assert not road.is_viewing
    attachments.keep(road.folder, EVIDENCE)
    with open_package(hand_over(road, to=stick).path) as package:
        assert package.evidence(sha256) == EVIDENCE


class StoppedAtTheFiles(Progress):
    """A progress that a person stops once the forms are packed."""

    def start(self, label: str, total: int) -> None:
        super().start(label, total)
        if label == "整理数据":
            self.cancel()


def test_a_handover_that_is_stopped_before_it_is_sealed_leaves_the_pen_here_and_nothing_on_the_stick(
    road: Workspace, stick: Path
) -> None:
    with pytest.raises(Cancelled):
        hand_over(road, to=stick, progress=StoppedAtTheFiles())
    assert not road.is_viewing
    assert not pen_history(road)
    assert not list(stick.iterdir())
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[0], "7")
