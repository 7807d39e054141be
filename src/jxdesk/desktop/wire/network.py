"""The network: tells when this PC gets another connection; the system says so where it can, else the addresses are looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation, QNetworkInterface

LOOK_MS = 30_000
SETTLE_MS = 2_000
"""A new connection has its names and its way out a moment after it is there."""


class NetworkWatch(QObject):
    """Looks from ``begin`` on; ``changed`` comes once for each change, a moment after it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._information: QNetworkInformation | None = None
        self._addresses: frozenset[str] = frozenset()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.changed)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._on_look_timeout)

    @property
    def is_watching(self) -> bool:
        """Whether it looks."""
        return self._information is not None or self._look.isActive()

    @property
    def is_offline(self) -> bool:
        """Whether the system knows that there is no connection at all; False where it cannot tell."""
        return (
            self._information is not None
            and self._information.reachability() is QNetworkInformation.Reachability.Disconnected
        )

    @property
    def wants_login(self) -> bool:
        """Whether the system knows that the network asks for a login first."""
        return self._information is not None and self._information.isBehindCaptivePortal()

    def begin(self) -> None:
        """Begins to look; a second call does nothing."""
        if self.is_watching:
            return
        if QNetworkInformation.loadDefaultBackend():
            self._information = QNetworkInformation.instance()
            self._information.reachabilityChanged.connect(self._settle.start)
            self._information.isBehindCaptivePortalChanged.connect(self._settle.start)
        else:
            self._addresses = _addresses()
            self._look.start()

    def _on_look_timeout(self) -> None:
        found = _addresses()
        if found != self._addresses:
            self._addresses = found
            self._settle.start()


def _addresses() -> frozenset[str]:
    """The addresses of this PC, without those that reach nobody else."""
    return frozenset(one.toString() for one in QNetworkInterface.allAddresses() if not one.isLoopback())
