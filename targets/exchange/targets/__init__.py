"""Cells to stated targets."""
