"""Who is asking, and is it really they: passwords, sessions, forgery checks, keys."""
