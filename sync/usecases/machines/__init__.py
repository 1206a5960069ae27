"""Machines: let in and shut out by administrators, found by their token, told of papers."""
