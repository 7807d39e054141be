"""The keeper of the wire: sends what waits when it is time, brings what lies ready, and is told of every change that matters.

Everything by wire runs in its own lane. The window never waits for it: at its end what is under way is stopped where it is,
and goes on from there the next time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, Signal

from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wire.network import NetworkWatch
from jxdesk.desktop.wire.words import fault_words, fetched_words, pause_words, uploaded_words
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress

if TYPE_CHECKING:
    from jxdesk.actions.fetch import Fetched
    from jxdesk.actions.outbox import Outbox
    from jxdesk.actions.upload import Uploaded
    from jxdesk.desktop.context import Context

FETCH_EVERY = dt.timedelta(minutes=15)
"""So often what lies ready is brought by itself, where a person has let it. Own choice."""
CAME, SENT = "came", "sent"
"""The sides of 收发箱, as its arguments name them."""
LEAST_REST_SECONDS = 5.0
FOLLOW_MS = 2_000
"""So often the list is told how far an upload is."""
SHOWS = (Part.PACKAGES, Part.PREFERENCES, Part.PEOPLE)


class WireKeeper(QObject):
    """One for each window; it does nothing until ``begin``, and next to nothing where no service is set.

    ``changed`` when what it knows or does is another; ``came_out(tone, words, side)`` when an errand has something to tell,
    with the side of 收发箱 where it is seen;
    ``brought(fetched)`` when packages were brought because a person asked; ``locked`` when the key wants its passphrase for that.
    """

    changed = Signal()
    came_out = Signal(object, str, str)
    brought = Signal(object)
    locked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.context = context
        self.outbox: Outbox | None = None
        self.progress: Progress | None = None
        self.is_paused = False
        self.trouble: JxError | None = None
        self.network = NetworkWatch(self)
        self.network.changed.connect(self.wake)
        self._is_looking = self._wants_look = False
        self._rest_until: dt.datetime | None = None
        self._fetched_at: dt.datetime | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._follow = QTimer(self)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self.look)
        context.refresh.changed.connect(self._on_refresh_changed)
        self._has_begun = False

    # ---- what it knows ----------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where the service is; empty where none is set, or nothing is read yet."""
        return self.outbox.wire.address if self.outbox is not None else ""

    @property
    def is_busy(self) -> bool:
        """Whether something is going up or coming down."""
        return self.progress is not None

    @property
    def waiting(self) -> int:
        """How many packages wait to go by wire."""
        return len(self.outbox.queued) if self.outbox is not None else 0

    @property
    def answers(self) -> int:
        """How many receipts of this desk lie at no service yet."""
        return self.outbox.answers if self.outbox is not None else 0

    def next_words(self) -> str:
        """When it is tried again, empty where nothing waits for that."""
        if not self.waiting or self.is_busy or self.is_paused:
            return ""
        return pause_words(self._next_at(), _now())

    def place_words(self) -> str:
        """How this PC stands with the wire, for the status bar."""
        if not self.address:
            return "本机保存，不联网"
        if self.progress is not None:
            share = f" {self.progress.done * 100 // self.progress.total}%" if self.progress.total else ""
            return f"本机保存　联网：正在{self.progress.label}{share}"
        if self.waiting:
            state = "已暂停" if self.is_paused else "没网" if self.network.is_offline else "等着上传"
            return f"本机保存　联网：{state} {self.waiting} 包"
        return "本机保存　可以联网上传"

    def destination_words(self) -> str:
        """How the wire stands, for the choice where a package goes."""
        if not self.address:
            return "还没有写上接收服务的地址"
        host = urlsplit(self.address).netloc
        if self.network.is_offline:
            return f"{host}　现在没网，先排队，一接通就自动传"
        if self.network.wants_login:
            return f"{host}　网络要先登录认证，先排队，登录以后接着传"
        if self.is_paused:
            return f"{host}　已暂停，先排队，点“继续上传”再传"
        if self.trouble is not None:
            return f"{host}　上一次没有连上，先排队，会自动再试"
        return f"{host}　封好就传，断了会接着传"

    def _next_at(self) -> dt.datetime | None:
        known = [self.outbox.next_try_at if self.outbox is not None else None, self._rest_until]
        return max((one for one in known if one is not None), default=None)

    # ---- looking ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begins, when the window has time for it."""
        self._has_begun = True
        self.context.when_warm(self.look)

    def look(self) -> None:
        """Reads what waits, and sends it if it is time."""
        if self._is_looking:
            self._wants_look = True
            return
        self._is_looking = True
        workspace = self.context.workspace

        def work() -> Outbox | None:
            from jxdesk.store.records import wire_settings

            if not workspace.read(wire_settings.get).address:
                return None  # most offices: nothing of the wire is loaded for them
            from jxdesk.actions.outbox import outbox

            return outbox(workspace)

        self.context.tasks.run(
            work, self._on_looked, lane=Lane.READ, on_error=self._on_not_looked, owner=self
        )

    def _on_looked(self, found: Outbox | None) -> None:
        self._is_looking = False
        self.outbox = found
        if self.address:
            self.network.begin()
        if self._wants_look:
            self._wants_look = False
            self.look()
        else:
            self._go_on()
        self.changed.emit()

    def _on_not_looked(self, error: JxError) -> None:
        self._is_looking = False
        self.context.tasks.failed.emit(error)

    def _on_refresh_changed(self, changes: Changes) -> None:
        if self._has_begun and changes.touches(*SHOWS):
            self.look()

    def _go_on(self) -> None:
        """Does what is due, or waits until something is."""
        self._timer.stop()
        if (
            self.outbox is None
            or not self.address
            or self.is_busy
            or self.is_paused
            or self.context.workspace.is_viewing
        ):
            return
        now, at = _now(), self._next_at()
        if self.outbox.is_due(now) and (at is None or at <= now):
            self._send(None)
        elif self.outbox.wire.is_automatic and self._may_fetch(now):
            self.fetch()
        else:
            moments = [one for one in (at if self.waiting else None, self._fetch_at()) if one is not None]
            if moments:
                self._timer.start(max(500, round((min(moments) - now).total_seconds() * 1000)))

    def _may_fetch(self, now: dt.datetime) -> bool:
        at = self._fetch_at()
        return at is None or at <= now

    def _fetch_at(self) -> dt.datetime | None:
        """When what lies ready is brought by itself; None for at once, or where it never is."""
        is_automatic = self.outbox is not None and self.outbox.wire.is_automatic
        return self._fetched_at + FETCH_EVERY if is_automatic and self._fetched_at is not None else None

    # ---- what a person asks -----------------------------------------------------------------------------------

    def send_now(self, digests: Collection[str] | None = None) -> None:
        """Sends now, without waiting for the next try: everything that is queued, or the named ones."""
        self.is_paused = False
        self._rest_until = None
        if not self.is_busy:
            self._send(digests)

    def pause(self) -> None:
        """Stops where it is, until a person lets it go on or the program is started again."""
        self.is_paused = True
        self._timer.stop()
        if self.progress is not None:
            self.progress.cancel()
        self.changed.emit()

    def hold(self, digests: Collection[str], then: Callable[[], None]) -> None:
        """Takes packages off the wire, since a stick carries them, and goes on with that."""
        if self.progress is not None:
            self.progress.cancel()
        workspace = self.context.workspace

        def work() -> None:
            from jxdesk.actions.outbox import hold

            hold(workspace, digests)

        def on_held(_: None) -> None:
            self.context.refresh.announce(Part.PACKAGES)
            then()

        self.context.tasks.run(work, on_held, lane=Lane.EDIT, owner=self)

    def wake(self) -> None:
        """Tries what waits at once, since the network is another one."""
        self._rest_until = None
        if not self.address:
            return
        workspace = self.context.workspace

        def work() -> None:
            from jxdesk.actions.outbox import wake

            if not workspace.is_viewing:
                wake(workspace)

        self.context.tasks.run(work, lambda _: self.look(), lane=Lane.EDIT, owner=self)

    def fetch(self, *, passphrase: str = "", asked: bool = False) -> None:
        """Brings what lies ready; ``asked`` by a person, who is shown what came."""
        if self.is_busy:
            return
        self._fetched_at = _now()
        progress = self._begin_errand("取件")
        workspace = self.context.workspace

        def work() -> Fetched:
            from jxdesk.actions.fetch import fetch

            return fetch(workspace, passphrase=passphrase, progress=progress)

        self.context.tasks.run(
            work,
            lambda done: self._on_fetched(done, asked=asked),
            lane=Lane.WIRE,
            progress=progress,
            on_error=lambda error: self._on_not_fetched(error, asked=asked),
            owner=self,
        )

    # ---- the errands ------------------------------------------------------------------------------------------

    def _begin_errand(self, words: str) -> Progress:
        self._timer.stop()
        self.progress = Progress(words)
        self._follow.start()
        self.changed.emit()
        return self.progress

    def _end_errand(self) -> None:
        self.progress = None
        self._follow.stop()

    def _send(self, digests: Collection[str] | None) -> None:
        progress = self._begin_errand("上传")
        workspace = self.context.workspace

        def work() -> Uploaded:
            from jxdesk.actions.upload import upload

            return upload(workspace, digests, only_queued=True, progress=progress)

        self.context.tasks.run(
            work, self._on_sent, lane=Lane.WIRE, progress=progress, on_error=self._on_not_sent, owner=self
        )

    def _on_sent(self, done: Uploaded) -> None:
        self._end_errand()
        self.trouble = done.fault
        # What was refused for good stays as it is: it is not asked again at once.
        self._rest((done.retry_seconds or FETCH_EVERY.total_seconds()) if done.fault is not None else 0.0)
        told = uploaded_words(done)
        if told is not None:
            self.came_out.emit(*told, SENT)
        if any(one.fault is None for one in done.packages):
            self._fetched_at = None  # what was delivered may have been answered already
        has_news = any(one.told is not None for one in done.packages)
        self.context.refresh.announce(Part.PACKAGES, *((Part.FILINGS,) if has_news else ()))

    def _on_not_sent(self, error: JxError) -> None:
        self._end_errand()
        self._rest(FETCH_EVERY.total_seconds())
        self._complain(error)

    def _on_fetched(self, done: Fetched, *, asked: bool) -> None:
        self._end_errand()
        self.trouble = done.fault
        self._rest(LEAST_REST_SECONDS if done.fault is not None else 0.0)
        told = fetched_words(done)
        if asked and told is None and not done.lying and not done.is_stopped:
            told = Tone.OK, f"{done.hub_name}那里没有给本单位的新东西。"
        if told is not None and (asked or done.fault is None):
            self.came_out.emit(*told, CAME if done.new else SENT)
        self.context.refresh.announce(Part.PACKAGES, *((Part.FILINGS,) if done.receipts else ()))
        if asked and done.lying:
            self.brought.emit(done)

    def _on_not_fetched(self, error: JxError, *, asked: bool) -> None:
        from jxdesk.exchange.keys import KeyFault, KeyLocked

        self._end_errand()
        if isinstance(error, KeyLocked | KeyFault):
            if asked:
                self.locked.emit()
            self.changed.emit()
            self._go_on()
            return
        self._complain(error)

    def _complain(self, error: JxError) -> None:
        if not isinstance(error, Cancelled):
            self.trouble = error
            self.came_out.emit(Tone.ERROR, fault_words(error), SENT)
        self.changed.emit()

    def _rest(self, seconds: float) -> None:
        self._rest_until = (
            _now() + dt.timedelta(seconds=max(LEAST_REST_SECONDS, seconds)) if seconds else None
        )


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
