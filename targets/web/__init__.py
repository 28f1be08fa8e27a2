"""Addresses, screens, tables and charts."""
