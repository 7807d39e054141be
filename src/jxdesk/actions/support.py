"""Support: the bundle that a clerk may give away for help: self-check and log in one zip, without data, names or amounts.

Nothing is passed on because it looks harmless; only lines of known shapes are. Used by window and command line.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from jxdesk.domain.errors import JxError
from jxdesk.domain.release import BUILT
from jxdesk.store.safety import atomic
from jxdesk.store.safety.folder import DataFolder

Line = Mapping[str, str]

SPOKEN = frozenset(
    {
        *(
            "程序",
            "程序文件",
            "数据库引擎",
            "表样和规则",
            "字体",
            "系统字体",
            "磁盘类型",
            "磁盘空间",
            "备份",
            "时钟",
        ),
        *("窗口", "屏幕", "图标", "屏幕字体", "中文输入", "文件关联"),
    }
)
"""Checks whose words come from the program and the machine; of all others only the state is passed on."""

_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|~?/)[^\s，。；、：）\"”]*")
_HEAD = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:DEBUG|INFO|WARNING|ERROR|CRITICAL)) \S+ (.*)")
_SHAPES = (
    re.compile(r"绩效桌面问题报告（不含任何业务数据）"),
    re.compile(r"程序 [\w.+-]+  Python [\w.+-]+  Qt [\w.+-]+", re.ASCII),
    re.compile(r"错误 [\w.]+", re.ASCII),
    re.compile(r"  [\w/]+\.py:\d+ [\w<>]+", re.ASCII),
    re.compile(r"  （[\w<>.]+）:\d+", re.ASCII),
    re.compile(r"Fatal Python error: [A-Za-z ]+"),
    re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]+ \(most recent call first\):"),
)
_FRAME = re.compile(r'  File ".*?([\w]+\.py)", line (\d+) in ([\w<>]+)', re.ASCII)
_QT = re.compile(r"qt: (This plugin does not support \w+\(\)|QFont\w*::\w+|QPainter::\w+|QXcb\w*|Wayland\w*)")
LOG_NAMES = ("jxdesk.log", "jxdesk.log.1", "jxdesk.log.2", "jxdesk.log.3", "jxdesk.log.4", "faults.log")
MOST_BYTES = 1_000_000
README = """这是绩效桌面的支持包，请人帮忙查问题时用。

里面只有：自检的结果（自检.txt、自检.json），和出错记录里程序自己的行号（日志）。
里面没有：任何表格、单位、项目、人员的名称，没有金额，没有附件、密钥和口令，也没有文件夹的路径。
都是文本文件，交出去之前可以自己打开看。
"""


class BundleRefused(JxError):  # noqa: N818 - names what happened
    """The bundle could not be written."""

    code = "JX-SUPPORT"


def write_bundle(answers: Sequence[Line], home: Path, to: Path) -> Path:
    """Writes the bundle of a data folder, with the lines of a self-check, into a folder or a file; answers the file.

    Raises: BundleRefused.
    """
    target = to / f"绩效桌面支持包_{BUILT:%Y%m%d}版.zip" if to.is_dir() else to
    spoken = [spoken_of(answer) for answer in answers]
    parts = {
        "说明.txt": README,
        "自检.txt": "\n".join(f"{one['state']}　{one['name']}　{one['message']}" for one in spoken) + "\n",
        "自检.json": json.dumps(spoken, ensure_ascii=False, indent=1) + "\n",
    }
    for name, text in logs_of(DataFolder(home)):
        parts[f"日志/{name}"] = "\n".join(shared_lines(text.splitlines())) + "\n"
    try:
        atomic.write_whole(target, _zipped(parts))
    except OSError as error:
        raise BundleRefused(
            "支持包没有写成。",
            facts=f"{target}：{error.strerror or error}",
            advice="请换一个文件夹，或看看 U 盘是不是写保护、满了。",
        ) from error
    return target


def _zipped(parts: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in parts.items():
            bundle.writestr(name, text.encode())
    return buffer.getvalue()


def spoken_of(answer: Line) -> dict[str, str]:
    """One line of the self-check as it may be passed on."""
    name, state = answer["name"], answer["state"]
    if name in SPOKEN:
        return {"name": name, "state": state, "message": _PATH.sub("〔路径〕", answer["message"])}
    return {"name": name, "state": state, "message": "〔含名称，不放进来〕"}


def logs_of(folder: DataFolder) -> Iterable[tuple[str, str]]:
    """The logs of a data folder that there are, each to its last megabyte."""
    for name in LOG_NAMES:
        try:
            raw = (folder.root / "logs" / name).read_bytes()[-MOST_BYTES:]
        except OSError:
            continue
        yield name, raw.decode("utf-8", errors="replace")


def shared_lines(lines: Iterable[str]) -> list[str]:
    """The lines of a log that may be passed on; what is left out is counted."""
    kept: list[str] = []
    left_out = 0
    for line in lines:
        words = _shared(line)
        if words:
            kept.append(words)
        else:
            left_out += 1
    if left_out:
        kept.append(f"（另有 {left_out} 行不放进来）")
    return kept


def _shared(line: str) -> str:
    """What of a line of the log may be passed on; empty for nothing."""
    head = _HEAD.fullmatch(line)
    if head is not None:
        message = _shared(head[2]) if head[2] else ""
        return f"{head[1]} {message or '〔略〕'}"
    frame = _FRAME.fullmatch(line)
    if frame is not None:
        return f"  {frame[1]}:{frame[2]} {frame[3]}"
    told = _QT.match(line)
    if told is not None:
        return f"qt: {told[1]}"
    return line if any(shape.fullmatch(line) for shape in _SHAPES) else ""
