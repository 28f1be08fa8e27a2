"""The names of the targets, right of the drawing, none printed over another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

Figure = dict[str, Any]
_CLOSE = 0.07  # of the height: labels nearer than this are moved apart
_SHIFT = 9


def target_label(name: str, value: Decimal) -> Figure:
    """What a target is called, right of the drawing at its height."""
    return {
        "text": name,
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": 6,
        "yref": "y",
        "y": float(value),
        "yanchor": "middle",
        "showarrow": False,
        "align": "left",
        "font": {"size": 12},
    }


def spread(annotations: list[Figure], traces: Sequence[Figure]) -> None:
    """Move labels apart that would be printed over each other."""
    values = [value for trace in traces for value in trace["y"] if value is not None]
    height = (max(values) - min(values)) if values else 0
    ordered = sorted(annotations, key=lambda label: label["y"])
    for lower, upper in pairwise(ordered):
        if upper["y"] - lower["y"] <= _CLOSE * height:
            lower["yshift"] = lower.get("yshift", 0) - _SHIFT
            upper["yshift"] = _SHIFT
