"""Calls to cells about what they owe, and messages beside push. Pure."""
