"""Targets in force."""
