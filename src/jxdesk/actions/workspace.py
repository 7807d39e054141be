"""The opened data folder that every errand is handed, and the forms and rules that the program ships."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TypeVar

from jxdesk.domain.besides import HELD_AGAINST_THE_DESK, AnyBeside, beside_for
from jxdesk.domain.checks import check
from jxdesk.domain.coach import Lesson, coached
from jxdesk.domain.errors import JxError
from jxdesk.domain.filings import Filing, FilingContent, Form, Scorecard
from jxdesk.domain.findings import Finding
from jxdesk.domain.offices import Office, with_path
from jxdesk.domain.regions import Regions, region_code_of
from jxdesk.domain.rules import RulePack
from jxdesk.domain.scoring import score
from jxdesk.domain.target_checks import TargetBeside
from jxdesk.domain.templates import FormTemplate
from jxdesk.store import offices, settings
from jxdesk.store.clock import Clock, local_now
from jxdesk.store.database import Database, Transaction
from jxdesk.store.folder import DataFolder, default_home
from jxdesk.store.known import known_of
from jxdesk.store.opening import Opened, open_folder
from jxdesk.store.shipped_coach import coach_book, sector_of

T = TypeVar("T")

DEFAULT_RULE_PACK = "yunnan-2020"


LOOKING = frozenset({"", "export", "backup", "person"})
"""Errands that change no content, so that they go on while one only looks: screens, exports, safety, coming in."""


class ViewOnly(JxError):  # noqa: N818 - a state of the desk, named as people say it
    """The desk was opened for looking; nothing is changed."""

    code = "JX-VIEW-ONLY"


class NoWorkspace(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder holds no workspace yet."""

    code = "JX-NO-WORKSPACE"


def resource(*parts: str) -> Traversable:
    """A file that the program ships."""
    return files("jxdesk").joinpath("resources", *parts)


@cache
def templates() -> Mapping[str, FormTemplate]:
    """The shipped form templates by id."""
    shipped = (FormTemplate.from_mapping(declared) for declared in _declared("forms"))
    return MappingProxyType({template.id: template for template in shipped})


@cache
def rule_packs() -> Mapping[str, RulePack]:
    """The shipped rule packs by id."""
    shipped = (RulePack.from_mapping(declared) for declared in _declared("rules"))
    return MappingProxyType({pack.id: pack for pack in shipped})


@cache
def regions() -> Regions:
    """The shipped table of regions."""
    return Regions.from_csv(resource("regions.csv").read_text(encoding="utf-8"))


def rules_for(content: FilingContent) -> RulePack:
    """The rule pack a filing was filled under; the shipped default where it names none."""
    packs = rule_packs()
    return packs.get(content.rule_pack_id) or packs[DEFAULT_RULE_PACK]


@dataclass(frozen=True, slots=True)
class Judged:
    """A filling under its rules and template: scored, and with everything that does not fit."""

    rules: RulePack
    template: FormTemplate | None
    scorecard: Scorecard
    findings: tuple[Finding, ...]


def judge(content: FilingContent, *, imported: bool, beside: AnyBeside | None = None) -> Judged:
    """Scores and checks what a form says; the one way for every errand, so that all of them answer alike.

    ``imported`` tells that the figures were read from a file, where they may be rounded; ``beside`` is what the
    form is held against.
    """
    rules, template = rules_for(content), templates().get(content.template_id)
    scorecard = score(content, rules)
    findings = findings_of(content, scorecard, imported=imported, beside=beside)
    return Judged(rules, template, scorecard, findings)


def findings_of(
    content: FilingContent, scorecard: Scorecard, *, imported: bool, beside: AnyBeside | None
) -> tuple[Finding, ...]:
    """Everything that does not fit in a filling that is scored already, with the coach's examples where it is a target."""
    rules, template = rules_for(content), templates().get(content.template_id)
    findings = check(content, scorecard, rules, template, imported=imported, beside=beside)
    if content.form is not Form.PROJECT_TARGET:
        return findings
    held = beside if isinstance(beside, TargetBeside) else None
    sector = sector_of(content.project_name, held.sector if held else "")
    return coached(content, findings, Lesson(book=coach_book(), rules=rules, sector=sector, beside=held))


def judge_filing(tx: Transaction, filing: Filing) -> Judged:
    """Scores and checks a filing as it stands on this desk, held against what the desk knows where its form asks for it."""
    content = filing.content
    found = known_of(tx, filing) if content.form in HELD_AGAINST_THE_DESK else None
    return judge(content, imported=bool(filing.imported_from), beside=beside_for(content, found))


def _declared(folder: str) -> list[dict[str, object]]:
    texts = sorted(
        (entry for entry in resource(folder).iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    return [tomllib.loads(text.read_text(encoding="utf-8")) for text in texts]


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """What is steady while a workspace is open: whose it is, and whether it is for practice.

    ``office`` is None in a folder that was just made and belongs to nobody yet.
    """

    office: Office | None
    practice: bool
    person: str


class Workspace:
    """One opened data folder.

    Errands call ``transact`` for one transaction that writes and ``read`` for one that does not, from any thread
    but the database thread; both wait.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._facts: WorkspaceFacts | None = None
        self._is_viewing = False

    @classmethod
    def open(
        cls, home: Path | None = None, *, who: str = "", clock: Clock = local_now, check: bool = True
    ) -> Workspace:
        """Opens the data folder; makes an empty one where there is none.

        Raises: the faults of ``store.opening.open_folder``.
        """
        return cls(open_folder(home or default_home(), who=who, clock=clock, check=check))

    @classmethod
    def open_existing(cls, home: Path | None = None, *, who: str = "", clock: Clock = local_now) -> Workspace:
        """Opens a data folder that already holds a workspace.

        Raises: NoWorkspace, and the faults of ``store.opening.open_folder``.
        """
        root = home or default_home()
        if not DataFolder(root).database.exists():
            raise NoWorkspace(
                "这个文件夹里还没有绩效桌面的数据。",
                facts=str(root),
                advice="请用 --home 指到已有的数据文件夹，或先用 init 新建、用 demo 建练习县。",
            )
        return cls.open(root, who=who, clock=clock)

    @property
    def folder(self) -> DataFolder:
        """The paths of the data folder."""
        return self._opened.folder

    @property
    def opened(self) -> Opened:
        """The opened folder with its backups and mirror, for errands about the folder itself."""
        return self._opened

    @property
    def database(self) -> Database:
        """The database and its thread."""
        return self._opened.database

    @property
    def facts(self) -> WorkspaceFacts:
        """Whose workspace this is; read once, and again after ``forget_facts``."""
        if self._facts is None:
            self._facts = self.read(_read_facts)
        return self._facts

    @property
    def practice(self) -> bool:
        """Whether this is a practice workspace, whose outputs are marked and whose packages real ones refuse."""
        return self.facts.practice

    @property
    def is_viewing(self) -> bool:
        """Whether one only looks: errands that change something are refused."""
        return self._is_viewing

    def look_only(self, on: bool) -> None:
        """Lets one only look from now on, or change again."""
        self._is_viewing = on

    def refuse_viewing(self) -> None:
        """For errands that change something outside the database before they come to it.

        Raises: ViewOnly.
        """
        if self._is_viewing:
            raise ViewOnly(
                "现在是只看模式，没有改动任何内容。",
                advice="可以看、打印和导出。要改，请在“设置 → 人员”里点“换人”，选自己的名字，输入 PIN。",
            )

    def forget_facts(self) -> None:
        """Makes the next look at ``facts`` read them again; called by errands that change them."""
        self._facts = None

    def named(self, path: str) -> str:
        """An office path with the name of its office before it; of an office not known here, the name of its region."""
        office = self.read(lambda tx: offices.by_path(tx, path))
        if office is not None:
            return with_path(office.name, path)
        if self.practice:  # the county is invented, and so is what stands above it
            return with_path("练习用的上级", path)
        region = regions().get(region_code_of(path))
        name = region.name if region is not None else ""
        return with_path(f"{name}的部门" if name and "-d" in path else name, path)

    def transact(self, job: Callable[[Transaction], T], *, errand: str = "") -> T:
        """Runs a job in one transaction that is committed whole or not at all.

        Raises: ViewOnly while one only looks.
        """
        if errand not in LOOKING:
            self.refuse_viewing()
        return self.database.run(job, errand=errand)

    def read(self, job: Callable[[Transaction], T]) -> T:
        """Runs a job that only reads."""
        return self.database.read(job)

    def close(self, *, backup: bool = True) -> None:
        """Makes the backup of the day's end if something changed, and lets go of the folder."""
        self._opened.close(backup=backup)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(backup=error is None)


def _read_facts(tx: Transaction) -> WorkspaceFacts:
    office_id = settings.get(tx, settings.OFFICE)
    return WorkspaceFacts(
        office=offices.get(tx, office_id) if office_id else None,
        practice=settings.get(tx, settings.PRACTICE) == "1",
        person=settings.get(tx, settings.PERSON),
    )
