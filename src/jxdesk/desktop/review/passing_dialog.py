"""通过办法: how this office lets scored filings pass, as far as the rule pack leaves it the choice: by grade, by a line of points, or at the average."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from jxdesk.actions.reviewing.sheets import let_pass
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.furniture import label
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.review_checks import basis_words
from jxdesk.domain.rules.reviewing import PassMode, PassRule, SheetBook
from jxdesk.domain.values.quantities import decimal_text, read_points

WORDS = "规则包“{name}”{version} 版许各单位从下面选。换了以后，还没有审定的都按新的办法算，已经审定的不动。"


class PassingDialog(FormDialog):
    """Offers the ways that the pack leaves open; the line of points is asked for where the office may set its own."""

    def __init__(
        self, context: Context, book: SheetBook, on_chosen: Callable[[], object], *, parent: QWidget | None
    ) -> None:
        super().__init__(
            context,
            title="通过办法",
            heading="打了分的审核表，怎样算通过",
            go="用这个办法",
            icon="check",
            name="passing_dialog",
            parent=parent,
        )
        self.book = book
        self._on_chosen = on_chosen
        self.leave.setText("不换了")
        words = WORDS.format(name=book.pack_name, version=book.version)
        self.above.addWidget(label(words, role="second", wrap=True, name="passing_words"))
        self.way = QComboBox()
        for one in book.open_ways:
            self.way.addItem(one.name, one.id)
        self.way.setCurrentIndex(self.way.findData(book.passing.id))
        self.add_field("办法", self.way, "passing_way")
        self.score = self.line_field("分数线", "passing_score", "本县的分数线，例如 65")
        self.basis = label(role="second", wrap=True, name="passing_basis")
        self.below.addWidget(self.basis)
        self.way.currentIndexChanged.connect(self._on_way)
        self._show_way()

    def _chosen(self) -> PassRule:
        """The way that is chosen, with the line of points that holds now."""
        way_id = str(self.way.currentData())
        if way_id == self.book.passing.id:
            return self.book.passing
        return next(one for one in self.book.open_ways if one.id == way_id)

    def _on_way(self) -> None:
        self._show_way()
        self.touched()

    def _show_way(self) -> None:
        way = self._chosen()
        has_line = way.mode is PassMode.FIXED
        self.score.setEnabled(way.has_own_line)
        self.score.setText(decimal_text(way.score) if has_line else "")
        self.basis.setText(f"{way.line_words if has_line else ''}{basis_words(way.basis)}")
        self.fit()

    # ---- what the form dialog asks ---------------------------------------------------------------------------

    def typed(self) -> tuple[PassRule, str]:
        """The way, and the line of points as it was typed."""
        return self._chosen(), self.score.text().strip()

    def check(self, workspace: Workspace, typed: tuple[PassRule, str]) -> Sequence[Finding]:
        """Whether the line of points can be read, and is one that the pack allows."""
        way, line = typed
        if not way.has_own_line:
            return ()
        score = read_points(line) if line else None
        if score is not None and way.may_be(score):
            return ()
        return (
            Finding(
                severity=Severity.ERROR,
                code="passing-score",
                message=f"分数线不能定为“{line}”。" if line else "没有写分数线。",
                advice=way.line_words,
            ),
        )

    def carry_out(self, workspace: Workspace, typed: tuple[PassRule, str]) -> None:
        """Keeps the choice."""
        way, line = typed
        let_pass(workspace, self.book, way.id, read_points(line) if way.has_own_line else None)

    def on_done(self, answer: object) -> None:
        """Hears that it is kept."""
        self._on_chosen()
