"""Papers that several wrote at once: resolved by the server, and answered by people where they really differ."""
