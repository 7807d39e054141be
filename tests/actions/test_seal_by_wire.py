from __future__ import annotations

from pathlib import Path

from jxdesk.actions.outbox import outbox
from jxdesk.actions.seal import seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.selection import Choice
from jxdesk.exchange.verifying import open_package
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import EVALUATIONS, drawn, fill

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
