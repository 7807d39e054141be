"""Doctor: the self-check of program, data folder, database, fonts, key and clock, for a clerk and for the help desk.

The window's own part (platform, plug-ins, input method) is ``desktop.doctor_qt``; this one never needs Qt.
"""

from __future__ import annotations

import datetime as dt
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import assert_never

import jxdesk
from jxdesk.actions.workspace import Workspace
from jxdesk.documents import fonts, system_fonts
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.enrolments import EnrolmentState
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.release import BUILT, clock_is_plausible
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.signing import ED25519_SHA256, key_id
from jxdesk.exchange.standing import own_standing
from jxdesk.store.engine import driver
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.faults import FolderLocked
from jxdesk.store.safety.association import opens_packages
from jxdesk.store.safety.drives import DriveKind, drive_kind
from jxdesk.store.safety.folder import LEAST_FREE_BYTES, DataFolder, default_home, refuse_unfit_drive
from jxdesk.store.safety.opening import check_integrity
from jxdesk.store.safety.program_files import running_program
from jxdesk.store.shipped.forms import rule_packs, templates
from jxdesk.store.views import first_page

SYSTEM_ROLES = (system_fonts.TITLE, system_fonts.TEXT)
DRIVE_WORDS = {
    DriveKind.FIXED: "本机硬盘",
    DriveKind.REMOVABLE: "U 盘或光盘",
    DriveKind.NETWORK: "网络盘",
}
ROOTS = frozenset({OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE})
"""Where the chain of certificates may begin: nobody above has to certify these."""
BACKUP_IS_OLD_AFTER = dt.timedelta(days=14)
COMFORTABLE_FREE_BYTES = 1024 * 2**20
MEGABYTE = 2**20


class State(StrEnum):
    """How a check came out; the value is the word in JSON."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line of the self-check: what was looked at, how it is, and what to do about it."""

    name: str
    state: State
    message: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """The line as JSON shows it."""
        return {key: str(value) for key, value in asdict(self).items()}


def examine(home: Path | None = None, *, clock: Clock = local_now) -> tuple[Answer, ...]:
    """Looks at everything and answers line by line; nothing is repaired, and no data folder is made."""
    folder = DataFolder(home or default_home())
    return tuple(_answers(folder, clock))


def examine_open(workspace: Workspace, *, clock: Clock = local_now) -> tuple[Answer, ...]:
    """The same answers for a workspace that is open, asked by the window; the database is looked at page by page."""

    def answers() -> Iterator[Answer]:
        yield from (
            _program(),
            *_program_files(),
            _association(),
            _driver(),
            _declarations(),
            _fonts(),
            _system_fonts(),
        )
        yield from _folder(workspace.folder)
        try:
            check_integrity(workspace.database).result()
            yield _ok("数据库", "完好")
        except JxError as error:
            yield _error("数据库", f"{error.title}{error.facts}（{error.code}）", error.advice)
        yield _office(workspace)
        yield _key(workspace)
        yield from _certificate(workspace)
        yield _backups(workspace, clock)
        yield _clock(clock, workspace.read(first_page.last_moments)[2])

    return tuple(answers())


def examine_program() -> tuple[Answer, ...]:
    """Holds every file of an installed program against its SHA-256; the installer asks this before a new one takes its place."""
    program = running_program()
    if program is None:
        return (_ok("程序文件", "从源码运行，没有清单"),)
    try:
        wrong = program.wrong()
    except (OSError, ValueError):
        wrong = ("清单",)
    return (_files_answer(wrong),)


def worst(answers: tuple[Answer, ...]) -> State:
    """The gravest state among the answers."""
    states = {answer.state for answer in answers}
    return next((state for state in (State.ERROR, State.WARNING) if state in states), State.OK)


def _answers(folder: DataFolder, clock: Clock) -> Iterator[Answer]:
    yield _program()
    yield from _program_files()
    yield _association()
    yield _driver()
    yield _declarations()
    yield _fonts()
    yield _system_fonts()
    yield from _folder(folder)
    newest = ""
    if folder.database.exists():
        try:
            with _Looking(folder, clock) as workspace:
                yield _ok("数据库", "完好")
                yield _office(workspace)
                yield _key(workspace)
                yield from _certificate(workspace)
                yield _backups(workspace, clock)
                newest = workspace.read(first_page.last_moments)[2]
        except FolderLocked as error:
            yield _warning("数据库", f"正开着，没有检查。{error.facts}", "要检查数据库，请先关掉那个窗口。")
        except JxError as error:
            yield _error("数据库", f"{error.title}{error.facts}（{error.code}）", error.advice)
    else:
        yield _warning("数据库", "这个文件夹里还没有数据。", "第一次使用：打开程序，按提示新建。")
    yield _clock(clock, newest)


class _Looking:
    """Opens a workspace to look at it, and makes no backup when it lets go."""

    def __init__(self, folder: DataFolder, clock: Clock) -> None:
        self._workspace = Workspace.open_existing(folder.root, clock=clock)

    def __enter__(self) -> Workspace:
        return self._workspace

    def __exit__(self, *_: object) -> None:
        self._workspace.close(backup=False)


def _ok(name: str, message: str) -> Answer:
    return Answer(name=name, state=State.OK, message=message)


def _warning(name: str, message: str, advice: str) -> Answer:
    return Answer(name=name, state=State.WARNING, message=message, advice=advice)


def _error(name: str, message: str, advice: str) -> Answer:
    return Answer(name=name, state=State.ERROR, message=message, advice=advice)


def _program() -> Answer:
    how = "安装版" if getattr(sys, "frozen", False) else "源码运行"
    return _ok(
        "程序",
        f"绩效桌面 {jxdesk.__version__}（{how}），Python {platform.python_version()}，{platform.platform()}",
    )


def _program_files() -> Iterator[Answer]:
    """What a scanner took away is seen by name and size; the bytes are looked at when the program is installed."""
    program = running_program()
    if program is not None:
        try:
            yield _files_answer(program.missing())
        except (OSError, ValueError):
            yield _files_answer(("清单",))


def _association() -> Answer:
    """Whether a double click on a package opens this program; only an installed one is entered with the system."""
    if not getattr(sys, "frozen", False):
        return _ok("文件关联", "从源码运行，没有登记")
    opens = opens_packages()
    if opens is None:
        return _ok("文件关联", "这个系统问不到；双击数据包打不开时，先打开程序，再把文件拖进来")
    if opens:
        return _ok("文件关联", "双击 .jxpkg 用本程序打开")
    advice = "双击打不开时，先打开程序，再把文件拖进来；重新运行一遍安装程序就会登记。"
    return _warning("文件关联", "双击 .jxpkg 不是用本程序打开。", advice)


def _files_answer(wrong: tuple[str, ...]) -> Answer:
    if not wrong:
        return _ok("程序文件", "都在，没有变")
    some = "、".join(wrong[:3]) + (f" 等 {len(wrong)} 个" if len(wrong) > 3 else "")
    advice = "多半是杀毒软件隔离了：请在杀毒软件里恢复并信任，再把安装包重新运行一遍；数据不会动。"
    return _error("程序文件", f"少了或变了：{some}", advice)


def _driver() -> Answer:
    found = driver.look()
    message = f"SQLite {found.version}"
    if not found.is_new_enough or not found.knows_json:
        return _error("数据库引擎", f"{message}，版本太旧，不能保证数据安全。", "请使用安装包里的程序。")
    if not found.is_serialized:
        return _error("数据库引擎", f"{message}，没有编译成线程安全的。", "请使用安装包里的程序。")
    return _ok("数据库引擎", f"{message}，线程安全")


def _declarations() -> Answer:
    try:
        return _ok("表样和规则", f"表样 {len(templates())} 个，规则包 {len(rule_packs())} 个，都读得懂")
    except JxError as error:
        return _error("表样和规则", f"{error.title}{error.facts}", "请重新安装程序。")


def _fonts() -> Answer:
    try:
        for name in (fonts.SERIF, fonts.KAI):
            fonts.face(name)
    except JxError as error:
        return _error("字体", f"{error.title}{error.facts}", error.advice)
    return _ok("字体", "宋体和补字用的楷体都在，能生成 PDF")


def _system_fonts() -> Answer:
    """Which faces of official papers this machine has; the shipped serif stands in for the others."""
    faces = system_fonts.installed()
    titles, texts = (next(iter(faces.get(role, ())), None) for role in SYSTEM_ROLES)
    said = [
        f"{word}用{found.family if found else '自带的宋体'}"
        for word, found in (("标题", titles), ("封面和申请表", texts))
    ]
    return _ok("系统字体", "，".join(said))


def _folder(folder: DataFolder) -> Iterator[Answer]:
    try:
        refuse_unfit_drive(folder.root)
    except JxError as error:
        yield _error("数据文件夹", f"{error.title}{error.facts}", error.advice)
    else:
        yield _ok("数据文件夹", f"{folder.root}（本机硬盘）")
    kind = drive_kind(folder.root)
    if kind is DriveKind.FIXED:
        yield _ok("磁盘类型", DRIVE_WORDS[kind])
    else:
        yield _warning(
            "磁盘类型", DRIVE_WORDS[kind], "数据文件夹请放在本机的硬盘上，U 盘和网络盘用来放备份。"
        )
    place = next(path for path in (folder.root, *folder.root.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    message = f"还剩 {free // MEGABYTE:,} MB"
    if free < LEAST_FREE_BYTES:
        yield _error("磁盘空间", message, "请马上腾出空间，不然程序不能打开。")
    elif free < COMFORTABLE_FREE_BYTES:
        yield _warning("磁盘空间", message, "请腾出一些空间，备份需要地方。")
    else:
        yield _ok("磁盘空间", message)


def _office(workspace: Workspace) -> Answer:
    office = workspace.facts.office
    if office is None:
        return _warning("单位", "还没有设定本单位。", "打开程序，按提示新建；或先用练习县。")
    kind = "，练习用，不能报真数据" if workspace.practice else ""
    return _ok("单位", f"{office.name}（{office.path}）{kind}")


def _key(workspace: Workspace) -> Answer:
    try:
        card = keys.look(workspace.folder.keys)
    except JxError as error:
        return _error("密钥", f"{error.title}{error.facts}", error.advice)
    if card is None:
        return _warning("密钥", "还没有密钥，不能封签。", "请在“设置”里新建密钥。")
    if workspace.practice:
        return _ok("密钥", f"指纹 {card.fingerprint}，练习用，没有口令")
    if not card.is_locked:
        return _warning("密钥", f"指纹 {card.fingerprint}，没有口令", "请在“设置”里给密钥加口令。")
    return _ok("密钥", f"指纹 {card.fingerprint}，有口令")


def _certificate(workspace: Workspace) -> Iterator[Answer]:
    """How the certificate of the office stands; nothing is said where there is no key that could have one."""
    office, folder = workspace.facts.office, workspace.folder.keys
    try:
        if office is None or keys.look(folder) is None:
            return
        key, trust = keys.load(folder), trust_file.load(folder)
        name, today = key_id(ED25519_SHA256, key.public_key), workspace.read(lambda tx: tx.today())
        stands = own_standing(trust, name, office.path, today=today)
    except JxError as error:
        yield _error("证书", f"{error.title}{error.facts}", error.advice)
        return
    until = f"有效期到 {stands.chain[0].not_after}" if stands.chain else ""
    match stands.state:
        case EnrolmentState.NONE | EnrolmentState.ASKED if workspace.practice or office.level in ROOTS:
            yield _ok("证书", "练习用，不用登记" if workspace.practice else "本单位是最上级，不用登记")
        case EnrolmentState.NONE | EnrolmentState.ASKED:
            yield _warning(
                "证书",
                "还没有登记，上级收到的包只能标“未核实”。",
                "请在“单位登记”里写登记申请，打印登记表送上级。",
            )
        case EnrolmentState.VALID:
            yield _ok("证书", f"{stands.chain[1].name}发的，{until}")
        case EnrolmentState.ENDING:
            yield _warning("证书", f"{until}，快到了。", "请在“单位登记”里再写一份登记申请，送上级续期。")
        case EnrolmentState.GRACE:
            advice = "过期后 90 天内送出的包照收；请马上在“单位登记”里再写一份登记申请，送上级续期。"
            yield _warning("证书", f"{until}，已过期，在宽限期里。", advice)
        case EnrolmentState.OVER:
            advice = "请在“单位登记”里再写一份登记申请，送上级续期，装入以后再送。"
            yield _error("证书", f"{until}，宽限期也过了，送出的包上级不收。", advice)
        case EnrolmentState.STOPPED:
            advice = "请问上级停用的原因；要换密钥的，在“单位登记”里换一把，再申请登记。"
            yield _error("证书", f"本单位的密钥已被停用：{stands.stopped}", advice)
        case _:
            assert_never(stands.state)


def _backups(workspace: Workspace, clock: Clock) -> Answer:
    newest = workspace.opened.backups.newest()
    if newest is None:
        return _warning("备份", "还没有备份。", "在设置里按“立即备份”，并选一个U盘或别的硬盘做第二份。")
    age = clock() - newest.at
    message = f"最近一次 {newest.at:%Y-%m-%d %H:%M}"
    if age > BACKUP_IS_OLD_AFTER:
        return _warning("备份", f"{message}，已过去 {age.days} 天", "请现在备份一次。")
    return _ok("备份", message)


def _clock(clock: Clock, newest_change: str) -> Answer:
    now = clock()
    message = f"{now:%Y-%m-%d %H:%M}（{now.tzname() or '时区不明'}）"
    advice = "请在系统设置里改正日期和时间；程序不按时钟排先后，但送出的日期会错。"
    if not clock_is_plausible(now):
        wrong = "比程序发布的日子还早" if now.date() < BUILT else "比程序发布晚了五年以上"
        return _warning("时钟", f"{message}，{wrong}", advice)
    newest = dt.datetime.fromisoformat(newest_change) if newest_change else None
    if not clock_is_plausible(now, newest=newest):
        return _warning("时钟", f"{message}，比上一次保存（{newest:%Y-%m-%d %H:%M}）还早", advice)
    return _ok("时钟", message)
