"""The line: HTTP requests to the receiving service through the system's proxy, each trouble told in words; the one module that knows httpx."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

import jxdesk
from jxdesk.domain.sending.wire import NO_PROXY, SYSTEM_PROXY, WireSettings, is_this_computer
from jxdesk.exchange.wire import faults, tls
from jxdesk.exchange.wire.faults import HubRefused, WireTrouble

E = TypeVar("E", bound=BaseException)

CONNECT_SECONDS = 15
SILENCE_SECONDS = 60
LARGEST_ANSWER = 4 * 1024 * 1024
LONGEST_WAIT_SECONDS = 24 * 3600
_REFUSED = frozenset({413, 422})
"""By these the service judges a package; everything else passes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered: status, headers by small letters, and the body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Line:
    """A connection to one service; made for one errand on one thread, and closed at its end."""

    def __init__(self, wire: WireSettings) -> None:
        self.address = wire.address
        self.host = urlsplit(wire.address).netloc
        self.is_clock_doubtful = False
        self._wire = wire
        self._proxy = proxy_for(wire)
        self._client = self._made()

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Iterator[bytes] | None = None,
        largest: int = LARGEST_ANSWER,
        passes: frozenset[int] = frozenset(),
    ) -> Answer:
        """One request; ``passes`` are statuses beside success that the caller understands.

        Raises: WireTrouble; HubRefused.
        """
        with self.stream(method, path, headers=headers, body=body, passes=passes) as (answer, pieces):
            data = bytearray()
            for piece in pieces:
                data += piece
                if len(data) > largest:
                    raise faults.not_a_hub(self.host, "答的内容太长")
        return Answer(answer.status, answer.headers, bytes(data))

    @contextlib.contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Iterator[bytes] | None = None,
        passes: frozenset[int] = frozenset(),
    ) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """One request whose answer comes in pieces.

        Raises: WireTrouble; HubRefused.
        """
        with self._told():
            response = self._send(method, path, dict(headers or {}), body)
            try:
                if not (response.is_success or response.status_code in passes):
                    self._judge(response)
                self._refuse_page(response)
                answer = Answer(response.status_code, dict(response.headers))
                yield answer, response.iter_bytes()
            finally:
                response.close()

    def _send(
        self, method: str, path: str, headers: dict[str, str], body: bytes | Iterator[bytes] | None
    ) -> httpx.Response:
        request = self._client.build_request(method, path, headers=headers, content=body)
        try:
            return self._client.send(request, stream=True)
        except httpx.ConnectError as error:
            refused = _cause(error, ssl.SSLCertVerificationError)
            may_pass_over = bool(self._wire.authority) and not self.is_clock_doubtful
            if refused is None or not tls.is_about_days(refused) or not may_pass_over:
                raise
        # No byte of the request was sent: the certificate comes before all of them.
        self.is_clock_doubtful = True
        self._client.close()
        self._client = self._made()
        request = self._client.build_request(method, path, headers=headers, content=body)
        return self._client.send(request, stream=True)

    def _made(self) -> httpx.Client:
        context = tls.context_for(self._wire.authority, without_days=self.is_clock_doubtful)
        return httpx.Client(
            base_url=self.address,
            verify=context,
            proxy=self._proxy,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": f"jxdesk/{jxdesk.__version__}", "Accept-Encoding": "identity"},
        )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what httpx says into words that a clerk can act on."""
        try:
            yield
        except httpx.ProxyError as error:
            proxy = self._proxy or ""
            raise (
                faults.proxy_login(proxy) if "407" in str(error) else faults.proxy_trouble(proxy, str(error))
            ) from error
        except httpx.ConnectError as error:
            raise self._not_connected(error) from error
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._unreached("等了太久") from error
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise faults.too_slow(self.host) from error
        except httpx.HTTPError as error:
            broken = _cause(error, ssl.SSLError)
            if broken is not None and _cause(error, ssl.SSLEOFError) is None:
                raise tls.explained(broken, self.host) from error
            raise faults.line_cut(self.host, str(error)) from error

    def _not_connected(self, error: httpx.ConnectError) -> WireTrouble:
        if (refused := _cause(error, ssl.SSLError)) is not None:
            return tls.explained(refused, self.host)
        if self._proxy is not None:
            return faults.proxy_trouble(self._proxy, str(error))
        if _cause(error, socket.gaierror) is not None:
            return faults.name_not_found(self.host)
        return faults.not_reached(self.host, str(error))

    def _unreached(self, why: str) -> WireTrouble:
        if self._proxy is not None:
            return faults.proxy_trouble(self._proxy, why)
        return faults.not_reached(self.host, why)

    def _refuse_page(self, response: httpx.Response) -> None:
        """Refuses a page for people where the service would have answered; nothing of ours is one."""
        if "html" in response.headers.get("content-type", "").lower():
            raise faults.login_page(self.host, "来的是网页")

    def _judge(self, response: httpx.Response) -> None:
        """Raises what a status other than success means."""
        status = response.status_code
        if status == 407:
            raise faults.proxy_login(self._proxy or self.host)
        if 300 <= status < 400 or status == 511:
            raise faults.login_page(self.host, f"HTTP {status}")
        is_page = "html" in response.headers.get("content-type", "").lower()
        if is_page and status in (401, 403):
            raise faults.login_page(self.host, f"HTTP {status}")
        wait = _seconds(response.headers.get("retry-after", ""))
        said = self._said(response)
        code, title = str(said.get("code", "")), str(said.get("title", ""))
        if status in _REFUSED and code.startswith("JX-"):
            raise HubRefused(
                title, code=code, facts=str(said.get("facts", "")), advice=str(said.get("advice", ""))
            )
        if status == 429:
            raise faults.hub_busy(self.host, title, wait)
        if status == 507:
            raise faults.hub_full(self.host, wait)
        if status >= 500 or code:
            raise faults.hub_trouble(self.host, title or f"HTTP {status}", wait)
        raise faults.not_a_hub(self.host, f"HTTP {status}")

    def _said(self, response: httpx.Response) -> dict[str, Any]:
        """What the service says of an error, empty where it is not the service that speaks."""
        data = bytearray()
        for piece in response.iter_bytes():
            data += piece
            if len(data) > LARGEST_ANSWER:
                return {}
        try:
            said = json.loads(bytes(data))
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


def proxy_for(wire: WireSettings) -> str | None:
    """The proxy by which a service is reached; None where there is none, or the system says that this address needs none."""
    if wire.proxy == NO_PROXY:
        return None
    if wire.proxy != SYSTEM_PROXY:
        return wire.proxy
    parts = urlsplit(wire.address)
    host = parts.hostname or ""
    if is_this_computer(host) or urllib.request.proxy_bypass(parts.netloc):
        return None
    known = urllib.request.getproxies()
    found = known.get(parts.scheme) or known.get("all")
    if not found or urlsplit(found).scheme.startswith("socks"):
        return None
    return found if "://" in found else f"http://{found}"


def _cause(error: BaseException, kind: type[E]) -> E | None:
    """The first error of a kind among those that led to this one."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, kind):
            return found
        found = found.__cause__ or found.__context__
    return None


def _seconds(text: str) -> float:
    """How long a service asks to wait; nothing where it says it in another way than in seconds."""
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return float(min(int(text), LONGEST_WAIT_SECONDS)) if is_number else 0.0
