"""The briefing as slides, opened and read back."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_AXIS_CROSSES

from targets.briefs.content import Block, Brief, Column, Section, Table
from targets.briefs.pptx import pages, pptx_bytes, titled

from .sample import SHA256, chinese, english, line, main_table, pictures


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
        "一、总体情况（1/3）",
        "一、总体情况（2/3）",
        "一、总体情况（3/3）",
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


def test_each_theme_is_a_slide_and_its_long_tables_are_not_shown_twice() -> None:
    tasks = Table("", (Column("任务", 30), Column("推进情况", 20)), (("城际东站封顶", "逾期"),))
    brief = chinese()._replace(
        sections=(
            Section("summary", "总体情况", (Block("summary", "好。"),)),
            Section("main", "主要指标", (Block("", pictures=pictures()[:1], table=main_table(2)),)),
            Section("tasks", "重点任务", (Block("tasks", "共1项。", tasks), Block("", "1. 慢。"))),
            Section("overdue", "逾期未报", (Block("", "无。"),)),
        ),
        themes=(
            Section("HUB", "枢纽", (Block("", table=main_table(3)), Block("", table=tasks))),
            Section("TOWN", "城乡", (Block("", table=main_table(13)), Block("", table=tasks))),
        ),
    )
    found = opened(brief)
    titles = [slide.shapes.title.text_frame.text for slide in found.slides][1:-1]
    assert titles == [
        "一、总体情况", "二、主要指标", "枢纽", "城乡（1/2）", "城乡（2/2）",
        "三、重点任务", "四、逾期未报",
    ]  # fmt: skip
    hub = found.slides[3]
    first, second = (shape for shape in hub.shapes if shape.has_table)
    assert second.table.cell(1, 0).text == "城际东站封顶"
    assert second.top >= first.top + first.height
    assert not [shape for shape in found.slides[2].shapes if shape.has_table]
    assert any("共1项。" in text and "1. 慢。" in text for text in texts(found.slides[6]))
    bare = brief._replace(sections=(Section("main", "主要", (Block("", table=main_table(2)),)),))
    assert [title for title, _ in titled(bare)] == ["枢纽", "城乡"]


def test_ranks_stand_with_the_first_place_on_top_at_whole_places() -> None:
    rank = pictures()[0]._replace(
        actual=line("", 5.0, 4.0), target=3.0, last_year=None, is_rank=True,
        last_text="4", target_text="3",
    )  # fmt: skip
    brief = chinese()._replace(
        sections=(Section("r", "位次", (Block("", pictures=(rank, pictures()[0])),)),)
    )
    frames = [shape for slide in opened(brief).slides for shape in slide.shapes if shape.has_chart]
    ranked, plain = (frame.chart for frame in frames)
    assert ranked.value_axis.reverse_order
    assert not plain.value_axis.reverse_order
    assert ranked.value_axis.major_unit == int(ranked.value_axis.major_unit)
    assert ranked.value_axis.minimum_scale < 3
    assert ranked.value_axis.crosses is XL_AXIS_CROSSES.MAXIMUM


def test_figures_in_charts_are_those_of_the_tables() -> None:
    picture = pictures()[0]._replace(last_text="> 5.20", target_text="6.50")
    brief = chinese()._replace(sections=(Section("c", "图", (Block("", pictures=(picture,)),)),))
    with zipfile.ZipFile(io.BytesIO(pptx_bytes(brief))) as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("ppt/charts/chart")]
        chart = archive.read(name).decode()
    assert "&gt; 5.20</a:t>" in chart
    assert "6.50</a:t>" in chart


def test_a_draft_has_no_line_for_a_checksum_that_it_has_not() -> None:
    draft = chinese(is_draft=True)._replace(sha256="")
    told = "\n".join(text for slide in opened(draft).slides for text in texts(slide))
    assert draft.sha256_label not in told


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
