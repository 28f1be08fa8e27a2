"""One series."""
