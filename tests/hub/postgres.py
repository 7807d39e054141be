"""A real PostgreSQL server of the tests' own, started from what Debian packages."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


def binaries() -> Path | None:
    """Where the server's programs lie, None where it is not installed."""
    found = shutil.which("initdb")
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).resolve().parent if found else known[-1].parent if known else None


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running server; ``restart`` ends every connection as an administrator's restart does."""

    data: Path
    port: int
    programs: Path
    user: str

    def url(self, database: str) -> str:
        """For a new database of this name."""
        self.run("createdb", "-h", str(self.data), "-p", str(self.port), database)
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        said = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}"
        self.run("pg_ctl", "-D", str(self.data), "-o", said, "-l", str(self.data / "log"), "-w", "start")

    def stop(self) -> None:
        """Stops it at once; what was committed stays."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def restart(self) -> None:
        """Stops and starts it."""
        self.stop()
        self.start()

    def run(self, program: str, *words: str) -> None:
        """Runs one of its programs; the server refuses to run as root, and so nothing of it does."""
        subprocess.run(
            [self.programs / program, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user if os.geteuid() == 0 else None,
            cwd="/",
        )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server, stopped and cleared away at the end."""
    programs = binaries()
    if programs is None:
        pytest.skip("postgresql is not installed")
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    # Not in the tests' own folder: the name of its socket must be short, and its user must get there.
    data = Path(tempfile.mkdtemp(prefix="jxpg-"))
    if os.geteuid() == 0:
        shutil.chown(data, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PostgresServer(data=data, port=port, programs=programs, user=user)
    server.run("initdb", "-D", str(data), "-A", "trust", "-U", user, "-E", "UTF8", "--no-sync")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(data, ignore_errors=True)
