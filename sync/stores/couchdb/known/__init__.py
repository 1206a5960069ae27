"""What need not be asked of CouchDB, or is asked once for all who ask at the same moment."""
