"""What runs beside the requests: follows the store's changes."""
