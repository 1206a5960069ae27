"""Sheets as Word files, from templates that an office worker can change in Word, and as PDF where the machine has LibreOffice."""
