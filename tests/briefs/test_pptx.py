"""The briefing as slides, opened and read back."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from pptx import Presentation

from targets.briefs.content import Block, Brief, Section
from targets.briefs.pptx import pages, pptx_bytes

from .sample import SHA256, chinese, english, main_table, pictures


def opened(brief: Brief) -> Any:
    return Presentation(io.BytesIO(pptx_bytes(brief)))


@pytest.fixture(scope="module")
def slides() -> Any:
    return opened(chinese())


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_every_section_has_a_slide_with_a_native_title(slides: Any) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in slides.slides]
    assert titles == [
        "白云区2026年1—10月主要指标进度通报",
        "一、总体情况 (1/3)",
        "一、总体情况 (2/3)",
        "一、总体情况 (3/3)",
        "二、滞后指标",
        "三、主要指标走势",
        "四、逾期未报",
        "注",
    ]


def test_a_long_table_goes_on_with_its_header(slides: Any) -> None:
    tables = [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]
    read = [[tuple(cell.text for cell in row.cells) for row in table.rows] for table in tables]
    wanted = main_table()
    header = tuple(column.title for column in wanted.columns)
    assert [rows[0] for rows in read] == [header] * 2
    assert tuple(row for rows in read for row in rows[1:]) == wanted.rows
    assert all(table.first_row for table in tables)


def test_charts_are_powerpoints_own_and_described(slides: Any) -> None:
    frames = [shape for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    assert len(frames) == 4
    for frame, picture in zip(frames, pictures(), strict=True):
        described = frame._element.nvGraphicFramePr.cNvPr
        assert described.get("descr") == picture.alternative
        series = {one.name: tuple(one.values) for one in frame.chart.plots[0].series}
        assert series["实际"] == picture.actual.values
        assert ("目标" in series) is (picture.target is not None)
        assert ("序时进度" in series) is (picture.pace is not None)
        assert list(frame.chart.plots[0].categories) == list(picture.labels)


def test_nothing_lies_outside_the_slide(slides: Any) -> None:
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= slides.slide_width
            assert shape.top + shape.height <= slides.slide_height


def test_the_checksum_is_there_and_nothing_leads_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(pptx_bytes(chinese()))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert SHA256.encode() in files["docProps/custom.xml"]
    everything = b"".join(files.values())
    assert b'TargetMode="External"' not in everything
    assert not [name for name in files if "thumbnail" in name.lower()]
    assert any(SHA256 in text for text in texts(opened(chinese()).slides[-1]))


def test_the_same_briefing_gives_the_same_bytes_workbooks_included() -> None:
    assert pptx_bytes(english()) == pptx_bytes(english())


def test_a_draft_is_marked_on_every_slide() -> None:
    for slide in opened(chinese(is_draft=True)).slides:
        assert "草稿 · 示例数据" in texts(slide)


def test_text_is_marked_with_face_and_language(slides: Any) -> None:
    run = slides.slides[1].shapes.title.text_frame.paragraphs[0].runs[0]
    properties = run._r.rPr
    assert properties.get("lang") == "zh-CN"
    order = [child.tag.rpartition("}")[2] for child in properties]
    assert order == ["solidFill", "latin", "ea"]


def test_long_text_is_cut_between_paragraphs_and_nothing_is_lost() -> None:
    long = "本期各项指标进展总体平稳。" * 20
    section = Section(
        "s",
        "长",
        (
            Block("a", "\n".join([long] * 5)),
            Block("b", "短"),
            Block("", long, table=main_table(2)),
            Block("", pictures=pictures() + pictures()),
        ),
    )
    made = pages(section)
    assert sum(line == long for page in made for line in page.text) == 6
    assert sum(len(page.pictures) for page in made) == 8
    assert pages(Section("e", "空", ()))[0].text == ()
    tall = main_table(3)._replace(rows=(("很长的指标名称" * 12, *main_table().rows[0][1:]),) * 3)
    assert len(pages(Section("t", "高", (Block("", table=tall),)))) > 1
