"""Who has reported, and who is written to."""
