"""Logging in, passwords, tokens, health."""
