"""OData 4.0, a read-only part of it, from which Excel and Power BI can be refreshed (docs/api.md)."""
