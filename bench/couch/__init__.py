"""The same client program against the embedded store, our server in front of CouchDB, and CouchDB bare. See docs in `run.py`."""
