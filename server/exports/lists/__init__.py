"""Lists as files for Excel: columns with types, so that numbers are numbers and days are days."""
