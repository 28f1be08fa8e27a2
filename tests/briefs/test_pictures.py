"""Small charts as PNG: size, colours, odd data; and the scale they stand on."""

from __future__ import annotations

import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from targets.briefs.content import Line, Picture
from targets.briefs.palette import ACCENT, FAMILY
from targets.briefs.pictures import dashes, picture_png
from targets.briefs.scales import framed, last_text, latin, target_text, ticks_of, written

from .sample import MONTHS, chinese, english, line, pictures


def drawn(picture: Picture, **more: object) -> Image.Image:
    content = picture_png(picture, width=862, height=484, **more)  # type: ignore[arg-type]
    return Image.open(io.BytesIO(content))


def colours(image: Image.Image) -> set[tuple[int, ...]]:
    found = image.convert("RGB").getcolors(1_000_000) or []
    return {colour for _, colour in found if isinstance(colour, tuple)}


def near(image: Image.Image, colour: str) -> bool:
    wanted = tuple(bytes.fromhex(colour))
    return any(
        max(abs(a - b) for a, b in zip(found, wanted, strict=True)) < 24 for found in colours(image)
    )


@pytest.mark.parametrize("picture", pictures(), ids=lambda picture: picture.title)
def test_a_picture_has_its_size_its_line_and_its_verdict(picture: Picture) -> None:
    image = drawn(picture)
    assert image.size == (862, 484)
    assert round(image.info["dpi"][0]) == 300
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)  # no grey box on paper
    assert near(image, ACCENT)
    assert near(image, FAMILY[picture.family])


def test_edges_are_smooth() -> None:
    assert len(colours(drawn(pictures()[0]))) > 20


def test_the_same_picture_gives_the_same_bytes() -> None:
    picture = pictures()[1]
    assert picture_png(picture, width=300, height=170) == picture_png(
        picture, width=300, height=170
    )


def test_a_legend_is_drawn_where_its_words_are_latin() -> None:
    picture = pictures()[0]
    plain = picture_png(picture, width=862, height=484)
    assert picture_png(picture, width=862, height=484, labels=chinese().labels) == plain
    assert picture_png(picture, width=862, height=484, labels=english().labels) != plain


@pytest.mark.parametrize(
    "picture",
    [
        Picture("none", "", "", MONTHS, line("")),
        Picture("no period", "", "", (), Line("", ())),
        Picture("one", "", "", ("1",), Line("", (5.0,)), target=5.0),
        Picture("all the same", "", "", MONTHS, line("", 0.0, 0.0)),
        Picture("below", "", "", MONTHS, line("", -5.0, -4.0), target=-4.2, family="odd"),
        Picture(
            "quarters", "", "", ("Q1", "一季度", "1—9", "Q4"), Line("", (1.0, None, 2.0, None))
        ),
        Picture("huge", "", "", MONTHS, line("", 3e11, 3.1e11), target=4e11),
        Picture("tiny", "", "", MONTHS, line("", 0.001, 0.0012)),
    ],
    ids=lambda picture: picture.title,
)
def test_odd_data_are_drawn_too(picture: Picture) -> None:
    assert drawn(picture).size == (862, 484)


@given(st.lists(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)), min_size=1, max_size=12))
def test_the_scale_holds_every_value_between_few_rules(values: list[float]) -> None:
    picture = Picture("", "", "", MONTHS, Line("", tuple(values)))
    ticks, decimals = ticks_of(picture)
    assert 2 <= len(ticks) <= 8
    slack = 1e-6 * max(1.0, *map(abs, ticks))
    assert ticks[0] - slack <= min(values)
    assert max(values) <= ticks[-1] + slack
    texts = [f"{tick:.{decimals}f}" for tick in ticks]
    assert len(set(texts)) == len(texts)


def test_a_floor_is_written_as_one() -> None:
    values = (None, 1286.86, None, 2800.0)
    plain = pictures()[1]._replace(last_text="")
    assert last_text(plain._replace(actual=Line("", values))) == "2800"
    assert last_text(plain._replace(actual=Line("", values, (3,)))) == "> 2800"
    assert last_text(plain._replace(actual=Line("", values, (1,)))) == "2800"
    assert last_text(plain._replace(actual=Line("", ()))) == ""


def test_amounts_begin_at_zero_and_rates_where_they_are() -> None:
    assert ticks_of(pictures()[1])[0] == (0, 250, 500, 750)
    assert ticks_of(pictures()[0])[0] == (3, 4, 5, 6, 7)


def test_ranks_stand_on_whole_places_the_first_on_top() -> None:
    picture = Picture("", "", "", MONTHS, line("", 4.0, 3.0), target=3.0)
    frame = framed(
        picture, left=0, top=0, right=9, bottom=9, measure=lambda _: 1.0, gap=0, is_rank=True
    )
    assert frame.ticks == (2, 3, 4, 5)
    assert frame.decimals == 0
    assert frame.y(3) < frame.y(4)


def test_a_gap_stays_a_gap() -> None:
    frame = framed(
        pictures()[2], left=0, top=0, right=120, bottom=60, measure=lambda text: 5.0, gap=1
    )
    assert [len(run) for run in frame.runs(pictures()[2].actual)] == [2, 6]
    assert frame.points(line("")) == []


def test_dashes_go_around_corners() -> None:
    found = dashes([(0, 0), (10, 0), (10, 10)], on=4, off=2)
    length = sum(math.dist(start, end) for start, end in found)
    assert length == pytest.approx(14)  # 20 long: 4 on, 2 off, 4, 2, 4, 2, 2


def test_quarters_are_written_below_in_digits_and_latin() -> None:
    quarters = Picture(
        "", "", "", ("一季度", "上半年", "前三季度", "全年"), Line("", (1.0, 2.0, 3.0, None))
    )
    short = ("Q1", "H1", "Q1-3", "Q1-4")
    plain, labelled = drawn(quarters), drawn(quarters._replace(short_labels=short))
    below = (0, 440, 862, 484)  # under the lowest rule
    white = (255, 255, 255)
    assert {colour for _, colour in rgb(plain.crop(below))} == {white}
    assert len(rgb(labelled.crop(below))) > 5
    assert drawn(quarters._replace(labels=short)).tobytes() == labelled.tobytes()


def test_figures_are_those_of_the_tables() -> None:
    picture = Picture("", "", "", MONTHS, line("", 4.0, 5.0), target=6.0)
    assert (last_text(picture), target_text(picture)) == ("5", "6")
    worded = picture._replace(last_text="> 5.0", target_text="6.00")
    assert (last_text(worded), target_text(worded)) == ("> 5.0", "6.00")
    assert drawn(worded).tobytes() != drawn(picture).tobytes()
    assert last_text(picture._replace(actual=line(""))) == ""
    assert target_text(picture._replace(target=None)) == ""


def rgb(image: Image.Image) -> list[tuple[int, object]]:
    found: list[tuple[int, object]] = list(image.convert("RGB").getcolors(1_000_000) or [])
    return found


def test_texts_inside_are_latin() -> None:
    assert latin("1—2月") == "1-2"
    assert written(2.675) == "2.68"  # half up, as everywhere
    assert (written(700), written(5.2), written(-0.125), written(612.354)) == (
        "700",
        "5.2",
        "-0.13",
        "612.35",
    )
