"""Sent papers as lists, as searched, and given out as tables."""
