"""The door at which calendar programs read a person's deadlines and meetings (RFC 5545)."""
