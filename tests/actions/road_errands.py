"""Errands of the road at which tests strike: each takes a home and a stick, so that a process of its own can run it.

As a program: ``python road_errands.py ERRAND HOME STICK STEP`` runs the errand and kills itself at the STEP-th call that
makes something last (0: never), just before and just after each; it prints how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from jxdesk.actions.publishing.texts import publish_texts
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.store.faults import told
from jxdesk.store.records import received

Strike = Callable[[], None]


def receive(workspace: Workspace, stick: Path) -> None:
    """Takes the one package on the stick in."""
    (file,) = stick.glob("*.jxpkg")
    commit(workspace, look(workspace, file))


def return_down(workspace: Workspace, stick: Path) -> None:
    """Sends the decisions on the only package that came back down."""
    (came,) = workspace.read(received.all_received)
    send_down(workspace, came.digest, to=stick)


def publish(workspace: Workspace, stick: Path) -> None:
    """Publishes the list of offices."""
    publish_texts(workspace, PublicationKind.OFFICES, to=stick)


ERRANDS: dict[str, Callable[[Workspace, Path], None]] = {
    "receive": receive,
    "hear": receive,
    "return": return_down,
    "publish": publish,
}


@contextmanager
def struck(workspace: Workspace, strike: Callable[[int], None], *, after: bool = True) -> Iterator[None]:
    """Calls ``strike`` with a running number before (and after) each call that makes something last.

    An OSError that it raises comes out of a transaction in the words of the store, as a real one does.
    """
    count = 0

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*given: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            strike(count)
            answer = call(*given, **named)
            if after:
                count += 1
                strike(count)
            return answer

        return asked

    places: tuple[tuple[Any, str], ...] = (
        (os, "fsync"),
        (os, "replace"),
        (Path, "replace"),
        (Path, "unlink"),
        (workspace, "transact"),
    )
    real = [getattr(holder, name) for holder, name in places]

    def transact(*given: Any, **named: Any) -> Any:
        with told(workspace.folder.database):
            return around(real[-1])(*given, **named)

    for (holder, name), call in zip(places, real, strict=True):
        setattr(holder, name, transact if name == "transact" else around(call))
    try:
        yield
    finally:
        for (holder, name), call in zip(places, real, strict=True):
            setattr(holder, name, call)


def main() -> None:
    errand, home, stick, step = sys.argv[1:]
    seen = 0

    def strike(number: int) -> None:
        nonlocal seen
        seen = number
        if number == int(step):
            os.kill(os.getpid(), signal.SIGKILL)

    with Workspace.open_existing(Path(home)) as workspace, struck(workspace, strike):
        ERRANDS[errand](workspace, Path(stick))
        print(seen, flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
