"""What phones tell of themselves."""
