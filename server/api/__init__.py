"""The typed JSON API under /api."""
