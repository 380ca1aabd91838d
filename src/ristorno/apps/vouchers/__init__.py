"""Vouchers: unique codes in batches, made here or brought from elsewhere, and what became of each.

A code opens an offer of a program. How often one was used stands in its counter; held ones are held by orders. What is
over is over at its moment, for whoever looks.
"""
