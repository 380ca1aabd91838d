"""Offers: what is promised at the moment of order, beside the clauses that pay afterwards."""
