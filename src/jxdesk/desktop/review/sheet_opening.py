"""Opening the review sheet of a filing: what is filled in is kept for the decision, and another way to pass is chosen from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from jxdesk.actions.reviewing.open_case import Case
from jxdesk.actions.reviewing.sheets import fill_sheet, read_sheet_case
from jxdesk.desktop.context import Context
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.review.passing_dialog import PassingDialog
from jxdesk.desktop.review.sheet_dialog import SheetDialog
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError
from jxdesk.domain.road.review_sheet import FilledSheet


def open_sheet(
    context: Context,
    case: Case,
    on_kept: Callable[[], None],
    on_refused: Callable[[JxError], None],
    *,
    owner: QWidget,
) -> None:
    """Opens the sheet, of a form that is decided the one that it was decided with; nothing happens for a form that has none."""
    workspace, filing_id = context.workspace, case.filing.id
    if not case.outcomes:
        if case.sheets.written is not None:
            SheetDialog(
                case.name, case.sheets.written, case.sheets, case.filled, None, parent=owner.window()
            ).open()
        return
    if case.sheet is None:
        return

    def keep(filled: FilledSheet) -> None:
        context.tasks.run(
            lambda: fill_sheet(workspace, filing_id, filled),
            lambda _: on_kept(),
            lane=Lane.EDIT,
            on_error=on_refused,
            owner=owner,
        )

    dialog = SheetDialog(
        case.name,
        case.sheet,
        case.sheets,
        case.filled,
        keep,
        on_way=lambda: PassingDialog(
            context, dialog.case.book, partial(_on_way, context, dialog, filing_id), parent=dialog
        ).open(),
        parent=owner.window(),
    )
    dialog.open()


def _on_way(context: Context, dialog: SheetDialog, filing_id: str) -> None:
    """Another way to pass was chosen: the open sheet says what follows from it."""
    workspace = context.workspace
    context.tasks.run(
        lambda: read_sheet_case(workspace, filing_id), dialog.show_case, lane=Lane.READ, owner=dialog
    )
    context.refresh.announce(Part.FILINGS, Part.PACKAGES)
