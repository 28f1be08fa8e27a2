"""Changing: one module a subject, every change by name and in a transaction."""
