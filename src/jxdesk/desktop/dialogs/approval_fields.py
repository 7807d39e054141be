"""The fields of an approval: its day, number and issuer as the paper says them; in every dialog that records or corrects one."""

from __future__ import annotations

from jxdesk.desktop.dialogs.form_dialog import FormDialog, day_of
from jxdesk.domain.year.approvals import ApprovalFacts


class ApprovalFields:
    """Adds the fields to a form dialog; their object names begin with ``name``."""

    def __init__(
        self,
        dialog: FormDialog,
        *,
        name: str,
        known: ApprovalFacts | None = None,
        number_hint: str = "",
        has_note: bool = True,
    ) -> None:
        self.day = dialog.day_field("批复日期", f"{name}_day", known.approved_on if known else None)
        self.number = dialog.line_field(
            "文号", f"{name}_number", number_hint, known.document_number if known else ""
        )
        self.approver = dialog.line_field(
            "批复单位", f"{name}_approver", "文件上落款的单位", known.approver if known else ""
        )
        self.note = (
            dialog.line_field("备注", f"{name}_note", "可以不填", known.note if known else "")
            if has_note
            else None
        )

    def facts(self) -> ApprovalFacts:
        """What is said of the approval."""
        return ApprovalFacts(
            approved_on=day_of(self.day),
            document_number=self.number.text(),
            approver=self.approver.text(),
            note=self.note.text() if self.note is not None else "",
        )

    def let_type(self, *, on: bool) -> None:
        """Lets the fields be filled in."""
        for field in (self.day, self.number, self.approver):
            field.setEnabled(on)
