"""Questions asked of a figure before it is saved."""
