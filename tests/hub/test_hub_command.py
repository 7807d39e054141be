from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.seal import seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.practice import Scale
from jxdesk.domain.sending.selection import Choice
from tests.actions.road_desks import EVALUATIONS
from tests.hub.post_office import BYTES, TUS, go_on, upload

JXDESK = [sys.executable, "-m", "jxdesk", "hub"]


class Server:
    """The command as a process of its own."""

    def __init__(self, home: Path, *words: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.words = [*JXDESK, "--home", str(home), "--listen", f"127.0.0.1:{self.port}", *words]
        self.process: subprocess.Popen[bytes] | None = None
        self.log = home.with_suffix(".log")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.words, stderr=log)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.02)
        raise AssertionError("the service does not listen")

    def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def package(tmp_path: Path) -> bytes:
    """What an office of the practice county sealed."""
    home = tmp_path / "练习县"
    make_practice_county(home, Scale.SMALL)
    with Workspace.open_existing(home) as workspace:
        return seal(workspace, Choice(task=EVALUATIONS), to=tmp_path / "U盘").path.read_bytes()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A practice service that runs."""
    one = Server(tmp_path / "服务", "--practice")
    one.start()
    yield one
    if one.process is not None and one.process.poll() is None:
        one.end(signal.SIGKILL)


def test_a_service_that_is_killed_in_the_middle_goes_on_where_it_was(server: Server, package: bytes) -> None:
    client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30)
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(package))}).headers[
        "Location"
    ]
    half = len(package) // 2
    client.patch(place, content=package[:half], headers={**BYTES, "Upload-Offset": "0"})
    server.end(signal.SIGKILL)
    server.start()
    client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30)
    here = int(client.head(place, headers=TUS).headers["Upload-Offset"])
    assert here == half
    assert go_on(client, place, package, begin=here).status_code == 204
    assert client.get("/health").json()["packages"] == 1


def test_a_service_that_is_asked_to_stop_ends_well_and_its_ledger_holds(
    server: Server, package: bytes, tmp_path: Path
) -> None:
    client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30)
    assert upload(client, package).status_code == 204
    client.close()
    assert server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    checked = subprocess.run(
        [*JXDESK, "--home", str(tmp_path / "服务"), "--practice", "--check"], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stdout) == (0, "核对过 1 个数据包，0 处不对。\n")
    (kept,) = (tmp_path / "服务" / "objects").glob("*/*.jxpkg")
    kept.write_bytes(kept.read_bytes()[:-1])
    damaged = subprocess.run(
        [*JXDESK, "--home", str(tmp_path / "服务"), "--practice", "--check"], capture_output=True, text=True
    )
    assert damaged.returncode == 1
    assert kept.stem[:12] in damaged.stderr


def test_a_ledger_of_yesterday_learns_again_of_what_came_since(
    server: Server, package: bytes, tmp_path: Path
) -> None:
    client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30)
    copies = tmp_path / "服务" / "backups"
    until = time.monotonic() + 20
    while not list(copies.glob("hub-*.db")) and time.monotonic() < until:
        time.sleep(0.05)
    (copy,) = copies.glob("hub-*.db")
    assert upload(client, package).status_code == 204
    server.end(signal.SIGKILL)
    for left in (tmp_path / "服务").glob("hub.db*"):
        left.unlink()
    (tmp_path / "服务" / "hub.db").write_bytes(copy.read_bytes())
    server.start()
    client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30)
    assert client.get("/health").json()["packages"] == 1


def test_a_second_service_on_the_same_folder_is_refused(server: Server, tmp_path: Path) -> None:
    second = subprocess.run(
        [*JXDESK, "--home", str(tmp_path / "服务"), "--practice", "--listen", "127.0.0.1:1"],
        capture_output=True,
        text=True,
    )
    assert second.returncode == 3
    assert "正被另一个程序使用" in second.stderr


def test_a_folder_without_a_key_is_explained(tmp_path: Path) -> None:
    answer = subprocess.run([*JXDESK, "--home", str(tmp_path / "空")], capture_output=True, text=True)
    assert answer.returncode == 1
    assert "enrol hub" in answer.stderr


@pytest.mark.parametrize("words", [["--listen", "8443"], ["--listen", "a:b"], ["--tls-cert", "x.pem"]])
def test_a_wrong_address_is_explained(tmp_path: Path, words: list[str]) -> None:
    answer = subprocess.run(
        [*JXDESK, "--home", str(tmp_path / "空"), "--practice", *words], capture_output=True, text=True
    )
    assert answer.returncode == 2
    assert not list(tmp_path.iterdir())


def test_with_tls_of_an_own_authority_only_who_knows_it_comes_through(tmp_path: Path, package: bytes) -> None:
    authority, certificate, key = own_authority(tmp_path)
    server = Server(tmp_path / "服务", "--practice", "--tls-cert", str(certificate), "--tls-key", str(key))
    server.start()
    try:
        context = ssl.create_default_context(cafile=os.fspath(authority))
        known = httpx.Client(base_url=f"https://127.0.0.1:{server.port}", verify=context, timeout=30)
        assert upload(known, package).status_code == 204
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"https://127.0.0.1:{server.port}/health")
    finally:
        server.end(signal.SIGTERM)


def own_authority(folder: Path) -> tuple[Path, Path, Path]:
    """An authority of the office's own, and a certificate that it gave to 127.0.0.1."""
    import ipaddress

    now = dt.datetime.now(dt.UTC)

    def write(name: str, data: bytes) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    def made(
        name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey
    ) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
                critical=False,
            )
        )
        return builder.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    top, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (
        write("ca.pem", made("本局", top, "本局", top)),
        write("hub.pem", made("127.0.0.1", own, "本局", top)),
        write("hub.key", private),
    )
