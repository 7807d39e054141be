"""Mutants that are received: packages whose records are changed at random and which are signed rightly by the real key of an
enrolled desk; each is refused and nothing changes, or it is taken in, and never crashes the desk.

The gate takes a seeded sample; ``-m full`` takes 3,000.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from draft import Draft
from test_mutants import mutate

from jxdesk.actions.receiving.receive import commit, drop, look
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.exchange import keys
from jxdesk.store.records import received
from tests.actions.road_desks import drawn
from tests.actions.test_receive_faults import Stage, opened, stage

__all__ = ["drawn", "stage"]

SEED = 20261121


def mutant(base: Draft, random_: random.Random) -> bytes:
    """A package with one to three places changed, mostly in single records."""
    draft = base.copy()
    tables: dict[str, list[Any]] = {
        name[5:-7]: draft.records(name[5:-7]) for name in draft.members if name.startswith("data/")
    }
    for _ in range(random_.randint(1, 3)):
        if random_.random() < 0.25:
            draft.manifest = mutate(draft.manifest, random_)
            draft.list_files = isinstance(draft.manifest, dict)
            if not draft.list_files:
                break
        else:
            table = random_.choice([name for name, records in tables.items() if records])
            which = random_.randrange(len(tables[table]))
            tables[table][which] = mutate(tables[table][which], random_)
            draft.set_records(table, tables[table])
    return draft.build()


def head(workspace: Workspace) -> tuple[Any, ...]:
    """What tells whether anything was changed: the log of changes and the list of what came."""
    log = workspace.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    return log, [one.digest for one in workspace.read(received.all_received)]


def takings(stage: Stage, errand: str, tmp_path: Path, count: int, seed: int) -> Counter[str]:
    """Receives so many mutants of the package of this errand; answers the codes."""
    random_ = random.Random(seed)
    sender = {"receive": "hear", "hear": "return"}[errand]
    (original,) = (stage.place / errand / "stick").glob("*.jxpkg")
    base = Draft(original.read_bytes())
    base.signers = [keys.load(stage.place / sender / "home" / "keys").unlock("")]
    found: Counter[str] = Counter()
    at = 0
    while sum(found.values()) < count:
        at += 1
        with desk_of(stage, errand, tmp_path / f"{errand}{at}") as workspace:
            while sum(found.values()) < count:
                file = tmp_path / "mutant.jxpkg"
                file.write_bytes(mutant(base, random_))
                before = head(workspace)
                code = taken(workspace, file)
                found[code] += 1
                if code == "JX-OK":
                    break
                assert head(workspace) == before, code
                assert not list((workspace.folder.packages / "received").glob("*.arriving*"))
    return found


@contextmanager
def desk_of(stage: Stage, errand: str, place: Path) -> Iterator[Workspace]:
    home, _ = stage.copy(errand, place)
    with opened(home) as workspace:
        yield workspace
    shutil.rmtree(place)


def taken(workspace: Workspace, file: Path) -> str:
    try:
        arrival = look(workspace, file, keep_refused=False)
    except JxError as refused:
        return refused.code
    try:
        commit(workspace, arrival)
    except JxError as refused:
        drop(workspace, arrival)
        return f"{refused.code} while taking in"
    return "JX-OK"


@pytest.mark.parametrize("errand", ["receive", "hear"])
def test_a_signed_mutant_is_taken_in_or_refused_and_never_crashes_the_desk(
    stage: Stage, tmp_path: Path, errand: str
) -> None:
    found = takings(stage, errand, tmp_path, 60, SEED)
    assert sum(found.values()) == 60
    assert {"JX-OK", "JX-RECORD"} <= found.keys()


@pytest.mark.full
@pytest.mark.parametrize("errand", ["receive", "hear"])
def test_full_signed_mutants_that_are_received(
    stage: Stage, tmp_path: Path, errand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = takings(stage, errand, tmp_path, 1_500, SEED + 1)
    with capsys.disabled():
        print(f"\n1,500 signed mutants, {errand}: {dict(sorted(found.items()))}")
    assert sum(found.values()) == 1_500
