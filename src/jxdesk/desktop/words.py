"""Words: Qt's own buttons and dialogs in Chinese, and ours for the few that its translation leaves in English."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator


class OwnWords(QTranslator):
    """Fills the gaps of ``qtbase_zh_CN``."""

    GAPS = {
        "Folder": "文件夹",
        "File Folder": "文件夹",
        "File": "文件",
        "%1 File": "%1 文件",
        "Drive": "磁盘",
        "Shortcut": "快捷方式",
        "Unknown": "未知",
    }
    """What a file dialog that Qt draws itself shows in its column of types."""

    # Qt takes None for "not mine" and an empty text for the translation, whatever its stubs say.
    def translate(  # type: ignore[override]
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The Chinese of a word that Qt has no Chinese for."""
        return self.GAPS.get(source)

    def isEmpty(self) -> bool:
        """Never, so that Qt asks."""
        return False


def speak_chinese() -> None:
    """Installs the translations once."""
    app = QCoreApplication.instance()
    if app is None or app.property("speaks_chinese"):
        return
    app.setProperty("speaks_chinese", True)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    # Asked first, so it holds only what Qt's own translation leaves out.
    app.installTranslator(OwnWords(app))
