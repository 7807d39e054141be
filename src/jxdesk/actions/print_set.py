"""Print set: all chosen forms of a year as one bound file, with cover, contents, running page numbers and seal page."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents import fonts
from jxdesk.documents.drawable import drawing_findings, may_lack_glyphs
from jxdesk.documents.layout import form_sheet
from jxdesk.documents.set_pages import SetPainter, SetPapers
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filing_versions import without_replaced
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.form_words import FORM_NAMES, heading_of
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.shipped_files import resource
from jxdesk.store.records import filings, fiscal_years, offices
from jxdesk.store.records.fiscal_years import FormCount
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.forms import rules_for, templates

__all__ = ["FormCount"]

ORDER = tuple(Form)


class NothingToPrint(JxError):  # noqa: N818 - a state of the data, named as people say it
    """No form fits what was asked for."""

    code = "JX-NOTHING"


class SetNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The file could not be written."""

    code = "JX-SET"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWish:
    """Which forms make the set: of one kind or all, of one office or all; ``with_drafts`` takes in unfinished ones."""

    year: int
    forms: tuple[Form, ...] = ()
    office_id: str = ""
    with_drafts: bool = False
    with_cover: bool = True
    with_contents: bool = True
    with_seals: bool = True

    @property
    def words(self) -> str:
        """The kinds of forms in words."""
        return "、".join(FORM_NAMES[form] for form in ORDER if form in self.forms) or "全部表格"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """What was written; ``left_out`` names the forms that cannot be printed on their form."""

    path: Path
    filings: int
    pages: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetFinding:
    """Something about one form of a set that its reader should know."""

    name: str
    finding: Finding


def counts(workspace: Workspace, year: int) -> tuple[FormCount, ...]:
    """What could be bound of a year, by office and kind of form."""
    return workspace.read(lambda tx: fiscal_years.form_counts(tx, year))


def print_set(
    workspace: Workspace, wish: SetWish, to: Path, *, progress: Progress | None = None
) -> SetResult:
    """Writes the set as one PDF; the file appears only when it is whole.

    Raises: NothingToPrint, SetNotWritten, Cancelled, FontMissingError.
    """
    progress = progress or Progress()
    expected = _expected(workspace, wish)
    if not expected:
        raise NothingToPrint(
            "没有可以装订的表。",
            facts=f"{wish.year} 年度 {wish.words}",
            advice="还在填写中的表，先标为“已填好”，或勾选“连没填好的一起印”。",
        )
    progress.start("装订", expected)
    left_out: list[str] = []
    with fonts.drawing:
        papers = SetPapers(
            cover=_paper("set-cover") if wish.with_cover else None,
            contents=_paper("set-contents") if wish.with_contents else None,
            seals=_paper("set-seals") if wish.with_seals else None,
        )
        painter = SetPainter(_title(wish), papers, is_practice=workspace.practice)
        for filing, office in _chosen(workspace, wish):
            name = _name(filing)
            sheet = _sheet(filing, is_practice=workspace.practice)
            if sheet is None:
                left_out.append(f"{office} {name}")
            else:
                painter.add(sheet, name=name, unit=filing.content.implementing_unit or office)
            progress.step()
        count = len(painter.entries)
        if not count:
            raise NothingToPrint(
                "选中的表都不能打印。", facts="、".join(left_out[:3]), advice="请先把表样换成能打印的样式。"
            )
        data = painter.finish(_values(workspace, wish, count))
        pages = painter.painter.pages
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(to, data)
    except OSError as error:
        raise SetNotWritten(
            "装订的文件没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、同名文件是否正在阅读器里打开，再试一次。",
        ) from error
    return SetResult(path=to, filings=count, pages=pages, left_out=tuple(left_out))


def undrawable(
    workspace: Workspace, wish: SetWish, *, progress: Progress | None = None
) -> tuple[SetFinding, ...]:
    """What of a set no font can draw, form by form: to be said before it is bound.

    Raises: Cancelled, FontMissingError.
    """
    progress = progress or Progress()
    progress.start("核对文字", _expected(workspace, wish))
    found: list[SetFinding] = []
    for filing, office in _chosen(workspace, wish):
        sheet = _sheet(filing, is_practice=workspace.practice) if may_lack_glyphs(filing.content) else None
        name = f"{office} {_name(filing)}"
        found += [SetFinding(name, one) for one in drawing_findings(sheet)] if sheet is not None else []
        progress.step()
    return tuple(found)


def _expected(workspace: Workspace, wish: SetWish) -> int:
    """How many forms a set may hold, as far as the counts tell."""
    return sum(
        one.ready + (one.drafts if wish.with_drafts else 0)
        for one in counts(workspace, wish.year)
        if wish.office_id in ("", one.office_id) and (not wish.forms or one.form in wish.forms)
    )


def _chosen(workspace: Workspace, wish: SetWish) -> Iterator[tuple[Filing, str]]:
    """The forms of the set, office by office, in the order of the year; read in portions, one office at a time."""
    for office in workspace.read(offices.all_offices):
        if wish.office_id in ("", office.id):
            found = workspace.read(partial(filings.of_office, office_id=office.id))
            for filing in sorted(_fitting(found, wish), key=_place):
                yield filing, office.name


def _fitting(found: Sequence[Filing], wish: SetWish) -> list[Filing]:
    return [
        filing
        for filing in without_replaced([one for one in found if one.content.year == wish.year])
        if (not wish.forms or filing.content.form in wish.forms)
        and (wish.with_drafts or filing.state is not FilingState.DRAFT)
        and (not filing.replaces_id or filing.state is FilingState.APPROVED)
    ]


def _place(filing: Filing) -> tuple[object, ...]:
    content = filing.content
    return (
        ORDER.index(content.form),
        content.period or 0,
        content.project_code,
        content.project_name,
        filing.id,
    )


def _sheet(filing: Filing, *, is_practice: bool) -> Sheet | None:
    content = filing.content
    template = templates().get(content.template_id)
    if template is None or template.reading_only:
        return None
    rules = rules_for(content)
    return form_sheet(
        content, template, scorecard=score(content, rules), rules=rules, is_practice=is_practice
    )


def _name(filing: Filing) -> str:
    content = filing.content
    return f"{heading_of(content)}　{content.project_name or content.office_name}"


def _title(wish: SetWish) -> str:
    return f"{wish.year}年度预算绩效管理资料"


def _values(workspace: Workspace, wish: SetWish, count: int) -> dict[str, str]:
    named = {one.office_id: one.office for one in counts(workspace, wish.year)}
    own = workspace.facts.office
    office = named.get(wish.office_id) or (own.name if own is not None else "")
    today = dt.datetime.fromisoformat(workspace.read(lambda tx: tx.now())).date()
    return {
        "year": str(wish.year),
        "what": wish.words,
        "office": office,
        "count": f"{wish.words}，共 {count} 张",
        "people": workspace.facts.person,
        "made_on": f"{today.year}年{today.month}月{today.day}日",
        "statement": f"以上装订的 {wish.year} 年度{wish.words}共 {count} 张，内容真实、完整，与报送的数据一致。",
    }


@cache
def _paper(name: str) -> PaperLayout:
    text = resource("papers", f"{name}.toml").read_text(encoding="utf-8")
    return PaperLayout.from_mapping(tomllib.loads(text))
