"""Makes invented filings, keys and packages for the tests, the kept cases and the bench; everything is seeded."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from jxdesk.domain.records.filings import (
    Comparator,
    Direction,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import (
    Attachment,
    Belongings,
    ChainPosition,
    DeclaredText,
    PackageKind,
    Task,
)
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, BudgetVersion, FundingLine, Project
from jxdesk.exchange import sealing
from jxdesk.exchange.certificates import Role, self_signed
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.packing import PackedData, Packer
from jxdesk.exchange.records import Unsendable
from jxdesk.exchange.signing import Ed25519Signer

ORG = "53-23-99-103"
KEY = bytes(range(16))
DEVICE = "00112233aabbccdd"
COUNTY = "53-23-99"
TASK = Task(form=Form.PROJECT_SELF_EVALUATION, year=2025)
BUREAU = (Role.SUBMIT, Role.REVIEW, Role.ISSUE, Role.RECEIVE)
Also = Callable[[Packer], None]
"""Puts into a package what goes beside its filings."""
LEVELS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
NAMES = ("养护农村公路里程", "工程验收合格率", "补助资金按时发放率", "受益群众人数", "服务对象满意度")


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Filings and everything that they name."""

    offices: tuple[Office, ...]
    projects: tuple[Project, ...]
    filings: tuple[Filing, ...]
    attachments: tuple[Attachment, ...] = ()
    templates: tuple[DeclaredText, ...] = ()
    rule_packs: tuple[DeclaredText, ...] = ()


def identity(random_: random.Random) -> str:
    return f"{random_.getrandbits(128):032x}"


def indicator(random_: random.Random, place: int, count: int) -> IndicatorLine:
    level = 0 if place < count // 2 else 1 if place < count - 1 else 2
    name, seconds = LEVELS[level]
    target = Decimal(random_.randrange(100, 100_000)) / 100
    actual = (target * random_.randrange(60, 115) / 100).quantize(Decimal("0.01"))
    words = random_.choice(NAMES)
    return IndicatorLine(
        id=identity(random_),
        level1=name,
        level2=seconds[place % len(seconds)],
        name=f"★{words}",
        clean_name=words,
        comparator=Comparator.AT_LEAST,
        direction=Direction.HIGHER,
        target_text=f"≥{target}",
        target=target,
        unit="%",
        actual_text=str(actual),
        actual=actual,
        weight=Decimal(90) / count if 90 % count == 0 else Decimal(5),
        printed_weight="9",
        printed_score="8.5",
        deviation_reason="受汛期影响，部分工程推迟到次年完成。" if random_.random() < 0.03 else "",
        row=14 + place,
    )


def contents(projects: int, per: int = 10, *, seed: int = 7, per_office: int = 9) -> Contents:
    """Invented filings of one township and its units: the size of a bench or of a small golden package."""
    random_ = random.Random(seed)
    offices = [
        Office(
            id=identity(random_),
            path=ORG if number == 0 else f"{ORG}-{number:03}",
            name="练习县白岩镇" if number == 0 else f"练习县白岩镇第{number}站所",
            level=OfficeLevel.TOWNSHIP if number == 0 else OfficeLevel.UNIT,
            region_code="532399103",
        )
        for number in range(1 + projects // per_office)
    ]
    known, filings = [], []
    for number in range(projects):
        office = offices[number // per_office]
        budget = random_.randrange(1_000_000, 9_000_000_000)
        spent = budget * random_.randrange(50, 101) // 100
        project = Project(
            id=identity(random_),
            office_id=office.id,
            fiscal_year=2025,
            name=f"白岩镇农村公路养护补助（{number + 1}）",
            code=f"532399{number:015}",
            budgets=(
                BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=budget, dated=dt.date(2025, 2, 10)),
            ),
            funding=(FundingLine(source="本级财力", book=BudgetBook.GENERAL, amount_fen=budget),),
        )
        known.append(project)
        content = FilingContent(
            form=Form.PROJECT_SELF_EVALUATION,
            template_id="national-2020",
            rule_pack_id="yunnan-2020",
            year=2025,
            title="2025年度项目支出绩效自评表",
            project_name=project.name,
            project_code=project.code,
            office_name=office.name,
            department="练习县财政局",
            implementing_unit=office.name,
            execution_weight=Decimal(10),
            money_lines=(
                MoneyLine(
                    id=identity(random_),
                    key=MoneyKey.TOTAL,
                    label="年度资金总额",
                    original_budget_fen=budget,
                    revised_budget_fen=budget,
                    executed_fen=spent,
                    printed_weight="10",
                    row=7,
                ),
            ),
            indicator_lines=tuple(indicator(random_, place, per) for place in range(per)),
            answers={"expected_goal": "改善通行条件。", "actual_goal": "已完成年度任务。"},
            printed_weights_total="100",
            printed_total="96.5",
            printed_grade="优",
        )
        filings.append(
            Filing(
                id=identity(random_),
                office_id=office.id,
                project_id=project.id,
                content=content,
                state=FilingState.SEALED,
                vector={f"{DEVICE}:1": 3},
            )
        )
    return Contents(
        offices=tuple(offices),
        projects=tuple(known),
        filings=tuple(filings),
        templates=(DeclaredText(id="national-2020", version="2020-1", text='id = "national-2020"\n'),),
        rule_packs=(DeclaredText(id="yunnan-2020", version="2020-1", text='id = "yunnan-2020"\n'),),
    )


def signer(seed: int = 1) -> Ed25519Signer:
    return Ed25519Signer(hashlib.sha256(b"invented key %d" % seed).digest())


def certificate(
    of: Ed25519Signer,
    *,
    org: str = ORG,
    name: str = "练习县白岩镇财政所",
    roles: Sequence[Role] = (Role.SUBMIT,),
) -> bytes:
    return self_signed(of, org=org, name=name, roles=roles, serial="0" * 31 + "1", today=dt.date(2025, 1, 1))


def heading_down(kind: PackageKind, *, in_reply_to: str = "", task: Task | None = TASK) -> sealing.Heading:
    """What the county says on a package for the township."""
    return replace(
        heading(org=COUNTY),
        kind=kind,
        in_reply_to=in_reply_to,
        task=task,
        recipients=(ORG,),
        sender_name="练习县财政局",
    )


def heading(*, seq: int = 1, prev: str = "", practice: bool = False, org: str = ORG) -> sealing.Heading:
    return sealing.Heading(
        app_version="0.1.0",
        platform="linux",
        chain=ChainPosition(device=DEVICE, epoch=1, seq=seq, prev=prev),
        created="2026-01-20T09:00:00+08:00",
        task=TASK,
        practice=practice,
        recipients=("53-23-99",),
        sender_name="练习县白岩镇财政所",
        sender_org=org,
        journal_head="ab" * 32,
    )


def pack(
    of: Contents, *, evidence: Mapping[str, Path] | None = None, also: Also | None = None
) -> tuple[PackedData, dict[str, str]]:
    """The packed data, and the reasons of the filings that stayed behind, by their ids."""
    packer = Packer(classified={project.id for project in of.projects if project.is_classified})
    stays = {}
    with paused_collector():
        for filing in of.filings:
            try:
                packer.add(filing)
            except Unsendable as reason:
                stays[filing.id] = str(reason)
        if also is not None:
            also(packer)
        belongings = Belongings(
            offices=of.offices,
            projects=of.projects,
            attachments=of.attachments,
            templates=of.templates,
            rule_packs=of.rule_packs,
        )
        return packer.finish(belongings, evidence=evidence), stays


def package(
    of: Contents,
    *,
    evidence: Mapping[str, Path] | None = None,
    by: Ed25519Signer | None = None,
    under: sealing.Heading | None = None,
    chain: Sequence[bytes] | None = None,
    also: Also | None = None,
) -> bytes:
    """The bytes of a sealed package."""
    by = by or signer()
    with pack(of, evidence=evidence, also=also)[0] as data:
        sealed = sealing.seal(
            data, under or heading(), (by,), chain=[certificate(by)] if chain is None else chain, key=KEY
        )
        return b"".join(sealed.chunks())


def package_down(of: Contents, under: sealing.Heading, also: Also, *, by: int = 2) -> bytes:
    """The bytes of a package from the county, signed by its key."""
    key = signer(by)
    own = certificate(key, org=COUNTY, name="练习县财政局", roles=BUREAU)
    return package(of, by=key, under=under, chain=[own], also=also)
