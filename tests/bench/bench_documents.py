"""Documents beside their floors: 300 self-evaluations as PDF, in one file and one file each; workbooks out and in.

The PDF floor lays the same cells out in the simplest way, writes the content streams by hand and cuts the font down once.
The workbook floors write the XML by hand and parse it without making objects.
"""

from __future__ import annotations

import random
import tomllib
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import floors
from fontTools import subset
from fontTools.ttLib import TTFont

from jxdesk.documents import fonts
from jxdesk.documents.layout import form_sheet
from jxdesk.documents.lists import ListColumn, ListKind, write_list
from jxdesk.documents.pages import LANDSCAPE, LEADING, PAD_X, PAD_Y
from jxdesk.documents.pdf import write_pdf
from jxdesk.documents.reading import read_workbook
from jxdesk.documents.reading.workbook_file import open_workbook
from jxdesk.documents.sheet import Sheet
from jxdesk.documents.xlsx import write_workbook
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate

FORMS, PROJECTS = 300, 5_326
RESOURCES = Path(__file__).parents[2] / "resources"
FONT = RESOURCES / "fonts" / "JXSerifSC-Regular.ttf"
MM = 72 / 25.4
WORDS = [
    "农村",
    "城乡",
    "基础",
    "公共",
    "社会",
    "职业",
    "乡镇",
    "高标准",
    "生态",
    "道路",
    "水利",
    "义务教育",
    "特困人员",
    "农田",
    "环境",
    "文化",
    "卫生",
    "就业",
    "养老",
]
DEEDS = [
    "建设",
    "改造",
    "提升",
    "补助",
    "保障",
    "运行维护",
    "整治",
    "监测",
    "培训",
    "救助",
    "修复",
    "购置",
    "管理",
    "防治",
    "服务",
    "普查",
    "宣传",
]
LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)
COLUMNS = (
    ListColumn("项目编码", 24),
    ListColumn("部门", 24),
    ListColumn("项目名称", 40),
    ListColumn("年度", 8, ListKind.NUMBER),
    ListColumn("资金性质", 14),
    ListColumn("预算数", 16, ListKind.WAN),
    ListColumn("执行数", 16, ListKind.WAN),
    ListColumn("执行率", 10, ListKind.RATE),
    ListColumn("得分", 8, ListKind.POINTS),
    ListColumn("等级", 6),
    ListColumn("区县", 14),
    ListColumn("绩效目标", 50),
)
Row = tuple[str, str, str, int, str, int, int, float, float, str, str, str]


def template() -> FormTemplate:
    """Yunnan's public form, the widest one."""
    text = (RESOURCES / "forms" / "yunnan-public14-2022.toml").read_text(encoding="utf-8")
    return FormTemplate.from_mapping(tomllib.loads(text))


def rules() -> RulePack:
    """The shipped rule pack."""
    text = (RESOURCES / "rules" / "yunnan-2020.toml").read_text(encoding="utf-8")
    return RulePack.from_mapping(tomllib.loads(text))


def contents() -> list[FilingContent]:
    """300 filled self-evaluations with 10 indicators each."""
    draw, form = random.Random(7), template()
    return [_content(draw, form, number) for number in range(FORMS)]


def _content(draw: random.Random, form: FormTemplate, number: int) -> FilingContent:
    name = "".join(draw.choice(WORDS) + draw.choice(DEEDS) for _ in range(3))
    budget = draw.randrange(10, 9_000) * 1_000_000
    spent = budget * draw.randrange(60, 101) // 100
    money = {"original_budget_fen": budget, "revised_budget_fen": budget, "executed_fen": spent}
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id=form.id,
        year=2025,
        project_name=f"{name}项目{number}",
        office_name=f"练习县{draw.choice(WORDS)}局",
        department=f"练习县{draw.choice(WORDS)}局",
        implementing_unit=f"练习县{draw.choice(WORDS)}中心",
        money_unit=form.money_unit,
        execution_weight=Decimal(10),
        money_lines=(
            MoneyLine(id="m1", key=MoneyKey.TOTAL, **money),
            MoneyLine(id="m2", key=MoneyKey.FISCAL, **money),
        ),
        indicator_lines=tuple(_line(draw, n) for n in range(len(LEVELS))),
        answers={
            "expected_goal": f"完成{name}年度任务，资金专款专用。",
            "actual_goal": "年度任务全部完成。",
            "other_notes": "无",
        },
    )


def _line(draw: random.Random, number: int) -> IndicatorLine:
    target = draw.randrange(100, 100_000)
    actual = int(target * draw.uniform(0.6, 1.15))
    level1, level2 = LEVELS[number]
    return IndicatorLine(
        id=f"i{number}",
        level1=level1,
        level2=level2,
        name=draw.choice(WORDS) + draw.choice(DEEDS) + "完成率",
        target=Decimal(target).scaleb(-2),
        target_text=f"≥{target / 100:.2f}%",
        unit="%",
        actual=Decimal(actual).scaleb(-2),
        actual_text=f"{actual / 100:.2f}%",
        weight=Decimal(9),
        deviation_reason="" if actual >= target else "资金到位晚，下年加快。",
    )


def sheets() -> Iterator[Sheet]:
    """The forms laid out, which the floors get for nothing."""
    form = template()
    return (form_sheet(content, form) for content in contents())


# ---- PDF ----------------------------------------------------------------------------------------------------------


def raw_pdf(work: Path) -> float:
    """The floor: streams by hand, one font cut down once."""
    ready = list(sheets())
    begin = floors.now()
    font = TTFont(FONT, lazy=True)
    signs = {sign for sheet in ready for cell in sheet.cells for sign in cell.text} | set("—0123456789")
    options = subset.Options(layout_features=[], notdef_outline=True)
    options.drop_tables += ["name", "post", "OS/2"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in signs])
    cutter.subset(font)
    metrics, scale = font["hmtx"], font["head"].unitsPerEm
    codes = {chr(code): f"{font.getGlyphID(name):04X}" for code, name in font.getBestCmap().items()}
    widths = {chr(code): metrics[name][0] / scale for code, name in font.getBestCmap().items()}
    buffer = BytesIO()
    font.save(buffer)
    streams = [_stream(sheet, codes, widths) for sheet in ready]
    (work / "raw.pdf").write_bytes(_file(streams, buffer.getvalue(), codes, widths))
    return floors.now() - begin


def _stream(sheet: Sheet, codes: dict[str, str], widths: dict[str, float]) -> bytes:
    size = 9.0
    edges = [0.0]
    for width in sheet.widths:
        edges.append(edges[-1] + width * MM)
    heights = [max(size * LEADING + 2 * PAD_Y * size, height * MM) for height in sheet.row_heights]
    placed = []
    for cell in sheet.cells:
        room = edges[cell.column + cell.column_span] - edges[cell.column] - 2 * PAD_X
        lines, start, used = [], 0, 0.0
        for place, sign in enumerate(cell.text):
            wide = widths.get(sign, 1.0) * size
            if used + wide > room or sign == "\n":
                lines.append(cell.text[start:place])
                start, used = place, 0.0
            used += wide
        lines.append(cell.text[start:])
        placed.append((cell, lines))
        if cell.row_span == 1:
            heights[cell.row] = max(heights[cell.row], len(lines) * size * LEADING + 2 * PAD_Y * size)
    tops = [0.0]
    for height in heights:
        tops.append(tops[-1] + height)
    parts = ["0.5 w"]
    for cell, lines in placed:
        x, top, bottom = LANDSCAPE.left + edges[cell.column], tops[cell.row], tops[cell.last_row + 1]
        width = edges[cell.column + cell.column_span] - edges[cell.column]
        y = LANDSCAPE.top - bottom
        base = y + (bottom - top + len(lines) * size * LEADING) / 2 - size
        parts.append(
            f"{x:g} {y:g} {width:g} {bottom - top:g} re S BT /F 9 Tf {size * LEADING:g} TL {x + PAD_X:g} {base:g} Td"
        )
        for line in lines:
            parts.append(f"<{''.join([codes.get(sign, '0000') for sign in line])}> Tj T*")
        parts.append("ET")
    return zlib.compress("\n".join(parts).encode())


def _file(streams: list[bytes], font: bytes, codes: dict[str, str], widths: dict[str, float]) -> bytes:
    packed = zlib.compress(font)
    table = " ".join(f"{int(code, 16)} [{widths[sign] * 1000:.0f}]" for sign, code in sorted(codes.items()))
    pairs = "".join(f"1 beginbfchar <{code}> <{ord(sign):04X}> endbfchar\n" for sign, code in codes.items())
    to_unicode = zlib.compress(
        f"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n{pairs}endcmap".encode()
    )
    kids = " ".join(f"{8 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/FontDescriptor 5 0 R/W[{table}]/CIDToGIDMap/Identity>>".encode(),
        b"<</Type/FontDescriptor/FontName/F/Flags 4/FontFile2 7 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(to_unicode), to_unicode),
        b"<</Filter/FlateDecode/Length1 %d/Length %d>>stream\n%b\nendstream"
        % (len(font), len(packed), packed),
    ]
    for number, stream in enumerate(streams):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (9 + 2 * number)
        )
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream))
    body, offsets = [b"%PDF-1.7\n"], []
    at = len(body[0])
    for number, text in enumerate(objects, 1):
        offsets.append(at)
        body.append(b"%d 0 obj\n%b\nendobj\n" % (number, text))
        at += len(body[-1])
    cross = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    body.append(
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, cross, count, at)
    )
    return b"".join(body)


def one_pdf(work: Path) -> float:
    """The product: fonts loaded, forms laid out and drawn into one file."""
    filled, form = contents(), template()
    begin = floors.now()
    with (work / "one.pdf").open("wb") as file:
        pages = write_pdf((form_sheet(content, form) for content in filled), file)
    seconds = floors.now() - begin
    assert pages >= FORMS
    return seconds


def scored_pdf(work: Path) -> float:
    """The same with every form scored first, as the export does."""
    filled, form, pack = contents(), template(), rules()
    begin = floors.now()
    with (work / "scored.pdf").open("wb") as file:
        write_pdf((form_sheet(one, form, scorecard=score(one, pack), rules=pack) for one in filled), file)
    return floors.now() - begin


def pdf_each(work: Path) -> float:
    """The product: a file for each form."""
    filled, form = contents(), template()
    begin = floors.now()
    for number, content in enumerate(filled):
        with (work / f"{number}.pdf").open("wb") as file:
            write_pdf((form_sheet(content, form),), file)
    return floors.now() - begin


def font_load(work: Path) -> float:
    """The fixed part of a first PDF."""
    del work
    begin = floors.now()
    fonts.face(fonts.SERIF)
    return floors.now() - begin


# ---- workbooks ----------------------------------------------------------------------------------------------------


def rows() -> list[Row]:
    """5,326 projects with 12 columns."""
    draw = random.Random(7)
    found: list[Row] = []
    for number in range(PROJECTS):
        budget = draw.randrange(10, 9_000) * 1_000_000
        spent = budget * draw.randrange(60, 101) // 100
        unit = f"{draw.choice(WORDS)}{draw.choice(DEEDS)}局"
        name = "".join(draw.choice(WORDS) + draw.choice(DEEDS) for _ in range(3))
        code = f"5323990{number:014d}"
        goal = f"完成{name}年度任务，按时足额支付，资金专款专用。"
        found.append(
            (code, unit, name, 2025, "本级财力", budget, spent, spent / budget, 92.5, "优", "练习县", goal)
        )
    return found


def raw_list(work: Path) -> float:
    """The floor: sheet XML by hand, zipped."""
    found = rows()
    begin = floors.now()
    letters = "ABCDEFGHIJKL"
    parts = [
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    ]
    for number, row in enumerate(found, 2):
        cells = [
            f'<c r="{letter}{number}" s="1" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            if isinstance(value, str)
            else f'<c r="{letter}{number}" s="1"><v>{value}</v></c>'
            for letter, value in zip(letters, row, strict=True)
        ]
        parts.append(f'<row r="{number}">{"".join(cells)}</row>')
    parts.append("</sheetData></worksheet>")
    with zipfile.ZipFile(work / "raw.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "".join(parts).encode())
    return floors.now() - begin


def product_list(work: Path) -> float:
    """The product's list."""
    found = rows()
    begin = floors.now()
    with (work / "list.xlsx").open("wb") as file:
        count = write_list("项目", COLUMNS, found, file)
    seconds = floors.now() - begin
    assert count == PROJECTS
    return seconds


def form_workbook(work: Path) -> float:
    """The product: 300 forms as sheets of one workbook."""
    ready = contents()
    form = template()
    begin = floors.now()
    with (work / "written.xlsx").open("wb") as file:
        write_workbook((form_sheet(content, form) for content in ready), file)
    return floors.now() - begin


def raw_forms(work: Path) -> float:
    """The floor: the XML of the same cells by hand, zipped."""
    ready = list(sheets())
    begin = floors.now()
    with zipfile.ZipFile(work / "raw-forms.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sheet in enumerate(ready):
            parts = ["<worksheet><sheetData>"]
            row = -1
            for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
                if cell.row != row:
                    parts.append(f'</row><row r="{cell.row + 1}">' if row >= 0 else '<row r="1">')
                    row = cell.row
                place = f"{chr(65 + cell.column)}{cell.row + 1}"
                parts.append(f'<c r="{place}" s="1" t="inlineStr"><is><t>{escape(cell.text)}</t></is></c>')
            parts.append("</row></sheetData></worksheet>")
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "".join(parts).encode())
    return floors.now() - begin


def parse_forms(work: Path) -> float:
    """The floor of reading: unzip and parse, no objects."""
    begin = floors.now()
    with zipfile.ZipFile(work / "forms.xlsx") as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                xml.parsers.expat.ParserCreate().Parse(archive.read(name), True)
    return floors.now() - begin


def open_forms(work: Path) -> float:
    """The product opens the workbook: cells with what they show and merged areas."""
    begin = floors.now()
    count = sum(1 for _ in open_workbook(work / "forms.xlsx"))
    seconds = floors.now() - begin
    assert count == FORMS
    return seconds


def read_forms(work: Path) -> float:
    """The product opens the workbook and reads 300 forms out of it."""
    begin = floors.now()
    count = len(read_workbook(work / "forms.xlsx"))
    seconds = floors.now() - begin
    assert count == FORMS
    return seconds


def prepare(work: Path) -> None:
    """The workbook that is read."""
    with (work / "forms.xlsx").open("wb") as file:
        write_workbook(sheets(), file)


PDF = "PDF floor: raw streams, font cut once"
LIST = "list floor: XML by hand"
OUT = "forms floor: XML by hand"
IN = "reading floor: unzip and parse"
CASES = (
    floors.Case(name=PDF, run=raw_pdf),
    floors.Case(name="PDF: 300 forms, one file", run=one_pdf, against=PDF, goal=1.6),
    floors.Case(name="PDF: the same, scored", run=scored_pdf, against=PDF),
    floors.Case(name="PDF: 300 files", run=pdf_each, against=PDF, goal=5),
    floors.Case(name="PDF: font load alone", run=font_load, against=PDF),
    floors.Case(name=LIST, run=raw_list),
    floors.Case(name="workbook: list of 5,326 × 12", run=product_list, against=LIST, goal=5),
    floors.Case(name=OUT, run=raw_forms),
    floors.Case(name="workbook: 300 forms", run=form_workbook, against=OUT),
    floors.Case(name=IN, run=parse_forms),
    floors.Case(name="reading: open the workbook", run=open_forms, against=IN, goal=11),
    floors.Case(name="reading: 300 forms", run=read_forms, against=IN),
)

if __name__ == "__main__":
    floors.main(__file__, f"{FORMS} forms", CASES, prepare=prepare)
