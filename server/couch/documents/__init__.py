"""What is asked of single documents, one by one and in bulk."""
