"""What a printed paper says, part by part, before it becomes a page, a Word file or a PDF."""
