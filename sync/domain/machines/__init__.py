"""Machines that read through the API, and what they are told when papers come and go. Pure."""
