"""What stands between a desk and the service in tests: real sockets that cut, login pages, proxies, certificates and clocks."""

from __future__ import annotations

import datetime as dt
import ipaddress
import random
import select
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_PIECE = 16 * 1024


class Cutter:
    """A real relay in front of the service whose lines break after a number of bytes, in either direction."""

    def __init__(self, port: int, chance: random.Random, *, cuts: int, most: int) -> None:
        self._to, self._chance, self._most = port, chance, most
        self.cuts_left = cuts
        self.done = 0
        self._guard = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def point_to(self, port: int) -> None:
        """Sends what comes from now on to another port."""
        self._to = port

    def close(self) -> None:
        """Stops taking lines."""
        self._stopped.set()
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(line,), daemon=True).start()

    def _carry(self, line: socket.socket) -> None:
        with self._guard:
            is_cut = self.cuts_left > 0
            self.cuts_left -= is_cut
            self.done += is_cut
            left = self._chance.randrange(1, self._most) if is_cut else 1 << 40
        with line, suppress(OSError), socket.create_connection(("127.0.0.1", self._to), timeout=10) as other:
            while left > 0:
                ready, _, _ = select.select([line, other], [], [], 30)
                if not ready:
                    return
                for one in ready:
                    data = one.recv(min(_PIECE, left))
                    if not data:
                        return
                    (other if one is line else line).sendall(data)
                    left -= len(data)


@contextmanager
def page(
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    *,
    tls: ssl.SSLContext | None = None,
) -> Iterator[str]:
    """A little HTTP server that answers everything alike, as the login page of a network does; answers its address."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            self.rfile.read(length)
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_HEAD = do_PATCH = do_CONNECT = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Stays quiet."""

    with _serving(Handler, tls) as port:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"


@dataclass
class Tunnels:
    """A real proxy: it joins whoever asks by CONNECT, whatever the name, with one port here."""

    to: int
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[str]:
        """Runs it; answers its address."""
        tunnels = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                tunnels.asked.append(self.path)
                with socket.create_connection(("127.0.0.1", tunnels.to)) as other:
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.flush()
                    self._join(other)
                self.close_connection = True

            def _join(self, other: socket.socket) -> None:
                with suppress(OSError):
                    while True:
                        ready, _, _ = select.select([self.connection, other], [], [], 30)
                        if not ready:
                            return
                        for one in ready:
                            data = one.recv(_PIECE)
                            if not data:
                                return
                            (other if one is self.connection else self.connection).sendall(data)

            def log_message(self, *_: object) -> None:
                """Stays quiet."""

        with _serving(Handler, None) as port:
            yield f"http://127.0.0.1:{port}"


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@dataclass(frozen=True)
class Papers:
    """A certificate authority of an office's own, and what it gives."""

    folder: Path
    name: str = "州财政局自办证书"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def authority(self) -> str:
        """Its own certificate, as text."""
        return self._made(self.key.public_key(), self.name, days=(-400, 4000), is_authority=True).decode()

    def server(self, *, host: str = "127.0.0.1", days: tuple[int, int] = (-1, 30)) -> tuple[Path, Path]:
        """The files of a certificate and its key for a server, valid from and to these days from today."""
        own = ec.generate_private_key(ec.SECP256R1())
        certificate = self.folder / f"{host}{days[0]}.pem"
        certificate.write_bytes(self._made(own.public_key(), host, days=days, is_authority=False))
        key = certificate.with_suffix(".key")
        key.write_bytes(
            own.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, key

    def _made(
        self, key: ec.EllipticCurvePublicKey, name: str, *, days: tuple[int, int], is_authority: bool
    ) -> bytes:
        now = dt.datetime.now(dt.UTC)
        try:
            other: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            other = x509.DNSName(name if name.isascii() else "ca.invalid")
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + dt.timedelta(days=days[0]))
            .not_valid_after(now + dt.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([other]), critical=False)
        )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server of these files speaks TLS by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
