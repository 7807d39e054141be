"""Bulk work: one step for many records in one go; what could not be done is named with its reason, the rest is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress


class NotForThis(JxError):  # noqa: N818 - a state of the record, named as people say it
    """The step does not suit one of many records; ``title`` says why, and the others go on."""

    code = "JX-NOT-FOR-THIS"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A record with which nothing was done, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAnswer:
    """What was done: with how many, with which not; undoing ``errand_id`` takes all of it back.

    ``errand_id`` is empty where nothing was done at all.
    """

    errand_id: str
    done: int
    left_out: tuple[LeftOut, ...]


def one_by_one(
    records: Iterable[tuple[str, Callable[[], object]]], errand_id: str, progress: Progress
) -> BulkAnswer:
    """Does a step for each record under its name; a refusal, which has to come before anything is written, leaves it out.

    Raises: Cancelled; the caller's transaction is then rolled back whole.
    """
    done, left_out = 0, []
    for name, step in records:
        try:
            step()
        except NotForThis as refusal:
            left_out.append(LeftOut(name=name, why=refusal.title))
        else:
            done += 1
        progress.step()
    return BulkAnswer(errand_id=errand_id if done else "", done=done, left_out=tuple(left_out))
