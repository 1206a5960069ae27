"""Mango: CouchDB's JSON query language (CouchDB documentation, "/{db}/_find")."""
