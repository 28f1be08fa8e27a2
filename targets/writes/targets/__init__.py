"""Targets and what they need: places, indicators, margins."""
