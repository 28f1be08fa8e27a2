"""Bytes to cells, and cells to bytes."""
