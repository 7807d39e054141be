"""Serving: runs the receiving service until it is told to stop, and then lets what is under way come to its end."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from jxdesk.actions.hub.service import Service
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.signing import key_id
from jxdesk.hub.app import make_app

GRACE_SECONDS = 20
MOST_AT_ONCE = 200


def serve(
    service: Service, *, host: str, port: int, certificate: Path | None = None, key: Path | None = None
) -> None:
    """Serves on an address, with TLS where a certificate and its key are given; returns when it was stopped."""
    scheme = "https" if certificate is not None else "http"
    mark = fingerprint(key_id(service.signer.suite, service.signer.public_key))
    print(
        f"接收服务：{service.office.name}，{scheme}://{host}:{port}，密钥指纹 {mark}",
        file=sys.stderr,
        flush=True,
    )
    config = uvicorn.Config(
        make_app(service),
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="on",
    )
    try:
        uvicorn.Server(config).run()
    finally:
        service.close()
