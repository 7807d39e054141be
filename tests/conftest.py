"""What every test stands on: a user folder of its own, so that no test reads or writes the real one."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_user_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the program keeps what belongs to the user and not to a workspace."""
    place = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    monkeypatch.delenv("JXDESK_HOME", raising=False)
    monkeypatch.delenv("JXDESK_PASSPHRASE_FILE", raising=False)
    return place / "jxdesk"
