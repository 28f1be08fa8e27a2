"""The place that the reads are tried on."""

from tests.one_place import place, roads, task

__all__ = ["place", "roads", "task"]
