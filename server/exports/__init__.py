"""Papers and lists given out: the sheets papers are printed as, Word and PDF files of them, and tables for Excel."""
