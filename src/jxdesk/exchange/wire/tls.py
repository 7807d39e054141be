"""TLS: whom this PC believes on the wire, and what a certificate that is not believed means; it is always checked, there is no switch.

Certificates of the system count, and the authority of the office's own that a person or a trust package brought. Where there is
such an authority a wrong clock does no harm: the certificate is then checked against that one authority alone, without its days.
"""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.exchange.wire.faults import WireTrouble, tls_trouble, wrong_authority, wrong_clock, wrong_name

LARGEST_AUTHORITY = 256 * 1024
_WITHOUT_DAYS = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python has no name for."""
_TOO_EARLY, _TOO_LATE = 9, 10
_OTHER_NAME = frozenset({62, 63, 64})
_NOBODY_KNOWN = frozenset({2, 7, 18, 19, 20, 21, 24, 26, 27, 79})
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)
"""Where distributions keep the system's certificates: a program that brings its own OpenSSL looks for them elsewhere."""


class BadAuthority(JxError):  # noqa: N818 - names what is wrong with what was given
    """What was given is no certificate of an authority."""

    code = "JX-HUB-CA"
    exit_code = ExitCode.USAGE


def read_authority(data: bytes, *, where: str) -> str:
    """The text of an authority's certificates from a file (PEM, or DER of one).

    Raises: BadAuthority.
    """
    try:
        if len(data) > LARGEST_AUTHORITY:
            raise ValueError("太大")
        text = data.decode("ascii") if b"-----BEGIN" in data else ssl.DER_cert_to_PEM_cert(data)
        if "PRIVATE KEY" in text:
            raise ValueError("里面有私钥")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=text)
        if not context.get_ca_certs():
            raise ValueError("里面没有发证机构的证书")
    except (ssl.SSLError, ValueError) as error:
        raise BadAuthority(
            "这个文件不是网站证书机构的证书，没有用它。",
            facts=f"{where}（{error}）",
            advice="请用州市财政局给的证书文件（.pem、.crt），一般叫 ca.pem；带私钥的文件不要用，也不要外传。",
        ) from error
    return text


def context_for(authority: str, *, without_days: bool = False) -> ssl.SSLContext:
    """What a connection is checked by; ``without_days`` asks the one authority alone and passes over days."""
    if without_days:
        assert authority, "only the one authority makes it safe"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.create_default_context()
        _add_system_bundle(context)
    # Newer Pythons refuse authorities without the latest extensions, as offices make them by hand.
    flags = int(context.verify_flags) & ~int(ssl.VERIFY_X509_STRICT)
    context.verify_flags = ssl.VerifyFlags(flags | (_WITHOUT_DAYS if without_days else 0))
    if authority:
        context.load_verify_locations(cadata=authority)
    return context


def is_about_days(error: ssl.SSLCertVerificationError) -> bool:
    """Whether a certificate was refused for its days alone."""
    return error.verify_code in (_TOO_EARLY, _TOO_LATE)


def explained(error: ssl.SSLError, host: str) -> WireTrouble:
    """The words for a TLS connection that did not come about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message or ""
        if is_about_days(error):
            return wrong_clock(host, dt.date.today().isoformat())  # noqa: DTZ011 - what the clock of this PC shows
        if error.verify_code in _OTHER_NAME:
            return wrong_name(host, why)
        if error.verify_code in _NOBODY_KNOWN:
            return wrong_authority(host, why)
        return tls_trouble(host, why)
    return tls_trouble(host, error.reason or str(error))


def _add_system_bundle(context: ssl.SSLContext) -> None:
    known = ssl.get_default_verify_paths()
    if context.get_ca_certs() or known.cafile or known.capath:
        return
    bundle = next((path for path in _BUNDLES if Path(path).is_file()), None)
    if bundle is not None:
        context.load_verify_locations(cafile=bundle)
