"""Fetching over HTTP: an office proves who it is, sees what lies ready, takes it, and leaves its answers."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from jxdesk.actions.hub.mail import Counter, Ready
from jxdesk.exchange.container import LARGEST_RECEIPT
from jxdesk.exchange.hello import LARGEST_HELLO, NONCE
from jxdesk.exchange.list_taking import LARGEST_LISTS
from jxdesk.exchange.manifest import DIGEST
from jxdesk.hub.answers import WrongRequest
from jxdesk.hub.limits import PerMinute, address_of

MOST_HELLOS_A_MINUTE = 60
_DIGITS = 15
_SEEN = {"Cache-Control": "no-store"}


class MailRoutes:
    """The routes by which offices fetch."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._limit = PerMinute(MOST_HELLOS_A_MINUTE, time.monotonic)

    def routes(self) -> list[Route]:
        """For the application."""
        return [
            Route("/v1/hello", self.hello, methods=["GET"]),
            Route("/v1/session", self.session, methods=["POST"]),
            Route("/v1/mail", self.mail, methods=["GET"]),
            Route("/v1/mail/{digest}", self.package, methods=["GET"]),
            Route("/v1/receipts", self.leave, methods=["POST"]),
            Route("/v1/stopped", self.stop, methods=["POST"]),
        ]

    async def hello(self, request: Request) -> Response:
        """The signed statement of this service, for the nonce that was sent."""
        self._slow_down(request)
        nonce = request.query_params.get("n", "")
        if NONCE.fullmatch(nonce) is None:
            raise WrongRequest(400, "缺少 n，或者不合规定。")
        statement = await run_in_threadpool(self._counter.hello, nonce)
        return Response(statement, media_type="application/json", headers=_SEEN)

    async def session(self, request: Request) -> Response:
        """A token for an office that signed the challenge."""
        self._slow_down(request)
        token = await run_in_threadpool(self._counter.let_in, await _body(request, LARGEST_HELLO))
        return JSONResponse({"token": token}, headers=_SEEN)

    async def mail(self, request: Request) -> Response:
        """What lies ready beyond the number that was sent."""
        org = self._who(request)
        text = request.query_params.get("after", "0")
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
            raise WrongRequest(400, "after 不是一个数。")
        ready = await run_in_threadpool(self._counter.ready, org, after=int(text))
        return JSONResponse({"mail": [_said(one) for one in ready]}, headers=_SEEN)

    async def package(self, request: Request) -> Response:
        """The bytes of a package that lies ready; a part of them where a range is asked for."""
        org, digest = self._who(request), request.path_params["digest"]
        if DIGEST.fullmatch(digest) is None:
            raise WrongRequest(404, "没有这个包。")
        path = await run_in_threadpool(self._counter.package, org, digest)
        return FileResponse(
            path, media_type="application/vnd.jxdesk.package", headers={"ETag": f'"{digest}"'}
        )

    async def leave(self, request: Request) -> Response:
        """Keeps an answer for the office whose package it is about."""
        self._slow_down(request)
        held = await run_in_threadpool(self._counter.leave, await _body(request, LARGEST_RECEIPT))
        return JSONResponse({"id": held.id}, 201, headers=_SEEN)

    async def stop(self, request: Request) -> Response:
        """Takes lists of stopped keys, as a trust file holds them; whoever brings them, their issuers have signed them."""
        self._slow_down(request)
        taken = await run_in_threadpool(self._counter.stop, await _body(request, LARGEST_LISTS))
        return JSONResponse({"lists": [one.as_json() for one in taken]}, headers=_SEEN)

    def _who(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise WrongRequest(401, "请先连接，再取件。")
        return self._counter.who(token)

    def _slow_down(self, request: Request) -> None:
        wait = self._limit.wait(address_of(request))
        if wait:
            raise WrongRequest(429, "连接得太频繁了，请稍后再试。", retry_seconds=wait)


def _said(one: Ready) -> dict[str, Any]:
    """One thing that lies ready, as JSON; keys are a promise and grow only by addition."""
    said: dict[str, Any] = {"n": one.n, "what": one.what, "id": one.id}
    if one.package is not None:
        facts = asdict(one.package)
        said |= {name: facts[name] for name in ("kind", "sender_org", "sender_name", "seq", "size_bytes")}
    if one.receipt is not None:
        said |= {"digest": one.receipt.digest, "statement": one.receipt.statement}
    return said


async def _body(request: Request, most: int) -> bytes:
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > most:
                raise WrongRequest(413, "来的内容太大。")
    except ClientDisconnect:
        raise WrongRequest(400, "没有传完。") from None  # nobody is there any more to read it
    return bytes(data)
