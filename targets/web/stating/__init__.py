"""Stating and splitting targets."""
