"""What an administrator does: units, people and their roles, handing over, whole tables. Every change is all or nothing."""
