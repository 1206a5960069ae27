"""Commands with which somebody convinces himself: the history is whole, a receipt is genuine, the keys are in order."""
