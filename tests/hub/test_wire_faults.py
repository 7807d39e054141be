"""Everything that goes wrong between a desk and the service, with real parts: each in its own words, and nothing is lost by it."""

from __future__ import annotations

import datetime as dt
import errno
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import outbox
from jxdesk.actions.fetch import fetch
from jxdesk.actions.upload import try_connection, upload
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.wire import NO_PROXY, SYSTEM_PROXY, WireSettings
from jxdesk.exchange.wire import tls
from jxdesk.exchange.wire.faults import WireTrouble
from jxdesk.exchange.wire.line import proxy_for
from tests.actions.road_desks import send
from tests.hub.post_office import Area, Running
from tests.hub.wire_stands import Papers, Tunnels, page, server_context


def met(workspace: Workspace, address: str, **more: object) -> JxError:
    """What trying this address meets."""
    with pytest.raises(WireTrouble) as trouble:
        try_connection(workspace, WireSettings(address=address, **more))  # type: ignore[arg-type]
    assert trouble.value.advice.endswith("改用 U 盘送。")
    return trouble.value


def waiting(workspace: Workspace) -> list[tuple[OutboxState, str]]:
    """How far each package is, and which trouble it met last."""
    items = outbox.outbox(workspace).items
    return [(one.state, one.entry.trouble.code if one.entry.trouble else "") for one in reversed(items)]


# ---- nobody there, or somebody else ----------------------------------------------------------------------------------


def test_a_name_that_nobody_knows_is_told_as_such(area: Area) -> None:
    assert met(area.town, "https://jxdesk.invalid:8443", proxy=NO_PROXY).code == "JX-NET-DNS"


def test_a_port_where_nobody_listens_is_told_as_such(area: Area) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert met(area.town, f"http://127.0.0.1:{port}").code == "JX-NET-REACH"


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (200, {"Content-Type": "text/html"}, "<html>请登录</html>", "JX-NET-LOGIN"),
        (302, {"Location": "http://192.0.2.1/portal"}, "", "JX-NET-LOGIN"),
        (511, {"Content-Type": "text/html"}, "<html>", "JX-NET-LOGIN"),
        (403, {"Content-Type": "text/html; charset=gbk"}, "<html>", "JX-NET-LOGIN"),
        (200, {"Content-Type": "text/plain"}, "welcome", "JX-NET-LOGIN"),
        (200, {"Content-Type": "application/json"}, '{"success": true}', "JX-HUB-WHO"),
        (404, {"Content-Type": "text/html"}, "<html>not found", "JX-HUB-OTHER"),
        (405, {}, "", "JX-HUB-OTHER"),
        (502, {"Content-Type": "text/html"}, "<html>bad gateway", "JX-HUB-TROUBLE"),
        (503, {"Retry-After": "120"}, "", "JX-HUB-TROUBLE"),
        (407, {"Proxy-Authenticate": "NTLM"}, "", "JX-PROXY-LOGIN"),
        (429, {"Retry-After": "30"}, "", "JX-HUB-BUSY"),
    ],
)
def test_whoever_answers_in_place_of_the_service_is_told_from_it(
    area: Area, sealed: Path, status: int, headers: dict[str, str], body: str, code: str
) -> None:
    with page(status, headers, body.encode()) as address:
        assert met(area.town, address).code == code
        done = upload(area.town, hub=address, chance=lambda: 0.0)
    assert done.fault is not None
    assert done.fault.code == code
    assert done.retry_seconds == float(headers.get("Retry-After", 0))
    assert waiting(area.town) == [(OutboxState.QUEUED, code)]


def test_a_service_of_somebody_else_gets_nothing(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    strange = str(running(tmp_path / "练习", practice=True).base_url)
    done = upload(area.town, hub=strange)
    assert done.fault is not None
    assert done.fault.code == "JX-HUB-WHO"
    assert not list((tmp_path / "练习" / "incoming").iterdir())


# ---- certificates and clocks -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers(tmp_path_factory.mktemp("papers"))


def test_with_an_own_authority_a_package_goes_up_and_its_receipt_comes_down_over_tls(
    area: Area, sealed: Path, running: Running, papers: Papers
) -> None:
    address = str(running(area.hub, tls=papers.server()).base_url)
    assert met(area.town, address.rstrip("/")).code == "JX-TLS-CA"
    outbox.set_wire(area.town, WireSettings(address=address, authority=papers.authority))
    done = upload(area.town)
    assert done.fault is None
    assert waiting(area.town) == [(OutboxState.DELIVERED, "")]


@pytest.mark.parametrize(
    ("host", "days", "known", "code"),
    [
        ("127.0.0.1", (-1, 30), False, "JX-TLS-CA"),
        ("jx.example.gov.cn", (-1, 30), True, "JX-TLS-NAME"),
        ("192.0.2.7", (-1, 30), True, "JX-TLS-NAME"),
    ],
)
def test_a_certificate_that_is_not_believed_says_what_is_wrong_with_it(
    area: Area, papers: Papers, tmp_path: Path, host: str, days: tuple[int, int], known: bool, code: str
) -> None:
    authority = papers.authority if known else Papers(tmp_path, name="别的机构").authority
    with page(tls=server_context(*papers.server(host=host, days=days))) as address:
        assert met(area.town, address, authority=authority).code == code


@pytest.mark.parametrize("days", [(-60, -30), (30, 60)], ids=["ran out", "not yet"])
def test_a_wrong_clock_does_no_harm_with_an_own_authority_and_is_told_without_one(
    area: Area,
    sealed: Path,
    running: Running,
    papers: Papers,
    days: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = str(running(area.hub, tls=papers.server(days=days)).base_url).rstrip("/")
    outbox.set_wire(area.town, WireSettings(address=address, authority=papers.authority))
    assert upload(area.town).fault is None
    assert waiting(area.town) == [(OutboxState.DELIVERED, "")]
    # The same authority, but as one of the system's: nothing is passed over for it.
    bundle = papers.folder / "system.pem"
    bundle.write_text(papers.authority, "ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    trouble = met(area.town, address)
    assert trouble.code == "JX-CLOCK"
    assert f"{dt.date.today():%Y-%m-%d}" in trouble.facts  # noqa: DTZ011 - what this PC's clock shows


def test_a_wrong_authority_is_refused_whatever_the_days_say(
    area: Area, papers: Papers, tmp_path: Path
) -> None:
    stranger = Papers(tmp_path, name=papers.name)  # the same name, another key
    with page(tls=server_context(*papers.server(days=(-60, -30)))) as address:
        assert met(area.town, address, authority=stranger.authority).code == "JX-TLS-CA"


def test_a_clock_that_is_years_off_is_told_beside_what_was_delivered(
    area: Area, sealed: Path, running: Running
) -> None:
    area.town.close(backup=False)
    home, years_ago = area.town.folder.root, dt.datetime.fromisoformat("2019-01-02T09:00:00+08:00")
    with Workspace.open_existing(home, clock=lambda: years_ago) as town:
        done = upload(town, hub=str(running(area.hub).base_url))
        assert done.fault is None
        assert done.is_clock_doubtful
        assert done.hours_apart < -60_000
        assert waiting(town) == [(OutboxState.DELIVERED, "")]


def test_a_port_without_tls_is_no_encrypted_line(area: Area) -> None:
    with page() as address:
        trouble = met(area.town, address.replace("http:", "https:"))
    assert trouble.code == "JX-TLS"


# ---- proxies ---------------------------------------------------------------------------------------------------------


def test_through_a_proxy_a_package_goes_up_to_a_name_that_only_the_proxy_knows(
    area: Area, sealed: Path, running: Running, papers: Papers
) -> None:
    hub = running(area.hub, tls=papers.server(host="jx.example.gov.cn")).base_url
    tunnels = Tunnels(to=int(hub.port or 0))
    with tunnels.open() as proxy:
        wire = WireSettings(address="https://jx.example.gov.cn:8443", authority=papers.authority, proxy=proxy)
        outbox.set_wire(area.town, wire)
        assert upload(area.town).fault is None
    assert set(tunnels.asked) == {"jx.example.gov.cn:8443"}
    assert waiting(area.town) == [(OutboxState.DELIVERED, "")]


def test_a_proxy_that_asks_who_one_is_and_one_that_is_not_there_are_told_apart(
    area: Area, papers: Papers
) -> None:
    with page(407, {"Proxy-Authenticate": "NTLM"}) as proxy:
        assert met(area.town, "https://jx.example.gov.cn", proxy=proxy).code == "JX-PROXY-LOGIN"
    assert met(area.town, "https://jx.example.gov.cn", proxy=proxy).code == "JX-PROXY"
    with page(503) as proxy:
        assert met(area.town, "https://jx.example.gov.cn", proxy=proxy).code == "JX-PROXY"


def test_the_systems_proxy_is_used_where_the_system_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "192.0.2.9:3128")
    monkeypatch.setenv("no_proxy", "inner.example.gov.cn")
    outer = WireSettings(address="https://jx.example.gov.cn:8443", proxy=SYSTEM_PROXY)
    assert proxy_for(outer) == "http://192.0.2.9:3128"
    assert proxy_for(replace(outer, proxy=NO_PROXY)) is None
    assert proxy_for(replace(outer, address="https://inner.example.gov.cn:8443")) is None
    assert proxy_for(replace(outer, address="https://127.0.0.1:8443")) is None
    monkeypatch.setenv("https_proxy", "socks5://192.0.2.9:1080")
    assert proxy_for(outer) is None


# ---- refusals --------------------------------------------------------------------------------------------------------


def test_a_refusal_by_its_code_fails_the_package_and_another_try_may_succeed(
    area: Area, sealed: Path, running: Running
) -> None:
    address = str(running(area.hub).base_url)
    kept = next(area.town.folder.packages.glob("*.jxpkg"))
    whole = kept.read_bytes()
    torn = bytearray(whole)
    torn[-300] ^= 1
    kept.write_bytes(bytes(torn))
    done = upload(area.town, hub=address)
    assert done.fault is None, "the line is well"
    (one,) = done.packages
    assert one.fault is not None
    assert one.fault.code.startswith("JX-")
    assert waiting(area.town) == [(OutboxState.FAILED, one.fault.code)]
    kept.write_bytes(whole)
    assert upload(area.town, hub=address, only_queued=True).packages == ()
    upload(area.town, hub=address)
    assert waiting(area.town) == [(OutboxState.DELIVERED, "")]


def test_a_kept_file_that_is_gone_is_named_and_the_others_go(
    area: Area, sealed: Path, running: Running
) -> None:
    next(area.town.folder.packages.glob("*.jxpkg")).unlink()
    send(area.town, area.stick)
    done = upload(area.town, hub=str(running(area.hub).base_url))
    assert [one.fault.code if one.fault else "" for one in done.packages] == ["JX-NOT-KEPT", ""]
    assert waiting(area.town) == [(OutboxState.FAILED, "JX-NOT-KEPT"), (OutboxState.DELIVERED, "")]


def test_a_service_whose_disk_is_full_is_asked_again_later(
    area: Area, sealed: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = str(running(area.hub).base_url)
    nearly_full = shutil._ntuple_diskusage(100 * 1024**3, 99 * 1024**3, 1024**3)  # type: ignore[attr-defined]
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: nearly_full)
        monkeypatch.setattr("jxdesk.actions.upload.MOST_WAITS", 0)
        done = upload(area.town, hub=address, chance=lambda: 0.0)
    assert done.fault is not None
    assert (done.fault.code, done.retry_seconds) == ("JX-HUB-FULL", 30)
    assert waiting(area.town) == [(OutboxState.QUEUED, "JX-HUB-FULL")]
    upload(area.town, hub=address)
    assert waiting(area.town) == [(OutboxState.DELIVERED, "")]


def test_a_full_disk_at_the_desk_ends_the_fetching_and_it_goes_on_when_there_is_room(
    area: Area, sealed: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = str(running(area.hub).base_url)
    upload(area.town, hub=address)
    opened = Path.open

    def full(path: Path, mode: str = "r", *rest: object, **more: object) -> object:
        if path.suffix == ".fetching" and "r" not in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, mode, *rest, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        came = fetch(area.county, hub=address)
    assert came.fault is not None
    assert came.fault.code == "JX-STICK-FULL"
    assert (came.new, came.lying) == (0, ())
    again = fetch(area.county, hub=address)
    assert (again.fault, again.new) == (None, 1)
    assert again.lying[0].read_bytes() == sealed.read_bytes()


# ---- cuts ------------------------------------------------------------------------------------------------------------


class StoppedAfter(Progress):
    """A person who presses 停下 when some bytes have gone."""

    def check(self) -> None:
        """Stops in the middle."""
        if 0 < self.done < self.total:
            self.cancel()
        super().check()


def test_stopping_keeps_what_was_sent_and_the_next_time_goes_on_there(
    area: Area, sealed: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jxdesk.exchange.wire.parcel.PIECE_BYTES", 4096)
    address = str(running(area.hub).base_url).rstrip("/")
    outbox.set_wire(area.town, WireSettings(address=address))
    done = upload(area.town, progress=StoppedAfter())
    assert done.is_stopped
    (one,) = outbox.outbox(area.town).items
    assert (one.state, one.entry.tries) == (OutboxState.QUEUED, 0)
    assert 0 < one.entry.sent_bytes < one.package.size_bytes
    place = one.entry.place
    assert upload(area.town).fault is None
    assert waiting(area.town) == [(OutboxState.DELIVERED, "")]
    assert place.startswith("/v1/packages/")
    assert len(list((area.hub / "objects").glob("*/*.jxpkg"))) == 1


def test_the_flag_by_which_days_are_passed_over_is_openssls_own(papers: Papers) -> None:
    context = tls.context_for(papers.authority, without_days=True)
    assert int(context.verify_flags) & 0x200000
    assert context.check_hostname
    assert len(context.get_ca_certs()) == 1
    assert not int(tls.context_for(papers.authority).verify_flags) & 0x200000
