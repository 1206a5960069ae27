"""Pages drawn on the server."""
