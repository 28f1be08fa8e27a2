"""Verdicts in words, and the arithmetic behind them."""
