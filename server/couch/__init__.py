"""CouchDB's HTTP API, as far as a replicating peer needs it: the door for whatever speaks that protocol."""
