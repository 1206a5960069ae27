"""The doors through which papers come and go: the exchange, and CouchDB's replication protocol."""
