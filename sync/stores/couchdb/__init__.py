"""The store on Apache CouchDB 3 (one node or a cluster): `store.py` is the door, `control.py` the only file that knows cloudant."""
