"""A place at two moments."""
