"""What committees see: how a workspace stands, the dashboard of a unit or a saved group, and the rows behind its numbers."""
