"""Places, and places compared."""
