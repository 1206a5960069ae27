"""The phones' door: the exchange."""
