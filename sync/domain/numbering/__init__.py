"""Official numbers of papers: proposed on the phone, confirmed by the server."""
