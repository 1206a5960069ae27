"""What the phone asks about its reminders and its calendar."""
