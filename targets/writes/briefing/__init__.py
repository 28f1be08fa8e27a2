"""Drafting and issuing a briefing."""
