"""The web around the product: doors, pages, the worker, the command line."""
