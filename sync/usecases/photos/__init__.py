"""Photos of the paper book: taken in piece by piece, and read."""
