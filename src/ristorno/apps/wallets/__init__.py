"""Wallets: what members and their people have of points and money, and every way in which it moves.

A wallet belongs to a member, or to a contact there, and is in one unit. It has four accounts in the ledger:

- ``pending``: earned as things stand, not to be spent yet;
- ``free``: can be spent; in lots with a last day, and what ends first is spent first;
- ``held``: taken out of ``free`` for something that is still decided on; it keeps its lots;
- ``owed``: what was taken back after it had been spent, where the terms keep that apart.

Opposite them stand accounts of the sponsor, one of a kind for every unit: what it has granted, what was spent, what
expired. Every way from one to another is a row in :mod:`ristorno.apps.wallets.movements`, and there is no other: only
this app calls the ledger.

A wallet is locked while it moves, so what is judged (is there enough?) still holds when it is posted. Everything that
is asked for has a key; asked again with the same key it is the same thing, and changes nothing.
"""
