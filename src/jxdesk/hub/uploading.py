"""Uploading over HTTP: the tus protocol 1.0 with creation and termination, so that any client of it can deliver a package.

Source: tus.io/protocols/resumable-upload, 1.0.0.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from jxdesk.actions.hub.uploads import Uploads
from jxdesk.exchange.container import LARGEST_PACKAGE
from jxdesk.exchange.receipts import MOST_LINKS
from jxdesk.hub.answers import TUS, WrongRequest
from jxdesk.hub.limits import PerMinute, address_of

PATH = "/v1/packages"
PIECE_BYTES = 1024 * 1024
FIRST_PIECE_BYTES = 64 * 1024
"""So soon a stranger's bytes are looked at."""
MOST_BEGUN_A_MINUTE = 10
SILENCE_SECONDS = 60
"""A client that says nothing for so long has lost its line; what came is kept, and it goes on from there."""
_NUMBER_DIGITS = 15


class TusRoutes:
    """The routes under ``/v1/packages``; requests are awaited, disks and checks run beside."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._limit = PerMinute(MOST_BEGUN_A_MINUTE, time.monotonic)

    def routes(self) -> list[Route]:
        """For the application."""
        one = f"{PATH}/{{upload}}"
        return [
            Route(PATH, self.options, methods=["OPTIONS"]),
            Route(PATH, self.create, methods=["POST"]),
            Route(one, self.options, methods=["OPTIONS"]),
            Route(one, self.head, methods=["HEAD"], name="upload"),
            Route(one, self.patch, methods=["PATCH"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/receipt", self.receipt, methods=["GET"]),
        ]

    async def options(self, _request: Request) -> Response:
        """What this service can do."""
        return _done(
            headers={
                "Tus-Version": TUS,
                "Tus-Extension": "creation,termination",
                "Tus-Max-Size": str(LARGEST_PACKAGE),
            }
        )

    async def create(self, request: Request) -> Response:
        """Begins an upload."""
        _check_version(request)
        address = address_of(request)
        wait = self._limit.wait(address)
        if wait:
            raise WrongRequest(429, "开始得太频繁了，请稍后再试。", retry_seconds=wait)
        size, offered = _number(request, "upload-length"), _offered(request)
        upload = await run_in_threadpool(self._uploads.begin, size, offered=offered, address=address)
        return _done(201, {"Location": request.url_for("upload", upload=upload.id).path})

    async def head(self, request: Request) -> Response:
        """Where an upload stands."""
        _check_version(request)
        upload, here = await run_in_threadpool(self._uploads.stands, request.path_params["upload"])
        return _done(200, {"Upload-Offset": str(here), "Upload-Length": str(upload.size)})

    async def patch(self, request: Request) -> Response:
        """Takes the next bytes; with the last of them the package is verified and taken before the answer goes."""
        _check_version(request)
        if request.headers.get("content-type") != "application/offset+octet-stream":
            raise WrongRequest(415, "上传的内容类型不对。")
        upload_id, here = request.path_params["upload"], _number(request, "upload-offset")
        upload, stands = await run_in_threadpool(self._uploads.stands, upload_id)
        async for piece in _pieces(request):
            here = stands = await run_in_threadpool(self._uploads.add, upload_id, here, piece)
            if here == upload.size:
                break
        if stands == upload.size:
            held = await run_in_threadpool(self._uploads.finish, upload_id)
            return _done(headers={"Upload-Offset": str(upload.size), "Jx-Digest": held.digest})
        return _done(headers={"Upload-Offset": str(stands)})

    async def delete(self, request: Request) -> Response:
        """Ends an upload."""
        _check_version(request)
        await run_in_threadpool(self._uploads.end, request.path_params["upload"])
        return _done()

    async def receipt(self, request: Request) -> Response:
        """The receipt for an upload that was taken; 204 where nobody answers, since it goes down."""
        held = await run_in_threadpool(self._uploads.finish, request.path_params["upload"])
        if not held.receipt:
            return _done()
        return Response(held.receipt, media_type="application/vnd.jxdesk.receipt+json")


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body in pieces worth a write; a line that was cut or fell silent ends it, and what came counts."""
    buffer, wanted = bytearray(), FIRST_PIECE_BYTES
    stream = request.stream()
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), SILENCE_SECONDS)
        except (StopAsyncIteration, ClientDisconnect, TimeoutError):
            break
        buffer += chunk
        if len(buffer) >= wanted:
            yield bytes(buffer)
            buffer.clear()
            wanted = PIECE_BYTES
    if buffer:
        yield bytes(buffer)


def _done(status: int = 204, headers: dict[str, str] | None = None) -> Response:
    said = {"Tus-Resumable": TUS, "Cache-Control": "no-store", **(headers or {})}
    return Response(status_code=status, headers=said)


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != TUS:
        raise WrongRequest(412, "上传的协议版本不对，要 tus 1.0.0。")


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS):
        raise WrongRequest(400, f"缺少 {name}，或者不是一个数。")
    return int(text)


def _offered(request: Request) -> tuple[str, ...]:
    """The certificates that the sender names beside its package, ``chain`` in the metadata, one a line."""
    for pair in request.headers.get("upload-metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        if name == "chain":
            try:
                lines = base64.b64decode(value, validate=True).decode("ascii").split("\n")
            except (binascii.Error, UnicodeDecodeError):
                raise WrongRequest(400, "upload-metadata 里的 chain 不对。") from None
            return tuple(line for line in lines if line)[:MOST_LINKS]
    return ()
