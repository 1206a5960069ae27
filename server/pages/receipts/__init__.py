"""Receipts to look at, to print and to check."""
