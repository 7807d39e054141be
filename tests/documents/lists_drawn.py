"""Lists as offices and systems write them, drawn with openpyxl for the tests: several layouts of the same few projects."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment

CODES = ("53232926T000000000011", "53232926T000000000022", "53232926Y000000000033")


def single_head(path: Path, *, unit: str = "万元") -> Path:
    """One head row, a serial column, a total at the end and a note below it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目清单"
    rows: list[list[object]] = [
        ["练习县2026年部门预算项目清单"],
        [f"编制单位：练习县财政局　　　　单位：{unit}"],
        ["序号", "项目代码", "项目名称", "主管部门", "实施单位", "项目类别", "项目属性", "预算金额", "备注"],
        [1, CODES[0], "农村公路养护补助", "县交通局", "白岩镇政府", "特定目标类", "延续项目", 128.4, ""],
        [
            2,
            CODES[1],
            "小型水库维修养护",
            "县水务局",
            "县水务局",
            "特定目标类",
            "新增项目",
            "１５０．５",
            "分两期",
        ],
        [
            3,
            CODES[2],
            "办公楼物业管理",
            "县机关事务局",
            "县机关事务局",
            "其他运转类",
            "延续项目",
            "1,200,000元",
            "",
        ],
        ["合计", "", "", "", "", "", "", 398.9, ""],
        ["注：本表不含人员类项目。"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("A8:I8")
    book.save(path)
    return path


def double_head(path: Path) -> Path:
    """A head of two rows with merged groups, unit rows that sum up, a merged unit column, one source a column and a repeated head."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026年项目支出预算表"])
    sheet.append(["单位：元"])
    sheet.append(["单位名称", "项目名称", "项目编码", "资金来源", "", "", "预算安排", "", "资金文号"])
    sheet.append(["", "", "", "中央资金", "省级资金", "县级资金", "年初预算数", "调整数", ""])
    sheet.append(
        ["县水务局", "小型水库维修养护", CODES[1], 1_000_000, 500_000, "", 1_500_000, "", "云财农〔2026〕3号"]
    )
    sheet.append(["", "河道清淤", CODES[0], "", "", 284_000.5, 284_000.5, -4_000, "武财字〔2026〕11号"])
    sheet.append(["单位名称", "项目名称", "项目编码", "资金来源", "", "", "预算安排", "", "资金文号"])
    sheet.append(["县机关事务局", "办公楼物业管理", CODES[2], "", "", 1_200_000, 1_200_000, "", ""])
    sheet.append(["总 计", "", "", 1_000_000, 500_000, 1_484_000.5, 2_984_000.5, -4_000, ""])
    for span in ("A1:I1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:H3", "I3:I4", "A5:A6"):
        sheet.merge_cells(span)
    sheet["A5"].alignment = Alignment(vertical="center")
    book.save(path)
    return path


def payments(path: Path) -> Path:
    """Single payments as the treasury's centralised payment lists them, in 元 without saying so, one of them sent back."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "国库集中支付明细"
    rows: list[list[object]] = [
        ["国库集中支付明细表"],
        ["预算单位", "功能科目", "预算项目编码", "预算项目", "支付金额", "支付日期", "支付状态", "摘要"],
        [
            "306001-县水务局",
            "2130305-水利工程建设",
            CODES[1],
            "小型水库维修养护",
            400_000,
            "2026-03-12",
            "已支付",
            "首付款",
        ],
        [
            "306001-县水务局",
            "2130305-水利工程建设",
            CODES[1],
            "小型水库维修养护",
            "368,000.00",
            "20260718",
            "已支付",
            "进度款",
        ],
        [
            "306001-县水务局",
            "2130305-水利工程建设",
            CODES[1],
            "小型水库维修养护",
            99_000,
            "2026-07-20",
            "已退回",
            "户名不符",
        ],
        [
            "306001-县水务局",
            "2130305-水利工程建设",
            CODES[1],
            "小型水库维修养护",
            -8_000,
            "2026-07-25",
            "已支付",
            "退款",
        ],
        [
            "306001-县水务局",
            "2130305-水利工程建设",
            CODES[1],
            "小型水库维修养护",
            100_000,
            "2026-08-02",
            "已支付",
            "尾款",
        ],
        [
            "201001-白岩镇政府",
            "2140106-公路养护",
            "",
            "农村公路养护补助",
            1_106_800.5,
            "2026年6月30日",
            "已支付",
            "",
        ],
        ["201001-白岩镇政府", "2140106-公路养护", "", "没有这个项目", 5_000, "2026-06-30", "已支付", ""],
        ["合计", "", "", "", 2_070_800.5, "", "", ""],
    ]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


PROGRESS = """项目代码,项目名称,预算单位,指标金额,累计支付,支付进度
="{0}",农村公路养护补助,白岩镇政府,"1,284,000.00","1,106,800.50",86.20%
="{1}",小型水库维修养护,县水务局,"1,505,000.00","768,000.00",51.03%
合计,,,"2,789,000.00","1,874,800.50",67.22%
"""


def progress_csv(path: Path) -> Path:
    """A progress table as a system exports it: text, codes wrapped to stay text, in GB 18030 without a mark."""
    text = PROGRESS.format(*CODES)
    path.write_bytes(f"截至2026年7月31日项目支出执行进度表㛃镇（单位：元）\n{text}".encode("gb18030"))
    return path
