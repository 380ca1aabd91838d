"""Accruals: what the terms want each member to have, held against what was booked, and the difference posted.

For every key (agreement, clause, recipient, unit, window, and the document or fact where that is the window) the
engine says what is owed now, given what is known. :func:`operations.run` takes one member, keeps everybody else off it,
asks the engine about all programs in which it takes part, and lets ``wallets`` post what differs from what was booked
for the key. A late invoice, a return, an amendment, a second run and a run after a crash are the same act, and running
it again changes nothing.

Whoever changes something that may move money records an event that names the members. :mod:`following` reads these
events on, keeps a list of members that are due, and runs them, so that a wallet is up to date within a second.
"""
