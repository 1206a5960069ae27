"""The pure core: what units, papers, people and rules are. Imports nothing of ours, does no I/O."""
