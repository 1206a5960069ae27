"""Reminders planned, sent and followed; the phones they go to."""
