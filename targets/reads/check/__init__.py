"""Checking and closing."""
