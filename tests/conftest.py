"""What every test stands on: a user folder of its own, so that no test reads or writes the real one."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = (
    *("hub", "desktop", "journeys", "store", "actions", "cli", "installer"),
    *("exchange", "documents", "house", "domain"),
)
"""The rooms of the tests, those with the longest files first: small ones fill up what the cores have left at the end."""
FIRST = "test_return_loop.py"
"""What a returned form comes to when it is sent again is asked before everything else: no case is more everyday, none went wrong more often."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Brings the tests into the order of their rooms, which is the order in which their files are shared out."""
    here = Path(__file__).parent
    rank = {here / room: place for place, room in enumerate(ROOMS)}

    def of_room(item: pytest.Item) -> int:
        if item.path.name == FIRST:
            return -1
        return next((rank[folder] for folder in item.path.parents if folder in rank), len(rank))

    items.sort(key=of_room)


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Collects garbage between tests on their own thread, as the window does: what a window left behind must not be taken apart by the thread of a database."""
    gc.disable()
    yield
    for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
        if count > threshold:
            gc.collect(generation)


@pytest.fixture(autouse=True)
def own_user_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the program keeps what belongs to the user and not to a workspace."""
    place = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    monkeypatch.delenv("JXDESK_HOME", raising=False)
    monkeypatch.delenv("JXDESK_PASSPHRASE_FILE", raising=False)
    return place / "jxdesk"
