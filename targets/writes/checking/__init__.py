"""Accepting, returning, closing, explaining, urging."""
