"""The window's part of the self-check: platform, screen, plug-ins, the font of the screen, input method and printers.

It looks from a process of its own: where a platform plug-in is missing, Qt ends the process that asked for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImageReader
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication

from jxdesk.shipped_files import resource

Check = dict[str, str]
SCREEN_FONT = "JXSansSC-Regular.ttf"
SMALLEST_SCREEN = (1280, 680)
PATIENCE_SECONDS = 60
INPUT_METHODS = {"fcitx5": "fcitx5", "fcitxplat": "fcitx", "ibus": "ibus"}
"""What the names of Qt's plug-ins begin to say, and what people call the input methods that they serve."""


def qt_checks() -> list[Check]:
    """What the window needs and whether it is there, line by line as ``actions.doctor`` answers."""
    if getattr(sys, "frozen", False):
        return _look()
    command = [sys.executable, "-m", "jxdesk.desktop.doctor_qt"]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return [
            _check("窗口", "error", "窗口部分一分钟没有回答。", "请重新启动电脑再试；仍不行请联系技术支持。")
        ]
    if done.returncode == 0:
        answers: list[Check] = json.loads(done.stdout)
        return answers
    said = " ".join(done.stderr.split())[-300:]
    advice = "没有显示器的电脑请用命令行；缺系统库时，运行 python3 installer/dev.py run 会列出要装的。"
    return [_check("窗口", "error", f"窗口打不开：{said}", advice)]


def _look() -> list[Check]:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    del app
    return [_platform(), _screen(), _images(), _font(), _input_method(), _printers()]


def _check(name: str, state: str, message: str, advice: str = "") -> Check:
    return {"name": name, "state": state, "message": message, "advice": advice}


def _platform() -> Check:
    name = QGuiApplication.platformName()
    if name in {"offscreen", "minimal"}:
        return _check(
            "窗口",
            "warning",
            f"Qt {qVersion()}，{name}：窗口开在内存里，看不见",
            "请在有显示器的桌面里打开。",
        )
    return _check("窗口", "ok", f"Qt {qVersion()}，{name}")


def _screen() -> Check:
    screen = QGuiApplication.primaryScreen()
    room, scale = screen.availableSize(), screen.devicePixelRatio()
    message = f"可用 {room.width()}×{room.height()}，缩放 {scale:g}"
    if room.width() < SMALLEST_SCREEN[0] or room.height() < SMALLEST_SCREEN[1]:
        return _check("屏幕", "warning", message, "屏幕偏小，请把系统的显示比例调小一些。")
    return _check("屏幕", "ok", message)


def _images() -> Check:
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    if "svg" not in known:
        return _check("图标", "error", "缺少 SVG 插件，图标显示不出来。", "请重新安装程序。")
    return _check("图标", "ok", "SVG 插件在")


def _font() -> Check:
    data = resource("fonts", SCREEN_FONT).read_bytes()
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFontFromData(data))
    if not families:
        return _check("屏幕字体", "error", "程序自带的黑体装不上。", "请重新安装程序。")
    return _check("屏幕字体", "ok", families[0])


def _input_method() -> Check:
    """Whether Chinese can be typed: the wheels of Qt carry no fcitx plug-in.

    Source: field notes 26.
    """
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    plugins = sorted(path.stem for path in folder.iterdir()) if folder.is_dir() else []
    wanted = os.environ.get("QT_IM_MODULE", "") + os.environ.get("XMODIFIERS", "")
    if "fcitx" in wanted and not any("fcitx" in plugin for plugin in plugins):
        return _check(
            "中文输入",
            "warning",
            "系统用的是 fcitx，程序里没有它的插件。",
            "请先设 QT_IM_MODULE=ibus 再打开程序。",
        )
    known = [word for key, word in INPUT_METHODS.items() if any(key in plugin for plugin in plugins)]
    return _check("中文输入", "ok", f"能用 {'、'.join(known)}" if known else "用系统自带的输入法")


def _printers() -> Check:
    names = QPrinterInfo.availablePrinterNames()
    if not names:
        return _check("打印机", "warning", "没有找到打印机。", "可以先导出 PDF，拿到有打印机的电脑上打印。")
    return _check("打印机", "ok", "、".join(names[:3]))


if __name__ == "__main__":
    json.dump(_look(), sys.stdout)
