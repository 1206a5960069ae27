"""The embedded store: one SQLite file, every acknowledged write fsynced."""
