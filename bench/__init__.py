"""Ratios within one run: how the product stands against a raw limit, and against itself ten times smaller."""
