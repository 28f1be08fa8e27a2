"""Screens by their answers."""
