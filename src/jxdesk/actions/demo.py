"""Demo: makes the practice county 练习县 in a free folder, marked so that real workspaces refuse what it seals."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from jxdesk.actions.judging import judge, judge_anew
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.practice import PracticeCounty, PracticeYear, Scale, build, read_plan
from jxdesk.domain.practice.draw import Draw
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import SELF_EVALUATIONS, Filing, FilingState
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.records.projects import BudgetStage
from jxdesk.exchange import keys
from jxdesk.exchange.collector import paused_collector
from jxdesk.shipped_files import resource
from jxdesk.store.engine import settings
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import (
    accounts,
    approvals,
    attachments,
    filings,
    offices,
    projects,
    rectifications,
    treasury,
)
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.founding import first_state
from jxdesk.store.safety.folder import refuse_unfit_drive
from jxdesk.store.safety.vacancy import refuse_occupied
from jxdesk.store.shipped.evidence import evidence_book
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates

PERSON = "练习"
PORTION = 500


class DemoOccupied(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder holds somebody's workspace already."""

    code = "JX-NOT-EMPTY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the practice county holds; ``projects`` and ``total_fen`` are those of one year.

    Units: ``total_fen`` 分, revised budgets of the finished year.
    """

    home: Path
    office_name: str
    years: tuple[int, ...]
    offices: int
    projects: int
    filings: int
    total_fen: int


Checked = tuple[Filing, Summary | None]


def make_practice_county(
    home: Path,
    scale: Scale = Scale.SMALL,
    *,
    progress: Progress | None = None,
    clock: Clock = local_now,
) -> Made:
    """Makes the practice county of a scale; the same scale always holds the same county.

    Everything is stored in one transaction, so that an interrupted one leaves nothing and can be begun again.
    Raises: DemoOccupied, FolderUnfit, ReadOnly, DiskFull, FolderLocked, Cancelled.
    """
    refuse_unfit_drive(home)
    refuse_occupied(home)
    with paused_collector():
        return _make(home, scale, progress or Progress(), clock)


def _make(home: Path, scale: Scale, progress: Progress, clock: Clock) -> Made:
    county = build(
        read_plan(*map(_declared, ("county.toml", "projects.toml", "year.toml"))),
        scale,
        templates=templates(),
        rules=rule_packs()[DEFAULT_RULE_PACK],
    )
    checked = _checked(county, progress)
    with Workspace.open(home, who=PERSON, clock=clock) as workspace:
        if workspace.facts.office is not None:
            raise DemoOccupied(
                "这个文件夹里已经有数据，没有在这里建练习县。",
                facts=f"{home}：{workspace.facts.office.name}",
                advice="请换一个空文件夹；要从头练，请先删掉原来的练习文件夹。",
            )
        # A key without an office is what an interrupted try left; nothing was ever signed with it.
        shutil.rmtree(workspace.folder.keys)
        workspace.folder.keys.mkdir()
        keys.create(workspace.folder.keys)
        paper = _paper(workspace)
        progress.start("存入练习县", len(checked))
        workspace.transact(lambda tx: _store(tx, county, checked, paper, progress), errand="demo")
        workspace.forget_facts()
    return _made(home, county)


def _declared(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("demo", name).read_text(encoding="utf-8"), parse_float=Decimal)


def _checked(county: PracticeCounty, progress: Progress) -> list[Checked]:
    """Every filing with its score and the count of its findings; those of a whole year wait for what they are held against."""
    every = [(filing, bool(year.approvals)) for year in county.years for filing in year.filings]
    progress.start("算分和核对", len(every))
    checked: list[Checked] = []
    for filing, waits in every:
        judged = None if waits else judge(filing.content, imported=False)
        checked.append((filing, Summary.of(judged.scorecard, judged.findings) if judged else None))
        progress.step()
    return checked


def _paper(workspace: Workspace) -> Attachment:
    """The one page that stands for every piece of evidence of the county, kept in the folder."""
    content = resource("demo", "evidence.pdf").read_bytes()
    sha256 = attachments.keep(workspace.folder, content)
    return Attachment(id="", filing_id="", type=AttachmentType.PDF, sha256=sha256, size=len(content))


def _store(
    tx: Transaction,
    county: PracticeCounty,
    checked: list[Checked],
    paper: Attachment,
    progress: Progress,
) -> None:
    with first_state(tx, text=f"{county.home.name}：{len(county.offices)} 个单位"):
        offices.add_many(tx, county.offices)
        for year in county.years:
            projects.add_many(tx, year.projects)
        for first in range(0, len(checked), PORTION):
            portion = checked[first : first + PORTION]
            filings.add_many(tx, portion)
            progress.step(len(portion))
        for year in county.years:
            _store_follow_ups(tx, year)
            _attach(tx, year, paper)
        _judge_beside_the_desk(tx, county)
        settings.put(tx, settings.OFFICE, county.home.id)
        settings.put(tx, settings.PRACTICE, "1")
        settings.put(tx, settings.PERSON, PERSON)
        settings.put(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)


def _store_follow_ups(tx: Transaction, year: PracticeYear) -> None:
    """What became of the filings of a year, and what others say of its money."""
    approvals.add_many(tx, year.approvals)
    for adjustment in year.adjustments:
        approvals.add_adjustment(tx, adjustment)
    treasury.put_many(tx, year.treasury)
    for rectification in year.rectifications:
        rectifications.put(tx, rectification)
    for figure in year.accounts:
        accounts.put(tx, figure)


def _attach(tx: Transaction, year: PracticeYear, paper: Attachment) -> None:
    """Every self-evaluation that is finished carries what is asked for."""
    done = (
        filing
        for filing in year.filings
        if filing.content.form in SELF_EVALUATIONS and filing.state is FilingState.FINISHED
    )
    for filing in done if year.approvals else ():
        for slot in evidence_book().asked(filing.content, major_new=False):
            piece = replace(
                paper,
                id=Draw(f"{filing.id}/{slot.key}").id(),
                filing_id=filing.id,
                title=slot.name,
                original_name=f"{slot.name}.pdf",
            )
            attachments.add(tx, piece, slot=slot.key)


def _judge_beside_the_desk(tx: Transaction, county: PracticeCounty) -> None:
    """Scores and checks the whole years as if each form had been opened and saved: what it is held against is there now."""
    wanted = [filing.id for year in county.years if year.approvals for filing in year.filings]
    judge_anew(tx, filings.get_many(tx, wanted))


def _made(home: Path, county: PracticeCounty) -> Made:
    finished = county.years[0]
    return Made(
        home=home,
        office_name=county.home.name,
        years=tuple(year.year for year in county.years),
        offices=len(county.offices),
        projects=len(finished.projects),
        filings=sum(len(year.filings) for year in county.years),
        total_fen=sum(
            budget.amount_fen
            for project in finished.projects
            for budget in project.budgets
            if budget.stage is BudgetStage.REVISED
        ),
    )
