"""Where documents live. The only place with SQL or calls to CouchDB; each store passes the contract suite."""
