"""Handover: a second start on an open data folder hands its file to the first window, and the first window comes forward.

The lock of the folder says that somebody has it; the local server, named after the folder, is how that somebody is reached.
It listens for programs of the same person only.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

CONNECT_MS, WAIT_MS = 500, 10
ANSWER_SECONDS = 5
TAKEN, BUSY = b"taken\n", b"busy\n"


def server_name(home: Path) -> str:
    """The name of the server of a data folder; a path would be too long for a socket on some systems."""
    return f"jxdesk-{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]}"


def hand_over(home: Path, file: Path | None) -> bool:
    """Asks the window that has the folder open to come forward and to offer the file; answers whether it does.

    It waits for the answer, so it is called away from the window's thread.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(home))
    if not socket.waitForConnected(CONNECT_MS):
        return False
    said = {"file": str(file.absolute()) if file is not None else ""}
    socket.write(json.dumps(said).encode() + b"\n")
    socket.flush()
    answer, until = b"", time.monotonic() + ANSWER_SECONDS
    while not answer.endswith(b"\n") and time.monotonic() < until:
        # Short waits: Qt keeps the interpreter while it waits, and the window of this program still paints.
        socket.waitForReadyRead(WAIT_MS)
        answer += bytes(socket.readAll().data())
        time.sleep(WAIT_MS / 1_000)
    socket.disconnectFromServer()
    return answer == TAKEN


class Receiver(QObject):
    """The end of the first window: ``received(file)`` with the file of a second start, None where it had none.

    ``is_busy`` says that a dialog is open, over which no other may come; the second start then says so itself.
    """

    received = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_busy: Callable[[], bool] = _never
        self._lines: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = server_name(home)
        # We hold the folder's lock: what still lies under this name was left by a program that died.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def _on_connection(self) -> None:
        gone = QLocalSocket.LocalSocketState.UnconnectedState
        self._lines = [line for line in self._lines if line.state() is not gone]
        line = self._server.nextPendingConnection()
        if line is not None:
            self._lines.append(line)
            line.readyRead.connect(self._on_ready)
            self._on_ready()

    def _on_ready(self) -> None:
        for line in self._lines:
            if line.canReadLine():
                self._answer(line)

    def _answer(self, line: QLocalSocket) -> None:
        file = _file_of(bytes(line.readLine().data()))
        refused = file is not None and self.is_busy()
        line.write(BUSY if refused else TAKEN)
        line.flush()
        self.received.emit(None if refused else file)

    def close(self) -> None:
        """Stops listening."""
        self._server.close()


def _never() -> bool:
    return False


def _file_of(line: bytes) -> Path | None:
    """The file that a line names; anything that is no such line names none."""
    try:
        named = json.loads(line)["file"]
    except (ValueError, KeyError, TypeError):
        return None
    return Path(named) if isinstance(named, str) and named else None
