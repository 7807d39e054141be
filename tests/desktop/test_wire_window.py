"""The wire in the real window, against a real service with TLS of an own authority: set up, sealed, sent, answered, cut, fetched."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
import uvicorn
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import enrol, start
from jxdesk.actions.enrol_hub import set_up_hub
from jxdesk.actions.hub.service import Service, open_service
from jxdesk.actions.hub.trusting import lay_ready
from jxdesk.actions.outbox import outbox
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.deliver import DeliverDialog
from jxdesk.desktop.dialogs.seal import CONTENT, PLACE, WRITE, SealDialog
from jxdesk.desktop.pages.settings import SECTIONS, SettingsPage
from jxdesk.desktop.pages.tray import SENT, TrayPage
from jxdesk.desktop.road.receive_dialog import DONE, ReceiveDialog
from jxdesk.desktop.settings.wire import WireSection
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.wire import NO_PROXY
from jxdesk.hub.app import make_app
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, enrolled
from tests.actions.road_desks import EVALUATIONS, drawn, fill
from tests.desktop.conftest import Opener, child, settled
from tests.desktop.test_road_tray import Drawn, dialog_of, taken
from tests.hub.test_hub_command import own_authority

__all__ = ["drawn"]


class Hub:
    """A service that really listens with TLS on the loopback address; it can be cut off and come back on the same port."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.authority, self.certificate, self.key = own_authority(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._service: Service | None = None

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._service = open_service(self.home)
        config = uvicorn.Config(
            make_app(self._service),
            host="127.0.0.1",
            port=self.port,
            log_level="warning",
            lifespan="on",
            ssl_certfile=os.fspath(self.certificate),
            ssl_keyfile=os.fspath(self.key),
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < until, "the service does not listen"
            time.sleep(0.01)

    def stop(self) -> None:
        if self._server is None or self._thread is None or self._service is None:
            return
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(20)
        self._service.close()
        self._server = None


class CuttingLine:
    """What stands between a desk and the service, and cuts every connection after ``budget`` bytes have gone up, None for never."""

    def __init__(self, to: int) -> None:
        self.budget: int | None = None
        self._to = to
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._to), timeout=10)
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, is_up: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(8192):
                if is_up and self.budget is not None:
                    self.budget -= len(data)
                    if self.budget <= 0:
                        break
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@dataclass(frozen=True, kw_only=True)
class Area:
    """The homes of a prefecture, its county and a township with a filled year, and the service of the prefecture."""

    county: Path
    town: Path
    stick: Path
    hub: Hub


@pytest.fixture
def area(tmp_path: Path, drawn: Drawn) -> Iterator[Area]:
    """Everybody is enrolled, and the service runs."""
    stick = tmp_path / "U盘"
    stick.mkdir()
    homes = {name: tmp_path / name for name in ("某州", "某县", "某镇")}
    levels = {
        "某州": (OfficeLevel.PREFECTURE, PREFECTURE),
        "某县": (OfficeLevel.COUNTY, COUNTY),
        "某镇": (OfficeLevel.TOWNSHIP, TOWN),
    }
    for name, home in homes.items():
        level, code = levels[name]
        start.start(home, name=f"{name}财政局", level=level, code=code)
    with (
        Workspace.open_existing(homes["某州"]) as prefecture,
        Workspace.open_existing(homes["某县"]) as county,
        Workspace.open_existing(homes["某镇"]) as town,
    ):
        enrolled(county, prefecture, stick)
        enrolled(town, county, stick)
        fill(town, drawn)
        set_up_hub(prefecture, tmp_path / "接收服务")
    hub = Hub(tmp_path / "接收服务", tmp_path)
    hub.start()
    yield Area(county=homes["某县"], town=homes["某镇"], stick=stick, hub=hub)
    hub.stop()


def settings_of(qtbot: QtBot, shell: Shell) -> WireSection:
    """设置 → 联网上传, loaded."""
    shell.go("settings", "wire")
    settled(qtbot, shell)
    page = cast(SettingsPage, shell.pages["settings"])
    row = next(n for n, one in enumerate(SECTIONS) if one.name == "wire")
    return cast(WireSection, page.section(row))


def set_up(qtbot: QtBot, shell: Shell, area: Area, *, automatic: bool = False) -> WireSection:
    """Types the address, takes the authority and tries the connection."""
    section = settings_of(qtbot, shell)
    section.take_authority(area.hub.authority)
    settled(qtbot, shell)
    section.address.setText(area.hub.address)
    section.address.editingFinished.emit()
    settled(qtbot, shell)
    if automatic:
        section.automatic.click()
        settled(qtbot, shell)
    section.try_button.click()
    settled(qtbot, shell)
    return section


def sealing(qtbot: QtBot, shell: Shell) -> SealDialog:
    """The dialog 封装送出, on its page of places."""
    dialog = SealDialog(shell.context, task=EVALUATIONS, parent=shell.frame)
    dialog.open()
    settled(qtbot, shell)
    assert dialog.pages.currentIndex() == CONTENT
    dialog.next_button.click()
    settled(qtbot, shell)
    assert dialog.pages.currentIndex() == PLACE
    return dialog


def tray(qtbot: QtBot, shell: Shell, argument: object = None) -> TrayPage:
    shell.go("tray", argument)
    settled(qtbot, shell)
    return cast(TrayPage, shell.pages["tray"])


def text(parent: QWidget, name: str) -> str:
    (found,) = parent.findChildren(QLabel, name)
    return found.text()


def press(parent: QWidget, name: str) -> None:
    found = cast(QPushButton, child(parent, name))
    assert found.isVisible(), name
    assert found.isEnabled(), name
    found.click()


def test_a_connection_is_tried_and_what_is_wrong_is_said_in_words(
    qtbot: QtBot, open_window: Opener, area: Area
) -> None:
    shell = open_window(area.town)
    section = settings_of(qtbot, shell)
    assert not section.try_button.isEnabled()
    section.address.setText(area.hub.address)
    section.address.editingFinished.emit()
    settled(qtbot, shell)
    section.try_button.click()
    settled(qtbot, shell)
    assert "不是本机认识的机构发的" in text(section, "wire_answer_text")
    section.take_authority(area.hub.authority)
    settled(qtbot, shell)
    section.try_button.click()
    settled(qtbot, shell)
    assert text(section, "wire_answer_text").startswith("连上了：某州财政局")
    area.hub.stop()
    section.try_button.click()
    settled(qtbot, shell)
    assert "连不上接收服务" in text(section, "wire_answer_text")
    section.address.setText("http://jx.example.gov.cn")
    section.address.editingFinished.emit()
    settled(qtbot, shell)
    assert "https://" in text(section, "wire_answer_text")


def test_a_proxy_and_a_name_that_are_not_there_are_told_apart(
    qtbot: QtBot, open_window: Opener, area: Area
) -> None:
    shell = open_window(area.town)
    section = settings_of(qtbot, shell)
    section.address.setText("https://jx.invalid")
    section.address.editingFinished.emit()
    settled(qtbot, shell)
    section.try_button.click()
    settled(qtbot, shell)
    assert text(section, "wire_answer_text").startswith("找不到接收服务")
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]
    section.proxy.setCurrentIndex(section.proxy.findData("given"))
    section.proxy.activated.emit(section.proxy.currentIndex())
    section.proxy_address.setText(f"127.0.0.1:{nobody}")
    section.proxy_address.editingFinished.emit()
    settled(qtbot, shell)
    section.try_button.click()
    settled(qtbot, shell)
    assert text(section, "wire_answer_text").startswith("代理服务器不通")
    section.proxy.setCurrentIndex(section.proxy.findData(NO_PROXY))
    section.proxy.activated.emit(section.proxy.currentIndex())
    settled(qtbot, shell)
    assert section.kept.proxy == NO_PROXY
    assert not section.proxy_address.isVisible()


def test_a_desk_without_an_address_has_nothing_of_the_wire_but_the_way_to_set_it_up(
    qtbot: QtBot, open_window: Opener, area: Area
) -> None:
    shell = open_window(area.town)
    page = tray(qtbot, shell, "sent")
    assert not page.sent_view.strip.isVisible()
    assert not page.brought_bar.fetch_button.isVisible()
    assert shell.frame.status_place.text() == "本机保存，不联网"
    assert not shell.context.wire.network.is_watching
    dialog = sealing(qtbot, shell)
    assert not dialog.destinations.wire_choice.isEnabled()
    press(dialog, "wire_set")
    settled(qtbot, shell)
    assert shell.current == "settings"


def test_a_package_is_sealed_sent_and_its_receipt_shown_in_the_window(
    qtbot: QtBot, open_window: Opener, area: Area
) -> None:
    shell = open_window(area.town)
    set_up(qtbot, shell, area)
    dialog = sealing(qtbot, shell)
    assert "封好就传" in dialog.destinations.wire_line.text()
    dialog.destinations.wire_choice.click()
    assert dialog.next_button.text() == "封装并上传"
    dialog.next_button.click()
    settled(qtbot, shell)
    assert dialog.pages.currentIndex() == WRITE
    qtbot.waitUntil(lambda: dialog.written.title.text() == "已送达，收到了签名的回执", timeout=20_000)
    dialog.close()
    assert "已送达" in text(shell.frame, "wire_news_text")
    page = tray(qtbot, shell, "sent")
    assert page.stack.currentIndex() == SENT
    assert page.sent_view.model.index(0, 0).data() == "已接收"
    assert "联网取回的回执" in text(page.sent_view, "said_0")


def by_wire(qtbot: QtBot, shell: Shell) -> SealDialog:
    """Seals for the wire, and stays on the page that follows it."""
    dialog = sealing(qtbot, shell)
    dialog.destinations.wire_choice.click()
    dialog.next_button.click()
    settled(qtbot, shell)
    return dialog


def test_a_line_that_is_cut_goes_on_where_it_was(qtbot: QtBot, open_window: Opener, area: Area) -> None:
    line = CuttingLine(area.hub.port)
    shell = open_window(area.town)
    section = set_up(qtbot, shell, area)
    section.address.setText(f"https://127.0.0.1:{line.port}")
    section.address.editingFinished.emit()
    settled(qtbot, shell)
    line.budget = 30_000
    dialog = by_wire(qtbot, shell)
    assert dialog.written.title.text() == "封好了，等着上传"
    assert "网络中断了，已传的部分不会重传" in dialog.written.text.text()
    dialog.close()
    page = tray(qtbot, shell, "sent")
    assert page.sent_view.model.index(0, 0).data() == "等着上传"
    assert "再试" in text(page.sent_view, "wire_title")
    assert "网络中断了" in text(page.sent_view, "wire_words")
    (part,) = (area.hub.home / "incoming").glob("*.part")
    came = part.stat().st_size
    assert came > 0
    line.budget = None
    press(page.sent_view, "wire_send")
    qtbot.waitUntil(lambda: page.sent_view.model.index(0, 0).data() == "已接收", timeout=20_000)
    settled(qtbot, shell)
    (kept,) = (area.hub.home / "objects").glob("*/*.jxpkg")
    digest = page.sent[0].digest
    assert kept.read_bytes() == (area.town / "packages" / f"{digest}.jxpkg").read_bytes()
    assert not list((area.hub.home / "incoming").glob("*.part"))
    line.close()


def test_what_waits_goes_by_itself_when_the_network_is_another_one(
    qtbot: QtBot, open_window: Opener, area: Area
) -> None:
    shell = open_window(area.town)
    set_up(qtbot, shell, area)
    area.hub.stop()
    by_wire(qtbot, shell).close()
    page = tray(qtbot, shell, "sent")
    assert "连不上接收服务" in text(page.sent_view, "wire_words")
    assert "等着上传 1 包" in shell.frame.status_place.text()
    area.hub.start()
    shell.context.wire.network.changed.emit()
    qtbot.waitUntil(lambda: page.sent_view.model.index(0, 0).data() == "已接收", timeout=20_000)
    assert "第 1 号已送达" in text(shell.frame, "wire_news_text")


def test_what_waits_is_paused_and_carried_by_a_stick_instead(
    qtbot: QtBot, open_window: Opener, area: Area
) -> None:
    shell = open_window(area.town)
    set_up(qtbot, shell, area)
    area.hub.stop()
    by_wire(qtbot, shell).close()
    page = tray(qtbot, shell, "sent")
    press(page.sent_view, "wire_pause")
    assert text(page.sent_view, "wire_title") == "已暂停，1 个包等着上传"
    area.hub.start()
    shell.context.wire.network.changed.emit()
    settled(qtbot, shell)
    assert page.sent_view.model.index(0, 0).data() == "等着上传"
    press(page.sent_view, "sent_by_stick")
    deliver = cast(DeliverDialog, dialog_of(qtbot, shell, "deliver_dialog"))
    deliver.destinations.set_folder(area.stick)
    press(deliver, "deliver_go")
    settled(qtbot, shell)
    deliver.close()
    assert list(area.stick.glob("*.jxpkg"))
    assert page.sent_view.model.index(0, 0).data() == "已封装（未确认）"
    assert shell.context.wire.waiting == 0
    page.sent_view.table.selectRow(0)
    press(page.sent_view, "sent_by_wire")
    qtbot.waitUntil(lambda: page.sent_view.model.index(0, 0).data() == "已接收", timeout=20_000)


def test_a_county_fetches_takes_in_and_its_answer_reaches_the_township(
    qtbot: QtBot, open_window: Opener, starts: list[Start], area: Area
) -> None:
    shell = open_window(area.town)
    set_up(qtbot, shell, area)
    by_wire(qtbot, shell).close()
    starts[-1].end()
    county = open_window(area.county)
    set_up(qtbot, county, area, automatic=True)
    page = tray(qtbot, county)
    assert "1 个数据包，还没有装入" in text(page, "brought_bar_text"), "brought by itself"
    press(page, "take_brought")
    dialog = cast(ReceiveDialog, dialog_of(qtbot, county, "receive_dialog"))
    taken(qtbot, county, dialog)
    assert dialog.stack.currentIndex() == DONE
    dialog.close()
    settled(qtbot, county)
    assert not page.brought_bar.isVisible()
    qtbot.waitUntil(
        lambda: "1 份回执放到了接收服务上" in text(county.frame, "wire_news_text"), timeout=20_000
    )
    starts[-1].end()
    town = open_window(area.town)
    page = tray(qtbot, town, "sent")
    press(page, "tray_fetch")
    settled(qtbot, town)
    assert page.sent_view.model.index(0, 0).data() == "已装入"
    assert "已装入" in text(town.frame, "wire_news_text")


def test_a_refused_package_says_why_and_may_go_again(qtbot: QtBot, open_window: Opener, area: Area) -> None:
    shell = open_window(area.town)
    set_up(qtbot, shell, area)
    with Workspace.open_existing(area.county) as county:
        (given,) = enrol.register_of(county)
        enrol.revoke(county, given.serial, reason="电脑丢失")
        stopped = enrol.hand_out(county, area.stick).file
    lay_ready(area.hub.home / "keys", area.hub.home / "lists", stopped)
    by_wire(qtbot, shell).close()
    page = tray(qtbot, shell, "sent")
    assert page.sent_view.model.index(0, 0).data() == "没有送成"
    assert "JX-SIG-REVOKED" not in text(page.sent_view, "sent_way"), "words, and the code where it helps"
    assert "电脑丢失" in text(page.sent_view, "sent_way")
    assert "没有送成" in text(shell.frame, "wire_news_text")


def test_the_window_closes_at_once_while_the_service_is_silent(
    qtbot: QtBot, open_window: Opener, starts: list[Start], area: Area
) -> None:
    shell = open_window(area.town)
    section = set_up(qtbot, shell, area)
    silent = socket.create_server(("127.0.0.1", 0))
    section.address.setText(f"https://127.0.0.1:{silent.getsockname()[1]}")
    section.address.editingFinished.emit()
    settled(qtbot, shell)
    dialog = sealing(qtbot, shell)
    dialog.destinations.wire_choice.click()
    dialog.next_button.click()
    qtbot.waitUntil(lambda: shell.context.wire.is_busy, timeout=20_000)
    qtbot.wait(300)
    began = time.monotonic()
    dialog.close()
    starts[-1].end()
    assert time.monotonic() - began < 8
    silent.close()
    with Workspace.open_existing(area.town) as town:
        (item,) = outbox(town).items
        assert item.state in (OutboxState.QUEUED, OutboxState.SENDING)
