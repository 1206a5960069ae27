"""What an office writes, sees on its desk, and is told while it writes."""
