"""The briefing of a month."""
