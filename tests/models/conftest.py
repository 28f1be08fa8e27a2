"""The place that rows are written of."""

from tests.one_place import place, roads, task

__all__ = ["place", "roads", "task"]
