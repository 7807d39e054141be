"""The opened data folder that every errand is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office, with_path
from jxdesk.domain.records.people import Role
from jxdesk.domain.records.regions import region_code_of
from jxdesk.domain.road.duties import Allowed, Denied, Duty
from jxdesk.domain.road.pen import Pen
from jxdesk.store.engine import settings
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.records import offices, pens, people, publications
from jxdesk.store.safety.folder import DataFolder, default_home
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.shipped import overlay
from jxdesk.store.shipped.duties import duty_book
from jxdesk.store.shipped.regions import regions

T = TypeVar("T")


STANDING_IN = "stands_in"
"""The line of the journal for a duty that was done by somebody without the role, because nobody here has it."""

LOOKING = frozenset({"", "export", "backup", "person", "outbox"})
"""Errands that change no content, so that they go on while one only looks: screens, exports, safety, coming in; what was sealed goes its way."""


class ViewOnly(JxError):  # noqa: N818 - a state of the desk, named as people say it
    """The desk was opened for looking; nothing is changed."""

    code = "JX-VIEW-ONLY"


class NotYourDuty(JxError):  # noqa: N818 - names what is wrong with who does it
    """The level of the office or the role of the person does not do this."""

    code = "JX-DUTY"


class PenElsewhere(ViewOnly):
    """Another PC of this office holds the pen; here one only looks."""

    code = "JX-PEN-ELSEWHERE"


class NoWorkspace(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder holds no workspace yet."""

    code = "JX-NO-WORKSPACE"


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """What is steady while a workspace is open: whose it is, who works, and whether it is for practice.

    ``office`` is None in a folder that was just made and belongs to nobody yet; ``role`` is None for who is not on the
    list of people; ``roles_here`` are the roles of all who are here.
    """

    office: Office | None
    practice: bool
    person: str
    role: Role | None = None
    roles_here: frozenset[Role] = frozenset()


class Workspace:
    """One opened data folder.

    Errands call ``transact`` for one transaction that writes and ``read`` for one that does not, from any thread
    but the database thread; both wait. What an office above has published to it holds as soon as it is made.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._facts: WorkspaceFacts | None = None
        self._is_viewing = False
        self._stood_in: set[tuple[str, Duty]] = set()
        in_force, self._pen = self.read(lambda tx: (publications.in_force(tx), pens.newest(tx)))
        overlay.hold(self._owner, in_force)  # what was published to this folder

    @classmethod
    def open(
        cls, home: Path | None = None, *, who: str = "", clock: Clock = local_now, check: bool = True
    ) -> Workspace:
        """Opens the data folder; makes an empty one where there is none.

        Raises: the faults of ``store.safety.opening.open_folder``.
        """
        return cls(open_folder(home or default_home(), who=who, clock=clock, check=check))

    @classmethod
    def open_existing(cls, home: Path | None = None, *, who: str = "", clock: Clock = local_now) -> Workspace:
        """Opens a data folder that already holds a workspace.

        Raises: NoWorkspace, and the faults of ``store.safety.opening.open_folder``.
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
    def own_office(self) -> Office:
        """The office whose folder this is.

        Raises: NoWorkspace where it belongs to nobody yet.
        """
        office = self.facts.office
        if office is None:
            raise NoWorkspace("这个数据文件夹还没有单位。", advice="请先完成首次设置（或用 init 新建）。")
        return office

    @property
    def practice(self) -> bool:
        """Whether this is a practice workspace, whose outputs are marked and whose packages real ones refuse."""
        return self.facts.practice

    @property
    def is_viewing(self) -> bool:
        """Whether one only looks: errands that change something are refused."""
        return self._is_viewing or self.pen_elsewhere is not None

    @property
    def pen_elsewhere(self) -> Pen | None:
        """How the pen of this office was given away from here; None where this PC may write."""
        return self._pen if self._pen is not None and self._pen.is_elsewhere else None

    def look_for_pen(self) -> None:
        """Reads again whether the pen is here; called by errands that move it."""
        self._pen = self.read(pens.newest)

    def look_only(self, on: bool) -> None:
        """Lets one only look from now on, or change again."""
        self._is_viewing = on

    def refuse_viewing(self) -> None:
        """For errands that change something outside the database before they come to it.

        Raises: ViewOnly; PenElsewhere.
        """
        self.refuse_looking()
        pen = self.pen_elsewhere
        if pen is not None:
            to = pen.reason or "本单位另一台电脑"
            raise PenElsewhere(
                "这台电脑的笔已经交出去了，现在只能看，没有改动任何内容。",
                facts=f"{pen.at[:16].replace('T', ' ')} 由{pen.who or '本单位'}交给{to}（第 {pen.turn} 次换手）",
                advice="可以看、打印和导出。要改，请到接手的电脑上改；那边没有装入，或那台电脑坏了，在这里把笔收回。",
            )

    def refuse_looking(self) -> None:
        """For errands that move the pen itself: refuses whoever came in only to look.

        Raises: ViewOnly.
        """
        if self._is_viewing:
            raise ViewOnly(
                "现在是只看模式，没有改动任何内容。",
                advice="可以看、打印和导出。要改，请在“设置 → 人员”里点“换人”，选自己的名字，输入 PIN。",
            )

    def may(self, duty: Duty) -> Allowed | Denied:
        """Whether this office has such a duty and the person at the desk may do it."""
        facts = self.facts
        level = facts.office.level if facts.office is not None else None
        return duty_book().may(duty, level, facts.role, facts.roles_here)

    def take_up(self, duty: Duty) -> None:
        """What an errand says before it begins: the duty it does. Who stands in is named in the journal, once for each opening of the folder.

        Raises: ViewOnly while one only looks; NotYourDuty, with who may and where people are set up.
        """
        self.refuse_viewing()
        if self.refuse_others(duty).stands_in and (self.facts.person, duty) not in self._stood_in:
            name = duty_book().rules[duty].name
            self.transact(lambda tx: tx.note(STANDING_IN, text=name), errand=STANDING_IN)
            self._stood_in.add((self.facts.person, duty))

    def refuse_others(self, duty: Duty) -> Allowed:
        """For errands that write down themselves who did them, and may be done where nothing else can be changed.

        Raises: NotYourDuty.
        """
        match self.may(duty):
            case Allowed() as allowed:
                return allowed
            case Denied(why, advice):
                raise NotYourDuty(why, facts=self._who(), advice=advice)

    def _who(self) -> str:
        facts = self.facts
        return " · ".join(part for part in (facts.office.name if facts.office else "", facts.person) if part)

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

    def transact(self, job: Callable[[Transaction], T], *, errand: str = "", moves_pen: bool = False) -> T:
        """Runs a job in one transaction that is committed whole or not at all.

        ``moves_pen`` is true of errands that bring the pen here, which need not have it before.

        Raises: ViewOnly while one only looks; PenElsewhere.
        """
        if moves_pen:
            self.refuse_looking()
        elif errand not in LOOKING:
            self.refuse_viewing()
        return self.database.run(job, errand=errand)

    def read(self, job: Callable[[Transaction], T]) -> T:
        """Runs a job that only reads."""
        return self.database.read(job)

    def close(self, *, backup: bool = True) -> None:
        """Makes the backup of the day's end if something changed, and lets go of the folder and what was published to it."""
        self._opened.close(backup=backup)
        overlay.hold(self._owner, ())

    def hold_published(self) -> None:
        """Lets what is published to this folder hold as it stands now; called where it may have changed."""
        overlay.hold(self._owner, self.read(publications.in_force))

    @property
    def _owner(self) -> str:
        return str(self._opened.folder.root)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(backup=error is None)


def _read_facts(tx: Transaction) -> WorkspaceFacts:
    office_id = settings.get(tx, settings.OFFICE)
    person = settings.get(tx, settings.PERSON)
    here = [one for one in people.everybody(tx) if not one.left_on]
    return WorkspaceFacts(
        office=offices.get(tx, office_id) if office_id else None,
        practice=settings.get(tx, settings.PRACTICE) == "1",
        person=person,
        role=next((one.role for one in here if one.name == person), None),
        roles_here=frozenset(one.role for one in here),
    )
