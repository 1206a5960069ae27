"""Forms and scoring templates that administrators write: kept as drafts, published, retired, and taken in by every server."""
