"""关于: the version, what the program stands on and under which licences, and the self-check."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, metadata

from PySide6 import __version__ as qt_version

import jxdesk
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.theme import Tone

PARTS = (
    ("PySide6-Essentials", "窗口（Qt 6）", "LGPL-3.0，可自行替换 Qt 库"),
    ("sqlmodel", "数据库的表", "MIT"),
    ("SQLAlchemy", "数据库连接", "MIT"),
    ("pydantic", "数据校验", "MIT"),
    ("reportlab", "生成 PDF", "BSD-3-Clause"),
    ("openpyxl", "写表格 .xlsx（读是本程序自己的）", "MIT"),
    ("xlrd", "读 .xls", "BSD"),
    ("XlsxWriter", "写长清单", "BSD-2-Clause"),
    ("pypdfium2", "看表样（PDFium）", "BSD-3-Clause、Apache-2.0"),
    ("segno", "送达单上的二维码", "BSD"),
    ("cryptography", "签名与口令", "Apache-2.0 或 BSD-3-Clause"),
    ("orjson", "数据包里的数据", "Apache-2.0 或 MIT"),
    ("httpx", "联网上传（连同 httpcore、h11、anyio、idna；certifi 是 MPL-2.0）", "BSD-3-Clause"),
    ("appdirs", "数据文件夹的位置", "MIT"),
)
NO_PILLS = -1
MATERIALS = (
    "字体：JX Sans SC、JX Serif SC 由 Noto CJK 转换裁剪改名而来，霞鹜文楷 LXGW WenKai 原样随附，均为 SIL OFL 1.1。",
    "资料：行政区划、通用规范汉字表、放假安排等的出处和许可，见程序文件夹里的 SOURCES.md。",
)


class AboutSection(Section):
    """Version, parts and licences."""

    TITLE = "关于"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        card = Card("绩效桌面 jxdesk", name="about_card")
        card.body.addWidget(
            label(
                f"版本 {jxdesk.__version__}　Python {platform.python_version()}　Qt {qt_version}　{platform.system()} {platform.machine()}",
                role="second",
                name="about_version",
            )
        )
        card.body.addWidget(
            label(
                "县乡财政和预算单位用的预算绩效管理桌面程序。不联网也能用，数据都在本机。"
                "本程序按 Apache-2.0 许可发布；签名用于核对来源和完整，不是法律意义上的电子签章；不得用来处理国家秘密。",
                wrap=True,
            )
        )
        card.body.addLayout(
            across(
                button(
                    "自检",
                    self._on_check,
                    icon="shield",
                    name="self_check",
                    tip="数据文件夹、磁盘、字体、密钥、时钟",
                ),
                button(
                    "许可原文",
                    self._on_licences,
                    icon="document",
                    name="about_licences",
                    tip="所用软件各自的许可",
                ),
                button("帮助", lambda: context.open_help("start"), icon="help", name="about_help"),
                None,
            )
        )
        self.box.addWidget(card)
        parts = Card("所用的软件", name="parts_card")
        self.model = RowsModel(("软件", "版本", "用来", "许可"))
        table = ListTable(self.model, (11, 6, 17, 0), name="about_parts", meaning="所用的软件和许可")
        table.setItemDelegate(PillPainter(table, pills=NO_PILLS, tone_of=lambda _: Tone.PLAIN))
        parts.body.addWidget(table, 1)
        for text in MATERIALS:
            parts.body.addWidget(label(text, role="second", wrap=True))
        self.box.addWidget(parts, 1)

    def load(self) -> None:
        """Shows the parts with the versions that are installed."""
        rows = [(name, _version(name), purpose, licence) for name, purpose, licence in PARTS]
        self.model.show_rows(rows, [Tone.PLAIN] * len(rows))

    def _on_check(self) -> None:
        from jxdesk.desktop.dialogs.self_check import SelfCheckDialog

        SelfCheckDialog(self.context, parent=self.window()).open()

    def _on_licences(self) -> None:
        from jxdesk.desktop.dialogs.licences import LicencesDialog

        LicencesDialog([name for name, _, _ in PARTS], parent=self.window()).open()


def _version(name: str) -> str:
    try:
        return metadata(name)["Version"]
    except PackageNotFoundError:
        return "随程序"
