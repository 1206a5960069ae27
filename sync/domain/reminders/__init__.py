"""Reminders: who is told of what, when and in which words; phones that can be reached; what became of what was sent. Pure."""
