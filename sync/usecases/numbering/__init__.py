"""Official numbers: given by the server, one paper after the other."""
