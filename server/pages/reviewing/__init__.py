"""Sent papers reviewed on office pages."""
