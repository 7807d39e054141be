"""改用 U 盘: takes a package off the wire and writes it onto a stick; whichever of the two arrives first counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from jxdesk.actions.look import SentPackage
    from jxdesk.desktop.context import Context


def use_stick(context: Context, package: SentPackage, *, parent: QWidget) -> None:
    """Opens the dialog that writes a package onto a stick, after it was taken off the wire."""

    def write() -> None:
        from jxdesk.desktop.dialogs.deliver import DeliverDialog

        DeliverDialog(context, package, parent=parent).open()

    context.wire.hold((package.digest,), write)
