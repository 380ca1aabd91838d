"""The pages of the supplier: what waits for a decision, and whatever is needed to take it."""
