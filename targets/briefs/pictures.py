"""A small chart as PNG, drawn without a browser and with no font of the machine.

The text inside is figures and Latin letters only, in the font that Pillow carries: a server
need not have a Chinese font. Captions and legends in Chinese are native text of the document.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from .content import Line, Picture
from .palette import ACCENT, FAMILY, INK, MUTED, QUIET, RULE, SURFACE
from .scales import Frame, framed, last_written, latin, written

DOTS_PER_INCH = 300
_SMOOTHING = 3  # drawn so many times larger, then made smaller: smooth edges
_POINT = DOTS_PER_INCH / 72
_TEXT = 7.0  # points
_PADDING = 3.0
DASHED = (5.0, 3.0)
DOTTED = (1.0, 2.4)
_KEYS = ("actual", "target", "pace", "last_year")

Point: TypeAlias = tuple[float, float]


def picture_png(
    picture: Picture, *, width: int, height: int, labels: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The chart of ``picture`` as a PNG of ``width`` × ``height`` pixels at 300 to the inch.

    ``labels`` are the words of its lines (``Brief.labels``); they are drawn as a legend where
    they are Latin and left to the document where they are not.
    """
    sheet = _Sheet(width, height)
    legend = [(key, text) for key, text in labels if key in _keys_of(picture)]
    if not all(text.isascii() for _, text in legend):
        legend = []
    frame = framed(
        picture,
        left=sheet.pt(_PADDING),
        top=sheet.pt(_PADDING + (_TEXT * 1.8 if legend else _TEXT)),
        right=sheet.width - sheet.pt(_PADDING),
        bottom=sheet.height - sheet.pt(_PADDING + _TEXT * 1.7),
        measure=sheet.measure,
        gap=sheet.pt(3),
        is_rank=picture.is_rank,
    )
    sheet.grid(frame, tuple(latin(label) for label in picture.labels))
    sheet.lines(frame, picture)
    sheet.legend(legend)
    return sheet.png()


def _keys_of(picture: Picture) -> list[str]:
    """Which lines it has, in the order of the legend."""
    there = (True, picture.target is not None, picture.pace, picture.last_year)
    return [key for key, present in zip(_KEYS, there, strict=True) if present]


class _Sheet:
    """What is drawn on: points of the printer's measure, turned into pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width * _SMOOTHING, height * _SMOOTHING
        self.image = Image.new("RGB", (self.width, self.height), f"#{SURFACE}")
        self.draw = ImageDraw.Draw(self.image)
        self.font = ImageFont.load_default(self.pt(_TEXT))

    def pt(self, points: float) -> float:
        """Pixels of so many points."""
        return points * _POINT * _SMOOTHING

    def measure(self, text: str) -> float:
        """How wide a text is."""
        return self.draw.textlength(text, font=self.font)

    def text(self, at: Point, text: str, colour: str, anchor: str) -> None:
        """A text at a point; ``anchor`` as Pillow names it."""
        self.draw.text(at, text, fill=f"#{colour}", font=self.font, anchor=anchor)

    def stroke(
        self,
        points: Sequence[Point],
        colour: str,
        thick: float,
        pattern: tuple[float, float] | None = None,
    ) -> None:
        """A line through points, whole or in a pattern of on and off."""
        width = max(1, round(self.pt(thick)))
        if pattern is None:
            self.draw.line(list(points), fill=f"#{colour}", width=width, joint="curve")
            return
        on, off = (self.pt(part) for part in pattern)
        for start, end in dashes(points, on, off):
            self.draw.line([start, end], fill=f"#{colour}", width=width)

    def dot(self, at: Point, radius: float, colour: str) -> None:
        """A round marker."""
        size = self.pt(radius)
        x, y = at
        self.draw.ellipse((x - size, y - size, x + size, y + size), fill=f"#{colour}")

    def grid(self, frame: Frame, labels: Sequence[str]) -> None:
        """Rules with their values, and the periods below."""
        for tick in frame.ticks:
            y = frame.y(tick)
            self.stroke([(frame.left, y), (frame.right, y)], RULE, 0.5)
            self.text((frame.left - self.pt(3), y), frame.tick_text(tick), MUTED, "rm")
        widest = max((self.measure(label) for label in labels), default=0.0)
        every = max(1, -(-int(widest + self.pt(4)) // max(1, int(frame.step))))
        for place, label in enumerate(labels):
            # The last label is always there; the others as far as there is room
            if (len(labels) - 1 - place) % every == 0:
                below = frame.bottom + self.pt(4)
                self.text((frame.x(place), below), label, MUTED, "mt")

    def lines(self, frame: Frame, picture: Picture) -> None:
        """Last year, pace, target and the actual on top, with what it ends at."""
        if picture.last_year is not None:
            self._line(frame, picture.last_year, QUIET, 0.8)
        if picture.pace is not None:
            self._line(frame, picture.pace, QUIET, 1.1, DOTTED)
        if picture.target is not None:
            y = frame.y(picture.target)
            self.stroke([(frame.left, y), (frame.right, y)], INK, 1.1, DASHED)
        self._line(frame, picture.actual, ACCENT, 1.8)
        points = frame.points(picture.actual)
        for point in points[:-1]:
            self.dot(point, 1.7, ACCENT)
        if points:
            self.dot(points[-1], 2.6, FAMILY.get(picture.family, FAMILY["neutral"]))
        self._ends(frame, picture)

    def _ends(self, frame: Frame, picture: Picture) -> None:
        """The target's value at the right end, and the last figure beside its marker."""
        x = frame.right + self.pt(3)
        if picture.target is not None:
            self.text((x, frame.y(picture.target)), written(picture.target), INK, "lm")
        points = frame.points(picture.actual)
        if not points:
            return
        across, down = points[-1]
        text = last_written(picture.actual)
        half = self.measure(text) / 2
        above = down - self.pt(_TEXT / 2 + 4)
        if picture.target is not None and abs(above - frame.y(picture.target)) < self.pt(_TEXT):
            # No room below the target's line: beneath the marker, clear of the line before it
            above = down + self.pt(_TEXT / 2 + 5)
            across += half
        across = min(max(across, frame.left + half), frame.right - half)
        family = FAMILY.get(picture.family, FAMILY["neutral"])
        self.draw.text(
            (across, above),
            text,
            fill=f"#{family}",
            font=self.font,
            anchor="mm",
            stroke_width=self.pt(0.8),
            stroke_fill=f"#{SURFACE}",
        )

    def _line(
        self,
        frame: Frame,
        line: Line,
        colour: str,
        thick: float,
        pattern: tuple[float, float] | None = None,
    ) -> None:
        """One line; a gap stays a gap."""
        for run in frame.runs(line):
            if len(run) > 1:
                self.stroke(run, colour, thick, pattern)
            elif line.values != ():
                self.dot(run[0], thick * 0.7, colour)

    def legend(self, legend: Sequence[tuple[str, str]]) -> None:
        """A sample of each line with its word, above the chart."""
        looks = {
            "actual": (ACCENT, 1.8, None),
            "target": (INK, 1.1, DASHED),
            "pace": (QUIET, 1.1, DOTTED),
            "last_year": (QUIET, 0.8, None),
        }
        x, y = self.pt(_PADDING), self.pt(_PADDING + _TEXT / 2)
        for key, text in legend:
            colour, thick, pattern = looks[key]
            self.stroke([(x, y), (x + self.pt(14), y)], colour, thick, pattern)
            self.text((x + self.pt(17), y), text, MUTED, "lm")
            x += self.pt(17) + self.measure(text) + self.pt(8)

    def png(self) -> bytes:
        """The picture, made smaller to its own size."""
        small = self.image.reduce(_SMOOTHING)
        # Few colours: a third of the bytes, and no difference on paper
        held = io.BytesIO()
        small.quantize(64).save(held, "PNG", optimize=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
        return held.getvalue()


def dashes(points: Sequence[Point], on: float, off: float) -> list[tuple[Point, Point]]:
    """A line through points cut into dashes of ``on`` with gaps of ``off``, around its corners."""
    found: list[tuple[Point, Point]] = []
    travelled = 0.0  # since the pattern last began
    for (from_x, from_y), (to_x, to_y) in pairwise(points):
        length = ((to_x - from_x) ** 2 + (to_y - from_y) ** 2) ** 0.5
        at = 0.0
        while at < length:
            is_on = travelled < on
            ahead = min((on if is_on else on + off) - travelled, length - at)
            if is_on:
                a, b = at / length, (at + ahead) / length
                found.append(
                    (
                        (from_x + (to_x - from_x) * a, from_y + (to_y - from_y) * a),
                        (from_x + (to_x - from_x) * b, from_y + (to_y - from_y) * b),
                    )
                )
            at += ahead
            travelled += ahead
            if travelled >= on + off - 1e-9:
                travelled = 0.0
    return found
