from __future__ import annotations

import datetime as dt
from pathlib import Path

from jxdesk.actions.deliver import deliver
from jxdesk.actions.outbox import hold, outbox, set_wire
from jxdesk.actions.seal import seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.selection import Choice
from jxdesk.domain.sending.wire import WireSettings
from jxdesk.exchange.verifying import open_package
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import EVALUATIONS, drawn, fill, send

__all__ = ["county", "desk", "drawn", "town"]


def test_what_is_sealed_for_the_wire_is_kept_and_waits_for_its_connection(
    county: Workspace, town: Workspace, drawn: object, tmp_path: Path
) -> None:
    enrolled(town, county, tmp_path)
    fill(town, drawn)  # type: ignore[arg-type]
    done = seal(town, Choice(task=EVALUATIONS), to=None)
    assert done.path == town.folder.packages / f"{done.digest}.jxpkg"
    with open_package(done.path) as package:
        assert package.digest == done.digest
    (item,) = outbox(town).items
    assert (item.package.digest, item.state, item.is_kept) == (done.digest, OutboxState.QUEUED, True)


def test_copies_are_counted_and_where_uploading_is_automatic_what_is_sealed_waits_for_the_wire_too(
    county: Workspace, town: Workspace, drawn: object, tmp_path: Path
) -> None:
    enrolled(town, county, tmp_path)
    fill(town, drawn)  # type: ignore[arg-type]
    first = send(town, tmp_path / "U盘")
    deliver(town, first.digest, tmp_path / "又一个")
    set_wire(town, WireSettings(address="https://jx.example.gov.cn", is_automatic=True))
    send(town, tmp_path / "U盘")
    later, earlier = outbox(town).items
    assert (earlier.state, earlier.entry.copies) == (OutboxState.SEALED, 2)
    assert (later.state, later.entry.copies) == (OutboxState.QUEUED, 1)
    hold(town, [later.package.digest])
    assert outbox(town).queued == ()
    assert not outbox(town).is_due(dt.datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
