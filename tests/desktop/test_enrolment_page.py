"""单位登记 in the real window: a township asks, its county certifies from the paper, the township installs; and what goes wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import pypdfium2
import pytest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import start
from jxdesk.actions.enrolled import own_enrolment
from jxdesk.actions.look import SentPackage
from jxdesk.desktop.enrolment.reminder import CertificateReminder
from jxdesk.desktop.pages.enrolment import BELOW, OWN, EnrolmentPage
from jxdesk.desktop.pages.enrolment_guide import EnrolmentGuidePage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.todo_card import TodoCard
from jxdesk.domain.records.enrolments import EnrolmentState
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import ChainPosition
from tests.desktop.conftest import Opener, child, settled

COUNTY, TOWN = "53-23-29", "53-23-29-103"
SECRET = "一句够长的好口令"
Kind = TypeVar("Kind", bound=QWidget)


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """A county and one of its townships, each with a folder of its own; only the county's key is locked."""
    start.start(
        tmp_path / "县",
        name="某县财政局",
        level=OfficeLevel.COUNTY,
        code=COUNTY,
        passphrase=SECRET,
        person="县甲",
    )
    start.start(tmp_path / "镇", name="某镇财政所", level=OfficeLevel.TOWNSHIP, code=TOWN, person="镇乙")
    return tmp_path / "县", tmp_path / "镇"


def page_of(qtbot: QtBot, shell: Shell, argument: object = None) -> EnrolmentPage:
    """The page 单位登记, loaded."""
    shell.go("enrolment", argument)
    settled(qtbot, shell)
    return cast(EnrolmentPage, shell.pages["enrolment"])


def dialog_of(qtbot: QtBot, shell: Shell, name: str) -> QDialog:
    """The dialog of this name, as soon as it is open."""
    found: list[QDialog] = []

    def is_open() -> bool:
        found[:] = [one for one in shell.frame.findChildren(QDialog, name) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_open, timeout=10_000)
    return found[0]


def part(dialog: QWidget, kind: type[Kind], name: str) -> Kind:
    """A part of a dialog."""
    found = child(dialog, name)
    assert isinstance(found, kind)
    return found


def write_to(qtbot: QtBot, shell: Shell, dialog: QDialog, folder: Path) -> str:
    """Presses the button of a dialog that writes to a folder; answers what it says then."""
    folder.mkdir(exist_ok=True)
    dialog.destinations.set_folder(folder)  # type: ignore[attr-defined]
    dialog.go.click()  # type: ignore[attr-defined]
    settled(qtbot, shell)
    return part(dialog, QLabel, "stick_done_text").text()


def asked(qtbot: QtBot, town: Shell, stick: Path) -> tuple[Path, str]:
    """The township's request on the stick, written through its window, and the fingerprint that its paper shows."""
    page = page_of(qtbot, town)
    page.own_card.request_button.click()
    dialog = dialog_of(qtbot, town, "enrol_request")
    assert "登记申请写好了" in write_to(qtbot, town, dialog, stick)
    dialog.reject()
    settled(qtbot, town)
    assert page.own is not None
    page.save_form(stick.parent / "登记表.pdf")
    settled(qtbot, town)
    text = pypdfium2.PdfDocument(stick.parent / "登记表.pdf")[0].get_textpage().get_text_range()
    assert all(group in text for group in page.own.fingerprint.split("-"))
    return next(stick.glob("*.jxreq")), page.own.fingerprint


def certifying(qtbot: QtBot, upper: Shell, file: Path, typed: str) -> QDialog:
    """The county's dialog for a request, with the fingerprint and the passphrase typed."""
    page_of(qtbot, upper, file)
    dialog = dialog_of(qtbot, upper, "enrol_certify")
    part(dialog, QLineEdit, "stick_passphrase").setText(SECRET)
    part(dialog, QLineEdit, "certify_typed").setText(typed)
    return dialog


def certified(qtbot: QtBot, upper: Shell, file: Path, typed: str, stick: Path) -> Path:
    """The certificate on the stick, given through the county's window."""
    dialog = certifying(qtbot, upper, file, typed)
    assert "证书发好了" in write_to(qtbot, upper, dialog, stick)
    dialog.reject()
    settled(qtbot, upper)
    return next(stick.glob("登记证书*.jxtrust"))


@pytest.fixture
def upper(open_window: Opener, homes: tuple[Path, Path]) -> Shell:
    """The county's window."""
    return open_window(homes[0])


@pytest.fixture
def town(open_window: Opener, homes: tuple[Path, Path]) -> Shell:
    """The township's window."""
    return open_window(homes[1])


def test_a_township_asks_its_county_certifies_from_the_paper_and_the_township_installs(
    qtbot: QtBot, town: Shell, upper: Shell, tmp_path: Path
) -> None:
    own = page_of(qtbot, town)
    assert part(own, QLabel, "own_state").text() == "未登记"
    assert own.own_card.request_button.property("kind") == "primary"
    assert not any(side.isVisible() for side in own.sides.buttons())
    file, mark = asked(qtbot, town, tmp_path / "U盘")
    assert part(own, QLabel, "own_state").text() == "已申请"
    assert own.own_card.install_button.property("kind") == "primary"

    given = certified(qtbot, upper, file, mark[:9].lower(), tmp_path / "U盘")
    answer = cast(EnrolmentPage, upper.pages["enrolment"])
    assert answer.stack.currentIndex() == BELOW
    (row,) = answer.below.list.model.rows
    assert tuple(row[:3]) == ("已登记", "某镇财政所", TOWN)
    assert part(answer, QLabel, "below_office").text() == "某镇财政所（不在单位名册里）"

    town.offer_files([given])
    settled(qtbot, town)
    assert own.stack.currentIndex() == OWN
    assert part(own, QLabel, "own_state").text() == "已登记"
    assert "某县财政局发" in part(own, QLabel, "own_certificate").text()
    said = part(own, QLabel, "enrolment_bar_text").text()
    assert "登记好了：某县财政局发的证书" in said
    assert answer.own is not None
    assert answer.own.fingerprint in said


def test_the_fingerprint_is_shown_nowhere_before_it_is_typed(
    qtbot: QtBot, town: Shell, upper: Shell, tmp_path: Path
) -> None:
    file, mark = asked(qtbot, town, tmp_path / "U盘")
    dialog = certifying(qtbot, upper, file, "")
    widgets = [one for holder in (dialog, upper.frame) for one in holder.findChildren(QWidget)]
    shown = [words for one in widgets for words in (one.toolTip(), one.accessibleName())]
    shown += [one.text() for one in widgets if isinstance(one, (QLabel, QLineEdit, QPushButton))]
    assert any("某镇财政所" in words for words in shown)
    assert not [words for words in shown if mark[5:9] in words]
    dialog.reject()


@pytest.mark.parametrize(
    ("typed", "words"), [("", "还差 8 位"), ("K7Q2", "还差 4 位"), ("0000-0000", "和申请文件里的不一样")]
)
def test_what_is_not_on_the_paper_gives_no_certificate_and_says_so_clearly(
    qtbot: QtBot, town: Shell, upper: Shell, tmp_path: Path, typed: str, words: str
) -> None:
    file, _ = asked(qtbot, town, tmp_path / "U盘")
    dialog = certifying(qtbot, upper, file, typed)
    write_to(qtbot, upper, dialog, tmp_path / "U盘")
    note = part(dialog, QLabel, "stick_note")
    assert (note.isVisible(), words in note.text()) == (True, True), note.text()
    assert part(dialog, QPushButton, "enrol_certify_go").isEnabled()
    assert not list((tmp_path / "U盘").glob("*.jxtrust"))
    dialog.reject()
    settled(qtbot, upper)
    page = cast(EnrolmentPage, upper.pages["enrolment"])
    assert [one.state for one in page.below.offices] == [EnrolmentState.ASKED]


def test_a_wrong_passphrase_is_said_in_the_dialog_and_can_be_typed_again(
    qtbot: QtBot, town: Shell, upper: Shell, tmp_path: Path
) -> None:
    file, mark = asked(qtbot, town, tmp_path / "U盘")
    dialog = certifying(qtbot, upper, file, mark)
    part(dialog, QLineEdit, "stick_passphrase").setText("不是这一句话")
    write_to(qtbot, upper, dialog, tmp_path / "U盘")
    assert "口令不对" in part(dialog, QLabel, "stick_note").text()
    part(dialog, QLineEdit, "stick_passphrase").setText(SECRET)
    assert "证书发好了" in write_to(qtbot, upper, dialog, tmp_path / "U盘")
    dialog.reject()


def test_a_key_is_stopped_the_list_goes_down_and_a_new_key_leads_back(
    qtbot: QtBot, town: Shell, upper: Shell, tmp_path: Path
) -> None:
    file, mark = asked(qtbot, town, tmp_path / "一")
    town.offer_files([certified(qtbot, upper, file, mark, tmp_path / "一")])
    settled(qtbot, town)
    page, own = page_of(qtbot, upper), page_of(qtbot, town)
    page.below.stop_button.click()
    dialog = dialog_of(qtbot, upper, "revoke_dialog")
    dialog.go.click()  # type: ignore[attr-defined]
    assert dialog.isVisible()  # a reason is wanted
    part(dialog, QLineEdit, "revoke_reason").setText("密钥丢失")
    part(dialog, QLineEdit, "revoke_after_seq").setText("3")
    part(dialog, QLineEdit, "revoke_passphrase").setText(SECRET)
    dialog.go.click()  # type: ignore[attr-defined]
    settled(qtbot, upper)
    assert "停用名单是第 1 版" in part(page, QLabel, "enrolment_bar_text").text()
    assert page.below.offices[0].state is EnrolmentState.STOPPED
    assert "密钥丢失，算数到第 3 号" in part(page, QLabel, "below_reason").text()
    assert not page.below.stop_button.isEnabled()

    page.below.list_button.click()
    dialog = dialog_of(qtbot, upper, "enrol_list")
    part(dialog, QLineEdit, "stick_passphrase").setText(SECRET)
    assert "停用名单第 1 版写好了" in write_to(qtbot, upper, dialog, tmp_path / "名单")
    dialog.reject()
    town.offer_files(list((tmp_path / "名单").glob("*.jxtrust")))
    settled(qtbot, town)
    assert part(own, QLabel, "own_state").text() == "已停用"
    assert "名单里有本单位的密钥" in part(own, QLabel, "enrolment_bar_text").text()

    town.go("enrolment_guide", "key-lost")
    settled(qtbot, town)
    guide = cast(EnrolmentGuidePage, town.pages["enrolment_guide"])
    part(guide, QPushButton, "guide_4").click()
    dialog = dialog_of(qtbot, town, "renew_dialog")
    part(dialog, QLineEdit, "renew_reason").setText("口令忘了")
    dialog.go.click()  # type: ignore[attr-defined]
    settled(qtbot, town)
    file, renewed = asked(qtbot, town, tmp_path / "二")
    assert renewed != mark
    town.offer_files([certified(qtbot, upper, file, renewed, tmp_path / "二")])
    settled(qtbot, town)
    assert part(own, QLabel, "own_state").text() == "已登记"


def test_a_list_of_many_offices_is_filtered_by_state_and_initials(qtbot: QtBot, shell: Shell) -> None:
    page = page_of(qtbot, shell)
    assert page.stack.currentIndex() == BELOW
    count = len(page.below.offices)
    assert count > 5
    assert page.below.list.chips.button(1).text() == f"未登记 {count}"
    page.below.list.search.setText("byz")
    assert [row[1] for row in page.below.list.model.rows] == [
        one.name for one in page.below.offices if "白岩镇" in one.name
    ]
    page.below.list.search.clear()
    page.below.list.chips.button(5).click()
    assert page.below.list.currentWidget() is page.below.list.nothing
    assert page.below.details.isHidden()


@pytest.mark.parametrize("card", ["key-lost", "clerk-change", "new-pc", "pc-broken", "after-restore"])
def test_each_situation_has_its_steps_and_its_card(qtbot: QtBot, town: Shell, card: str) -> None:
    town.go("enrolment_guide", card)
    settled(qtbot, town)
    guide = cast(EnrolmentGuidePage, town.pages["enrolment_guide"])
    assert guide.situation.card == guide.help_topic == card
    buttons = {
        one.objectName(): one for one in guide.findChildren(QPushButton) if one.objectName()[6:].isdigit()
    }
    offered = [
        number
        for number, step in enumerate(guide.situation.steps, 1)
        if step.act is not None and step.who.value != "上级"
    ]
    assert sorted(buttons) == sorted(f"guide_{number}" for number in offered)
    part(guide, QPushButton, "guide_card").click()
    assert town.current == "help"


def test_the_superiors_steps_have_buttons_at_the_county_and_lead_to_its_list(
    qtbot: QtBot, upper: Shell
) -> None:
    upper.go("enrolment_guide", "key-lost")
    settled(qtbot, upper)
    part(upper.pages["enrolment_guide"], QPushButton, "guide_2").click()
    settled(qtbot, upper)
    page = cast(EnrolmentPage, upper.pages["enrolment"])
    assert (upper.current, page.stack.currentIndex()) == ("enrolment", BELOW)


def test_settings_and_the_tray_lead_to_the_page(qtbot: QtBot, town: Shell) -> None:
    for page, name in (("tray", "tray_enrolment"), ("settings", "office_enrolment")):
        town.go(page)
        settled(qtbot, town)
        part(town.pages[page], QPushButton, name).click()
        settled(qtbot, town)
        assert town.current == "enrolment"


def test_a_desk_without_a_key_is_told_how_to_get_one(
    qtbot: QtBot, town: Shell, homes: tuple[Path, Path]
) -> None:
    (homes[1] / "keys" / "office.key.json").unlink()
    page = page_of(qtbot, town)
    assert "没有单位密钥" in part(page, QLabel, "own_words").text()
    assert not page.own_card.request_button.isEnabled()
    assert "有效期" not in part(page, QLabel, "own_certificate").text()


def test_a_damaged_trust_file_is_said_on_the_page(
    qtbot: QtBot, town: Shell, homes: tuple[Path, Path]
) -> None:
    (homes[1] / "keys" / "trust.jsonl").write_bytes(b"{")
    page = page_of(qtbot, town)
    assert "信任文件已损坏" in part(page, QLabel, "enrolment_bar_text").text()


def test_the_first_page_reminds_when_the_certificate_runs_out_or_was_stopped(
    qtbot: QtBot, shell: Shell
) -> None:
    own = own_enrolment(shell.context.workspace)
    assert own is not None
    todo = shell.pages["dashboard"].findChild(TodoCard, "todo_card")
    assert isinstance(todo, TodoCard)
    reminder = CertificateReminder(shell.context, todo.add_row, todo)
    until = dt.date(2029, 11, 20)
    said = []
    for state in EnrolmentState:
        reminder.show_own(replace(own, state=state, not_after=until, issuer="某州财政局", stopped="密钥丢失"))
        lines = [
            one.text()
            for row in todo.findChildren(QWidget, "certificate_todo")
            for one in row.findChildren(QLabel)
        ]
        said.append((state, "".join(lines)))
    words = dict(said)
    for state in (EnrolmentState.NONE, EnrolmentState.ASKED, EnrolmentState.VALID):
        assert words[state] == ""
    assert "2029年11月20日到期，现在就办续期" in words[EnrolmentState.ENDING]
    assert "宽限 90 天" in words[EnrolmentState.GRACE]
    assert "上级不收" in words[EnrolmentState.OVER]
    assert "某州财政局停用了：密钥丢失" in words[EnrolmentState.STOPPED]
    part(todo, QPushButton, "todo_certificate").click()
    settled(qtbot, shell)
    assert shell.current == "enrolment"
    shell.go("dashboard")
    settled(qtbot, shell)
    shell.pages["dashboard"].load()
    settled(qtbot, shell)
    assert not todo.findChildren(QWidget, "certificate_todo")  # this desk's own certificate asks for nothing


def test_after_a_restore_the_packages_that_the_data_has_forgotten_are_named(
    qtbot: QtBot, upper: Shell
) -> None:
    upper.go("enrolment_guide", "after-restore")
    settled(qtbot, upper)
    guide = cast(EnrolmentGuidePage, upper.pages["enrolment_guide"])
    assert part(guide, QLabel, "guide_state").text() == "最上级"
    assert part(guide, QLabel, "forgotten_none").isVisible()
    sent = SentPackage(
        digest="a3" * 32,
        position=ChainPosition(device="d" * 16, epoch=1, seq=7, prev=""),
        file_name="某县财政局_2026年10月监控_第0007号_K7Q2.jxpkg",
        sealed_at="2026-11-20T09:00:00+08:00",
    )
    guide.show_found(guide.found._replace(forgotten=(sent,)))
    settled(qtbot, upper)
    said = [one.text() for one in part(guide, QWidget, "forgotten_card").findChildren(QLabel)]
    assert "第 7 号" in said
    assert sent.file_name in said
