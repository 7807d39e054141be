"""Another PC in the real window: the books and the pen go over and come back, and a county gives a lost township its books."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import backup, start
from jxdesk.actions.handing_over.hand_over import hand_over
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.decide import decide
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import PenElsewhere, Workspace
from jxdesk.desktop.enrolment.situations import Act
from jxdesk.desktop.pages.enrolment import BELOW, EnrolmentPage
from jxdesk.desktop.pages.enrolment_guide import EnrolmentGuidePage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.standings import Standing
from tests.actions.enrol_desks import TOWN, enrolled
from tests.actions.road_desks import drawn, edit, of, receive, standing
from tests.actions.test_return_loop import return_of
from tests.desktop.conftest import Opener, child, settled
from tests.desktop.test_enrolment_page import dialog_of, part, write_to
from tests.desktop.test_road_tray import Drawn, Road, taken
from tests.desktop.test_road_tray import dialog_of as road_dialog_of

__all__ = ["drawn"]


@pytest.fixture
def road(tmp_path: Path, drawn: Drawn) -> Road:
    """The road between a county and a township."""
    return Road(tmp_path, drawn)


def guide_of(qtbot: QtBot, shell: Shell, card: str) -> EnrolmentGuidePage:
    """The guided page of a situation, loaded."""
    shell.go("enrolment_guide", card)
    settled(qtbot, shell)
    return cast(EnrolmentGuidePage, shell.pages["enrolment_guide"])


def step(guide: EnrolmentGuidePage, act: Act) -> QPushButton:
    """The button of the step that does this."""
    number = next(place for place, one in enumerate(guide.situation.steps, 1) if one.act is act)
    return part(guide, QPushButton, f"guide_{number}")


def bar_of(shell: Shell) -> QWidget:
    return child(shell.frame, "pen_bar")


def test_the_books_and_the_pen_are_handed_over_and_the_old_pc_says_everywhere_that_it_only_looks(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    town = open_window(road.town)
    assert not town.frame.findChildren(QWidget, "pen_bar")
    guide = guide_of(qtbot, town, "new-pc")
    assert part(guide, QLabel, "guide_pen").text() == "笔在这台电脑"
    assert not step(guide, Act.TAKE_BACK).isEnabled()
    step(guide, Act.HAND_OVER).click()
    dialog = dialog_of(qtbot, town, "hand_over")
    part(dialog, QLineEdit, "hand_over_receiver").setText("李明的新电脑")
    said = write_to(qtbot, town, dialog, road.stick)
    assert "交接包写好了" in said
    assert "到新电脑上" in said
    assert list(road.stick.glob("*换电脑交接*.jxpkg"))
    dialog.reject()
    settled(qtbot, town)

    for page in ("dashboard", "projects", "tray", "settings"):
        town.go(page)
        settled(qtbot, town)
        assert bar_of(town).isVisible()
    words = part(town.frame, QLabel, "pen_bar_text").text()
    assert "只能看" in words
    assert "李明的新电脑" in words
    workspace = town.context.workspace
    with pytest.raises(PenElsewhere):
        edit(workspace, of(workspace, Form.PROJECT_SELF_EVALUATION)[0], "7")

    part(town.frame, QPushButton, "pen_bar_how").click()
    settled(qtbot, town)
    assert part(guide, QLabel, "guide_pen").text() == "笔交出去了，只能看"
    assert not step(guide, Act.HAND_OVER).isEnabled()
    part(town.frame, QPushButton, "pen_bar_take").click()
    dialog = dialog_of(qtbot, town, "pen_dialog")
    dialog.go.click()  # type: ignore[attr-defined]
    settled(qtbot, town)
    assert dialog.isVisible()  # a reason is wanted
    part(dialog, QLineEdit, "pen_reason").setText("新电脑没有到货")
    dialog.go.click()  # type: ignore[attr-defined]
    settled(qtbot, town)
    assert bar_of(town).isHidden()
    edit(workspace, of(workspace, Form.PROJECT_SELF_EVALUATION)[0], "7")
    said = "".join(one.text() for one in part(guide, QWidget, "pens_card").findChildren(QLabel))
    assert "收回" in said
    assert "新电脑没有到货" in said


def test_a_folder_whose_pen_is_elsewhere_says_so_from_the_first_page_and_takes_the_books_back(
    qtbot: QtBot, open_window: Opener, road: Road, tmp_path: Path
) -> None:
    start.start(tmp_path / "新", name="某镇财政所", level=OfficeLevel.TOWNSHIP, code=TOWN)
    with (
        Workspace.open_existing(road.county) as county,
        Workspace.open_existing(road.town) as old,
        Workspace.open_existing(tmp_path / "新") as new,
    ):
        enrolled(new, county, tmp_path / "登记二")
        receive(new, hand_over(old, to=road.stick, receiver="新电脑").path)
        changed = edit(new, of(new, Form.PROJECT_SELF_EVALUATION)[0], "7")
        back = hand_over(new, to=road.stick).path
    town = open_window(road.town)
    assert bar_of(town).isVisible()
    town.offer_files([back])
    dialog = road_dialog_of(qtbot, town, "receive_dialog")
    taken(qtbot, town, dialog)  # type: ignore[arg-type]
    dialog.reject()
    settled(qtbot, town)
    assert bar_of(town).isHidden()
    workspace = town.context.workspace
    assert changed.content in [one.content for one in of(workspace, Form.PROJECT_SELF_EVALUATION)]


def test_a_county_gives_a_township_that_lost_its_pc_its_books_back(
    qtbot: QtBot, open_window: Opener, road: Road, tmp_path: Path
) -> None:
    sent = road.sent()
    start.start(tmp_path / "新", name="某镇财政所", level=OfficeLevel.TOWNSHIP, code=TOWN)
    with (
        Workspace.open_existing(road.county) as county,
        Workspace.open_existing(tmp_path / "新") as new,
    ):
        commit(county, look(county, sent.path))
        first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
        decide(county, [return_of(first)], by="审核人乙")
        send_down(county, sent.digest, to=road.stick)
        enrolled(new, county, tmp_path / "登记二")
    upper = open_window(road.county)
    upper.go("enrolment", "below")
    settled(qtbot, upper)
    page = cast(EnrolmentPage, upper.pages["enrolment"])
    assert page.stack.currentIndex() == BELOW
    part(page, QPushButton, "below_copy").click()
    dialog = dialog_of(qtbot, upper, "restore_copy")
    said = write_to(qtbot, upper, dialog, tmp_path / "带回去")
    assert "副本写好了，2 张表，它送来过的 1 个包都写明了" in said
    dialog.reject()
    settled(qtbot, upper)

    town = open_window(tmp_path / "新")
    guide = guide_of(qtbot, town, "pc-broken")
    assert step(guide, Act.RECEIVE).text() == "装入恢复用副本"
    town.offer_files(list((tmp_path / "带回去").glob("*.jxpkg")))
    received = road_dialog_of(qtbot, town, "receive_dialog")
    taken(qtbot, town, received)  # type: ignore[arg-type]
    received.reject()
    settled(qtbot, town)
    workspace = town.context.workspace
    assert standing(workspace, first.id) == (Standing.RETURNED.value, 1)
    guide_of(qtbot, town, "pc-broken")
    step(guide, Act.RETURNED).click()
    settled(qtbot, town)
    assert town.current == "returned"
    guide_of(qtbot, town, "pc-broken")
    step(guide, Act.SEIZE).click()
    seizing = dialog_of(qtbot, town, "pen_dialog")
    part(seizing, QLineEdit, "pen_reason").setText("旧电脑硬盘坏了")
    seizing.go.click()  # type: ignore[attr-defined]
    settled(qtbot, town)
    said = "".join(one.text() for one in part(guide, QWidget, "pens_card").findChildren(QLabel))
    assert "强制接管" in said


def test_a_package_that_the_restored_data_has_forgotten_is_written_again_from_what_was_kept(
    qtbot: QtBot, open_window: Opener, road: Road, tmp_path: Path
) -> None:
    with Workspace.open_existing(road.town) as town:
        kept = backup.backup(town, to=tmp_path).path
    sent = road.sent()
    backup.restore(road.town, kept)
    shell = open_window(road.town)
    guide = guide_of(qtbot, shell, "after-restore")
    card = part(guide, QWidget, "forgotten_card")
    (again,) = [one for one in card.findChildren(QPushButton) if one.text() == "再写一份"]
    again.click()
    dialog = dialog_of(qtbot, shell, "deliver_dialog")
    (tmp_path / "再送").mkdir()
    dialog.destinations.set_folder(tmp_path / "再送")  # type: ignore[attr-defined]
    dialog.go.click()  # type: ignore[attr-defined]
    settled(qtbot, shell)
    assert [one.read_bytes() for one in (tmp_path / "再送").iterdir()] == [sent.path.read_bytes()]
    dialog.reject()
