"""A briefing as plain data and back, also one that was kept when there were fewer fields."""

from __future__ import annotations

import json

from targets.briefs.content import Block, Section
from targets.briefs.stored import restored, stored

from .sample import SHA256, chinese, main_table


def test_what_is_stored_is_restored() -> None:
    brief = chinese()._replace(themes=(Section("HUB", "枢纽", (Block("", table=main_table(2)),)),))
    assert restored(stored(brief), SHA256) == brief


def test_an_older_one_is_restored_too() -> None:
    kept = json.loads(stored(chinese()))
    sections = kept[chinese()._fields.index("sections")]
    pictures = sections[2][2][0][3]
    for picture in pictures:
        del picture[-3:]  # the texts of its figures, and the short labels
    found = restored(json.dumps(kept[:-1]), SHA256)  # and without the themes
    assert found == chinese()
