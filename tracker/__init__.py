"""Wiring: settings, the embedded database, the launcher."""
