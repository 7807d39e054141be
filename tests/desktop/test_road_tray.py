"""收发箱 in the real window: a township's package is seen, taken in, answered, taken back; conflicts, many at once, receipts, who is late."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import enrol, project, start
from jxdesk.actions.inbox import inbox
from jxdesk.actions.publishing.texts import publish_texts
from jxdesk.actions.reviewing.decide import decide
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.seal import SealResult
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.pages.returned import ReturnedPage
from jxdesk.desktop.pages.tray import CAME, LATE, SENT, TrayPage
from jxdesk.desktop.road.arrival_rows import Pick
from jxdesk.desktop.road.receive_dialog import COMPARE, DONE, MANY, REFUSED, ReceiveDialog
from jxdesk.desktop.road.received_view import CONFLICTS, RETURNED, WAITING
from jxdesk.desktop.road.received_view import REFUSED as REFUSED_CHIP
from jxdesk.desktop.shell import Shell
from jxdesk.domain.library.entries import Library, LibraryEntry, Origin
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.projects import Project
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.store.records import libraries, projects, received
from tests.actions.enrol_desks import COUNTY, TOWN, enrolled
from tests.actions.road_desks import EVALUATIONS, TARGETS, drawn, edit, fill, of, receive, send
from tests.actions.test_receive import amended_here
from tests.actions.test_return_loop import return_of
from tests.desktop.conftest import Opener, settled

__all__ = ["drawn"]
SECRET = "一句够长的好口令"
Drawn = tuple[tuple[Project, ...], tuple[Filing, ...]]


class Road:
    """A county and a township of it, enrolled, the township with a filled year; each is opened only while it works."""

    def __init__(self, folder: Path, drawn: Drawn, *, passphrase: str = "") -> None:
        self.county, self.town = folder / "县", folder / "镇"
        self.stick = folder / "U盘"
        self.stick.mkdir()
        start.start(
            self.county, name="某县财政局", level=OfficeLevel.COUNTY, code=COUNTY, passphrase=passphrase
        )
        start.start(self.town, name="某镇财政所", level=OfficeLevel.TOWNSHIP, code=TOWN)
        with Workspace.open_existing(self.town) as town, Workspace.open_existing(self.county) as county:
            more = {"passphrase": passphrase} if passphrase else {}
            _enrol(town, county, folder / "登记", more)
            fill(town, drawn)

    def sent(self, task: Task = EVALUATIONS, change: str = "") -> SealResult:
        """The township seals, after it has changed a cell where ``change`` is given."""
        with Workspace.open_existing(self.town) as town:
            if change:
                edit(town, of(town, Form.PROJECT_SELF_EVALUATION)[0], change)
            return send(town, self.stick, task)


def _enrol(town: Workspace, county: Workspace, folder: Path, more: dict[str, str]) -> None:
    if not more:
        enrolled(town, county, folder)
        return
    asked = enrol.request(town, folder)
    given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=folder, **more)
    enrol.install(town, given.file)


@pytest.fixture
def road(tmp_path: Path, drawn: Drawn) -> Road:
    """The road between the two desks."""
    return Road(tmp_path, drawn)


def page_of(qtbot: QtBot, shell: Shell, argument: object = None) -> TrayPage:
    """The page 收发箱, loaded."""
    shell.go("tray", argument)
    settled(qtbot, shell)
    return cast(TrayPage, shell.pages["tray"])


def dialog_of(qtbot: QtBot, shell: Shell, name: str) -> QDialog:
    """The dialog of this name, as soon as it is open."""
    found: list[QDialog] = []

    def is_open() -> bool:
        found[:] = [one for one in shell.frame.findChildren(QDialog, name) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_open, timeout=20_000)
    settled(qtbot, shell)
    return found[0]


def receiving(qtbot: QtBot, shell: Shell, *places: Path) -> ReceiveDialog:
    """The dialog that leads through taking these in, with the first of them looked at."""
    page_of(qtbot, shell).receive(places)
    return cast(ReceiveDialog, dialog_of(qtbot, shell, "receive_dialog"))


def taken(qtbot: QtBot, shell: Shell, dialog: ReceiveDialog) -> None:
    """Presses the button that takes in, and waits."""
    assert dialog.foot.take_button.isEnabled(), dialog.foot.note.text()
    dialog.foot.take_button.click()
    settled(qtbot, shell)


def text_of(parent: QWidget, name: str) -> str:
    """What a label says."""
    (found,) = parent.findChildren(QLabel, name)
    return found.text()


def test_a_package_is_seen_before_it_is_taken_in_and_answered_with_receipt_code_and_undo(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    assert page.stack.currentIndex() == CAME
    assert page.received.stack.currentWidget() is page.received.empty
    dialog = receiving(qtbot, shell, sent.path)
    assert dialog.stack.currentIndex() == COMPARE
    assert text_of(dialog, "arrival_summary_text") == "比库里的：新增 2 张表，新项目 2 个，新单位 1 个。"
    assert "自动备份" in dialog.foot.note.text()
    assert not dialog.side.isVisible()
    assert inbox(shell.context.workspace).packages == ()
    taken(qtbot, shell, dialog)
    assert dialog.stack.currentIndex() == DONE
    (receipt,) = road.stick.glob("*.jxrcpt")
    assert str(receipt) in text_of(dialog, "received_text")
    code = text_of(dialog, "phone_code")
    assert [len(group) for group in code.split(" ")] == [4] * 4
    assert page.received.model.rows[0][:3] == ("待审核", "某镇财政所", "1")
    assert page.received.chips.button(WAITING).text() == "待审 1"
    dialog.finish.undo_button.click()
    settled(qtbot, shell)
    assert "撤销了" in text_of(dialog, "received_title")
    assert page.received.model.rows[0][0] == "已撤销"
    assert of(shell.context.workspace, Form.PROJECT_SELF_EVALUATION) == ()
    dialog.reject()


def test_a_conflict_is_picked_by_keys_with_a_reason_before_it_can_be_taken_in(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    first = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, first.path)
        here = amended_here(county, of(county, Form.PROJECT_SELF_EVALUATION)[0], "30")
    second = road.sent(change="28")
    shell = open_window(road.county)
    dialog = receiving(qtbot, shell, second.path)
    assert "冲突 1 张" in text_of(dialog, "arrival_summary_text")
    page = dialog.compare
    assert QApplication.focusWidget() is page.table
    assert {row[0] for row in page.model.rows} >= {"？请选一个"}
    assert not dialog.foot.take_button.isEnabled()
    assert dialog.foot.rest_button.isVisible()
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_2)
    assert {page.picking.picks[number] for number in page.picking.must()} == {Pick.HERE}
    qtbot.keyClick(page.table, Qt.Key.Key_1)
    assert page.waits.text() == "选好了，还有 1 张表没写理由"
    assert not dialog.foot.take_button.isEnabled()
    page.table.selectRow(0)
    page.reason.setText("以镇里的为准")
    page.reason.textEdited.emit("以镇里的为准")
    assert not dialog.foot.rest_button.isVisible()
    taken(qtbot, shell, dialog)
    merged = of(shell.context.workspace, Form.PROJECT_SELF_EVALUATION)
    (changed,) = [one for one in merged if one.id == here.id]
    assert changed.content.indicator_lines[0].actual_text == "28"
    dialog.reject()


def test_conflicts_may_wait_and_are_handled_later_from_the_list(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    first = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, first.path)
        here = amended_here(county, of(county, Form.PROJECT_SELF_EVALUATION)[0], "30")
    second = road.sent(change="28")
    shell = open_window(road.county)
    dialog = receiving(qtbot, shell, second.path)
    dialog.foot.rest_button.click()
    settled(qtbot, shell)
    assert "处理冲突" in text_of(dialog, "received_text")
    dialog.reject()
    page = page_of(qtbot, shell, "conflicts")
    assert page.received.chips.checkedId() == CONFLICTS
    assert [row[0] for row in page.received.model.rows] == ["有冲突"]
    receipts = sorted(road.stick.glob("*.jxrcpt"))
    page.received.choose_button.click()
    again = cast(ReceiveDialog, dialog_of(qtbot, shell, "receive_dialog"))
    again.compare.all_here.click()
    again.compare.reason.setText("县里核实过")
    again.compare.reason.textEdited.emit("县里核实过")
    taken(qtbot, shell, again)
    again.reject()
    assert page.received.chips.button(CONFLICTS).text() == "有冲突 0"
    stored = of(shell.context.workspace, Form.PROJECT_SELF_EVALUATION)
    assert [one.content for one in stored if one.id == here.id] == [here.content]
    assert sorted(road.stick.glob("*.jxrcpt")) == receipts
    kept = shell.context.workspace.folder.packages / "received"
    assert not list(kept.glob("*.jxrcpt"))


def test_a_locked_key_asks_for_its_passphrase_and_a_wrong_one_can_be_typed_again(
    qtbot: QtBot, open_window: Opener, tmp_path: Path, drawn: Drawn
) -> None:
    road = Road(tmp_path, drawn, passphrase=SECRET)
    sent = road.sent()
    shell = open_window(road.county)
    dialog = receiving(qtbot, shell, sent.path)
    assert dialog.foot.passphrase.isVisible()
    assert not dialog.foot.take_button.isEnabled()
    dialog.foot.passphrase.setText("不是这一句话")
    taken(qtbot, shell, dialog)
    assert dialog.stack.currentIndex() == COMPARE
    assert "口令" in dialog.foot.note.text()
    dialog.foot.passphrase.setText(SECRET)
    taken(qtbot, shell, dialog)
    assert dialog.stack.currentIndex() == DONE
    dialog.reject()


def test_a_wrong_passphrase_for_a_whole_stick_stays_said_until_another_is_typed(
    qtbot: QtBot, open_window: Opener, tmp_path: Path, drawn: Drawn
) -> None:
    road = Road(tmp_path, drawn, passphrase=SECRET)
    road.sent(TARGETS)
    road.sent()
    shell = open_window(road.county)
    dialog = receiving(qtbot, shell, road.stick)
    dialog.foot.passphrase.setText("不是这一句话")
    dialog.foot.all_button.click()
    settled(qtbot, shell)
    assert dialog.stack.currentIndex() == COMPARE
    assert "口令" in dialog.foot.note.text()
    assert dialog.foot.note.property("tone") == "error"
    assert inbox(shell.context.workspace).packages == ()
    dialog.foot.passphrase.setText(SECRET)
    assert "自动备份" in dialog.foot.note.text()
    dialog.foot.all_button.click()
    settled(qtbot, shell)
    assert len(inbox(shell.context.workspace).packages) == 2
    dialog.reject()


def test_a_whole_stick_is_taken_in_at_once_and_what_is_refused_is_listed(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    road.sent(TARGETS)
    evaluations = road.sent()
    (road.stick / "零坏的.jxpkg").write_bytes(evaluations.path.read_bytes()[:-9])
    shell = open_window(road.county)
    before = len(list(shell.context.workspace.folder.backups.glob("*.jxbak")))
    dialog = receiving(qtbot, shell, road.stick)
    assert dialog.side.isVisible()
    assert len(dialog.found) == 3
    dialog.foot.all_button.click()
    settled(qtbot, shell)
    assert dialog.stack.currentIndex() == MANY
    assert [tuple(row[:3]) for row in dialog.many.model.rows] == [
        ("没有收下", "零坏的.jxpkg", ""),
        ("已装入", "某镇财政所", "1"),
        ("已装入", "某镇财政所", "2"),
    ]
    assert dialog.many.model.rows[0][0] == "没有收下"
    assert len(list(road.stick.glob("*.jxrcpt"))) == 2
    workspace = shell.context.workspace
    assert len(list(workspace.folder.backups.glob("*.jxbak"))) == before + 1
    assert len({one.import_id for one in workspace.read(received.all_received)}) == 2
    dialog.table.selectRow(next(n for n, one in enumerate(dialog.found) if one.file.name == "零坏的.jxpkg"))
    settled(qtbot, shell)
    assert dialog.stack.currentIndex() == REFUSED
    assert "JX-" in text_of(dialog, "refused_text")
    dialog.reject()
    page = page_of(qtbot, shell, "refused")
    assert page.received.chips.checkedId() == REFUSED_CHIP
    # Looked at when the stick was opened, taken up with all of them, and gone to: one file, one line.
    assert [row[1] for row in page.received.refused_model.rows] == ["零坏的.jxpkg"]
    assert text_of(page, "refused_advice")
    page.received.settle_button.click()
    settled(qtbot, shell)
    assert page.received.chips.button(REFUSED_CHIP).text() == "没有收下 0"


def test_a_package_for_this_desk_given_to_the_program_is_offered_and_any_other_is_verified(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    shell = open_window(road.county)
    shell.offer_files([sent.path])
    dialog = cast(ReceiveDialog, dialog_of(qtbot, shell, "receive_dialog"))
    assert dialog.stack.currentIndex() == COMPARE
    dialog.reject()
    settled(qtbot, shell)
    assert not list((shell.context.workspace.folder.packages / "received").glob("*"))
    other = open_window(road.town)
    other.offer_files([sent.path])
    settled(qtbot, other)
    assert "完好" in cast(TrayPage, other.pages["tray"]).answer_bar.text.text()


def test_packages_are_dropped_onto_the_page(qtbot: QtBot, open_window: Opener, road: Road) -> None:
    sent = road.sent()
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sent.path))])
    middle, no = page.rect().center(), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, no)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, no))
    dialog = dialog_of(qtbot, shell, "receive_dialog")
    dialog.reject()
    settled(qtbot, shell)
    table = QMimeData()
    table.setUrls([QUrl.fromLocalFile(str(road.stick / "表.xlsx"))])
    enter = QDragEnterEvent(middle, Qt.DropAction.CopyAction, table, Qt.MouseButton.LeftButton, no)
    page.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_a_sent_package_counts_as_received_only_by_what_the_county_said(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    with Workspace.open_existing(road.county) as county:
        done = receive(county, sent.path)
    assert done.receipt is not None
    shell = open_window(road.town)
    page = page_of(qtbot, shell)
    view = page.sent_view
    assert page.stack.currentIndex() == SENT
    assert not page.sides.button(LATE).isVisible()
    assert view.model.rows[0][0] == "已封装（未确认）"
    assert "未确认" in text_of(page, "nothing_said")

    view.code_button.click()
    dialog = dialog_of(qtbot, shell, "code_dialog")
    (field,) = dialog.findChildren(QLineEdit, "phone_code_field")
    wrong = f"{(int(done.phone_code[0]) + 1) % 10}{done.phone_code[1:]}"
    for typed, words, may in ((wrong, "有一位数字不对", False), (done.phone_code, "", True)):
        field.clear()
        qtbot.keyClicks(field, typed)
        assert words in text_of(dialog, "phone_code_note")
        assert dialog.go.isEnabled() is may  # type: ignore[attr-defined]
    assert field.text() == " ".join(done.phone_code[at : at + 4] for at in range(0, 16, 4))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert view.model.rows[0][0] == "电话确认：已装入"

    page.take([done.receipt])
    settled(qtbot, shell)
    assert view.model.rows[0][0] == "已装入"
    entry = view.current()
    assert entry is not None
    assert (entry.status, entry.is_proven) == (ReceiptStatus.IMPORTED, True)
    assert "电话码" in text_of(page, "said_0")
    assert "签名的回执　某县财政局：已装入" in text_of(page, "said_1")
    page.take([done.receipt])
    settled(qtbot, shell)
    assert "以前收过" in page.answer_bar.text.text()


def test_receipts_beside_packages_are_offered_and_a_strange_one_says_why_it_is_not_taken(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
    shell = open_window(road.town)
    page = page_of(qtbot, shell)
    page.receive([road.stick])
    dialog = cast(ReceiveDialog, dialog_of(qtbot, shell, "receive_dialog"))
    assert dialog.found == []
    dialog.reject()
    settled(qtbot, shell)
    assert page.offer_bar.isVisible()
    page._on_offer()
    settled(qtbot, shell)
    assert page.sent_view.model.rows[0][0] == "已装入"
    assert not page.offer_bar.isVisible()
    (road.stick / "别的.jxrcpt").write_bytes(b"{}")
    page.take([road.stick / "别的.jxrcpt"])
    settled(qtbot, shell)
    assert page.answer_bar.property("bar") == "error"
    assert "别的.jxrcpt 没有收" in page.answer_bar.text.text()


def test_a_stick_of_many_offices_names_what_is_for_others_and_touches_none_of_it(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    road.sent().path.rename(road.stick / "乙.jxpkg")
    with Workspace.open_existing(road.county) as county:
        done = receive(county, road.stick / "乙.jxpkg")
        filing = of(county, Form.PROJECT_SELF_EVALUATION)[0]
        decide(county, [return_of(filing)], by="审核人乙")
        send_down(county, done.package.digest, to=road.stick)
    shell = open_window(road.town)
    dialog = receiving(qtbot, shell, road.stick)
    assert dialog.stack.currentIndex() == COMPARE
    assert dialog.side.isVisible()
    assert [tuple(row[1:]) for row in dialog.side.model.rows] == [("某县财政局", "1")]
    assert dialog.side.words.text() == "找到 1 个数据包，还没装 1 个"
    assert "给别的单位的 1 个" in text_of(dialog, "found_for_others")
    assert "乙.jxpkg　给" in dialog.side.others.toolTip()
    dialog.reject()
    settled(qtbot, shell)
    (road.stick / "甲").mkdir()
    (road.stick / "乙.jxpkg").rename(road.stick / "甲" / "乙.jxpkg")
    dialog = receiving(qtbot, shell, road.stick / "甲")
    assert "没有给本单位的数据包" in text_of(dialog, "nothing_found")
    assert "武定县" in text_of(dialog, "nothing_found")
    dialog.reject()
    assert inbox(shell.context.workspace).refused == ()


def test_what_an_office_filed_is_reached_from_the_list_of_who_has(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
    shell = open_window(road.county)
    page = page_of(qtbot, shell, "late")
    page.late.read(EVALUATIONS)
    settled(qtbot, shell)
    page.late.offices.table.opened.emit(0)
    assert page.stack.currentIndex() == CAME
    assert [row[1] for row in page.received.model.rows] == ["某镇财政所"]


def test_who_has_not_filed_stands_first_and_the_reminder_is_copied(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
    shell = open_window(road.county)
    page = page_of(qtbot, shell, "late")
    view = page.late
    assert page.stack.currentIndex() == LATE
    view.read(EVALUATIONS)
    settled(qtbot, shell)
    assert [tuple(row[:2]) for row in view.offices.model.rows] == [("待审核", "某镇财政所")]
    view.read(TARGETS)
    settled(qtbot, shell)
    assert [tuple(row[:2]) for row in view.offices.model.rows] == [("没报", "某镇财政所")]
    view.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "尚未报送（1 个）：某镇财政所。" in copied


def test_looking_only_shows_what_would_change_and_takes_nothing_in(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    shell = open_window(road.county)
    shell.context.workspace.look_only(on=True)
    dialog = receiving(qtbot, shell, sent.path)
    assert dialog.stack.currentIndex() == COMPARE
    assert not dialog.foot.take_button.isEnabled()
    assert "只看" in dialog.foot.note.text()
    dialog.reject()


def test_an_import_is_taken_back_from_the_list_after_a_question(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    page.received.undo_button.click()
    (box,) = shell.frame.findChildren(QMessageBox, "undo_receive_question")
    next(one for one in box.buttons() if one.text() == "撤销").click()
    settled(qtbot, shell)
    assert page.received.model.rows[0][0] == "已撤销"
    assert "撤销了" in page.answer_bar.text.text()


def test_the_undo_keys_leave_a_package_whole_and_say_where_it_is_taken_back(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    first, second = road.sent(TARGETS), road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, first.path)
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    said: list[str] = []
    shell.context.told.connect(said.append)
    workspace = shell.context.workspace
    named = workspace.read(lambda tx: projects.of_year(tx, 2025))[0]
    project.rename(workspace, named.id, "另一个名称")
    dialog = receiving(qtbot, shell, second.path)
    taken(qtbot, shell, dialog)
    dialog.reject()
    settled(qtbot, shell)
    before = workspace.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)
    undo_keys = (shell.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(*undo_keys)
    settled(qtbot, shell)
    assert "撤销此次导入" in said[-1]
    assert workspace.read(lambda tx: tx.value("SELECT max(n) FROM change_log")) == before
    assert len(of(workspace, Form.PROJECT_SELF_EVALUATION)) == 2
    qtbot.keyClick(*undo_keys)  # what was done before it, by its name
    qtbot.waitUntil(lambda: bool(shell.frame.findChildren(QMessageBox, "undo_question")))
    (box,) = shell.frame.findChildren(QMessageBox, "undo_question")
    assert "改项目名称" in box.text()
    box.reject()
    assert page.received.undo_button.isVisible()


def test_what_comes_down_is_shown_thing_by_thing_before_it_holds(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    entry = LibraryEntry(
        id="c@1/a", library_id="c@1", code="a", name="养护里程", unit="公里", level1="产出指标"
    )
    library = Library(id="c@1", name="县指标库", version="1", origin=Origin.IMPORTED, entries=(entry,))
    with Workspace.open_existing(road.county) as county:
        county.transact(lambda tx: libraries.add_library(tx, library), errand="test")
        sent = publish_texts(county, PublicationKind.LIBRARY, to=road.stick)
    shell = open_window(road.town)
    shell.offer_files([sent.path])
    dialog = cast(ReceiveDialog, dialog_of(qtbot, shell, "receive_dialog"))
    assert "下发资料 1 件" in text_of(dialog, "arrival_summary_text")
    assert [tuple(row) for row in dialog.compare.model.rows] == [
        ("新增", "县指标库", "指标库", "—", "新增指标 1 条")
    ]
    assert dialog.foot.take_button.text() == "装入"
    taken(qtbot, shell, dialog)
    assert not dialog.finish.code.isVisible()
    held = shell.context.workspace.read(lambda tx: libraries.shelf(tx).libraries)
    assert "c@1" in {one.id for one in held}
    dialog.reject()


def test_a_return_from_above_comes_in_the_same_way_and_tells_the_ledger(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
        filing = of(county, Form.PROJECT_SELF_EVALUATION)[0]
        decide(county, [return_of(filing)], by="审核人乙")
        down = send_down(county, sent.digest, to=road.stick)
    shell = open_window(road.town)
    page = page_of(qtbot, shell)
    dialog = receiving(qtbot, shell, down.path)
    assert text_of(dialog, "arrival_summary_text").startswith("这是上级的审核结果")
    assert dialog.foot.take_button.text() == "装入"
    taken(qtbot, shell, dialog)
    assert not dialog.finish.code.isVisible()
    assert not dialog.finish.review_button.isVisible()
    assert "退回了 1 张表" in text_of(dialog, "received_text")
    assert dialog.finish.correct_button.isVisible()
    dialog.reject()
    page.show_side(CAME)
    assert page.received.chips.button(RETURNED).text() == "待重报 1"
    assert page.received.model.rows[0][0] == "待改重报"
    assert text_of(page, "received_waits") == "1 张要改好重报"
    assert page.received.correct_button.isVisible()
    assert not page.received.review_button.isVisible()
    page.received.table.opened.emit(0)
    settled(qtbot, shell)
    back = cast(ReturnedPage, shell.pages["returned"])
    assert [one.filing.id for one in back.orders] == [filing.id]
    assert shell.pages["returned"].isVisible()
    page_of(qtbot, shell)
    page.show_side(SENT)
    assert page.sent_view.model.rows[0][0] == "已退回"
    assert page.sent_view.correct_button.isVisible()
    page.sent_view.correct_button.click()
    settled(qtbot, shell)
    assert shell.pages["returned"].isVisible()
    page_of(qtbot, shell)
    assert "随上级的包来的回执" in text_of(page, "said_0")


def test_a_number_is_missing_only_until_it_has_come(qtbot: QtBot, open_window: Opener, road: Road) -> None:
    targets, evaluations = road.sent(TARGETS), road.sent()
    with Workspace.open_existing(road.county) as county:
        receive(county, evaluations.path)
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    assert text_of(page, "received_missing") == "还缺第 1 号"
    dialog = receiving(qtbot, shell, targets.path)
    assert "它后面的号已经先到了" in text_of(dialog, "arrival_summary_text")
    taken(qtbot, shell, dialog)
    dialog.reject()
    page.received.search.setText("0002")
    assert [row[2] for row in page.received.model.rows] == ["2"]
    assert text_of(page, "received_missing") == "没有"
    page.received.search.setText("mzczs")
    assert len(page.received.model.rows) == 2
    page.received.search.setText("没有这个单位")
    assert page.received.stack.currentWidget() is page.received.nothing
