"""Faults of the wire: what goes wrong between this desk and the receiving service, each told apart and with a way on.

Whatever it is, a stick does not need it: every advice ends with that.
"""

from __future__ import annotations

from jxdesk.domain.errors import JxError

BY_STICK = "急用的，改用 U 盘送。"


class WireTrouble(JxError):  # noqa: N818 - a state of the line, named as people say it
    """The line or the service is in trouble: nothing is lost, it is tried again; after ``retry_seconds`` where the service says so."""

    code = "JX-NET"

    def __init__(
        self,
        title: str,
        *,
        facts: str = "",
        advice: str = "",
        code: str | None = None,
        retry_seconds: float = 0,
    ) -> None:
        super().__init__(title, facts=facts, advice=f"{advice}{BY_STICK}", code=code)
        self.retry_seconds = retry_seconds


class HubRefused(JxError):  # noqa: N818 - a verdict on what was sent
    """The service refuses a package for good, with its code; trying again unchanged would change nothing."""

    def __init__(self, title: str, *, code: str, facts: str = "", advice: str = "") -> None:
        super().__init__(title, facts=facts, advice=f"{advice}{BY_STICK}", code=code)


def name_not_found(host: str) -> WireTrouble:
    """No address belongs to the name."""
    return WireTrouble(
        "找不到接收服务：网络没有接通，或地址写错了。",
        facts=host,
        advice="请看网线、无线网是不是连着，能不能打开别的内网页面；能打开的，请核对“设置 → 联网上传”里的地址。",
        code="JX-NET-DNS",
    )


def not_reached(host: str, why: str = "") -> WireTrouble:
    """The name is known and nobody answers there."""
    return WireTrouble(
        "连不上接收服务。",
        facts=f"{host}（{why}）" if why else host,
        advice="会自动再试。很久都连不上的，请问单位网管这个地址和端口通不通，或问州市财政局服务是不是停了。",
        code="JX-NET-REACH",
    )


def line_cut(host: str, why: str = "") -> WireTrouble:
    """The line was cut while something was under way."""
    return WireTrouble(
        "网络中断了，已传的部分不会重传。",
        facts=f"{host}（{why}）" if why else host,
        advice="会自动接着传，不用管它。",
        code="JX-NET-CUT",
    )


def too_slow(host: str) -> WireTrouble:
    """Nothing came for so long that one stops waiting."""
    return WireTrouble(
        "接收服务很久没有回答。", facts=host, advice="会自动再试，已传的部分不会重传。", code="JX-NET-SLOW"
    )


def proxy_trouble(proxy: str, why: str = "") -> WireTrouble:
    """The proxy is not there, or does not let this through."""
    return WireTrouble(
        "代理服务器不通，或不让连接收服务。",
        facts=f"{proxy}（{why}）" if why else proxy,
        advice="请问单位网管；内网不用代理的，在“设置 → 联网上传”里选“不用代理”。",
        code="JX-PROXY",
    )


def proxy_login(proxy: str) -> WireTrouble:
    """The proxy wants to know who is at the PC."""
    return WireTrouble(
        "代理服务器要求登录（例如域账号），本程序不代为登录。",
        facts=proxy,
        advice="请问单位网管能不能让接收服务的地址不经过代理；不能的，这台电脑不能联网上传。",
        code="JX-PROXY-LOGIN",
    )


def wrong_authority(host: str, why: str = "") -> WireTrouble:
    """The certificate of the service is from nobody whom this PC knows."""
    return WireTrouble(
        "接收服务的网站证书不是本机认识的机构发的，没有连接。",
        facts=f"{host}（{why}）" if why else host,
        advice=(
            "请在“设置 → 联网上传”里装上州市财政局给的网站证书文件（.pem、.crt）；装过还这样的，"
            "可能是中途有设备在查看流量，请问单位网管。不要为此去掉检查，程序也没有这样的开关。"
        ),
        code="JX-TLS-CA",
    )


def wrong_name(host: str, why: str = "") -> WireTrouble:
    """The certificate is for another name than the one that was called."""
    return WireTrouble(
        "接收服务的网站证书上写的不是这个地址，没有连接。",
        facts=f"{host}（{why}）" if why else host,
        advice="请照州市财政局给的地址原样写，不要把名称换成数字地址；仍不行的，告诉州市财政局证书的名称不对。",
        code="JX-TLS-NAME",
    )


def wrong_clock(host: str, today: str) -> WireTrouble:
    """The certificate is not valid today, as this PC counts days."""
    return WireTrouble(
        "本机日期不对，或接收服务的网站证书过期了，没有连接。",
        facts=f"本机今天是 {today}；{host}",
        advice="请看屏幕右下角的日期，不对的先改对；日期是对的，告诉州市财政局网站证书该换了。",
        code="JX-CLOCK",
    )


def tls_trouble(host: str, why: str) -> WireTrouble:
    """The two sides did not come to an encrypted line."""
    return WireTrouble(
        "和接收服务没有谈成加密连接。",
        facts=f"{host}（{why}）",
        advice="请核对地址和端口；端口后面不是加密服务，或中途的设备拦住了，都会这样。请问单位网管。",
        code="JX-TLS",
    )


def login_page(host: str, why: str = "") -> WireTrouble:
    """Somebody else answers first: the login page of the network."""
    return WireTrouble(
        "网络需要先登录认证。",
        facts=f"{host}（{why}）" if why else host,
        advice="请打开浏览器，随便进一个网页，在跳出来的页面上登录，再回来点“上传”。",
        code="JX-NET-LOGIN",
    )


def not_a_hub(host: str, why: str) -> WireTrouble:
    """Something answers, and it is no receiving service."""
    return WireTrouble(
        "这个地址上答话的不是接收服务。",
        facts=f"{host}（{why}）",
        advice="请核对“设置 → 联网上传”里的地址和端口，照州市财政局给的写。",
        code="JX-HUB-OTHER",
    )


def strange_service(host: str, why: str) -> WireTrouble:
    """A receiving service answers, and it cannot prove that it is the one of this area."""
    return WireTrouble(
        "接收服务没有证明它是本单位上级的，没有传给它任何东西。",
        facts=f"{host}：{why}",
        advice="请核对地址；本单位还没有登记的，先办登记、装好上级发的证书；都对的，请告诉州市财政局。",
        code="JX-HUB-WHO",
    )


def hub_busy(host: str, said: str, retry_seconds: float) -> WireTrouble:
    """The service asks to come back later."""
    return WireTrouble(
        said or "接收服务正忙，请它过一会儿再收。",
        facts=host,
        advice="会自动再试，不用管它。",
        code="JX-HUB-BUSY",
        retry_seconds=retry_seconds,
    )


def hub_full(host: str, retry_seconds: float) -> WireTrouble:
    """The disk of the service is full."""
    return WireTrouble(
        "接收服务的磁盘快满了，暂时不收。",
        facts=host,
        advice="会自动再试；请告诉州市财政局。",
        code="JX-HUB-FULL",
        retry_seconds=retry_seconds,
    )


def hub_trouble(host: str, why: str, retry_seconds: float = 0) -> WireTrouble:
    """The service has a trouble of its own."""
    return WireTrouble(
        "接收服务出了故障，没有收。",
        facts=f"{host}（{why}）",
        advice="会自动再试；一直这样的，请告诉州市财政局。",
        code="JX-HUB-TROUBLE",
        retry_seconds=retry_seconds,
    )
