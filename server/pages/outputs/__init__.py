"""What the office takes home: papers as Word and PDF files, the yearly book, roll-ups, lists for Excel, packs to upload."""
