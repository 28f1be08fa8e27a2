"""The overview, the wall, the one page."""
