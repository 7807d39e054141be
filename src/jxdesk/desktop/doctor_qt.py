"""The window's part of the self-check: Qt, its platform and plug-ins, the screen font, the screen and the input method."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QFontDatabase, QFontInfo, QGuiApplication, QRawFont
from PySide6.QtWidgets import QApplication

from jxdesk.desktop import theme

RARE = "㛃䶮㼆𬭚勐耈竜"
MINIMUM = (1280, 697)


def qt_checks() -> list[dict[str, str]]:
    """One answer a line: name, state (ok, warning, error), message, advice."""
    from jxdesk.desktop.app import make_application

    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else make_application()
    return [_qt(app), _plugins(), _font(), _rare(), _screen(), _input_method()]


def _answer(name: str, state: str, message: str, advice: str = "") -> dict[str, str]:
    return {"name": name, "state": state, "message": message, "advice": advice}


def _qt(app: QGuiApplication) -> dict[str, str]:
    return _answer("qt", "ok", f"Qt {qt_version}，平台 {app.platformName()}")


def _plugins() -> dict[str, str]:
    root = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    missing = [name for name in ("platforms", "imageformats") if not (root / name).is_dir()]
    if missing:
        return _answer("plugins", "error", f"Qt 插件不全：{'、'.join(missing)}", "请重新安装程序。")
    return _answer("plugins", "ok", f"Qt 插件在 {root}")


def _font() -> dict[str, str]:
    used = QFontInfo(theme.font(theme.sizes().body)).family()
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return _answer("screen-font", "error", "没有中文字体，窗口会显示方框。", "请重新安装程序。")
    return _answer("screen-font", "ok", f"窗口字体 {used}")


def _rare() -> dict[str, str]:
    """Rare characters of names: drawn by our own font or by another one of the wished families."""
    families = [family for family in theme.FAMILIES if QFontDatabase.hasFamily(family)]
    fonts = [QRawFont.fromFont(QFontDatabase.font(family, "", 14)) for family in families]
    missing = [sign for sign in RARE if not any(font.supportsCharacter(ord(sign)) for font in fonts)]
    if missing:
        return _answer(
            "rare-characters",
            "warning",
            f"这些生僻字在窗口里可能显示成方框：{''.join(missing)}",
            "打印不受影响；要在窗口里看到，请安装一种带这些字的字体。",
        )
    return _answer("rare-characters", "ok", "常见的生僻字都能显示")


def _screen() -> dict[str, str]:
    screen = QGuiApplication.primaryScreen()
    size, ratio = screen.availableSize(), screen.devicePixelRatio()
    words = f"屏幕可用 {size.width()}×{size.height()}，缩放 {ratio:.0%}"
    if size.width() < MINIMUM[0] or size.height() < MINIMUM[1]:
        return _answer("screen", "warning", words, f"比 {MINIMUM[0]}×{MINIMUM[1]} 小，请调小系统缩放。")
    return _answer("screen", "ok", words)


def _input_method() -> dict[str, str]:
    wanted = os.environ.get("QT_IM_MODULE", "") or os.environ.get("XMODIFIERS", "")
    root = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    there = sorted(
        path.stem.removeprefix("lib").removesuffix("platforminputcontextplugin") for path in root.glob("*")
    )
    if "fcitx" in wanted and not any("fcitx" in name for name in there):
        return _answer(
            "input-method",
            "warning",
            f"系统用 fcitx 输入法，程序带的插件只有 {'、'.join(there)}",
            "打不出中文的话，请在启动前设 QT_IM_MODULE=ibus。",
        )
    return _answer("input-method", "ok", f"输入法插件 {'、'.join(there) or '由系统提供'}")
