"""Tokens, guesses, links, views, reminders, and who did what."""
