"""Exact values: reading them from what people type, writing, comparing, judging and typesetting them."""
