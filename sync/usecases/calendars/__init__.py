"""A person's calendar of deadlines and meetings, and the address under which a calendar program reads it."""
