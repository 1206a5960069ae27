"""Sổ Họp without the web: the pure core, the ports, the use cases and the stores."""
