"""Figures and progress into the one ledger."""
