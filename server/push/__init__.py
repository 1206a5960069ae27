"""Web push (RFC 8030): our keys, and the way to a push service."""
