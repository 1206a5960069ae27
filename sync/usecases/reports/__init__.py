"""Drafts of reports: answers worked out from what others have sent, before a person edits and sends them."""
