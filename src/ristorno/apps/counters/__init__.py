"""Counters: what can be taken only so often, or so much of: budgets, stock, uses of a code or of an offer.

Something is held first, until a moment, and then taken or let go. What is held beyond its moment is held no more, for
whoever looks: nobody has to tidy up before. A counter is locked while somebody takes of it, so any number may at once;
those that one asks for together are had together or not at all.
"""
