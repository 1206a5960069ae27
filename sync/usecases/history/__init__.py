"""The history of a unit: appending to it, reading it, checking it."""
