"""Orders: prices while the buyer waits, and what an order takes held, taken, let go and given back.

A quote writes nothing: it is a signed token. Reserving takes a token once and holds all that the order takes until a
moment; confirming takes it for good; canceling, and that moment, let it go. What is returned has the rest judged anew,
by the terms and the history that the quote was made with. A confirmed order is no purchase: the invoice is.

Whoever changes an order locks its row, then counters, then wallets, each in one order: so no two wait for each other.
"""
