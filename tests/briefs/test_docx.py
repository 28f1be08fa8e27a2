"""The briefing as DOCX, opened and read back."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree  # type: ignore[import-untyped]

from targets.briefs.content import Block, Brief, Column, Section
from targets.briefs.docx import docx_bytes, fitted

from .sample import SHA256, chinese, english, main_table

EXTERNAL = b'TargetMode="External"'


def opened(brief: Brief) -> Document:
    return docx.Document(io.BytesIO(docx_bytes(brief)))


@pytest.fixture(scope="module")
def paper() -> Document:
    return opened(chinese())


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_page_is_that_of_the_standard(paper: Document) -> None:
    section = paper.sections[0]
    measured = {
        "width": section.page_width,
        "height": section.page_height,
        "top": section.top_margin,
        "bottom": section.bottom_margin,
        "left": section.left_margin,
        "right": section.right_margin,
    }
    wanted = {"width": 210, "height": 297, "top": 37, "bottom": 35, "left": 28, "right": 26}
    for side, millimetres in wanted.items():
        size = measured[side]
        assert size is not None
        assert abs(size - Mm(millimetres)) < Mm(0.1), side
    grid = section._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert int(225 / 25.4 * 72 / pitch) == 22
    body = paper.styles["Brief Body"]
    spacing = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / (16 + spacing)) == 28


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Brief Body", "仿宋_GB2312", 16),
        ("Brief Foot", "宋体", 14),
    ],
)
def test_faces_and_sizes_are_those_of_the_standard(
    paper: Document, style: str, face: str, size: int
) -> None:
    properties = paper.styles[style].element.rPr
    fonts = properties.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == face
    assert fonts.get(qn("w:asciiTheme")) is None
    assert int(properties.find(qn("w:sz")).get(qn("w:val"))) == size * 2


def test_a_machine_without_the_faces_is_told_what_to_take() -> None:
    table = parts(docx_bytes(chinese()))["word/fontTable.xml"].decode()
    for face, instead in (("方正小标宋简体", "宋体"), ("仿宋_GB2312", "仿宋")):
        assert f'<w:font w:name="{face}"><w:altName w:val="{instead}"/>' in table


def test_headings_are_native_and_numbered(paper: Document) -> None:
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in paper.paragraphs
        if paragraph.style is not None and (paragraph.style.name or "").startswith("Heading")
    ]
    assert found == [
        ("Heading 1", "一、总体情况"),
        ("Heading 1", "二、滞后指标"),
        ("Heading 2", "(一)严重滞后"),
        ("Heading 2", "(二)欠进度"),
        ("Heading 1", "三、主要指标走势"),
        ("Heading 1", "四、逾期未报"),
    ]


def test_every_text_of_the_briefing_is_there(paper: Document) -> None:
    brief = chinese()
    told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    wanted = [brief.title, brief.number, brief.issuer, brief.issued_on, brief.issued_by]
    wanted += [brief.basis, *brief.notes]
    for section in brief.sections:
        wanted += [line for block in section.blocks for line in block.text.split("\n")]
    assert [text for text in wanted if text not in told] == []


def test_a_table_repeats_its_header_and_keeps_its_rows_whole(paper: Document) -> None:
    table, wanted = paper.tables[0], main_table()
    assert [cell.text for cell in table.rows[0].cells] == [one.title for one in wanted.columns]
    assert [tuple(cell.text for cell in row.cells) for row in table.rows[1:]] == list(wanted.rows)
    for number, row in enumerate(table.rows):
        properties = row._tr.trPr
        assert properties is not None
        assert properties.find(qn("w:cantSplit")) is not None
        assert (properties.find(qn("w:tblHeader")) is not None) is (number == 0)
    width = sum(column.width or 0 for column in table.columns)
    assert abs(width - Mm(156)) < Mm(1)


def test_pictures_are_within_their_cells_and_described(paper: Document) -> None:
    shapes = paper.inline_shapes
    assert len(shapes) == 4
    sentences = [shape._inline.docPr.get("descr") for shape in shapes]
    assert sentences[0] == "截至10月增长5.2%,低于计划目标1.3个百分点。"
    assert all(shape.width <= Mm(75) for shape in shapes)
    assert len({shape._inline.docPr.get("id") for shape in shapes}) == 4
    captions = [cell.paragraphs[0].text for row in paper.tables[1].rows for cell in row.cells]
    assert captions[:2] == ["地区生产总值增速（%）", "固定资产投资（亿元）"]


def test_page_numbers_stand_outside(paper: Document) -> None:
    section = paper.sections[0]
    assert paper.settings.odd_and_even_pages_header_footer
    sides = []
    for footer in (section.footer, section.even_page_footer):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert " PAGE " in [code.text for code in paragraph._p.iter(qn("w:instrText"))]
        sides.append(paragraph.alignment)
    assert [side.name for side in sides if side is not None] == ["RIGHT", "LEFT"]


def test_the_checksum_is_in_the_text_and_a_property() -> None:
    files = parts(docx_bytes(chinese()))
    assert SHA256.encode() in files["word/document.xml"]
    assert SHA256.encode() in files["docProps/custom.xml"]
    assert b"docProps/custom.xml" in files["_rels/.rels"]
    assert b"custom-properties+xml" in files["[Content_Types].xml"]


def test_a_draft_has_no_line_for_a_checksum_that_it_has_not() -> None:
    brief = chinese(is_draft=True)
    told = [p.text for p in opened(brief._replace(sha256="")).paragraphs]
    assert not [line for line in told if line.startswith(brief.sha256_label)]
    issued = [p.text for p in opened(chinese()).paragraphs]
    assert f"{brief.sha256_label}：{SHA256}" in issued


def test_nothing_leads_outside_and_nothing_tells_of_the_machine(paper: Document) -> None:
    files = parts(docx_bytes(chinese()))
    assert not [name for name, content in files.items() if EXTERNAL in content]
    assert not [name for name in files if "thumbnail" in name.lower()]
    everything = b"".join(files.values())
    assert not re.search(rb"/(?:work|home|tmp|root)/|site-packages|python-docx", everything)
    core = paper.core_properties
    assert (core.title, core.author) == (chinese().title, "区发展改革局")
    assert core.created is not None
    assert core.created.year == 2000
    for content in files.values():
        if content.startswith(b"<?xml"):
            etree.fromstring(content)


def test_the_same_briefing_gives_the_same_bytes() -> None:
    assert docx_bytes(chinese()) == docx_bytes(chinese())


def test_a_draft_is_marked_on_every_page() -> None:
    section = opened(chinese(is_draft=True)).sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "草稿 · 示例数据"
    issued = opened(chinese()).sections[0]
    assert issued.header.paragraphs[0].text == chinese().number


def test_english_has_its_faces_and_numbers() -> None:
    paper = opened(english())
    normal = paper.styles["Normal"].element.rPr
    assert normal.find(qn("w:rFonts")).get(qn("w:ascii")) == "Times New Roman"
    headings = [p.text for p in paper.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == ["1. Overall", "2. Trends"]
    assert "Notes" in [paragraph.text for paragraph in paper.paragraphs]
    assert paper.core_properties.language == "en-GB"


def test_odd_text_and_an_empty_briefing_make_a_paper_too() -> None:
    odd = chinese()._replace(
        title="白云\x0b区\ud800 & <通报>",
        sections=(Section("a", "三、已编号", (Block("k", "x\x00y\n\n z "),)),),
        notes=(),
    )
    paper = opened(odd)
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert "白云区 & <通报>" in texts
    assert "三、已编号" in texts
    assert "xy" in texts
    assert "z" in texts
    assert opened(odd._replace(sections=())).paragraphs


def test_body_lines_are_of_an_exact_height(paper: Document) -> None:
    height = paper.styles["Brief Body"].paragraph_format.line_spacing
    assert Pt(28) <= height <= Pt(29)


# The schema (ECMA-376 part 1, 17.3.1.26 and 17.3.2.28) is a sequence; Word refuses some disorder
PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr"
    " shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE"
    " autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents"
    " suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle"
    " rPr sectPr pPrChange"
)
RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof"
    " snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd"
    " fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
TABLE = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
    " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
)


@pytest.mark.parametrize("brief", [chinese(is_draft=True), english()], ids=["zh", "en"])
def test_properties_stand_in_the_order_of_the_schema(brief: Brief) -> None:
    files = parts(docx_bytes(brief))
    for name in ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"):
        root = etree.fromstring(files[name])
        for kind, order in (("pPr", PARAGRAPH), ("rPr", RUN), ("tblPr", TABLE)):
            for properties in root.iter(qn(f"w:{kind}")):
                places = order.split()
                found = [places.index(etree.QName(child).localname) for child in properties]
                assert found == sorted(found), etree.tostring(properties)


def test_a_table_fits_its_columns_to_what_they_hold() -> None:
    table = main_table()
    size, wide = fitted(table, 10.5)
    assert 9 <= size < 10.5
    assert sum(wide) <= Mm(156)
    # 地区生产总值增速 and 明显低于目标 stand in one line each
    assert wide[0] >= Pt(size) * 8
    assert wide[5] >= Pt(size) * 7
    small, few = fitted(table._replace(rows=table.rows[:1], columns=table.columns), 9)
    assert small == 9
    assert abs(sum(few) - Mm(156)) < Mm(0.1)


def test_a_table_too_wide_keeps_its_numbers_whole() -> None:
    table = main_table()
    long = ("很长的指标名称" * 9, *table.rows[0][1:])
    size, wide = fitted(table._replace(rows=(long,)), 10.5)
    assert size == 9
    assert wide[2] >= Pt(9) * 4  # 最新完成
    assert abs(sum(wide) - Mm(156)) < Mm(0.1)
    words = table._replace(rows=(("Environmentally", *("a" * 22,) * 6),))
    assert fitted(words, 10.5)[1][0] >= Pt(9) / 2 * len("Environmentally")
    numbers = tuple(Column(f"列{number}的数值", 10, is_number=True) for number in range(14))
    only = table._replace(columns=numbers, rows=(("1",) * 14,))
    assert len({*fitted(only, 10.5)[1]}) == 1
    assert opened(chinese()._replace(sections=(Section("w", "宽", (Block("", table=only),)),)))
