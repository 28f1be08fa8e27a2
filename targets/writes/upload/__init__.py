"""A file: stored, staged, confirmed."""
