"""Sent papers reviewed by who is above: what waits, and what was said."""
