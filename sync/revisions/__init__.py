"""CouchDB's revisions, pure: ids, the tree, the winner (CouchDB documentation, "Replication and conflict model")."""
