"""What is asked of whole databases and of the server."""
