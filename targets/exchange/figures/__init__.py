"""Cells to entries."""
