"""Checking, closing, explaining."""
