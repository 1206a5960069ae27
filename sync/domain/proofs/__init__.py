"""What proves that a paper came in, and when: receipts and the history."""
