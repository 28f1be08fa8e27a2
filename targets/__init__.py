"""Stated targets, their actuals and how they are judged."""
