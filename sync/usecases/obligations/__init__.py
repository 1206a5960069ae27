"""What units owe: kept as frozen records, told to phones, read by offices, and changed for one unit by administrators."""
