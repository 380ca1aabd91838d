"""The member's book: what was known, in order, net of returns."""
