"""The office's pages about reaching cells: whom to call, what came of it, and what became of the reminders."""
