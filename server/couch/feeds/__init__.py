"""The changes feed."""
