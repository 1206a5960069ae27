"""The read model's tables, how facts get into them, and what is asked of them."""
