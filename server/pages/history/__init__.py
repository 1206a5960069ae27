"""What became of a paper over time: who changed what, and an old version brought back."""
