"""The application: the routes of uploading and fetching over one opened service, with its page of health."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jxdesk.actions.hub.daily import do_daily
from jxdesk.actions.hub.health import Health, health_of
from jxdesk.actions.hub.mail import Counter
from jxdesk.actions.hub.service import Service
from jxdesk.actions.hub.uploads import Uploads
from jxdesk.domain.errors import JxError
from jxdesk.hub.answers import say
from jxdesk.hub.fetching import MailRoutes
from jxdesk.hub.uploading import TusRoutes

HOUR_SECONDS = 3600


def make_app(service: Service) -> Starlette:
    """The application over an opened service; what was cut off at the last stop is finished before the first request."""
    uploads = Uploads(service)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(uploads.recover, is_start=True)
        days = asyncio.create_task(_daily(service, uploads))
        yield
        days.cancel()
        await asyncio.gather(days, return_exceptions=True)

    async def health(_request: Request) -> Response:
        found = await run_in_threadpool(health_of, service, uploads.open_count())
        return JSONResponse(
            found.as_json(), 200 if found.is_well else 503, headers={"Cache-Control": "no-store"}
        )

    async def page(_request: Request) -> Response:
        found = await run_in_threadpool(health_of, service, uploads.open_count())
        return HTMLResponse(_page(service, found), headers={"Cache-Control": "no-store"})

    return Starlette(
        routes=[
            *TusRoutes(uploads).routes(),
            *MailRoutes(Counter(service)).routes(),
            Route("/health", health, methods=["GET"]),
            Route("/", page, methods=["GET"]),
        ],
        exception_handlers={JxError: say},
        lifespan=lifespan,
    )


async def _daily(service: Service, uploads: Uploads) -> None:
    """Asks every hour whether the day's work is done; a day on which it fails is told in the log and tried again."""
    while True:
        try:
            if await run_in_threadpool(do_daily, service):
                await run_in_threadpool(uploads.recover)
        except (JxError, OSError) as fault:
            logging.getLogger("uvicorn.error").warning("%s", fault)
        await asyncio.sleep(HOUR_SECONDS)


def _page(service: Service, found: Health) -> str:
    """What an administrator sees in a browser: how the service is, and nothing of what it holds."""
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in found.lines)
    kind = "（练习）" if service.practice else ""
    return (
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><title>绩效桌面接收服务</title>"
        "<style>body{font-family:sans-serif;margin:3em auto;max-width:40em;color:#1f2937}"
        "td{padding:.4em 1.5em .4em 0;border-bottom:1px solid #e5e7eb}</style>"
        f"<h1>绩效桌面接收服务{kind}</h1><p>{service.office.name}：{found.words}</p><table>{rows}</table></html>"
    )
