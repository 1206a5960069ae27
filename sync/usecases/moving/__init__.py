"""Carrying everything a store holds into another one, through nothing but the port of stores, and checking that it has come."""
