"""Who has reported, and what is due."""
