"""Preferences: what a person likes on this machine, each declared once with its default and words; the one gate to QSettings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths


class Flag:
    """A preference that is on or off; ``words`` say what it is."""

    def __init__(self, key: str, words: str) -> None:
        self.key = key
        self.words = words

    def get(self) -> bool:
        """Whether it is on; off until somebody says so."""
        return _settings().value(self.key, False) in (True, "true", "1")

    def put(self, on: bool) -> None:
        """Keeps the choice."""
        _settings().setValue(self.key, on)


class Text:
    """A preference that is a text, empty until it is chosen; ``words`` say what it is."""

    def __init__(self, key: str, words: str) -> None:
        self.key = key
        self.words = words

    def get(self) -> str:
        """What was chosen."""
        return str(_settings().value(self.key, "") or "")

    def put(self, text: str) -> None:
        """Keeps the choice."""
        _settings().setValue(self.key, text)


def _settings() -> QSettings:
    return QSettings("jxdesk", "jxdesk")


COMPACT = Flag("list/compact", "项目列表用紧凑行高")
YUAN = Flag("look/yuan", "列表和卡片里的金额用元（Ctrl+Shift+U 随时换；表格里的单位不变）")
LARGE = Flag("look/large", "大字（字大一号，行也更高）")
STAGE = Text("list/stage", "项目列表和工作台跟着哪张表走；空着就跟着最近在填的那张")
TEMPLATE = Text("filling/template", "上次选的自评表样")
MONITORING_PERIOD = Text("monitoring/period", "上次看的监控截止月份")
OFFICES_FOLDED = Flag("list/offices_folded", "项目、监控、部门一览左边的单位收起来")
OFFICES_BESIDE = Flag("list/offices_beside", "列表左边上次有单位，开页时先留出位置")
LAST_FOLDER = Text("files/last_folder", "上次用的文件夹")
HOME = Text("files/home", "本单位的数据文件夹，从练习县回来时打开")


def documents_folder() -> str:
    """The folder used last, else the person's documents, else the home: where every dialog that asks for a file begins."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return next(
        (one for one in (LAST_FOLDER.get(), documents) if one and Path(one).is_dir()), str(Path.home())
    )
