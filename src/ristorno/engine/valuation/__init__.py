"""The fair value of points for the sponsor's accountant: the price of sales divided between goods and points."""
