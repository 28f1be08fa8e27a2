"""Every series of a place."""
