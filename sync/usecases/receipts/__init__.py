"""Making receipts, and finding those that were given."""
