"""Changes between two moments."""
