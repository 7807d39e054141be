"""The wire: how this desk reaches the receiving service of its area, as a person sets it; used by the errands that go by wire."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from jxdesk.domain.errors import ExitCode, JxError

SYSTEM_PROXY = "system"
"""The proxy that the operating system is set to, if any."""
NO_PROXY = "none"
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.?")
_OUTSIDE_ASCII = {0x3002: ".", 0xFF1A: ":", 0xFF0F: "/", 0xFF0E: "."}
"""What input methods give for a dot, a colon and a stroke."""


class BadAddress(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed is no address of a receiving service or of a proxy."""

    code = "JX-HUB-ADDRESS"
    exit_code = ExitCode.USAGE


class NoHub(JxError):  # noqa: N818 - a state of the desk, named as people say it
    """Nobody has said yet where the receiving service is."""

    code = "JX-HUB-NONE"
    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__(
            "还没有写上接收服务的地址。",
            advice="请在“设置 → 联网上传”里写上州市财政局给的地址（命令行用 --hub）；没有的，改用 U 盘。",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WireSettings:
    """How the service is reached; ``address`` is empty where uploading was never set up.

    ``authority`` is the text (PEM) of the certificate authority of the office's own that the service's certificate is from,
    empty where it is from one that every computer knows. ``proxy`` is SYSTEM_PROXY, NO_PROXY or an address.
    ``is_automatic``: what was sealed goes by wire by itself as soon as there is a connection.
    """

    address: str = ""
    authority: str = ""
    proxy: str = SYSTEM_PROXY
    is_automatic: bool = False


def hub_address(typed: str) -> str:
    """The address of a service as it is kept: ``https://host:port``, with the port where it is not TLS' own.

    Without ``https://`` it is added. Plain ``http://`` is taken for this very computer alone, where a trial runs.

    Raises: BadAddress.
    """
    text = typed.strip().translate(_OUTSIDE_ASCII).rstrip("/")
    if "://" not in text:
        text = f"https://{text}"
    scheme, host, port = _parts(text, typed)
    if scheme == "http" and not is_this_computer(host):
        raise BadAddress(
            "接收服务的地址要以 https:// 开头。",
            facts=typed.strip(),
            advice="不加密的地址不能用，数据会被中途看到。请向州市财政局要 https:// 的地址；没有的，改用 U 盘。",
        )
    if scheme not in ("https", "http"):
        raise _bad(typed)
    return f"{scheme}://{_bracketed(host)}" + (f":{port}" if port is not None else "")


def proxy_address(typed: str) -> str:
    """A proxy as it is kept: one of the two words, or ``http://host:port``.

    Raises: BadAddress.
    """
    text = typed.strip().translate(_OUTSIDE_ASCII).rstrip("/")
    if text in (SYSTEM_PROXY, NO_PROXY):
        return text
    if "://" not in text:
        text = f"http://{text}"
    scheme, host, port = _parts(text, typed)
    if scheme not in ("https", "http") or port is None:
        raise BadAddress(
            "代理服务器的地址不对。",
            facts=typed.strip(),
            advice="请写成 地址:端口，例如 proxy.example.gov.cn:8080；不清楚的问单位网管，或选“跟随系统”。",
        )
    return f"{scheme}://{_bracketed(host)}:{port}"


def is_this_computer(host: str) -> bool:
    """Whether an address is that of this very computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts(text: str, typed: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad(typed) from None
    if parts.username or parts.path or parts.query or parts.fragment:
        raise _bad(typed)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if _HOST.fullmatch(host) is None:
            raise _bad(typed) from None
    return parts.scheme.lower(), host, port


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _bad(typed: str) -> BadAddress:
    return BadAddress(
        "接收服务的地址不对。",
        facts=typed.strip(),
        advice="请照州市财政局给的写，例如 https://jx.example.gov.cn:8443，后面不要带别的。",
    )
