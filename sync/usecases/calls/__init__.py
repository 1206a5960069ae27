"""Whom to call about what is owed, and what came of the calls."""
