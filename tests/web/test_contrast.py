"""The contrasts of the palette, pinned: text 4.5, marks 3, on every surface they stand on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
FAMILIES = ["met", "good", "behind", "far", "neutral"]


def palettes() -> dict[str, dict[str, str]]:
    text = TOKENS.read_text(encoding="utf-8")
    light, dark, paper = re.findall(r":root \{(.*?)\}", text, flags=re.DOTALL)
    read = {
        name: dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", block))
        for name, block in (("light", light), ("dark", dark), ("print", paper))
    }
    return read | {"print": read["light"] | read["print"]}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
@pytest.mark.parametrize("family", FAMILIES)
def test_status_text_and_marks_are_legible(name: str, family: str) -> None:
    palette = palettes()[name]
    surfaces = [palette[surface] for surface in ("page", "surface", "hover")]
    surfaces.append(palette[f"{family}-tint"])
    assert min(contrast(palette[f"{family}-text"], each) for each in surfaces) >= 5.2
    assert min(contrast(palette[family], each) for each in surfaces) >= 3.0
    if family in {"met", "far"}:
        assert contrast(palette["on-solid"], palette[family]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_ink_links_and_masthead_are_legible(name: str) -> None:
    palette = palettes()[name]
    for surface in ("page", "surface", "hover", "track"):
        assert contrast(palette["ink"], palette[surface]) >= 7
        assert contrast(palette["accent"], palette[surface]) >= 4.5
    for text in ("on-masthead", "on-masthead-muted"):
        if text in palette:
            assert contrast(palette[text], palette["masthead"]) >= 4.5


def test_a_look_that_is_asked_for_has_the_same_colours() -> None:
    text = TOKENS.read_text(encoding="utf-8")
    for look in ("light", "dark"):
        (block,) = re.findall(rf'\[data-look="{look}"\] \{{(.*?)\}}', text, flags=re.DOTALL)
        assert dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", block)) == palettes()[look]
