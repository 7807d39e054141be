"""Answers: how an error of the service is said over HTTP, as JSON with the same words that the desk shows."""

from __future__ import annotations

import math

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jxdesk.actions.hub.mail import NotKnown
from jxdesk.actions.hub.service import NoRoom
from jxdesk.actions.hub.taking import TooMuch
from jxdesk.actions.hub.uploads import UploadElsewhere, UploadGone
from jxdesk.domain.errors import JxError
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.store.faults import DiskFull, Refused, StoreError

TUS = "1.0.0"
RETRY_SECONDS = 30
_STATUS: tuple[tuple[type[JxError], int], ...] = (
    (UploadGone, 404),
    (UploadElsewhere, 409),
    (NotKnown, 401),
    (NoRoom, 507),
    (DiskFull, 507),
    (TooMuch, 429),
    (Refused, 409),
    (StoreError, 503),
)


class WrongRequest(JxError):  # noqa: N818 - a verdict on what was asked
    """What was asked is not what this service understands; ``status`` is the answer's."""

    code = "JX-HUB-REQUEST"

    def __init__(self, status: int, title: str, *, retry_seconds: float = 0.0) -> None:
        super().__init__(title)
        self.status, self.retry_seconds = status, retry_seconds


def say(_request: Request, error: Exception) -> Response:
    """The answer for an error of ours."""
    assert isinstance(error, JxError), "registered for our errors only"
    status = status_of(error)
    headers = {"Tus-Resumable": TUS, "Cache-Control": "no-store"}
    retry = error.retry_seconds if isinstance(error, WrongRequest) else RETRY_SECONDS if status >= 500 else 0
    if retry:
        headers["Retry-After"] = str(math.ceil(retry))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    said = {"code": error.code, "title": error.title, "facts": error.facts, "advice": error.advice}
    return JSONResponse(said, status, headers=headers)


def status_of(error: JxError) -> int:
    """The status of HTTP that comes nearest to an error."""
    if isinstance(error, WrongRequest):
        return error.status
    if isinstance(error, PackageRefused):
        return 413 if error.refusal in (Refusal.TOO_BIG, Refusal.JSON_SIZE) else 422
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
