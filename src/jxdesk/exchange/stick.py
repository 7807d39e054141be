"""The stick: writes a file so that it is there whole or not at all, reads it back, and says in words what went wrong.

Temporary name → write → fsync → rename → fsync of the folder → cache dropped → read again and compare: only then done.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import IO

from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.drives import FAT_LARGEST_FILE, FAT_NAMES
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.exchange.drives import file_system_of

PART = ".part"
PACKAGE_PART = ".jxpkg.part"
PIECE_BYTES = 1024 * 1024
SPARE_BYTES = 64 * 1024
ATTEMPTS = 6

_UNTOUCHED = "原数据没有动。"


class Trouble(Enum):
    """What can go wrong with a stick."""

    FULL = auto()
    PROTECTED = auto()
    HELD = auto()
    GONE = auto()
    OTHER = auto()


# Access denied, sharing violation and lock violation are what a scanner causes that looks at a fresh file.
_WINDOWS = {
    **dict.fromkeys((39, 112), Trouble.FULL),
    19: Trouble.PROTECTED,
    **dict.fromkeys((5, 32, 33), Trouble.HELD),
    **dict.fromkeys((2, 3, 15, 21, 31, 55, 433, 995, 1006, 1110, 1112, 1167, 1617), Trouble.GONE),
}
_POSIX = {
    errno.ENOSPC: Trouble.FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): Trouble.FULL,
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), Trouble.PROTECTED),
    **dict.fromkeys(
        (errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTCONN, errno.ENOENT, errno.ESTALE), Trouble.GONE
    ),
}


class StickError(JxError):
    """A file could not be put where it should go; what was there before is still there."""

    code = "JX-STICK"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that was written, read back and compared."""

    path: Path
    sha256: str
    size: int


def write_safely(
    data: bytes | Iterable[bytes],
    folder: Path,
    name: str,
    *,
    size: int | None = None,
    progress: Progress | None = None,
) -> WrittenFile:
    """Writes a file of this name into the folder, reads it back and compares.

    ``size`` (bytes) lets the free space be looked at first; ``progress`` counts bytes, written and read.

    Raises: StickError; Cancelled. In both cases the folder holds the old file or none, never half of one.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    wanted = len(data) if isinstance(data, bytes) else size
    progress = progress or Progress()
    target = folder / name
    part = folder / f"{name}{PART}"
    with _explained(folder):
        look_first(folder, wanted)
    try:
        with _explained(folder):
            progress.start("写入", 2 * (wanted or 0))
            digest, count = _write(part, pieces, progress)
            _patiently(lambda: os.replace(part, target))  # noqa: PTH105 - os.replace is what is atomic
            flush_folder(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    with _explained(folder):
        progress.label = "重新读出比对"
        found = _read_again(target, progress)
    if found != (digest, count):
        with contextlib.suppress(OSError):
            target.unlink()
        raise StickError(
            "写进去的和读出来的不一样，这个文件不能用，已经删掉。",
            facts=str(target),
            advice="U盘可能已坏或是扩容盘，请换一个U盘再试。原数据没有动。",
            code="JX-STICK-MISMATCH",
        )
    return WrittenFile(path=target, sha256=digest, size=count)


def clear_leftovers(folder: Path) -> int:
    """Removes what interrupted writes of packages left in a folder; answers how many files."""
    removed = 0
    with contextlib.suppress(OSError):
        for leftover in sorted(folder.glob(f"*{PACKAGE_PART}")):
            with contextlib.suppress(OSError):
                leftover.unlink()
                removed += 1
    return removed


def look_first(folder: Path, wanted: int | None = None) -> None:
    """Looks whether a file of this size can go into the folder, which is made when missing.

    Raises: StickError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StickError(
            "找不到要保存到的地方。",
            facts=f"{folder}（{disk_words(error)}）",
            advice="如果是U盘，请插好后再试；如果是文件夹，请核对名称。",
            code="JX-STICK-MISSING",
        ) from error
    clear_leftovers(folder)
    if wanted is None:
        return
    if wanted > FAT_LARGEST_FILE and file_system_of(folder).lower() in FAT_NAMES:
        raise StickError(
            "这个U盘是 FAT32 格式，放不下 4 GB 以上的文件。",
            facts=f"{folder}：{wanted} 字节",
            advice="请换用 exFAT 或 NTFS 格式的U盘，或存到本机文件夹。",
            code="JX-STICK-FAT32",
        )
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE_BYTES:
        raise _full(f"{folder}：需要 {_words(wanted + SPARE_BYTES)}，只剩 {_words(free)}")


def _write(part: Path, pieces: Iterable[bytes], progress: Progress) -> tuple[str, int]:
    digest = hashlib.sha256()
    count = 0
    with part.open("wb") as stream:
        for piece in pieces:
            stream.write(piece)
            digest.update(piece)
            count += len(piece)
            progress.step(len(piece))
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest(), count


def _read_again(target: Path, progress: Progress) -> tuple[str, int]:
    digest = hashlib.sha256()
    count = 0
    with target.open("rb", buffering=0) as stream:
        _forget_cache(stream)
        while piece := stream.read(PIECE_BYTES):
            digest.update(piece)
            count += len(piece)
            progress.done += len(piece)  # what is read back is finished: no cancelling here
    return digest.hexdigest(), count


def _forget_cache(stream: IO[bytes]) -> None:
    """Asks the system to read from the stick and not from memory, where it can be asked."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def flush_folder(folder: Path) -> None:
    """Makes the new name last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _patiently(step: Callable[[], None], *, wait: Callable[[float], None] = time.sleep) -> None:
    """Does a step, again after a short wait where a scanner holds the file."""
    for attempt in range(ATTEMPTS):
        try:
            return step()
        except OSError as error:
            if _trouble(error) is not Trouble.HELD or attempt == ATTEMPTS - 1:
                raise
        wait(0.05 * 2**attempt)
    return None


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turns what the system says into words that a clerk can act on."""
    try:
        yield
    except OSError as error:
        raise explain(error, folder) from error


def explain(error: OSError, folder: Path) -> StickError:
    """The words for a failed write or read."""
    facts = f"{folder}（{disk_words(error)}）"
    match _trouble(error):
        case Trouble.FULL:
            return _full(facts)
        case Trouble.PROTECTED:
            return StickError(
                "这个地方写不进去。",
                facts=facts,
                advice=f"U盘有写保护开关的请拨开，或换一个文件夹、U盘。{_UNTOUCHED}",
                code="JX-STICK-READONLY",
            )
        case Trouble.HELD:
            return StickError(
                "文件被别的程序占住了，写不进去。",
                facts=facts,
                advice=f"可能是杀毒软件正在检查，请过一会儿再试。{_UNTOUCHED}",
                code="JX-STICK-HELD",
            )
        case Trouble.GONE:
            return StickError(
                "写入中断，U盘可能被拔出或接触不良。",
                facts=facts,
                advice=f"请重新插好U盘再送出一次，完成之前不要拔。{_UNTOUCHED}",
                code="JX-STICK-PULLED",
            )
        case Trouble.OTHER:
            return StickError("文件没有写成。", facts=facts, advice=f"请换一个文件夹或U盘再试。{_UNTOUCHED}")


def _trouble(error: OSError) -> Trouble:
    """What kind of trouble it is; Windows' own number says more than the errno that Python makes of it."""
    windows = getattr(error, "winerror", None)
    if windows is not None:
        return _WINDOWS.get(windows, Trouble.OTHER)
    return _POSIX.get(error.errno or 0, Trouble.OTHER)


def _full(facts: str) -> StickError:
    return StickError(
        "空间不够，放不下这个文件。",
        facts=facts,
        advice=f"请删掉那里不用的文件，或换一个U盘、文件夹。{_UNTOUCHED}",
        code="JX-STICK-FULL",
    )


def _words(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{(count + 1023) // 1024} KB"
