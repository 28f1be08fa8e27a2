"""Places compared."""
