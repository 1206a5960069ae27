"""The pages of the administrator: units, people, handing over, tables in and out, what was refused; and everybody's own password."""
