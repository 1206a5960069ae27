"""Papers written on office pages, from their form definitions."""
