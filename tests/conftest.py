"""What every test stands on: a user folder of its own, so that no test reads or writes the real one."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest


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
